#pragma once
/// Tables in text: CSV (RFC 4180) and rows of Markdown. Pure; does not throw.

#include "schema/json.hpp"

namespace lem::interchange {

struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  // each as long as `columns`
};

/// Quoted cells may hold separators, doubled quotes and line ends. Violations for a row of another
/// length, an open quote, a column that is there twice, and more than limits::import_records_max
/// rows, each with its line.
tl::expected<Table, Violations> read_csv(std::string_view text, char separator = ',');

/// The first table of the text whose rows begin with |. Violations as for CSV; no columns if there
/// is none.
tl::expected<Table, Violations> read_markdown(std::string_view text);

/// A row as an object. Cells that are numbers become numbers, empty ones become null.
schema::json row_object(const Table& table, std::size_t row);

}  // namespace lem::interchange
