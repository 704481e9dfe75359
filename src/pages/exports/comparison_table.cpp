#include "base/text.hpp"
#include "pages/exports/tables.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

using domain::ComparedMetric, domain::ComparedValue, domain::ComparisonEntry;

std::string title_of(const ComparisonEntry& entry) {
    return entry.letter + ": " + entry.label;
}

std::vector<Column> columns_of(const domain::ResultComparison& comparison) {
    using enum Length;
    std::vector<Column> columns{
        text_column("metric", "Name"), text_column("title", "Metric", brief),
        text_column("unit", "Unit", brief), text_column("better", "Better")};
    for (const ComparisonEntry& entry : comparison.results) {
        const std::string key = text::lower(entry.letter);
        columns.push_back(interval_column(key, title_of(entry), {}, Better::unspecified, brief));
        if (entry.letter == comparison.baseline) continue;
        columns.push_back(interval_column(key + "_ratio",
                                          entry.letter + " / " + comparison.baseline, {},
                                          Better::unspecified, brief));
        columns.push_back(text_column(key + "_verdict", entry.letter + " is"));
    }
    return columns;
}

std::vector<Cell> row_of(const ComparedMetric& metric, const domain::ResultComparison& comparison) {
    const domain::MetricDefinition* definition = domain::find_metric(metric.metric);
    const bool known = definition != nullptr;
    std::vector<Cell> row{text_cell(metric.metric),
                          text_cell(known ? definition->title : metric.metric),
                          text_cell(known ? definition->unit : ""),
                          text_cell(!known                         ? ""
                                    : definition->higher_is_better ? "higher"
                                                                   : "lower")};
    for (std::size_t i = 0; i < comparison.results.size(); ++i) {
        const ComparedValue& of = metric.values[i];
        Cell value = number_cell(of.mean, of.absent_reason.value_or("not measured"));
        value.low = of.ci95_low;
        value.high = of.ci95_high;
        row.push_back(value);
        if (comparison.results[i].letter == comparison.baseline) continue;
        Cell ratio = number_cell(of.ratio, of.words.value_or("not compared"));
        ratio.low = of.ratio_ci95_low;
        ratio.high = of.ratio_ci95_high;
        row.push_back(ratio);
        row.push_back(text_cell(of.verdict ? schema::name_of(*of.verdict) : ""));
    }
    return row;
}

std::vector<std::string> notes_of(const domain::ResultComparison& comparison) {
    std::vector<std::string> notes;
    for (const ComparisonEntry& entry : comparison.results)
        notes.push_back(title_of(entry) + ", result " + entry.row.id.text +
                        (entry.letter == comparison.baseline ? ", the baseline" : ""));
    for (const domain::ComparisonRefusal& refusal : comparison.refusals) {
        std::string letters;
        for (const std::string& letter : refusal.letters)
            letters += (letters.empty() ? "" : ", ") + letter;
        notes.push_back("Not compared (" + letters + "): " + refusal.reason);
    }
    notes.insert(notes.end(), comparison.cautions.begin(), comparison.cautions.end());
    return notes;
}

}  // namespace

AnswerTable table_of(const domain::ResultComparison& comparison) {
    AnswerTable table{.name = "comparison",
                      .title = comparison.title,
                      .description = comparison.summary,
                      .columns = columns_of(comparison),
                      .notes = notes_of(comparison)};
    for (const ComparisonEntry& entry : comparison.results) {
        table.credits.push_back(credit_of(entry.row));
        if (!entry.withdrawal) continue;
        table.notice += (table.notice.empty() ? "" : " ") + entry.letter + ": " +
                        withdrawal_text(*entry.withdrawal);
    }
    for (const bool independent : {true, false})
        for (const ComparedMetric& metric : comparison.metrics) {
            if (metric.independent != independent) continue;
            table.rows.push_back(row_of(metric, comparison));
            table.chart.labels.push_back({table.rows.back()[1].text});
        }
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].name.ends_with("_ratio")) table.chart.values.push_back(i);
    table.chart.reference = 1;
    return table;
}

}  // namespace lem::pages::exports
