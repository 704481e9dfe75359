#include "base/figures.hpp"
#include "pages/exports/tables.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

using domain::AnalysisQuery, domain::AnalysedResult, domain::MetricDefinition;
using enum Length;

Better better_of(const MetricDefinition& metric) {
    return metric.higher_is_better ? Better::higher : Better::lower;
}

Column metric_column(const MetricDefinition& metric) {
    return interval_column(metric.name, metric.title, metric.unit, better_of(metric), brief);
}

std::string_view scope_name(const std::optional<domain::EnergyScope>& scope) {
    return scope ? schema::name_of(*scope) : "";
}

Cell count_cell(std::int64_t count) {
    return number_cell(static_cast<double>(count));
}

/// Without rows and columns. `title` is the question.
AnswerTable answer_of(std::string name, std::string title, const std::string& summary,
                      const domain::AnalysedResults& results) {
    AnswerTable table{.name = std::move(name), .title = std::move(title), .description = summary};
    if (results.truncated)
        table.notes.push_back("Of " + figures::plural(results.total, "result") + " " +
                              figures::count(results.rows) + " were looked at.");
    for (const domain::SetAside& aside : results.set_aside)
        table.notes.push_back("Not counted: " + figures::plural(aside.results, "result") + ", " +
                              std::string(schema::title_of(aside.reason)) + ".");
    return table;
}

std::string titled(const MetricDefinition& metric, std::string_view rest) {
    return std::string(metric.title) + std::string(rest);
}

}  // namespace

AnswerTable table_of(const domain::MetricDistribution& answer, const AnalysisQuery& query) {
    const MetricDefinition& metric = metric_of_order(query.metric);
    const std::string name(metric.name);
    AnswerTable table = answer_of("analysis-distribution",
                                  titled(metric, " by ") + domain::words::of_fact(query.group),
                                  answer.summary, answer.results);
    Column median = number_column(name + "_median", titled(metric, ", median"), metric.unit, brief);
    median.better = better_of(metric);
    median.ends = Ends::extremes;
    median.low_name = name + "_lowest";
    median.high_name = name + "_highest";
    table.columns = {
        text_column(schema::name_of(query.group), schema::title_of(query.group), brief),
        text_column("energy_scope", "Energy scope", brief),
        number_column("results", "Results", {}, brief),
        median,
        number_column(name + "_quartile_low", "Lower quartile", metric.unit),
        number_column(name + "_quartile_high", "Upper quartile", metric.unit)};
    table.total = answer.groups_total;
    for (const domain::DistributionGroup& group : answer.groups) {
        Cell value{.value = group.median, .low = group.lowest, .high = group.highest};
        const auto quartile = [&](double domain::Box::* member) {
            return number_cell(group.box ? std::optional((*group.box).*member) : std::nullopt);
        };
        table.rows.push_back({text_cell(group.value), text_cell(scope_name(group.energy_scope)),
                              count_cell(group.results), value,
                              quartile(&domain::Box::quartile_low),
                              quartile(&domain::Box::quartile_high)});
        table.chart.labels.push_back({domain::words::of_fact(query.group, group.value),
                                      figures::plural(group.results, "result")});
    }
    table.chart.values = {3};
    return table;
}

AnswerTable table_of(const domain::Sensitivity& answer, const AnalysisQuery& query) {
    const MetricDefinition& metric = metric_of_order(query.metric);
    AnswerTable table = answer_of("analysis-sensitivity",
                                  "What " + domain::words::of_fact(query.factor) +
                                      " brings: " + domain::words::of_metric(metric),
                                  answer.summary, answer.results);
    table.columns = {
        text_column(schema::name_of(query.factor), schema::title_of(query.factor), brief),
        number_column("results", "Results", {}, brief),
        number_column("pairs", "Pairs", {}, brief),
        interval_column("ratio", "Ratio to " + answer.baseline.value_or("the baseline"), {},
                        better_of(metric), brief),
        number_column("ratio_lowest", "Lowest ratio of a pair"),
        number_column("ratio_highest", "Highest ratio of a pair")};
    for (const domain::FactorEffect& effect : answer.effects) {
        Cell ratio = number_cell(effect.ratio, "no pairs, or the baseline");
        ratio.low = effect.ratio_ci95_low;
        ratio.high = effect.ratio_ci95_high;
        table.rows.push_back({text_cell(effect.value), count_cell(effect.results),
                              count_cell(effect.pairs_total), ratio,
                              number_cell(effect.ratio_lowest), number_cell(effect.ratio_highest)});
        table.chart.labels.push_back({domain::words::of_fact(query.factor, effect.value),
                                      figures::plural(effect.pairs_total, "pair")});
    }
    table.chart.values = {3};
    table.chart.reference = 1;
    return table;
}

AnswerTable table_of(const domain::Scaling& answer, const AnalysisQuery& query) {
    const MetricDefinition& metric = metric_of_order(query.metric);
    AnswerTable table = answer_of("analysis-scaling", titled(metric, " by number of devices"),
                                  answer.summary, answer.results);
    table.columns = {text_column("configuration", "Configuration", brief),
                     text_column("energy_scope", "Energy scope"),
                     number_column("hardware_count", "Devices", {}, brief),
                     metric_column(metric),
                     number_column("ideal", "Without loss", metric.unit, brief),
                     number_column("share_of_ideal", "Share of that"),
                     number_column("results", "Results"),
                     text_column("result", "Result")};
    for (const domain::ScalingSeries& series : answer.series)
        for (const domain::ScalingPoint& point : series.points) {
            table.rows.push_back({text_cell(series.label),
                                  text_cell(scope_name(series.energy_scope)),
                                  number_cell(point.hardware_count),
                                  interval_cell(point.best.value, point.best.ci95_half_width),
                                  number_cell(point.ideal), number_cell(point.share_of_ideal),
                                  count_cell(point.results), text_cell(point.best.id.text)});
            table.chart.labels.push_back({series.label});
        }
    table.chart.kind = Chart::Kind::lines;
    table.chart.x = 2;
    table.chart.values = {3};
    return table;
}

AnswerTable table_of(const domain::Trend& answer, const AnalysisQuery& query) {
    const MetricDefinition& metric = metric_of_order(query.metric);
    const bool releases = query.order == domain::TrendOrder::release;
    AnswerTable table = answer_of("analysis-trend",
                                  releases ? titled(metric, ", the best with each release")
                                           : titled(metric, ", the best so far"),
                                  answer.summary, answer.results);
    table.columns = {
        text_column(schema::name_of(answer.group), schema::title_of(answer.group), brief),
        text_column("energy_scope", "Energy scope"),
        text_column("at", releases ? "Release" : "Date", brief),
        metric_column(metric),
        text_column("configuration", "Configuration", brief),
        text_column("engine_version", "Engine version"),
        number_column("results", "Results"),
        text_column("result", "Result")};
    for (const domain::TrendSeries& series : answer.series)
        for (const domain::TrendStep& step : series.steps) {
            const std::string at = releases ? step.engine_version : step.at.substr(0, 10);
            table.rows.push_back({text_cell(series.value),
                                  text_cell(scope_name(series.energy_scope)), text_cell(at),
                                  interval_cell(step.best.value, step.best.ci95_half_width),
                                  text_cell(step.best.label), text_cell(step.engine_version),
                                  count_cell(step.results), text_cell(step.best.id.text)});
            table.chart.labels.push_back({domain::words::of_fact(answer.group, series.value) +
                                          domain::words::of_scope(series.energy_scope)});
        }
    table.chart.kind = Chart::Kind::lines;
    table.chart.steps = !releases;
    table.chart.x = 2;
    table.chart.values = {3};
    return table;
}

AnswerTable table_of(const domain::OperatingCurves& answer) {
    AnswerTable table =
        answer_of("analysis-curve", "What a faster answer costs", answer.summary, answer.results);
    for (const std::string& limit : answer.limits)
        table.notes.push_back("Limit: " + limit);
    Column speed = number_column("tokens_per_sec_per_user", "Speed for each user", "tok/s", brief);
    Column output =
        number_column("tokens_per_sec_per_device", "Throughput of a device", "tok/s", brief);
    speed.better = output.better = Better::higher;
    table.columns = {
        text_column("system", "System", brief),
        text_column("energy_scope", "Energy scope"),
        number_column("concurrency", "Requests in flight", {}, brief),
        number_column("offered_requests_per_sec", "Requests", "1/s"),
        speed,
        output,
        interval_column("joules_per_token", "Joules per token", "J/tok", Better::lower, brief),
        number_column("latency_per_token_ms", "Time per token", "ms"),
        number_column("time_to_first_token_ms", "Time to first token", "ms", brief),
        number_column("time_to_first_token_ms_p90", "Time to first token, p90", "ms"),
        number_column("cycles", "Cycles"),
        text_column("within_limits", "Within the limits"),
        text_column("result", "Result")};
    for (const domain::OperatingCurve& curve : answer.curves)
        for (const domain::LoadPoint& point : curve.points) {
            const auto concurrency =
                point.concurrency ? std::optional<double>(*point.concurrency) : std::nullopt;
            table.rows.push_back(
                {text_cell(curve.letter + ": " + curve.system.label),
                 text_cell(schema::name_of(curve.system.energy_scope)), number_cell(concurrency),
                 number_cell(point.offered_requests_per_sec),
                 number_cell(point.tokens_per_sec_per_user),
                 number_cell(point.tokens_per_sec_per_device),
                 interval_cell(point.joules_per_token.value, point.joules_per_token.ci95_half_width,
                               "not measured"),
                 number_cell(point.latency_per_token_ms), number_cell(point.time_to_first_token_ms),
                 number_cell(point.time_to_first_token_ms_p90), number_cell(point.cycles),
                 text_cell(point.within_limits ? "yes" : "no"), text_cell(point.id.text)});
            table.chart.labels.push_back({table.rows.back().front().text});
        }
    table.chart.kind = Chart::Kind::lines;
    table.chart.x = 4;
    table.chart.values = {5};
    return table;
}

}  // namespace lem::pages::exports
