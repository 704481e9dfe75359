#include "pages/board_columns.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <tuple>

namespace lem::pages {
namespace {

constexpr std::string_view main_metric = domain::metrics.front().name;

std::string_view metric_of(std::string_view sort) {
    return sort.substr(sort.starts_with('-') ? 1 : 0);
}

std::string joined(std::string first, std::string_view separator, std::string_view second) {
    if (!first.empty() && !second.empty()) first += separator;
    return first += second;
}

BoardColumn column_of(const domain::MetricDefinition& metric) {
    const std::string_view unit = metric.shown_in().unit;
    BoardColumn column{.key = metric.name,
                       .title = metric.short_name(),
                       .note = joined(std::string(metric.qualifier), ", ", unit),
                       .metric = &metric,
                       .name = text::lower(metric.title),
                       .card_label = std::string(metric.short_name())};
    if (column.wide()) column.note += metric.higher_is_better ? ", ↑ better" : ", ↓ better";
    if (metric.percentile) column.card_label = joined(column.card_label, " ", metric.qualifier);
    column.card_label = joined(column.card_label, " ", unit);
    return column;
}

std::vector<BoardColumn> make_columns() {
    std::vector<BoardColumn> columns{
        {.key = "rank", .title = "Rank", .note = ""},
        {.key = "model", .title = "Model", .note = "configuration"},
        {.key = "hardware", .title = "Hardware", .note = ""},
        {.key = "engine", .title = "Engine", .note = ""},
        {.key = "precision", .title = "Precision", .note = "energy scope", .optional = true}};
    auto metrics = domain::ranked_metrics;
    // Columns of one kind keep the table's order.
    std::sort(metrics.begin(), metrics.end(), [](const auto* left, const auto* right) {
        return std::tuple(left->column, left->kind, left) <
               std::tuple(right->column, right->kind, right);
    });
    for (const domain::MetricDefinition* metric : metrics)
        columns.push_back(column_of(*metric));
    columns.push_back({.key = "trust", .title = "Trust", .note = ""});
    columns.push_back(
        {.key = "cycles", .title = "Cycles", .note = "n, variation", .optional = true});
    return columns;
}

}  // namespace

bool BoardColumn::wide() const {
    return key == main_metric;
}

const std::vector<BoardColumn>& board_columns() {
    static const std::vector<BoardColumn> columns = make_columns();
    return columns;
}

const BoardColumn* column_of_order(std::string_view sort) {
    const auto& columns = board_columns();
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const BoardColumn& column) {
        return orders(column, sort);
    });
    return found == columns.end() ? nullptr : &*found;
}

std::string first_order(const BoardColumn& column) {
    return (column.metric->higher_is_better ? "-" : "") + std::string(column.key);
}

bool orders(const BoardColumn& column, std::string_view sort) {
    return column.metric != nullptr && column.key == metric_of(sort);
}

}  // namespace lem::pages
