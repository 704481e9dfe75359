#include "domain/result/aggregate.hpp"

#include "base/text.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/request_latency.hpp"
#include "domain/statistics/bootstrap.hpp"
#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lem::domain {
namespace {

std::string compute_absent_reason(const Result& result, std::string_view metric,
                                  const AbsentReasons& reasons) {
    if (!result.flops_method) return reasons.compute;
    if (metric == "mfu" && !reasons.peak.empty()) return reasons.peak;
    if (metric == "mbu" && !reasons.bandwidth.empty()) return reasons.bandwidth;
    return "attention or the stored size of the weights is not known";
}

std::string prefill_absent_reason(const Result& result) {
    const Experiment& config = *result.experiment.config;
    if (config.protocol.prefill_s <= 0) return "not measured: protocol.prefill_s is 0";
    if (result.energy_method == EnergyMethod::modelled)
        return "modelled energy cannot separate prefill from decode";
    if (config.energy.source == EnergySourceName::external)
        return "not measured: a wall meter's record is read after the run only";
    return "the prefill phase gave no energy per prompt token, or more than the cycles";
}

std::string absent_reason(const Result& result, const MetricDefinition& metric,
                          const AbsentReasons& reasons) {
    if (!result.experiment.config) return "the file does not state it";
    const Experiment& config = *result.experiment.config;
    const std::string_view name = metric.name;
    const bool goodput = name.starts_with("goodput");
    const bool counts_tokens =
        name.find("token") != std::string_view::npos && !name.starts_with("time_to_first_token");
    if (goodput && !config.protocol.slo) return "no limits were set (protocol.slo)";
    if (metric.kind == MetricKind::energy && result.energy_method == EnergyMethod::none)
        return reasons.energy;
    if ((counts_tokens || goodput || metric.kind == MetricKind::compute ||
         name == "requests_per_sec") &&
        any_cycle_has(result, CycleFlag::token_count_unreliable))
        return "the server gave no token counts (usage) for some requests";
    if (name.find("from_schedule") != std::string_view::npos && !is_open_loop(config.load))
        return "only an open loop has a schedule (load.mode constant, poisson, gamma, ramp, trace)";
    if (name.starts_with("latency_per_token_ms") &&
        any_cycle_has(result, CycleFlag::unread_content))
        return "the server streamed tokens in a field that the client does not know";
    if (metric.percentile.value_or(0) > 0.5)
        return "too few requests in a cycle for this percentile";
    if (metric.kind == MetricKind::compute) return compute_absent_reason(result, name, reasons);
    if (name == "prefill_joules_per_token" || name == "decode_joules_per_token")
        return prefill_absent_reason(result);
    if (name == "net_joules_per_token") return "the idle power of the loaded engine is not known";
    if (name == "peak_memory_mb") return "the engine's memory cannot be read from this machine";
    if (metric.kind == MetricKind::latency && is_closed_loop(config.load))
        return "no request that was sent inside the steady window gave a value; make "
               "protocol.cycle_s longer";
    return "no request gave a value";
}

/// Fewer resamples for more requests: a distribution's intervals take some ten milliseconds.
BootstrapOptions options_for(std::size_t values) {
    constexpr std::size_t draws = 1'000'000, fewest = 400, most = 10'000;
    return {.resamples = static_cast<int>(std::clamp(draws / values, fewest, most))};
}

/// Every `stride`-th of the sorted values: the same distribution with fewer values, so the interval
/// can only be too wide.
std::vector<double> thinned(std::vector<double> values, std::size_t stride) {
    if (stride <= 1) return values;
    std::sort(values.begin(), values.end());
    std::vector<double> kept;
    for (std::size_t i = stride / 2; i < values.size(); i += stride)
        kept.push_back(values[i]);
    return kept;
}

/// Resampling costs some hundred times the values: an upload must not make it slow.
constexpr std::size_t resampled_values_max = 8'000;

void pool(Summary& summary, std::span<const LatencySamples> samples,
          const Distribution& distribution) {
    std::vector<double> pooled;
    for (const LatencySamples& cycle : samples) {
        const std::vector<double>& values = cycle.*(distribution.samples);
        pooled.insert(pooled.end(), values.begin(), values.end());
    }
    const std::size_t stride = 1 + pooled.size() / resampled_values_max;
    std::vector<std::vector<double>> clusters;
    for (const LatencySamples& cycle : samples)
        clusters.push_back(thinned(cycle.*(distribution.samples), stride));
    std::vector<const MetricDefinition*> wanted;
    std::vector<double> shares;
    for (const MetricDefinition* metric : percentiles_of(distribution)) {
        if (static_cast<int>(pooled.size()) < requests_needed(*metric->percentile)) continue;
        wanted.push_back(metric);
        shares.push_back(*metric->percentile);
    }
    if (wanted.empty()) return;
    std::sort(pooled.begin(), pooled.end());
    const auto intervals = cluster_intervals(clusters, shares, options_for(pooled.size() / stride));
    if (!intervals) return;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        MetricSummary& of_metric = summary.*(wanted[i]->of_summary);
        const double value = percentile(pooled, shares[i]);
        of_metric.mean = value;
        // A sample's percentile may be at the end of its resampled distribution.
        of_metric.ci95_low = std::min((*intervals)[i].low, value);
        of_metric.ci95_high = std::max((*intervals)[i].high, value);
        of_metric.n = static_cast<int>(samples.size());
        of_metric.method = IntervalMethod::cluster_bootstrap;
        of_metric.absent_reason.reset();
    }
}

struct Totals {
    std::optional<double> tokens = 0;  // nullopt: not counted in every cycle
    double joules = 0, seconds = 0;
};

Totals totals_of(const Result& result) {
    Totals totals;
    for (const Cycle& cycle : result.cycles) {
        if (!cycle.tokens.output) totals.tokens.reset();
        if (totals.tokens) *totals.tokens += static_cast<double>(*cycle.tokens.output);
        totals.joules += cycle.energy.energy_joules.value_or(0);
        totals.seconds += cycle.window.end_s - cycle.window.start_s;
    }
    return totals;
}

/// The ratio of sums, for the metrics that are pooled this way.
std::optional<double> ratio_of_sums(const MetricDefinition& metric, const Totals& totals) {
    const auto ratio = [](double above, double below) {
        // Energies and times may be so small that their ratio overflows.
        const double value = below > 0 ? above / below : INFINITY;
        return std::isfinite(value) ? std::optional(value) : std::nullopt;
    };
    if (!totals.tokens) return std::nullopt;
    if (metric.name == "tokens_per_joule") return ratio(*totals.tokens, totals.joules);
    if (metric.name == "joules_per_token") return ratio(totals.joules, *totals.tokens);
    if (metric.name == "throughput_tokens_per_sec") return ratio(*totals.tokens, totals.seconds);
    return std::nullopt;
}

/// Equal except for rounding and, at the ends of an interval, for differences of resampling.
bool agree(std::optional<double> a, std::optional<double> b, double tolerance) {
    if (!a || !b) return a.has_value() == b.has_value();
    return std::abs(*a - *b) <= tolerance;
}

void note_differences(const MetricDefinition& metric, const MetricSummary& submitted,
                      const MetricSummary& recomputed, std::vector<SummaryDifference>& found) {
    constexpr double rounding = 1e-6, of_half_width = 0.15;
    const double size =
        std::max(std::abs(submitted.mean.value_or(0)), std::abs(recomputed.mean.value_or(0)));
    const double half_width = recomputed.ci95_low && recomputed.ci95_high
                                  ? std::abs(*recomputed.ci95_high - *recomputed.ci95_low) / 2
                                  : 0;
    const auto compare = [&](const char* part, std::optional<double> MetricSummary::* member,
                             double tolerance) {
        if (!agree(submitted.*member, recomputed.*member, tolerance))
            found.push_back(
                {std::string(metric.name), part, submitted.*member, recomputed.*member});
    };
    compare("mean", &MetricSummary::mean, rounding * size);
    compare("ci95_low", &MetricSummary::ci95_low, rounding * size + of_half_width * half_width);
    compare("ci95_high", &MetricSummary::ci95_high, rounding * size + of_half_width * half_width);
}

}  // namespace

std::vector<const MetricDefinition*> percentiles_of(const Distribution& distribution) {
    std::vector<const MetricDefinition*> found;
    for (const MetricDefinition& metric : metrics) {
        const std::string_view name = metric.name;
        if (metric.percentile && name.starts_with(distribution.metric) &&
            name.size() == distribution.metric.size() + std::string_view("_p50").size())
            found.push_back(&metric);
    }
    return found;
}

bool counts_for_latency(const RequestRecord& record, const Load* load, const Window& window,
                        std::string_view version) {
    if (load == nullptr || !is_closed_loop(*load) ||
        !version_at_most(steady_latencies_since, version))
        return true;
    return record.sent_ms >= window.start_s * 1000 && record.sent_ms < window.end_s * 1000;
}

void add_latencies(LatencySamples& samples, const RequestRecord& record, const Load* load) {
    if (record.error || !record.first_token_ms || !record.last_token_ms) return;
    samples.time_to_first_token_ms.push_back(*record.first_token_ms - record.sent_ms);
    samples.e2e_latency_ms.push_back(*record.last_token_ms - record.sent_ms);
    if (record.first_answer_token_ms)
        samples.time_to_first_answer_token_ms.push_back(*record.first_answer_token_ms -
                                                        record.sent_ms);
    if (const auto latency = latency_per_token_ms(record))
        samples.latency_per_token_ms.push_back(*latency);
    if (load == nullptr || !is_open_loop(*load)) return;
    samples.time_to_first_token_from_schedule_ms.push_back(*record.first_token_ms -
                                                           record.scheduled_ms);
    samples.e2e_latency_from_schedule_ms.push_back(*record.last_token_ms - record.scheduled_ms);
}

void set_latencies(CycleMetrics& of_cycle, const LatencySamples& samples) {
    for (const Distribution& distribution : distributions) {
        std::vector<double> values = samples.*(distribution.samples);
        if (values.empty()) continue;
        const double sum = std::accumulate(values.begin(), values.end(), 0.0);
        of_cycle.*(find_metric(distribution.metric)->of_cycle) =
            sum / static_cast<double>(values.size());
        std::sort(values.begin(), values.end());
        for (const MetricDefinition* metric : percentiles_of(distribution)) {
            // A median is given for any number of requests.
            const double q = *metric->percentile;
            if (q <= 0.5 || static_cast<int>(values.size()) >= requests_needed(q))
                of_cycle.*(metric->of_cycle) = percentile(values, q);
        }
    }
}

void summarise(Result& result, std::span<const LatencySamples> samples,
               const AbsentReasons& reasons) {
    const Totals totals = totals_of(result);
    for (const MetricDefinition& metric : metrics) {
        std::vector<double> values;
        for (const Cycle& cycle : result.cycles) {
            if (const auto& value = cycle.metrics.*(metric.of_cycle)) values.push_back(*value);
        }
        // A ratio of sums is valid only if every cycle is part of both sums.
        const bool whole = !values.empty() && values.size() == result.cycles.size();
        std::optional<double> pooled;
        if (whole && metric.pooling == Pooling::ratio_of_sums)
            pooled = ratio_of_sums(metric, totals);
        result.summary.*(metric.of_summary) =
            summarise(values, pooled, text::cut(absent_reason(result, metric, reasons), 400));
    }
    constexpr std::size_t cycles_min = 5;
    if (samples.size() < cycles_min || samples.size() != result.cycles.size()) return;
    for (const Distribution& distribution : distributions)
        pool(result.summary, samples, distribution);
}

RequestSamples::RequestSamples(const Result& result)
    : result_(result), samples_(result.cycles.size()) {
    for (std::size_t i = 0; i < result.cycles.size(); ++i)
        place_of_.emplace(result.cycles[i].index, i);
}

void RequestSamples::add(const RequestRecord& record) {
    any_ = true;
    const auto found = place_of_.find(record.cycle);
    if (found == place_of_.end()) return;
    const Load* load = load_of(result_);
    if (counts_for_latency(record, load, result_.cycles[found->second].window,
                           result_.metric_definitions_version))
        add_latencies(samples_[found->second], record, load);
}

std::span<const LatencySamples> RequestSamples::by_cycle() const {
    if (!any_) return {};
    return samples_;
}

RecomputedSummary recompute_summary(const Result& result, std::span<const LatencySamples> samples) {
    Result own = result;
    for (std::size_t i = 0; i < samples.size(); ++i)
        set_latencies(own.cycles[i].metrics, samples[i]);
    summarise(own, samples, {});
    RecomputedSummary recomputed;
    for (const MetricDefinition& metric : metrics) {
        const MetricSummary& submitted = result.summary.*(metric.of_summary);
        MetricSummary& made = own.summary.*(metric.of_summary);
        if (!made.mean) made.absent_reason = submitted.absent_reason;
        if (!made.mean && !made.absent_reason) made.absent_reason = "no cycle has a value";
        note_differences(metric, submitted, made, recomputed.differences);
    }
    recomputed.summary = std::move(own.summary);
    return recomputed;
}

}  // namespace lem::domain
