#include "base/figures.hpp"
#include "pages/exports/tables.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

using domain::LeaderboardRow, domain::MetricDefinition, domain::MetricSummary;

std::string with_version(const LeaderboardRow& row) {
    return row.engine + (row.engine_version.empty() ? "" : " " + row.engine_version);
}

/// What the figures are of.
std::vector<std::string> facts_of(const LeaderboardRow& row) {
    std::vector<std::string> facts;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) facts.push_back(std::string(name) + ": " + std::string(value));
    };
    add("Model", row.model);
    add("Precision", row.precision);
    add("Engine", with_version(row));
    add("Hardware", row.hardware);
    add("Load", row.load);
    add("Mean request in tokens", lengths_text(row));
    add("Energy scope", schema::title_of(row.energy_scope));
    add("Energy method", schema::title_of(row.energy_method));
    add("Trust", schema::title_of(row.trust));
    add("Grade", schema::name_of(row.grade));
    add("Submitted", row.submitted_by + ", " + row.submitted_at);
    if (!row.flags.empty()) {
        std::string codes;
        for (const std::string& code : row.flags)
            codes += (codes.empty() ? "" : ", ") + code;
        add("Checks that warn", codes);
    }
    if (!row.complete) facts.emplace_back("The run was stopped early.");
    return facts;
}

std::vector<Cell> row_of(const MetricDefinition& metric, const MetricSummary& summary) {
    Cell value = number_cell(summary.mean, summary.absent_reason.value_or("not measured"));
    value.low = summary.ci95_low;
    value.high = summary.ci95_high;
    return {text_cell(metric.name),
            text_cell(metric.title),
            value,
            text_cell(metric.unit),
            text_cell(metric.higher_is_better ? "higher" : "lower"),
            number_cell(summary.standard_deviation),
            number_cell(summary.cv),
            number_cell(summary.n),
            text_cell(schema::name_of(summary.method)),
            text_cell(summary.mean ? "" : value.text)};
}

}  // namespace

std::string withdrawal_text(const domain::StateChange& change) {
    if (change.state == domain::ResultState::listed) return {};
    std::string text =
        change.state == domain::ResultState::withdrawn ? "Withdrawn on " : "Not listed since ";
    text += date_text(change.at) + ": " + std::string(schema::doc_of(change.reason));
    if (!change.words.empty()) text += " (" + change.words + ")";
    return text + ".";
}

AnswerTable table_of(const domain::ResultDetail& detail) {
    const LeaderboardRow& row = detail.row;
    AnswerTable table{
        .name = row.id.text,
        .title = row.model + " on " + row.hardware,
        .description = "Measured energy and speed with " + with_version(row) + ", " +
                       figures::plural(row.cycles, "cycle") + ".",
        .notice = detail.history.empty() ? "" : withdrawal_text(detail.history.back()),
        .notes = facts_of(row),
        .credits = {credit_of(row)},
        .is_one_result = true};
    using enum Length;
    table.columns = {text_column("metric", "Name"),
                     text_column("title", "Metric", brief),
                     interval_column("value", "Value", {}, Better::unspecified, brief),
                     text_column("unit", "Unit", brief),
                     text_column("better", "Better"),
                     number_column("standard_deviation", "Standard deviation"),
                     number_column("cv", "Coefficient of variation"),
                     number_column("cycles", "Cycles"),
                     text_column("interval_method", "Method of the interval"),
                     text_column("absent_reason", "Why there is no value", brief)};
    // What was measured comes first, each part in the order of the metrics.
    for (const bool measured : {true, false})
        for (const MetricDefinition& metric : domain::metrics) {
            const MetricSummary& summary = detail.evaluation.summary.*metric.of_summary;
            if (summary.mean.has_value() != measured) continue;
            table.rows.push_back(row_of(metric, summary));
            if (measured)
                table.chart.labels.push_back({std::string(metric.title), std::string(metric.unit)});
        }
    table.chart.values = {place_of(table, "value")};
    table.chart.own_scales = true;
    return table;
}

}  // namespace lem::pages::exports
