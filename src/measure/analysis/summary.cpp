#include "measure/analysis/summary.hpp"

#include "base/text.hpp"
#include "domain/statistics/bootstrap.hpp"
#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::measure {
namespace {

bool is_energy(std::string_view metric) {
    return metric == "tokens_per_joule" || metric == "joules_per_token" ||
           metric == "total_energy_joules" || metric == "avg_power_watts" ||
           metric == "net_joules_per_token" || metric == "joules_per_request" ||
           metric == "prefill_joules_per_token" || metric == "decode_joules_per_token" ||
           metric == "goodput_requests_per_joule";
}

bool has_flag(const domain::Result& result, std::string_view flag) {
    return std::any_of(result.cycles.begin(), result.cycles.end(), [&](const auto& cycle) {
        return std::find(cycle.flags.begin(), cycle.flags.end(), flag) != cycle.flags.end();
    });
}

bool is_compute(std::string_view metric) {
    return metric == "flops_per_second" || metric == "mfu" || metric == "mbu";
}

std::string compute_absent_reason(const domain::Result& result, std::string_view metric,
                                  const AbsentReasons& reasons) {
    if (!result.flops_method) return reasons.compute;
    if (metric == "mfu" && !reasons.peak.empty()) return reasons.peak;
    if (metric == "mbu" && !reasons.bandwidth.empty()) return reasons.bandwidth;
    return "attention or the stored size of the weights is not known";
}

std::string prefill_absent_reason(const domain::Result& result) {
    if (result.experiment.config.protocol.prefill_s <= 0)
        return "not measured: protocol.prefill_s is 0";
    if (result.energy_method == domain::EnergyMethod::modelled)
        return "modelled energy does not tell prefill from decode";
    if (result.experiment.config.energy.source == domain::EnergySourceName::external)
        return "not measured: a wall meter's record is read after the run only";
    return "the load of protocol.prefill_s gave no energy a prompt token, or more than the cycles";
}

std::string absent_reason(const domain::Result& result, std::string_view metric,
                          const AbsentReasons& reasons) {
    const bool goodput = metric.starts_with("goodput");
    const bool per_token = metric.find("token") != std::string_view::npos &&
                           !metric.starts_with("time_to_first_token");
    if (goodput && !result.experiment.config.protocol.slo)
        return "no limits were set (protocol.slo)";
    if (is_energy(metric) && result.energy_method == domain::EnergyMethod::none)
        return reasons.energy;
    if ((per_token || goodput || is_compute(metric) || metric == "requests_per_sec") &&
        has_flag(result, "token_count_unreliable"))
        return "the server gave no token counts (usage) for some requests";
    if (metric.find("from_schedule") != std::string_view::npos &&
        !domain::is_open_loop(result.experiment.config.load))
        return "only an open loop has a schedule (load.mode constant, poisson, gamma, ramp, trace)";
    if (metric.ends_with("_p90") || metric.ends_with("_p99"))
        return "too few requests in a cycle for this percentile";
    if (is_compute(metric)) return compute_absent_reason(result, metric, reasons);
    if (metric == "prefill_joules_per_token" || metric == "decode_joules_per_token")
        return prefill_absent_reason(result);
    if (metric == "net_joules_per_token") return "the idle power of the loaded engine is not known";
    if (metric == "peak_memory_mb") return "the engine's memory cannot be seen from here";
    return "no request gave a value";
}

/// A percentile of requests: which samples it is of, and which share lies below it.
struct Percentile {
    std::string_view metric;
    std::vector<double> LatencySamples::* samples;
    double q;
};

constexpr std::array percentiles{
    Percentile{"time_to_first_token_ms_p50", &LatencySamples::time_to_first_token_ms, 0.5},
    Percentile{"time_to_first_token_ms_p90", &LatencySamples::time_to_first_token_ms, 0.9},
    Percentile{"time_to_first_token_ms_p99", &LatencySamples::time_to_first_token_ms, 0.99},
    Percentile{"time_to_first_token_from_schedule_ms_p50",
               &LatencySamples::time_to_first_token_from_schedule_ms, 0.5},
    Percentile{"time_to_first_token_from_schedule_ms_p90",
               &LatencySamples::time_to_first_token_from_schedule_ms, 0.9},
    Percentile{"time_to_first_token_from_schedule_ms_p99",
               &LatencySamples::time_to_first_token_from_schedule_ms, 0.99},
    Percentile{"latency_per_token_ms_p50", &LatencySamples::latency_per_token_ms, 0.5},
    Percentile{"latency_per_token_ms_p90", &LatencySamples::latency_per_token_ms, 0.9},
    Percentile{"latency_per_token_ms_p99", &LatencySamples::latency_per_token_ms, 0.99},
    Percentile{"e2e_latency_ms_p50", &LatencySamples::e2e_latency_ms, 0.5},
    Percentile{"e2e_latency_ms_p90", &LatencySamples::e2e_latency_ms, 0.9},
    Percentile{"e2e_latency_ms_p99", &LatencySamples::e2e_latency_ms, 0.99},
    Percentile{"e2e_latency_from_schedule_ms_p50", &LatencySamples::e2e_latency_from_schedule_ms,
               0.5},
    Percentile{"e2e_latency_from_schedule_ms_p90", &LatencySamples::e2e_latency_from_schedule_ms,
               0.9},
    Percentile{"e2e_latency_from_schedule_ms_p99", &LatencySamples::e2e_latency_from_schedule_ms,
               0.99},
};

/// Fewer resamples for more requests, so that it ends within a second or so.
domain::BootstrapOptions options_for(std::size_t values) {
    constexpr std::size_t draws = 4'000'000, fewest = 400, most = 10'000;
    return {.resamples = static_cast<int>(std::clamp(draws / values, fewest, most))};
}

void pool(domain::MetricSummary& summary, std::span<const LatencySamples> samples,
          const Percentile& percentile) {
    std::vector<std::vector<double>> clusters;
    std::vector<double> pooled;
    for (const LatencySamples& cycle : samples) {
        const std::vector<double>& values = cycle.*(percentile.samples);
        clusters.push_back(values);
        pooled.insert(pooled.end(), values.begin(), values.end());
    }
    if (static_cast<int>(pooled.size()) < domain::requests_needed(percentile.q)) return;
    const domain::Statistic statistic = [&](std::span<double> values) {
        // Only the two values around the percentile need their place.
        const double place = percentile.q * static_cast<double>(values.size() - 1);
        const auto below = values.begin() + static_cast<std::ptrdiff_t>(place);
        std::nth_element(values.begin(), below, values.end());
        if (below + 1 == values.end()) return *below;
        const double above = *std::min_element(below + 1, values.end());
        return *below + (place - std::floor(place)) * (above - *below);
    };
    const auto interval = domain::cluster_interval(clusters, statistic, options_for(pooled.size()));
    if (!interval) return;
    summary.mean = statistic(pooled);
    // A sample's own percentile may lie at the very end of its resamples'.
    summary.ci95_low = std::min(interval->low, *summary.mean);
    summary.ci95_high = std::max(interval->high, *summary.mean);
    summary.n = static_cast<int>(samples.size());
    summary.method = domain::IntervalMethod::cluster_bootstrap;
    summary.absent_reason.reset();
}

}  // namespace

void summarise(domain::Result& result, std::span<const LatencySamples> samples,
               const AbsentReasons& reasons) {
    double tokens = 0, joules = 0, seconds = 0;
    for (const domain::Cycle& cycle : result.cycles) {
        tokens += static_cast<double>(cycle.tokens.output);
        joules += cycle.energy.energy_joules.value_or(0);
        seconds += cycle.window.end_s - cycle.window.start_s;
    }
    for (const domain::MetricDefinition& metric : domain::metrics) {
        std::vector<double> values;
        for (const domain::Cycle& cycle : result.cycles) {
            if (const auto& value = cycle.metrics.*(metric.of_cycle)) values.push_back(*value);
        }
        std::optional<double> pooled;
        // A ratio of sums is only one when every cycle takes part in both sums.
        const bool whole = !values.empty() && values.size() == result.cycles.size();
        if (whole && metric.name == "tokens_per_joule" && joules > 0) pooled = tokens / joules;
        if (whole && metric.name == "joules_per_token" && tokens > 0) pooled = joules / tokens;
        if (whole && metric.name == "throughput_tokens_per_sec" && seconds > 0)
            pooled = tokens / seconds;
        result.summary.*(metric.of_summary) = domain::summarise(
            values, pooled, text::cut(absent_reason(result, metric.name, reasons), 400));
    }
    constexpr std::size_t cycles_min = 5;
    if (samples.size() < cycles_min || samples.size() != result.cycles.size()) return;
    for (const Percentile& percentile : percentiles) {
        const domain::MetricDefinition* metric = domain::find_metric(percentile.metric);
        pool(result.summary.*(metric->of_summary), samples, percentile);
    }
}

}  // namespace lem::measure
