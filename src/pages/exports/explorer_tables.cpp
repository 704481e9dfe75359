#include "base/figures.hpp"
#include "pages/exports/tables.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

using domain::HardwareSummary, domain::LeaderboardRow, domain::MetricDefinition,
    domain::ModelSummary;

Column extremes_column(std::string_view name, std::string_view title, std::string_view unit,
                       const std::string& low_name, const std::string& high_name) {
    Column column = number_column(name, title, unit, Length::brief);
    column.ends = Ends::extremes;
    column.low_name = low_name;
    column.high_name = high_name;
    return column;
}

std::vector<Column> model_columns(const MetricDefinition& metric) {
    using enum Length;
    const std::string name(metric.name);
    return {text_column("id", "Page"),
            text_column("model", "Model", brief),
            text_column("model_family", "Family"),
            number_column("parameters_total", "Parameters"),
            number_column("results", "Results", {}, brief),
            number_column("hardware_kinds", "Kinds of hardware"),
            interval_column(name, "Best: " + std::string(metric.title), metric.unit,
                            metric.higher_is_better ? Better::higher : Better::lower, brief),
            text_column("hardware", "on hardware", brief),
            text_column("engine", "with engine", brief),
            text_column("precision", "Precision", brief),
            text_column("energy_scope", "Energy scope"),
            text_column("result", "Result"),
            extremes_column(name + "_median", "Median of all results", metric.unit,
                            name + "_lowest", name + "_highest"),
            text_column("newest_at", "Newest result")};
}

std::vector<Cell> model_row(const ModelSummary& model, const MetricDefinition& metric) {
    const LeaderboardRow none;
    const LeaderboardRow& best = model.best.empty() ? none : model.best.front();
    const bool has_best = !model.best.empty();
    const domain::RankedValue& value = best.metrics.*metric.of_row;
    Cell range = number_cell(std::nullopt, "not measured");
    if (!model.ranges.empty()) {
        const domain::ModelRange& all = model.ranges.front();
        range = {.value = all.median, .low = all.lowest, .high = all.highest};
    }
    return {text_cell(model.id),
            text_cell(model.name),
            text_cell(model.family),
            number_cell(model.parameters_total),
            number_cell(static_cast<double>(model.results)),
            number_cell(static_cast<double>(model.hardware)),
            interval_cell(value.value, value.ci95_half_width, "no result within the limits"),
            text_cell(best.hardware),
            text_cell(best.engine),
            text_cell(best.precision),
            text_cell(has_best ? schema::name_of(best.energy_scope) : ""),
            text_cell(best.id.text),
            range,
            text_cell(model.newest_at.value_or(""))};
}

std::vector<Cell> hardware_row(const HardwareSummary& hardware) {
    Cell power = number_cell(std::nullopt, "no result states its power");
    std::string_view scope;
    if (!hardware.power.empty()) {
        const domain::PowerRange& range = hardware.power.front();
        power = {
            .value = range.median_watts, .low = range.lowest_watts, .high = range.highest_watts};
        scope = schema::name_of(range.energy_scope);
    }
    return {text_cell(hardware.id),
            text_cell(hardware.name),
            text_cell(hardware.device),
            number_cell(hardware.count),
            number_cell(static_cast<double>(hardware.results)),
            number_cell(static_cast<double>(hardware.models)),
            number_cell(hardware.nominal.memory_gb),
            number_cell(hardware.nominal.bandwidth_gb_per_s),
            number_cell(hardware.nominal.tdp_watts),
            power,
            text_cell(scope),
            text_cell(hardware.newest_at.value_or(""))};
}

void note_number(AnswerTable& table, std::string_view name, std::optional<double> value,
                 std::string_view unit) {
    if (value)
        table.notes.push_back(std::string(name) + ": " + figures::shown(value) +
                              (unit.empty() ? "" : " ") + std::string(unit));
}

}  // namespace

AnswerTable table_of(std::span<const ModelSummary> models, const domain::ModelList& list,
                     std::string_view sort) {
    const MetricDefinition& metric = metric_of_order(sort);
    AnswerTable table{.name = "models",
                      .title = "Models",
                      .description = list.meaning,
                      .columns = model_columns(metric),
                      .total = list.total};
    for (const ModelSummary& model : models) {
        table.rows.push_back(model_row(model, metric));
        table.chart.labels.push_back(
            {model.name, model.best.empty() ? "" : model.best.front().hardware});
        if (!model.best.empty()) table.credits.push_back(credit_of(model.best.front()));
    }
    table.chart.values = {place_of(table, metric.name)};
    return table;
}

AnswerTable table_of(const domain::ModelDetail& model, std::string_view sort) {
    AnswerTable table = table_of_rows(model.best, sort, usual_metrics(sort));
    table.name = "model-" + model.summary.id;
    table.title = model.summary.name + " on each hardware";
    table.description = model.meaning;
    for (std::size_t i = 0; i < table.chart.labels.size(); ++i)
        table.chart.labels[i].text = model.best[i].hardware;
    note_number(table, "Results of this model", static_cast<double>(model.summary.results), "");
    note_number(table, "Parameters", model.summary.parameters_total, "");
    return table;
}

AnswerTable table_of(std::span<const HardwareSummary> hardware, const domain::HardwareList& list) {
    using enum Length;
    AnswerTable table{.name = "hardware",
                      .title = "Hardware",
                      .description =
                          "What makers state of their hardware beside the mean power "
                          "of results on it.",
                      .total = list.total};
    table.columns = {text_column("id", "Page"),
                     text_column("hardware", "Hardware", brief),
                     text_column("device", "Device"),
                     number_column("hardware_count", "Devices"),
                     number_column("results", "Results", {}, brief),
                     number_column("models", "Models", {}, brief),
                     number_column("memory_gb", "Memory", "GB", brief),
                     number_column("bandwidth_gb_per_s", "Memory bandwidth", "GB/s", brief),
                     number_column("tdp_watts", "TDP", "W", brief),
                     extremes_column("power_median_watts", "Median power of results", "W",
                                     "power_lowest_watts", "power_highest_watts"),
                     text_column("energy_scope", "Energy scope"),
                     text_column("newest_at", "Newest result")};
    for (const HardwareSummary& one : hardware) {
        table.rows.push_back(hardware_row(one));
        table.chart.labels.push_back({one.name, figures::plural(one.results, "result")});
    }
    table.chart.values = {place_of(table, "power_median_watts")};
    return table;
}

AnswerTable table_of(const domain::HardwareDetail& hardware, std::string_view sort) {
    AnswerTable table = table_of_rows(hardware.best, sort, usual_metrics(sort));
    table.name = "hardware-" + hardware.summary.id;
    table.title = "Models on " + hardware.summary.name;
    table.description = hardware.meaning;
    table.total = hardware.best_total;
    const domain::NominalFigures& nominal = hardware.summary.nominal;
    note_number(table, "Memory, by the maker", nominal.memory_gb, "GB");
    note_number(table, "Memory bandwidth, by the maker", nominal.bandwidth_gb_per_s, "GB/s");
    note_number(table, "TDP, by the maker", nominal.tdp_watts, "W");
    return table;
}

}  // namespace lem::pages::exports
