#include "base/figures.hpp"
#include "pages/exports/tables.hpp"
#include "pages/words.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

using domain::LeaderboardRow, domain::MetricDefinition;

/// A column of a row of the leaderboard, and its cell.
struct RowColumn {
    Column column;
    Cell (*cell)(const LeaderboardRow& row);
};

template <class T>
std::optional<double> as_number(const std::optional<T>& value) {
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : " ") + text;
    return all;
}

Cell rank_cell(const LeaderboardRow& row) {
    Cell cell =
        number_cell(as_number(row.rank), row.not_ranked ? schema::title_of(*row.not_ranked) : "");
    cell.low = as_number(row.rank_best);
    cell.high = as_number(row.rank_worst);
    return cell;
}

Column rank_column() {
    Column column = number_column("rank", "Rank", {}, Length::brief);
    column.ends = Ends::extremes;
    column.low_name = "rank_best";
    column.high_name = "rank_worst";
    return column;
}

/// Before the metrics: which configuration. The names are those of the API.
std::vector<RowColumn> configuration() {
    using enum Length;
    return {
        {rank_column(), rank_cell},
        {text_column("model", "Model", brief), [](auto& row) { return text_cell(row.model); }},
        {text_column("hardware", "Hardware", brief),
         [](auto& row) { return text_cell(row.hardware); }},
        {text_column("engine", "Engine", brief), [](auto& row) { return text_cell(row.engine); }},
        {text_column("precision", "Precision", brief),
         [](auto& row) { return text_cell(row.precision); }},
        {text_column("engine_version", "Engine version"),
         [](auto& row) { return text_cell(row.engine_version); }},
        {number_column("hardware_count", "Devices"),
         [](auto& row) { return number_cell(row.hardware_count); }},
        {number_column("parameters_total", "Parameters"),
         [](auto& row) { return number_cell(row.parameters_total); }},
        {text_column("load", "Load"), [](auto& row) { return text_cell(row.load); }},
        {number_column("input_tokens", "Prompt length", "tokens"),
         [](auto& row) { return number_cell(as_number(row.input_tokens)); }},
        {number_column("output_tokens", "Output length", "tokens"),
         [](auto& row) { return number_cell(as_number(row.output_tokens)); }},
        {number_column("concurrency", "Requests in flight"),
         [](auto& row) { return number_cell(as_number(row.concurrency)); }},
    };
}

/// After them: how sure they are, and whose.
std::vector<RowColumn> evidence() {
    return {
        {text_column("energy_scope", "Energy scope", Length::brief),
         [](auto& row) { return text_cell(schema::name_of(row.energy_scope)); }},
        {text_column("energy_method", "Energy method"),
         [](auto& row) { return text_cell(schema::name_of(row.energy_method)); }},
        {text_column("trust", "Trust"),
         [](auto& row) { return text_cell(schema::name_of(row.trust)); }},
        {text_column("grade", "Grade"),
         [](auto& row) { return text_cell(schema::name_of(row.grade)); }},
        {number_column("cycles", "Cycles"), [](auto& row) { return number_cell(row.cycles); }},
        {number_column("cv", "Coefficient of variation"),
         [](auto& row) { return number_cell(row.cv); }},
        {text_column("flags", "Warnings"), [](auto& row) { return text_cell(joined(row.flags)); }},
        {text_column("submitted_by", "Submitted by"),
         [](auto& row) { return text_cell(row.submitted_by); }},
        {text_column("submitted_at", "Submitted"),
         [](auto& row) { return text_cell(row.submitted_at); }},
        {text_column("id", "Result"), [](auto& row) { return text_cell(row.id.text); }},
    };
}

Cell metric_cell(const LeaderboardRow& row, const MetricDefinition& metric) {
    const domain::RankedValue& ranked = row.metrics.*metric.of_row;
    const bool energy = metric.kind == domain::MetricKind::energy;
    return interval_cell(
        ranked.value, ranked.ci95_half_width,
        energy ? row.energy_absent_reason.value_or("not measured") : "not measured");
}

Better better_of(const MetricDefinition& metric) {
    return metric.higher_is_better ? Better::higher : Better::lower;
}

}  // namespace

const MetricDefinition& metric_of_order(std::string_view sort) {
    const MetricDefinition* metric =
        domain::find_metric(sort.substr(sort.starts_with('-') ? 1 : 0));
    return metric != nullptr && metric->ranked() ? *metric : *domain::ranked_metrics.front();
}

std::vector<const MetricDefinition*> usual_metrics(std::string_view sort) {
    const MetricDefinition& ordering = metric_of_order(sort);
    std::vector<const MetricDefinition*> shown;
    for (const MetricDefinition* metric : domain::ranked_metrics)
        if (metric->column == domain::Column::usual || metric == &ordering) shown.push_back(metric);
    return shown;
}

AnswerTable table_of_rows(std::span<const LeaderboardRow> rows, std::string_view sort,
                          const std::vector<const MetricDefinition*>& shown) {
    const std::vector<RowColumn> before = configuration(), after = evidence();
    AnswerTable table;
    for (const RowColumn& one : before)
        table.columns.push_back(one.column);
    for (const MetricDefinition* metric : domain::ranked_metrics) {
        const bool brief = std::ranges::find(shown, metric) != shown.end();
        table.columns.push_back(interval_column(metric->name, metric->title, metric->unit,
                                                better_of(*metric),
                                                brief ? Length::brief : Length::full));
    }
    for (const RowColumn& one : after)
        table.columns.push_back(one.column);
    for (const LeaderboardRow& row : rows) {
        std::vector<Cell>& cells = table.rows.emplace_back();
        cells.reserve(table.columns.size());
        for (const RowColumn& one : before)
            cells.push_back(one.cell(row));
        for (const MetricDefinition* metric : domain::ranked_metrics)
            cells.push_back(metric_cell(row, *metric));
        for (const RowColumn& one : after)
            cells.push_back(one.cell(row));
        table.credits.push_back(credit_of(row));
        table.chart.labels.push_back({std::string(short_model(row.model)),
                                      std::string(title_of_name<domain::EngineName>(row.engine)) +
                                          (row.precision.empty() ? "" : ", " + row.precision) +
                                          ", " + row.hardware + ", " + row.load});
    }
    table.chart.rank = place_of(table, "rank");
    table.chart.values = {place_of(table, metric_of_order(sort).name)};
    return table;
}

Credit credit_of(const LeaderboardRow& row) {
    std::string title = row.model + " with " + row.engine;
    if (!row.engine_version.empty()) title += " " + row.engine_version;
    title += " on " + row.hardware + ": measured energy and speed";
    return {.id = row.id.text,
            .title = std::move(title),
            .author = row.submitted_by,
            .submitted_at = row.submitted_at};
}

}  // namespace lem::pages::exports
