#include "domain/checks/statistics_checks.hpp"

#include "base/text.hpp"
#include "domain/checks/verdict.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/percent.hpp"
#include "domain/statistics/distributions.hpp"
#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lem::domain::statistics {
namespace {

std::vector<double> values_of(const Result& result, std::optional<double> CycleMetrics::* metric) {
    std::vector<double> values;
    for (const Cycle& cycle : result.cycles) {
        if (const auto& value = cycle.metrics.*metric) values.push_back(*value);
    }
    return values;
}

/// Mean and standard deviation of two values or more.
struct Moments {
    explicit Moments(const std::vector<double>& values) {
        const auto n = static_cast<double>(values.size());
        for (const double value : values)
            mean += value / n;
        double squares = 0;
        for (const double value : values)
            squares += (value - mean) * (value - mean);
        deviation = std::sqrt(squares / (n - 1));
    }
    double mean = 0, deviation = 0;
};

/// In the grade's words; empty if it has no such reason.
std::string reason_of_grade(const Quality& quality, std::string_view code) {
    const auto found = std::ranges::find(quality.reasons, code, &QualityReason::code);
    return found == quality.reasons.end() ? std::string() : found->message;
}

/// Information if the grade has a reason of one of these codes, else passed.
Check as_graded(Verdict& verdict, const Result& result,
                std::initializer_list<std::string_view> codes, const std::string& otherwise) {
    const Quality quality = quality_of(result);
    std::string words;
    for (const std::string_view code : codes) {
        const std::string reason = reason_of_grade(quality, code);
        if (!reason.empty()) words += (words.empty() ? "" : " ") + reason;
    }
    return words.empty() ? verdict.passed(otherwise) : verdict.information(words);
}

/// Where the stated interval of a metric is not that of its cycles; empty if it is, or if it is
/// none of cycles.
std::string wrong_interval(const Result& result, const MetricDefinition& metric, double share) {
    const MetricSummary& summary = result.summary.*(metric.of_summary);
    if (!summary.mean || !summary.ci95_low || !summary.ci95_high ||
        summary.method == IntervalMethod::cluster_bootstrap)
        return {};
    const std::vector<double> values = values_of(result, metric.of_cycle);
    if (values.size() < 2)
        return "the interval of " + std::string(metric.name) + " is of fewer than two cycles";
    const auto n = static_cast<double>(values.size());
    const Moments moments(values);
    const double half_width = student_quantile(n - 1, 0.975) * moments.deviation / std::sqrt(n);
    constexpr double rounding = 1e-6;
    const double slack = share * half_width + rounding * std::abs(*summary.mean);
    const double low = *summary.mean - half_width, high = *summary.mean + half_width;
    if (std::abs(*summary.ci95_low - low) <= slack && std::abs(*summary.ci95_high - high) <= slack)
        return {};
    return "the interval of " + std::string(metric.name) + " is " + shown(*summary.ci95_low) +
           " to " + shown(*summary.ci95_high) + "; its cycles give " + shown(low) + " to " +
           shown(high);
}

}  // namespace

Check intervals_are_of_the_cycles(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    int intervals = 0;
    for (const MetricDefinition& metric : metrics) {
        intervals += (input.result.summary.*(metric.of_summary)).ci95_low ? 1 : 0;
        const std::string wrong =
            wrong_interval(input.result, metric, definition.tolerance("relative"));
        if (!wrong.empty()) return verdict.failed(wrong);
    }
    if (intervals == 0) return verdict.not_applicable("The document states no interval.");
    return as_graded(verdict, input.result, {"few_cycles"},
                     "The intervals are those of the cycles.");
}

Check cycles_agree(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    std::optional<double> widest;
    for (const auto metric :
         {&CycleMetrics::throughput_tokens_per_sec, &CycleMetrics::tokens_per_joule}) {
        const std::vector<double> values = values_of(result, metric);
        if (values.size() < 2) continue;
        const Moments moments(values);
        if (moments.mean > 0)
            widest = std::max(widest.value_or(0), moments.deviation / moments.mean);
    }
    for (const Cycle& cycle : result.cycles) {
        const double uneven = cycle.steadiness
                                  ? std::max(cycle.steadiness->throughput_cv.value_or(0),
                                             cycle.steadiness->power_cv.value_or(0))
                                  : 0;
        if (uneven > definition.tolerance("within a window") &&
            !holds(cycle.flags, CycleFlag::unsteady))
            return verdict.failed(place(cycle) + " varied by " + percent(uneven) +
                                  " over its ten parts, but is not marked as unsteady");
    }
    if (!widest) return verdict.not_applicable("Needs two cycles with a throughput.");
    const double most = definition.tolerance("between cycles");
    verdict.bounds(*widest * 100, std::nullopt, most * 100, "%");
    const std::string found = "The cycles vary by " + percent(*widest);
    if (*widest <= most) return verdict.passed(found + ".");
    return verdict.information(found + ", more than a comparison can bear; the grade says so too.");
}

namespace {

/// A value as written with so many significant digits.
std::string digits_of(double value, int digits) {
    std::array<char, 32> buffer;
    const int length = std::snprintf(buffer.data(), buffer.size(), "%.*e", digits - 1, value);
    return {buffer.data(), static_cast<std::size_t>(length)};
}

/// True if all cycles have the same value to six digits, though it is not a round one: another
/// tool's table may show three digits.
bool are_copies(const std::vector<double>& values, std::size_t cycles) {
    constexpr int alike = 6, round = 4;
    if (values.size() != cycles || values.size() < 2 || values[0] == 0) return false;
    const std::string first = digits_of(values[0], alike);
    if (text::to_double(digits_of(values[0], round)) == values[0]) return false;
    return std::ranges::all_of(values,
                               [&](double value) { return digits_of(value, alike) == first; });
}

}  // namespace

Check cycles_differ(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    const std::size_t cycles = result.cycles.size();
    if (cycles < 2) return verdict.not_applicable("Needs two cycles.");
    std::string copied;
    const auto see = [&](const std::vector<double>& values, std::string_view name) {
        if (are_copies(values, cycles)) copied += (copied.empty() ? "" : ", ") + std::string(name);
    };
    // Counts of tokens over a length that was set may be equal; measured times and energies are
    // not.
    for (const std::string_view name :
         {"time_to_first_token_ms", "latency_per_token_ms", "e2e_latency_ms"})
        see(values_of(result, find_metric(name)->of_cycle), name);
    if (result.energy_method == EnergyMethod::counter ||
        result.energy_method == EnergyMethod::integrated_power) {
        std::vector<double> joules;
        for (const Cycle& cycle : result.cycles) {
            if (cycle.energy.energy_joules) joules.push_back(*cycle.energy.energy_joules);
        }
        see(joules, "energy_joules");
    }
    if (copied.empty()) return verdict.passed("No measured value is the same in all cycles.");
    return verdict.failed("all " + std::to_string(cycles) +
                          " cycles have the same value to six digits (" + copied +
                          "): were they measured?");
}

Check requests_are_enough(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const int needed = requests_needed(0.99);
    bool any = false;
    for (const Cycle& cycle : input.result.cycles) {
        if (!cycle.requests.completed) continue;
        any = true;
        const CycleMetrics& metrics = cycle.metrics;
        const bool states_p99 = metrics.time_to_first_token_ms_p99 ||
                                metrics.latency_per_token_ms_p99 || metrics.e2e_latency_ms_p99;
        if (!states_p99 || *cycle.requests.completed >= needed) continue;
        return verdict.bounds(*cycle.requests.completed, needed, std::nullopt, "requests")
            .information("A 99th percentile of " + place(cycle) + " rests on " +
                         std::to_string(*cycle.requests.completed) + " requests; " +
                         std::to_string(needed) + " show one.");
    }
    if (!any) return verdict.not_checked(input.result, OptionalFact::requests_completed);
    return as_graded(verdict, input.result, {"few_requests"},
                     "The cycles have as many requests as their percentiles need.");
}

Check failures_are_stated(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    bool any = false;
    for (const Cycle& cycle : input.result.cycles) {
        const auto &failed = cycle.requests.failed, &unfinished = cycle.requests.unfinished;
        any = any || failed;
        const CycleTotals* totals = input.requests != nullptr ? input.requests->of(cycle) : nullptr;
        if (totals == nullptr || !failed || !unfinished || holds(cycle.flags, CycleFlag::errors))
            continue;
        const std::int64_t stated = std::int64_t{*failed} + *unfinished;
        if (totals->failed > stated)
            return verdict
                .bounds(static_cast<double>(totals->failed), std::nullopt,
                        static_cast<double>(stated), "requests")
                .failed(std::to_string(totals->failed) + " requests of " + place(cycle) +
                        " have an error, but the document states " + std::to_string(*failed) +
                        " failed and " + std::to_string(*unfinished) + " unfinished");
    }
    if (!any) return verdict.not_checked(input.result, OptionalFact::requests_failed);
    return as_graded(verdict, input.result, {"errors"}, "No request failed.");
}

Check client_kept_its_schedule(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    std::optional<double> worst_ms;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& lag_ms = cycle.metrics.client_lag_ms_p99;
        if (!lag_ms) continue;
        worst_ms = std::max(worst_ms.value_or(0), *lag_ms);
        const bool bound = holds(cycle.flags, CycleFlag::client_bound);
        if (*lag_ms > definition.tolerance("client-bound") && !bound)
            return verdict.failed("requests of " + place(cycle) + " were sent up to " +
                                  shown(*lag_ms) +
                                  " ms late (p99), but it is not marked as client_bound");
        if (*lag_ms > definition.tolerance("late") && !bound &&
            !holds(cycle.flags, CycleFlag::client_lag))
            return verdict.failed("requests of " + place(cycle) + " were sent up to " +
                                  shown(*lag_ms) + " ms late (p99), but it is not marked as such");
    }
    if (!worst_ms)
        return verdict.not_applicable("No cycle states how late its requests were sent.");
    verdict.bounds(*worst_ms, std::nullopt, definition.tolerance("late"), "ms");
    return as_graded(
        verdict, input.result, {"client_bound", "client_lag"},
        "99 % of the requests were sent within " + shown(*worst_ms) + " ms of when they were due.");
}

}  // namespace lem::domain::statistics
