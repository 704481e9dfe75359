#include "cli/import_mapping.hpp"

#include "base/text.hpp"
#include "cli/config_file.hpp"
#include "domain/result/energy.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <istream>

namespace lem::cli {
namespace {

using interchange::MappedName, interchange::TableField, interchange::TableMapping;

TableField* field_to(TableMapping& mapping, std::string_view to) {
    const auto found = std::ranges::find(mapping.fields, to, &TableField::to);
    return found == mapping.fields.end() ? nullptr : &*found;
}

class Questions {
public:
    Questions(std::string_view bytes, std::istream& answers, std::ostream& out)
        : draft_(interchange::draft_mapping(bytes)), answers_(answers), out_(out) {
        auto table = interchange::read_mapped(bytes, draft_);
        if (!table)
            throw Error(ErrorCode::invalid, "The table was not read.", std::move(table.error()));
        table_ = std::move(*table);
    }

    TableMapping ask() && {
        fmt::print(out_,
                   "The table has {} columns and {} rows. Return accepts what is in brackets, - "
                   "leaves a column out, ? lists what a column can be.\n",
                   table_.columns.size(), table_.rows.size());
        mapping_.separator = draft_.separator;
        mapping_.decimal = draft_.decimal;
        for (std::size_t i = 0; i < table_.columns.size(); ++i)
            ask_column(i);
        ask_constants();
        return std::move(mapping_);
    }

private:
    std::string answer(const std::string& question, const std::string& otherwise) {
        fmt::print(out_, "{} [{}]: ", question, otherwise);
        out_.flush();
        std::string line;
        if (!std::getline(answers_, line))
            throw Error(ErrorCode::bad_request,
                        "The answers ended before the last question; no mapping was written.");
        const std::string given(text::trim(line));
        return given.empty() ? otherwise : given;
    }

    void list_names() {
        for (const MappedName& name : interchange::mapped_names())
            fmt::print(out_, "    {:<32} {:<7} {}\n", name.name, name.unit, name.meaning);
    }

    void ask_column(std::size_t index) {
        const std::string& column = table_.columns[index];
        const auto guess = std::ranges::find_if(draft_.fields, [&](const TableField& field) {
            return field.column == column && field_to(mapping_, field.to) == nullptr;
        });
        const std::string first = table_.rows.empty() ? "" : text::cut(table_.rows[0][index], 30);
        const std::string question = "  " + column + " (first value: " + first + ")";
        for (;;) {
            const std::string to = answer(question, guess == draft_.fields.end() ? "-" : guess->to);
            if (to == "-") return;
            const MappedName* name = interchange::mapped_name(to);
            if (name != nullptr && field_to(mapping_, to) == nullptr) {
                mapping_.fields.push_back({.to = to, .column = column, .unit = {}, .value = {}});
                if (!name->unit.empty())
                    ask_unit(mapping_.fields.back(), name->unit,
                             guess != draft_.fields.end() && guess->to == to ? guess->unit
                                                                             : std::nullopt);
                return;
            }
            if (to == "?")
                list_names();
            else if (name != nullptr)
                fmt::print(out_, "    Another column is {} already.\n", to);
            else
                fmt::print(out_, "    There is no {}; ? lists what a column can be.\n", to);
        }
    }

    void ask_unit(TableField& field, std::string_view standard,
                  const std::optional<std::string>& guess) {
        std::string all;
        for (const std::string_view unit : interchange::units_for(standard))
            all += (all.empty() ? "" : ", ") + std::string(unit);
        for (;;) {
            const std::string unit =
                answer("    unit, one of " + all, guess.value_or(std::string(standard)));
            if (interchange::factor_of(unit, standard)) {
                if (unit != standard) field.unit = unit;
                return;
            }
            fmt::print(out_, "    {} is none of them.\n", unit);
        }
    }

    /// What the columns do not say, and every result needs.
    void ask_constants() {
        ask_constant("model", "The model of all rows");
        ask_constant("engine", "The engine of all rows");
        ask_constant("hardware", "The name of one device");
        const bool energy = std::ranges::any_of(mapping_.fields, [](const TableField& field) {
            const MappedName* name = interchange::mapped_name(field.to);
            return name->unit == "J" || name->unit == "W" || name->unit == "J/tok" ||
                   name->unit == "tok/J";
        });
        if (!energy) return;
        ask_choice<domain::EnergyScope>("energy_scope", "What does the energy cover");
        ask_choice<domain::EnergyMethod>("energy_method", "How was it obtained");
    }

    void ask_constant(const char* to, const char* question) {
        if (field_to(mapping_, to) != nullptr) return;
        const std::string given = answer(question, "-");
        if (given != "-")
            mapping_.fields.push_back({.to = to, .column = {}, .unit = {}, .value = given});
    }

    template <class E>
    void ask_choice(const char* to, const std::string& question) {
        if (field_to(mapping_, to) != nullptr) return;
        std::string all;
        for (const std::string_view name : schema::names_of_enumerators<E>) {
            if (name != "none") all += (all.empty() ? "" : ", ") + std::string(name);
        }
        for (;;) {
            const std::string given = answer(question + ": " + all, "-");
            const auto names = schema::enumerator_names<E>();
            if (std::ranges::find(names, std::string_view(given)) != names.end()) {
                mapping_.fields.push_back({.to = to, .column = {}, .unit = {}, .value = given});
                return;
            }
            fmt::print(out_, "    Energy without it cannot be read; one of {}.\n", all);
        }
    }

    TableMapping draft_, mapping_;
    std::istream& answers_;
    std::ostream& out_;
    interchange::Table table_;
};

}  // namespace

TableMapping read_mapping(const std::string& file, std::string_view table_bytes) {
    const yaml::Document document = read_document(file);
    const auto wrong = [&](const Violations& violations) {
        Violations lines;
        for (std::string& line : yaml::describe(violations, document, file))
            lines.push_back({"", std::move(line)});
        return Error(ErrorCode::invalid, file + " is no mapping for this table.", std::move(lines));
    };
    const auto mapping = schema::from_json<TableMapping>(document.value);
    if (!mapping) throw wrong(mapping.error());
    const auto table = interchange::read_mapped(table_bytes, *mapping);
    if (!table) throw Error(ErrorCode::invalid, "The table was not read.", table.error());
    const Violations problems = interchange::mapping_problems(*mapping, table->columns);
    if (!problems.empty()) throw wrong(problems);
    return *mapping;
}

TableMapping ask_mapping(std::string_view table_bytes, std::istream& answers,
                         std::ostream& questions) {
    return Questions(table_bytes, answers, questions).ask();
}

std::string mapping_text(const TableMapping& mapping, const std::string& table) {
    const auto value = schema::parse(schema::to_text(mapping));
    return "# What the columns of " + table + " are, for lem import --map.\n" +
           yaml::to_text(*value);
}

}  // namespace lem::cli
