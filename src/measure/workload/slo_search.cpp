#include "measure/workload/slo_search.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/experiment/slo_limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::measure {
namespace {

using domain::CycleMetrics;
using domain::SloLimits;
using domain::SloSearchEnd;

struct Pair {
    std::string_view name;
    std::optional<double> SloLimits::* limit;
    std::optional<double> CycleMetrics::* value;
};

constexpr std::array pairs{
    Pair{"time_to_first_token_ms_p50", &SloLimits::time_to_first_token_ms_p50,
         &CycleMetrics::time_to_first_token_ms_p50},
    Pair{"time_to_first_token_ms_p90", &SloLimits::time_to_first_token_ms_p90,
         &CycleMetrics::time_to_first_token_ms_p90},
    Pair{"time_to_first_token_ms_p99", &SloLimits::time_to_first_token_ms_p99,
         &CycleMetrics::time_to_first_token_ms_p99},
    Pair{"latency_per_token_ms_p50", &SloLimits::latency_per_token_ms_p50,
         &CycleMetrics::latency_per_token_ms_p50},
    Pair{"latency_per_token_ms_p90", &SloLimits::latency_per_token_ms_p90,
         &CycleMetrics::latency_per_token_ms_p90},
    Pair{"latency_per_token_ms_p99", &SloLimits::latency_per_token_ms_p99,
         &CycleMetrics::latency_per_token_ms_p99},
    Pair{"e2e_latency_ms_p50", &SloLimits::e2e_latency_ms_p50, &CycleMetrics::e2e_latency_ms_p50},
    Pair{"e2e_latency_ms_p90", &SloLimits::e2e_latency_ms_p90, &CycleMetrics::e2e_latency_ms_p90},
    Pair{"e2e_latency_ms_p99", &SloLimits::e2e_latency_ms_p99, &CycleMetrics::e2e_latency_ms_p99},
};

}  // namespace

SloVerdict judge_slo(const SloLimits& limits, const domain::Cycle& cycle) {
    constexpr double failed_share_max = 0.01;
    const CycleMetrics& metrics = cycle.metrics;
    const int failed = cycle.requests.failed.value_or(0);
    const int ended = cycle.requests.completed.value_or(0) + failed;
    SloVerdict verdict;
    bool over = failed > failed_share_max * ended;
    if (over)
        verdict.reasons.push_back(std::to_string(failed) + " of " + std::to_string(ended) +
                                  " requests failed");
    for (const Pair& pair : pairs) {
        const auto& limit = limits.*pair.limit;
        const auto& value = metrics.*pair.value;
        if (!limit || (value && *value <= *limit)) continue;
        over = over || value;
        verdict.reasons.push_back(
            std::string(pair.name) +
            (value ? " is " + figures::shown(value) + ", over " + text::number(*limit)
                   : " has too few requests; make protocol.cycle_s longer or limit a lower "
                     "percentile"));
    }
    verdict.met = verdict.reasons.empty();
    verdict.undecided = !verdict.met && !over;
    return verdict;
}

SloStep next_step(const domain::SloSearchLoad& search,
                  const std::vector<domain::SloSearchStep>& points) {
    const bool whole = search.over == domain::SloSearchOver::concurrency;
    const double lowest = whole ? std::max(1.0, std::ceil(search.lowest)) : search.lowest;
    const double highest = whole ? std::max(lowest, std::floor(search.highest)) : search.highest;
    SloStep step;
    std::optional<double> lowest_failed;
    for (const domain::SloSearchStep& point : points) {
        if (!point.met) lowest_failed = std::min(point.load, lowest_failed.value_or(point.load));
    }
    for (const domain::SloSearchStep& point : points) {
        if (point.met && (!lowest_failed || point.load < *lowest_failed))
            step.highest_met = std::max(point.load, step.highest_met.value_or(0));
    }
    const auto ended = [&](SloSearchEnd end) {
        step.end = end;
        return step;
    };
    if (points.empty()) {
        step.next = lowest;
        return step;
    }
    if (!step.highest_met && lowest_failed && *lowest_failed <= lowest)
        return ended(SloSearchEnd::none_met);
    const double from = step.highest_met.value_or(lowest);
    if (!lowest_failed && from >= highest) return ended(SloSearchEnd::highest_reached);
    const bool close = lowest_failed && (*lowest_failed <= from * (1 + search.precision) ||
                                         (whole && *lowest_failed - from <= 1));
    if (close) return ended(SloSearchEnd::bracketed);
    if (points.size() >= static_cast<std::size_t>(search.steps_max))
        return ended(SloSearchEnd::steps_used);
    double next = lowest_failed ? std::sqrt(from * *lowest_failed) : std::min(2 * from, highest);
    if (whole && lowest_failed) next = std::clamp(std::round(next), from + 1, *lowest_failed - 1);
    step.next = next;
    return step;
}

domain::SloSearchRecord run_slo_search(const domain::SloSearchLoad& search, const TryLoad& try_load,
                                       const std::function<void(const std::string&)>& tell) {
    const auto named = [&](double load) {
        const bool streams = search.over == domain::SloSearchOver::concurrency;
        return text::number(load) + (!streams ? " requests/s" : load == 1 ? " stream" : " streams");
    };
    domain::SloSearchRecord record;
    record.over = search.over;
    record.limits = domain::resolve_limits(search.limits);
    SloStep step = next_step(search, record.steps);
    while (step.next) {
        const auto cycle = try_load(*step.next, record.steps.size());
        if (!cycle) return record;
        SloVerdict verdict = judge_slo(record.limits, *cycle);
        tell("Search, " + named(*step.next) +
             (verdict.met ? ": within the limits." : ": " + verdict.reasons.front()));
        record.steps.push_back({*step.next, verdict.met, std::move(verdict.reasons)});
        step = next_step(search, record.steps);
    }
    record.end = *step.end;
    record.load = step.highest_met;
    if (record.load) tell("Search: the cycles run at " + named(*record.load) + ".");
    return record;
}

}  // namespace lem::measure
