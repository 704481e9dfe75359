#include "pages/board_columns.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <tuple>

namespace lem::pages {
namespace {

constexpr std::string_view main_metric = domain::metrics.front().name;
constexpr std::string_view configuration = "Configuration", evidence = "Evidence";

std::string joined(std::string first, std::string_view separator, std::string_view second) {
    if (!first.empty() && !second.empty()) first += separator;
    return first += second;
}

std::string_view group_of(domain::MetricKind kind) {
    switch (kind) {
        case domain::MetricKind::energy:
            return "Energy";
        case domain::MetricKind::speed:
            return "Speed";
        case domain::MetricKind::latency:
            return "Latency";
        case domain::MetricKind::compute:
            return "Compute";
        case domain::MetricKind::memory:
            return "Memory";
        case domain::MetricKind::client:
            return "Load client";
    }
    return "";
}

BoardColumn column_of(const domain::MetricDefinition& metric) {
    const std::string_view unit = metric.shown_in().unit;
    BoardColumn column{.key = metric.name,
                       .title = metric.short_name(),
                       .note = joined(std::string(metric.qualifier), ", ", unit),
                       .group = group_of(metric.kind),
                       .extra = metric.column == domain::Column::extra,
                       .metric = &metric,
                       .name = text::lower(metric.title),
                       .card_label = std::string(metric.short_name())};
    if (column.wide()) column.note += metric.higher_is_better ? ", ↑ better" : ", ↓ better";
    if (metric.percentile) column.card_label = joined(column.card_label, " ", metric.qualifier);
    column.card_label = joined(column.card_label, " ", unit);
    return column;
}

/// Numbers of the load, by which the table can be ordered too.
std::vector<BoardColumn> load_columns() {
    return {{.key = "concurrency",
             .title = "Requests",
             .note = "in flight",
             .group = configuration,
             .extra = true,
             .name = "requests in flight",
             .card_label = "In flight",
             .absent = "the load keeps no fixed number of requests in flight"},
            {.key = "input_tokens",
             .title = "Input",
             .note = "mean, tokens",
             .group = configuration,
             .extra = true,
             .name = "input tokens",
             .card_label = "Input tokens",
             .absent = "the result does not state it"},
            {.key = "output_tokens",
             .title = "Output",
             .note = "mean, tokens",
             .group = configuration,
             .extra = true,
             .name = "output tokens",
             .card_label = "Output tokens",
             .absent = "the result does not state it"}};
}

std::vector<BoardColumn> make_columns() {
    std::vector<BoardColumn> columns{
        {.key = "rank", .title = "Rank", .note = "range", .group = evidence},
        {.key = "model",
         .title = "Model",
         .note = "configuration",
         .group = configuration,
         .name = "model name",
         .is_name = true},
        {.key = "hardware",
         .title = "Hardware",
         .note = "",
         .group = configuration,
         .name = "hardware name",
         .is_name = true},
        {.key = "engine", .title = "Engine", .note = "", .group = configuration},
        {.key = "precision",
         .title = "Precision",
         .note = "energy scope",
         .group = configuration,
         .optional = true}};
    auto metrics = domain::ranked_metrics;
    // Columns of one kind keep the table's order.
    std::sort(metrics.begin(), metrics.end(), [](const auto* left, const auto* right) {
        return std::tuple(left->column, left->kind, left) <
               std::tuple(right->column, right->kind, right);
    });
    for (const domain::MetricDefinition* metric : metrics)
        columns.push_back(column_of(*metric));
    for (BoardColumn& column : load_columns())
        columns.push_back(std::move(column));
    columns.push_back({.key = "trust", .title = "Trust", .note = "", .group = evidence});
    columns.push_back({.key = "cycles",
                       .title = "Cycles",
                       .note = "grade, variation",
                       .group = evidence,
                       .optional = true});
    columns.push_back({.key = "submitted_at",
                       .title = "Submitted",
                       .note = "UTC",
                       .group = evidence,
                       .extra = true,
                       .name = "date",
                       .card_label = "Submitted"});
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
    const bool ascending =
        column.is_name || (column.metric != nullptr && !column.metric->higher_is_better);
    return (ascending ? "" : "-") + std::string(column.key);
}

bool orders(const BoardColumn& column, std::string_view sort) {
    return column.sortable() && column.key == sort.substr(sort.starts_with('-') ? 1 : 0);
}

}  // namespace lem::pages
