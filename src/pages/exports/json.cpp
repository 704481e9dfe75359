#include "schema/json.hpp"

#include "domain/result/metric_definition.hpp"
#include "pages/exports/writers.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

using schema::json;

json number_of(std::optional<double> value) {
    return value ? json(*value) : json();
}

json column_of(const Column& column) {
    json described{{"name", column.name}, {"title", column.title}};
    if (!column.unit.empty()) described["unit"] = column.unit;
    if (column.better != Better::unspecified)
        described["better"] = column.better == Better::higher ? "higher" : "lower";
    return described;
}

json row_of(const AnswerTable& table, const std::vector<Cell>& row) {
    json object = json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Column& column = table.columns[i];
        const Cell& cell = row[i];
        object[column.name] = column.is_number ? number_of(cell.value) : json(cell.text);
        if (column.is_number && !cell.value && !cell.text.empty())
            object[column.name + "_absent_reason"] = cell.text;
        if (column.ends == Ends::none) continue;
        object[column.low_name] = number_of(cell.low);
        object[column.high_name] = number_of(cell.high);
    }
    return object;
}

}  // namespace

std::string write_json(const AnswerTable& table) {
    const Origin& origin = table.origin;
    json file{{"title", table.title}, {"description", table.description}};
    if (!table.notice.empty()) file["notice"] = table.notice;
    file["address"] = origin.address;
    file["date"] = origin.date;
    file["data_version"] = origin.data_version;
    file["metric_definitions_version"] = domain::metric_definitions_version;
    file["licence"] = origin.is_private
                          ? json()
                          : json{{"name", data_licence.name}, {"address", data_licence.address}};
    file["rows_total"] = std::max(table.total, static_cast<std::int64_t>(table.rows.size()));
    file["notes"] = table.notes;
    file["columns"] = json::array();
    for (const Column& column : table.columns)
        file["columns"].push_back(column_of(column));
    file["rows"] = json::array();
    for (const std::vector<Cell>& row : table.rows)
        file["rows"].push_back(row_of(table, row));
    return file.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace lem::pages::exports
