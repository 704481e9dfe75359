#pragma once
/// What a metric is, and sets with one value for each metric. Include domain/result/metric.hpp.

#include "schema/record.hpp"

#include <algorithm>
#include <array>

namespace lem::domain {

using schema::TextFormat;

/// The first number changes when a definition changes, the second when metrics are added.
/// docs/method.md defines each version.
inline constexpr std::string_view metric_definitions_version = "1.4";

/// The 1 of "1.3": results that share it use the same names for the same metrics.
constexpr std::string_view definitions_of(std::string_view version) {
    return version.substr(0, version.find('.'));
}

/// True if `since` is `version` or an earlier one. "1.2" is earlier than "1.10".
bool version_at_most(std::string_view since, std::string_view version);

enum class IntervalMethod { none, student_t, cluster_bootstrap };

/// A metric over the cycles of a result.
struct MetricSummary {
    std::optional<double> mean;
    std::optional<double> standard_deviation;
    std::optional<double> ci95_low;
    std::optional<double> ci95_high;
    std::optional<double> bca95_low;
    std::optional<double> bca95_high;
    std::optional<double> cv;
    int n = 0;
    IntervalMethod method = IntervalMethod::none;
    std::optional<std::string> absent_reason;
};

/// One value of kind V for each metric.
template <class V>
struct MetricSet {
    V tokens_per_joule;
    V joules_per_token;
    V throughput_tokens_per_sec;
    V input_throughput_tokens_per_sec;
    V total_throughput_tokens_per_sec;
    V requests_per_sec;
    V goodput_requests_per_sec;
    V goodput_share;
    V total_energy_joules;
    V avg_power_watts;
    V net_joules_per_token;
    V joules_per_request;
    V goodput_requests_per_joule;
    V prefill_joules_per_token;
    V decode_joules_per_token;
    V flops_per_second;
    V mfu;
    V mbu;
    V peak_memory_mb;
    V time_to_first_token_ms;
    V time_to_first_token_ms_p50;
    V time_to_first_token_ms_p90;
    V time_to_first_token_ms_p99;
    V time_to_first_answer_token_ms;
    V time_to_first_token_from_schedule_ms;
    V time_to_first_token_from_schedule_ms_p50;
    V time_to_first_token_from_schedule_ms_p90;
    V time_to_first_token_from_schedule_ms_p99;
    V latency_per_token_ms;
    V latency_per_token_ms_p50;
    V latency_per_token_ms_p90;
    V latency_per_token_ms_p99;
    V e2e_latency_ms;
    V e2e_latency_ms_p50;
    V e2e_latency_ms_p90;
    V e2e_latency_ms_p99;
    V e2e_latency_from_schedule_ms;
    V e2e_latency_from_schedule_ms_p50;
    V e2e_latency_from_schedule_ms_p90;
    V e2e_latency_from_schedule_ms_p99;
    V inter_chunk_latency_ms;
    V client_lag_ms_p50;
    V client_lag_ms_p99;
    V client_lag_ms_max;
};

/// Values of one cycle's steady window. Absent means not measured, never 0.
using CycleMetrics = MetricSet<std::optional<double>>;
/// Each metric over the cycles of a result.
using Summary = MetricSet<MetricSummary>;

/// A metric as a row of the leaderboard shows it.
struct RankedValue {
    std::optional<double> value;
    std::optional<double> ci95_half_width;
};
/// The ranked metrics of a row; the others are not set.
using RankedValues = MetricSet<RankedValue>;
/// Limits on the ranked metrics; a row without a value does not meet a limit.
using MetricLimits = MetricSet<std::optional<schema::Range>>;

/// The quantity that a metric describes.
enum class MetricKind { energy, speed, latency, compute, memory, client };

/// How the value of a result is computed from its cycles.
enum class Pooling {
    mean_of_cycles,
    ratio_of_sums,    // the sum of the numerators divided by the sum of the denominators
    pooled_requests,  // a percentile: from five cycles on, of the requests of all cycles
};

/// Whether the metric is a column of the leaderboard, to sort and limit by. `usual` ones are shown
/// unless hidden, `extra` ones on request.
enum class Column { none, usual, extra };

/// The unit for display: a value is multiplied by `factor`.
struct DisplayUnit {
    std::string_view unit;
    double factor = 1;
};

struct MetricDefinition {
    std::string_view name;
    std::string_view title;
    std::string_view short_title = {};  // for a narrow column; empty: the title
    std::string_view qualifier = {};    // of the short title: mean, peak, p90
    std::string_view unit;
    DisplayUnit display = {};  // empty: as the unit
    MetricKind kind;
    bool higher_is_better = false;
    bool may_be_negative = false;
    Pooling pooling = Pooling::mean_of_cycles;
    std::optional<double> percentile = {};  // of requests, as a share
    std::string_view definition;            // one or two plain sentences
    std::string_view since = "1.0";         // the definitions that introduced it
    std::optional<double> CycleMetrics::* of_cycle;
    MetricSummary Summary::* of_summary;
    Column column = Column::none;
    RankedValue RankedValues::* of_row = nullptr;  // of a column only
    std::optional<schema::Range> MetricLimits::* of_limit = nullptr;

    constexpr bool ranked() const { return column != Column::none; }
    constexpr std::string_view short_name() const {
        return short_title.empty() ? title : short_title;
    }
    constexpr DisplayUnit shown_in() const {
        return display.unit.empty() ? DisplayUnit{unit} : display;
    }
};

}  // namespace lem::domain
