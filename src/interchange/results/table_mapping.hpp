#pragma once
/// What the columns of somebody's own table (CSV) are, as a file says it. Pure; does not throw.

#include "domain/result/metric_definition.hpp"
#include "interchange/results/table.hpp"

namespace lem::interchange {

/// What one column, or the same value for all rows, is.
struct TableField {
    std::string to;  // one of mapped_names()
    std::optional<std::string> column;
    std::optional<std::string> unit;   // of the column; nullopt: that of the target
    std::optional<std::string> value;  // instead of a column
};

struct TableMapping {
    std::string separator = ",";
    std::string decimal = ".";
    std::vector<TableField> fields;
};

/// What a column can be, and its unit, "" if it has none.
struct MappedName {
    std::string_view name, unit, meaning;
};
const std::vector<MappedName>& mapped_names();
/// Null if there is none of this name.
const MappedName* mapped_name(std::string_view name);
/// What a value of one unit is multiplied by to be in another; nullopt if that makes no sense.
std::optional<double> factor_of(std::string_view from, std::string_view to);
/// Metrics that a table may state. The other ratios follow from these.
bool may_be_stated(const domain::MetricDefinition& metric);
/// The units that a column may be in, if its target is in this unit, and this one first.
std::vector<std::string_view> units_for(std::string_view unit);

/// What is wrong with a mapping for a table of these columns. Pointers are those of the mapping.
Violations mapping_problems(const TableMapping& mapping, std::span<const std::string> columns);

/// The table as its mapping's separator divides it.
tl::expected<Table, Violations> read_mapped(std::string_view bytes, const TableMapping& mapping);

/// A mapping guessed from the names of the columns, for a person to correct: separator, decimal
/// sign, and a field for each column whose name says what it is.
TableMapping draft_mapping(std::string_view bytes);

}  // namespace lem::interchange

namespace lem::schema {

template <>
struct description<interchange::TableField> {
    using T = interchange::TableField;
    static constexpr auto record =
        schema::record("TableField", "What one column of a table is.",
                       field("to", &T::to, {.doc = "What it is.", .length_max = 100}),
                       field("column", &T::column,
                             {.doc = "The column's name.", .length_max = 300, .omit_null = true}),
                       field("unit", &T::unit,
                             {.doc = "The column's unit; left out: that of `to`.",
                              .length_max = 20,
                              .omit_null = true}),
                       field("value", &T::value,
                             {.doc = "The same for every row, instead of a column.",
                              .length_max = 300,
                              .omit_null = true}));
};

template <>
struct description<interchange::TableMapping> {
    using T = interchange::TableMapping;
    static constexpr auto record = schema::record(
        "TableMapping", "What the columns of a table are.",
        field("separator", &T::separator,
              {.doc = "Between cells: a comma, a semicolon or a tab.",
               .length_max = 1,
               .defaulted = true}),
        field("decimal", &T::decimal,
              {.doc = "Before the decimals: a point or a comma.",
               .length_max = 1,
               .defaulted = true}),
        field("fields", &T::fields, {.doc = "What each column is.", .items_max = 200}));
};

}  // namespace lem::schema
