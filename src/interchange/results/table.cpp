#include "interchange/results/table.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace lem::interchange {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t columns_max = 1'000;

tl::unexpected<Violations> wrong(std::size_t line, std::string message) {
    return tl::unexpected(Violations{{"line " + std::to_string(line), std::move(message)}});
}

/// The first row names the columns; the others must be as long.
class TableBuilder {
public:
    std::optional<std::string> add(Row row) {
        if (table_.columns.empty()) {
            if (row.size() > columns_max)
                return "has more than " + std::to_string(columns_max) + " columns";
            table_.columns = std::move(row);
            Row sorted = table_.columns;
            std::ranges::sort(sorted);
            const auto twice = std::ranges::adjacent_find(sorted);
            if (twice == sorted.end()) return std::nullopt;
            return "has the column " + *twice + " twice";
        }
        if (row.size() != table_.columns.size())
            return "has " + std::to_string(row.size()) + " cells, but there are " +
                   std::to_string(table_.columns.size()) + " columns";
        if (table_.rows.size() >= limits::import_records_max)
            return "is beyond the " + std::to_string(limits::import_records_max) +
                   " rows that are read";
        table_.rows.push_back(std::move(row));
        return std::nullopt;
    }
    Table take() && { return std::move(table_); }

private:
    Table table_;
};

}  // namespace

tl::expected<Table, Violations> read_csv(std::string_view text, char separator) {
    TableBuilder builder;
    Row row;
    std::string cell;
    std::size_t line = 1, row_line = 1;
    bool quoted = false;
    const auto end_cell = [&] {
        row.push_back(std::move(cell));
        cell.clear();
    };
    const auto end_row = [&]() -> std::optional<std::string> {
        end_cell();
        Row done = std::exchange(row, {});
        const bool blank = done.size() == 1 && text::trim(done[0]).empty();
        return blank ? std::nullopt : builder.add(std::move(done));
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"')
                cell += c;
            else if (i + 1 < text.size() && text[i + 1] == '"')
                cell += text[++i];
            else
                quoted = false;
        } else if (c == '"' && cell.find_last_not_of(" \t") == std::string::npos) {
            cell.clear();
            quoted = true;
        } else if (c == separator) {
            end_cell();
        } else if (c == '\n') {
            if (cell.ends_with('\r')) cell.pop_back();
            if (auto problem = end_row()) return wrong(row_line, std::move(*problem));
            row_line = line;
        } else {
            cell += c;
        }
    }
    if (quoted) return wrong(row_line, "opens a quote that does not end");
    if (!cell.empty() || !row.empty()) {
        if (auto problem = end_row()) return wrong(row_line, std::move(*problem));
    }
    return std::move(builder).take();
}

tl::expected<Table, Violations> read_markdown(std::string_view text) {
    TableBuilder builder;
    std::size_t line = 0;
    bool began = false;
    for (const std::string_view written : text::split(text, '\n')) {
        ++line;
        const std::string_view trimmed = text::trim(written);
        if (!trimmed.starts_with('|')) {
            if (began) break;
            continue;
        }
        began = true;
        const bool rule = trimmed.find_first_not_of("|-: ") == std::string_view::npos;
        if (rule) continue;
        Row row;
        for (const std::string_view cell :
             text::split(trimmed.substr(1, trimmed.size() - (trimmed.ends_with('|') ? 2 : 1)), '|'))
            row.emplace_back(text::trim(cell));
        if (auto problem = builder.add(std::move(row))) return wrong(line, std::move(*problem));
    }
    return std::move(builder).take();
}

schema::json row_object(const Table& table, std::size_t row) {
    schema::json object = schema::json::object();
    // Columns differ, so that none has to be looked for.
    auto& members = object.get_ref<schema::json::object_t&>();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const std::string& cell = table.rows[row][i];
        const auto number = text::to_double(cell);
        if (cell.empty())
            members.emplace_back(table.columns[i], nullptr);
        else if (number)
            members.emplace_back(table.columns[i], *number);
        else
            members.emplace_back(table.columns[i], cell);
    }
    return object;
}

}  // namespace lem::interchange
