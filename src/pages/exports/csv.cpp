#include "schema/csv.hpp"

#include "base/text.hpp"
#include "pages/exports/writers.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

/// A comment is read as cells too: what follows a separator must not be a formula there.
std::string comment_of(std::string_view line) {
    std::string out = "# ";
    bool at_start = false;
    for (const char c : line) {
        if (at_start && schema::starts_formula(c)) out += '\'';
        at_start = c == ',' || c == ';' || (at_start && c == ' ');
        out += c == '"' ? '\'' : c;
    }
    return out + "\r\n";
}

void append_number(std::string& out, std::optional<double> value, const NumberStyle& style) {
    if (!value) return;
    std::string number = text::number(*value);
    std::ranges::replace(number, '.', style.decimal);
    out += number;
}

void append_row(std::string& out, const AnswerTable& table, const std::vector<Cell>& row,
                const NumberStyle& style) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Column& column = table.columns[i];
        if (i > 0) out += style.separator;
        if (!column.is_number) {
            schema::append_csv_text(out, row[i].text, style.separator);
            continue;
        }
        append_number(out, row[i].value, style);
        if (column.ends == Ends::none) continue;
        out += style.separator;
        append_number(out, row[i].low, style);
        out += style.separator;
        append_number(out, row[i].high, style);
    }
    out += "\r\n";
}

}  // namespace

std::string write_csv(const AnswerTable& table, const NumberStyle& style) {
    std::string out;
    for (const std::string& line : header_lines(table))
        out += comment_of(line);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        if (i > 0) out += style.separator;
        schema::append_csv_text(out, column.name, style.separator);
        if (column.ends == Ends::none) continue;
        for (const std::string& name : {column.low_name, column.high_name}) {
            out += style.separator;
            schema::append_csv_text(out, name, style.separator);
        }
    }
    out += "\r\n";
    for (const std::vector<Cell>& row : table.rows)
        append_row(out, table, row, style);
    return out;
}

}  // namespace lem::pages::exports
