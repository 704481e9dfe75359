#pragma once
/// The metrics: one table for names, units, direction and words. The same names are members of
/// `CycleMetrics` and `Summary`, columns in SQL and CSV, and properties in TypeScript.

#include "schema/record.hpp"

#include <algorithm>
#include <array>

namespace lem::domain {

using schema::TextFormat;

/// The first number changes when a definition changes, the second when metrics come. docs/method.md
/// says what each number is.
inline constexpr std::string_view metric_definitions_version = "1.3";

/// Of "1.3" the 1: results that share it say the same by the same names.
constexpr std::string_view definitions_of(std::string_view version) {
    return version.substr(0, version.find('.'));
}

/// Is `since` the same definitions as `version` or earlier ones? "1.2" came before "1.10".
bool came_by(std::string_view since, std::string_view version);

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
/// The ranked metrics of a row; the others are not filled.
using RankedValues = MetricSet<RankedValue>;
/// Limits on the ranked metrics; a row without a value does not keep a limit.
using MetricLimits = MetricSet<std::optional<schema::Range>>;

/// What a metric is about.
enum class MetricKind { energy, speed, latency, compute, memory, client };

/// How the value of a result is made from its cycles.
enum class Pooling {
    mean_of_cycles,
    ratio_of_sums,    // the sum of the numerators divided by the sum of the denominators
    pooled_requests,  // a percentile: from five cycles on, of the requests of all cycles
};

/// Is the metric a column of the leaderboard, sorted and limited by? `usual` ones are shown unless
/// hidden, `extra` ones when asked for.
enum class Column { none, usual, extra };

/// The unit that people read: a value is multiplied by `factor`.
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
    std::string_view since = "1.0";         // the definitions that it came with
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

/// In the order in which they are shown. A metric with a column, `of_row` and `of_limit` is ranked:
/// the index, queries, CSV, OpenAPI and the pages take it from here.
inline constexpr std::array metrics{
    MetricDefinition{.name = "tokens_per_joule",
                     .title = "Tokens per joule",
                     .unit = "tok/J",
                     .kind = MetricKind::energy,
                     .higher_is_better = true,
                     .pooling = Pooling::ratio_of_sums,
                     .definition = "Output tokens that arrived in the steady window, divided by "
                                   "the energy of that window (gross: idle power is included).",
                     .of_cycle = &CycleMetrics::tokens_per_joule,
                     .of_summary = &Summary::tokens_per_joule,
                     .column = Column::usual,
                     .of_row = &RankedValues::tokens_per_joule,
                     .of_limit = &MetricLimits::tokens_per_joule},
    MetricDefinition{
        .name = "joules_per_token",
        .title = "Joules per token",
        .short_title = "Energy per token",
        .unit = "J/tok",
        .kind = MetricKind::energy,
        .pooling = Pooling::ratio_of_sums,
        .definition =
            "Energy of the steady window divided by the output tokens that arrived in it.",
        .of_cycle = &CycleMetrics::joules_per_token,
        .of_summary = &Summary::joules_per_token,
        .column = Column::extra,
        .of_row = &RankedValues::joules_per_token,
        .of_limit = &MetricLimits::joules_per_token},
    MetricDefinition{
        .name = "throughput_tokens_per_sec",
        .title = "Throughput",
        .unit = "tok/s",
        .kind = MetricKind::speed,
        .higher_is_better = true,
        .pooling = Pooling::ratio_of_sums,
        .definition = "Output tokens that arrived in the steady window, divided by its length.",
        .of_cycle = &CycleMetrics::throughput_tokens_per_sec,
        .of_summary = &Summary::throughput_tokens_per_sec,
        .column = Column::usual,
        .of_row = &RankedValues::throughput_tokens_per_sec,
        .of_limit = &MetricLimits::throughput_tokens_per_sec},
    MetricDefinition{.name = "input_throughput_tokens_per_sec",
                     .title = "Input throughput",
                     .unit = "tok/s",
                     .kind = MetricKind::speed,
                     .higher_is_better = true,
                     .definition = "Prompt tokens of requests whose first token arrived in the "
                                   "steady window, divided by its length.",
                     .of_cycle = &CycleMetrics::input_throughput_tokens_per_sec,
                     .of_summary = &Summary::input_throughput_tokens_per_sec},
    MetricDefinition{.name = "total_throughput_tokens_per_sec",
                     .title = "Total throughput",
                     .unit = "tok/s",
                     .kind = MetricKind::speed,
                     .higher_is_better = true,
                     .definition = "Input and output throughput together.",
                     .of_cycle = &CycleMetrics::total_throughput_tokens_per_sec,
                     .of_summary = &Summary::total_throughput_tokens_per_sec},
    MetricDefinition{
        .name = "requests_per_sec",
        .title = "Requests",
        .unit = "1/s",
        .kind = MetricKind::speed,
        .higher_is_better = true,
        .definition = "Requests completed in the steady window, divided by its length.",
        .of_cycle = &CycleMetrics::requests_per_sec,
        .of_summary = &Summary::requests_per_sec},
    MetricDefinition{.name = "goodput_requests_per_sec",
                     .title = "Goodput",
                     .unit = "1/s",
                     .kind = MetricKind::speed,
                     .higher_is_better = true,
                     .definition = "Requests completed in the steady window that kept every limit "
                                   "of protocol.slo, divided by its length.",
                     .since = "1.2",
                     .of_cycle = &CycleMetrics::goodput_requests_per_sec,
                     .of_summary = &Summary::goodput_requests_per_sec},
    MetricDefinition{.name = "goodput_share",
                     .title = "Share of good requests",
                     .unit = "",
                     .kind = MetricKind::speed,
                     .higher_is_better = true,
                     .definition = "Requests completed in the steady window that kept every limit "
                                   "of protocol.slo, of those that were completed in it or failed.",
                     .since = "1.2",
                     .of_cycle = &CycleMetrics::goodput_share,
                     .of_summary = &Summary::goodput_share},
    MetricDefinition{
        .name = "total_energy_joules",
        .title = "Energy",
        .qualifier = "of a cycle",
        .unit = "J",
        .kind = MetricKind::energy,
        .definition = "Energy of the steady window, in the named scope, by the named method.",
        .of_cycle = &CycleMetrics::total_energy_joules,
        .of_summary = &Summary::total_energy_joules,
        .column = Column::extra,
        .of_row = &RankedValues::total_energy_joules,
        .of_limit = &MetricLimits::total_energy_joules},
    MetricDefinition{.name = "avg_power_watts",
                     .title = "Mean power",
                     .short_title = "Power",
                     .qualifier = "mean",
                     .unit = "W",
                     .kind = MetricKind::energy,
                     .definition = "Energy of the steady window divided by its length.",
                     .of_cycle = &CycleMetrics::avg_power_watts,
                     .of_summary = &Summary::avg_power_watts,
                     .column = Column::extra,
                     .of_row = &RankedValues::avg_power_watts,
                     .of_limit = &MetricLimits::avg_power_watts},
    MetricDefinition{
        .name = "net_joules_per_token",
        .title = "Net joules per token",
        .unit = "J/tok",
        .kind = MetricKind::energy,
        .may_be_negative = true,
        .definition =
            "Energy of the steady window less the loaded engine's idle power over its length, "
            "divided by its output tokens. Secondary: idle power is a real cost. A difference: "
            "where the load draws hardly more than idling, noise takes it below zero.",
        .since = "1.1",
        .of_cycle = &CycleMetrics::net_joules_per_token,
        .of_summary = &Summary::net_joules_per_token},
    MetricDefinition{.name = "joules_per_request",
                     .title = "Joules per request",
                     .unit = "J",
                     .kind = MetricKind::energy,
                     .definition = "Joules per token times the mean output tokens of the requests "
                                   "that were completed in the steady window.",
                     .since = "1.1",
                     .of_cycle = &CycleMetrics::joules_per_request,
                     .of_summary = &Summary::joules_per_request},
    MetricDefinition{.name = "goodput_requests_per_joule",
                     .title = "Goodput per joule",
                     .unit = "1/J",
                     .kind = MetricKind::energy,
                     .higher_is_better = true,
                     .definition = "Requests completed in the steady window that kept every limit "
                                   "of protocol.slo, divided by the energy of that window.",
                     .since = "1.2",
                     .of_cycle = &CycleMetrics::goodput_requests_per_joule,
                     .of_summary = &Summary::goodput_requests_per_joule,
                     .column = Column::extra,
                     .of_row = &RankedValues::goodput_requests_per_joule,
                     .of_limit = &MetricLimits::goodput_requests_per_joule},
    MetricDefinition{.name = "prefill_joules_per_token",
                     .title = "Prefill energy",
                     .unit = "J/tok",
                     .kind = MetricKind::energy,
                     .definition = "Energy a prompt token, from load that asks for one output "
                                   "token a request (protocol.prefill_s).",
                     .since = "1.1",
                     .of_cycle = &CycleMetrics::prefill_joules_per_token,
                     .of_summary = &Summary::prefill_joules_per_token},
    MetricDefinition{.name = "decode_joules_per_token",
                     .title = "Decode energy",
                     .unit = "J/tok",
                     .kind = MetricKind::energy,
                     .definition = "Energy of the steady window less the prefill energy of its "
                                   "prompt tokens, divided by its output tokens.",
                     .since = "1.1",
                     .of_cycle = &CycleMetrics::decode_joules_per_token,
                     .of_summary = &Summary::decode_joules_per_token},
    MetricDefinition{
        .name = "flops_per_second",
        .title = "Compute",
        .unit = "FLOP/s",
        .display = {"TFLOP/s", 1e-12},
        .kind = MetricKind::compute,
        .higher_is_better = true,
        .definition =
            "Model FLOPs of the tokens processed in the window (analytic), divided by its length.",
        .of_cycle = &CycleMetrics::flops_per_second,
        .of_summary = &Summary::flops_per_second,
        .column = Column::extra,
        .of_row = &RankedValues::flops_per_second,
        .of_limit = &MetricLimits::flops_per_second},
    MetricDefinition{
        .name = "mfu",
        .title = "Model FLOPs utilisation",
        .unit = "",
        .kind = MetricKind::compute,
        .higher_is_better = true,
        .definition = "Compute divided by the devices' dense peak at the weights' precision.",
        .since = "1.1",
        .of_cycle = &CycleMetrics::mfu,
        .of_summary = &Summary::mfu},
    MetricDefinition{
        .name = "mbu",
        .title = "Memory bandwidth utilisation",
        .unit = "",
        .kind = MetricKind::compute,
        .higher_is_better = true,
        .definition = "Weight and key-value bytes that decoding must read at the batch it had, per "
                      "second, divided by the devices' peak bandwidth.",
        .since = "1.1",
        .of_cycle = &CycleMetrics::mbu,
        .of_summary = &Summary::mbu},
    MetricDefinition{
        .name = "peak_memory_mb",
        .title = "Peak memory",
        .short_title = "Memory",
        .qualifier = "peak",
        .unit = "MB",
        .display = {"GB", 1e-3},
        .kind = MetricKind::memory,
        .definition =
            "Largest memory in use during the window, summed over devices; 1 MB = 10^6 bytes.",
        .of_cycle = &CycleMetrics::peak_memory_mb,
        .of_summary = &Summary::peak_memory_mb,
        .column = Column::usual,
        .of_row = &RankedValues::peak_memory_mb,
        .of_limit = &MetricLimits::peak_memory_mb},
    MetricDefinition{.name = "time_to_first_token_ms",
                     .title = "Time to first token",
                     .short_title = "First token",
                     .qualifier = "mean",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .definition = "From the last byte of the request written to the first chunk "
                                   "with content, reasoning or a tool call; mean over requests.",
                     .of_cycle = &CycleMetrics::time_to_first_token_ms,
                     .of_summary = &Summary::time_to_first_token_ms,
                     .column = Column::usual,
                     .of_row = &RankedValues::time_to_first_token_ms,
                     .of_limit = &MetricLimits::time_to_first_token_ms},
    MetricDefinition{.name = "time_to_first_token_ms_p50",
                     .title = "Time to first token, p50",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.5,
                     .definition = "Median over requests.",
                     .of_cycle = &CycleMetrics::time_to_first_token_ms_p50,
                     .of_summary = &Summary::time_to_first_token_ms_p50},
    MetricDefinition{.name = "time_to_first_token_ms_p90",
                     .title = "Time to first token, p90",
                     .short_title = "First token",
                     .qualifier = "p90",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.9,
                     .definition = "90th percentile over requests; given from 44 requests on.",
                     .of_cycle = &CycleMetrics::time_to_first_token_ms_p90,
                     .of_summary = &Summary::time_to_first_token_ms_p90,
                     .column = Column::extra,
                     .of_row = &RankedValues::time_to_first_token_ms_p90,
                     .of_limit = &MetricLimits::time_to_first_token_ms_p90},
    MetricDefinition{.name = "time_to_first_token_ms_p99",
                     .title = "Time to first token, p99",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.99,
                     .definition = "99th percentile over requests; given from 459 requests on.",
                     .of_cycle = &CycleMetrics::time_to_first_token_ms_p99,
                     .of_summary = &Summary::time_to_first_token_ms_p99},
    MetricDefinition{.name = "time_to_first_answer_token_ms",
                     .title = "Time to first answer token",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .definition = "The same to the first chunk of the answer itself, after any "
                                   "reasoning; mean over requests.",
                     .since = "1.1",
                     .of_cycle = &CycleMetrics::time_to_first_answer_token_ms,
                     .of_summary = &Summary::time_to_first_answer_token_ms},
    MetricDefinition{
        .name = "time_to_first_token_from_schedule_ms",
        .title = "Time to first token from schedule",
        .unit = "ms",
        .kind = MetricKind::latency,
        .definition = "The time to the first token, counted from when an open loop had the request "
                      "due, whether or not it could be sent then; mean over requests.",
        .since = "1.3",
        .of_cycle = &CycleMetrics::time_to_first_token_from_schedule_ms,
        .of_summary = &Summary::time_to_first_token_from_schedule_ms},
    MetricDefinition{.name = "time_to_first_token_from_schedule_ms_p50",
                     .title = "Time to first token from schedule, p50",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.5,
                     .definition = "Median over requests.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::time_to_first_token_from_schedule_ms_p50,
                     .of_summary = &Summary::time_to_first_token_from_schedule_ms_p50},
    MetricDefinition{.name = "time_to_first_token_from_schedule_ms_p90",
                     .title = "Time to first token from schedule, p90",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.9,
                     .definition = "90th percentile over requests; given from 44 requests on.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::time_to_first_token_from_schedule_ms_p90,
                     .of_summary = &Summary::time_to_first_token_from_schedule_ms_p90},
    MetricDefinition{.name = "time_to_first_token_from_schedule_ms_p99",
                     .title = "Time to first token from schedule, p99",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.99,
                     .definition = "99th percentile over requests; given from 459 requests on.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::time_to_first_token_from_schedule_ms_p99,
                     .of_summary = &Summary::time_to_first_token_from_schedule_ms_p99},
    MetricDefinition{.name = "latency_per_token_ms",
                     .title = "Time per output token",
                     .short_title = "Per token",
                     .qualifier = "mean",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .definition = "(last token - first token) / (tokens - 1) of each request with "
                                   "two tokens or more; mean over requests.",
                     .of_cycle = &CycleMetrics::latency_per_token_ms,
                     .of_summary = &Summary::latency_per_token_ms,
                     .column = Column::usual,
                     .of_row = &RankedValues::latency_per_token_ms,
                     .of_limit = &MetricLimits::latency_per_token_ms},
    MetricDefinition{.name = "latency_per_token_ms_p50",
                     .title = "Time per output token, p50",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.5,
                     .definition = "Median over requests.",
                     .of_cycle = &CycleMetrics::latency_per_token_ms_p50,
                     .of_summary = &Summary::latency_per_token_ms_p50},
    MetricDefinition{.name = "latency_per_token_ms_p90",
                     .title = "Time per output token, p90",
                     .short_title = "Per token",
                     .qualifier = "p90",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.9,
                     .definition = "90th percentile over requests; given from 44 requests on.",
                     .of_cycle = &CycleMetrics::latency_per_token_ms_p90,
                     .of_summary = &Summary::latency_per_token_ms_p90,
                     .column = Column::extra,
                     .of_row = &RankedValues::latency_per_token_ms_p90,
                     .of_limit = &MetricLimits::latency_per_token_ms_p90},
    MetricDefinition{.name = "latency_per_token_ms_p99",
                     .title = "Time per output token, p99",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.99,
                     .definition = "99th percentile over requests; given from 459 requests on.",
                     .of_cycle = &CycleMetrics::latency_per_token_ms_p99,
                     .of_summary = &Summary::latency_per_token_ms_p99},
    MetricDefinition{
        .name = "e2e_latency_ms",
        .title = "Request latency",
        .unit = "ms",
        .kind = MetricKind::latency,
        .definition =
            "From the last byte of the request written to its last token; mean over requests.",
        .of_cycle = &CycleMetrics::e2e_latency_ms,
        .of_summary = &Summary::e2e_latency_ms},
    MetricDefinition{.name = "e2e_latency_ms_p50",
                     .title = "Request latency, p50",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.5,
                     .definition = "Median over requests.",
                     .of_cycle = &CycleMetrics::e2e_latency_ms_p50,
                     .of_summary = &Summary::e2e_latency_ms_p50},
    MetricDefinition{.name = "e2e_latency_ms_p90",
                     .title = "Request latency, p90",
                     .short_title = "Request",
                     .qualifier = "p90",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.9,
                     .definition = "90th percentile over requests; given from 44 requests on.",
                     .of_cycle = &CycleMetrics::e2e_latency_ms_p90,
                     .of_summary = &Summary::e2e_latency_ms_p90,
                     .column = Column::extra,
                     .of_row = &RankedValues::e2e_latency_ms_p90,
                     .of_limit = &MetricLimits::e2e_latency_ms_p90},
    MetricDefinition{.name = "e2e_latency_ms_p99",
                     .title = "Request latency, p99",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.99,
                     .definition = "99th percentile over requests; given from 459 requests on.",
                     .of_cycle = &CycleMetrics::e2e_latency_ms_p99,
                     .of_summary = &Summary::e2e_latency_ms_p99},
    MetricDefinition{.name = "e2e_latency_from_schedule_ms",
                     .title = "Request latency from schedule",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .definition = "The time to the last token, counted from when an open loop had "
                                   "the request due; mean over requests.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::e2e_latency_from_schedule_ms,
                     .of_summary = &Summary::e2e_latency_from_schedule_ms},
    MetricDefinition{.name = "e2e_latency_from_schedule_ms_p50",
                     .title = "Request latency from schedule, p50",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.5,
                     .definition = "Median over requests.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::e2e_latency_from_schedule_ms_p50,
                     .of_summary = &Summary::e2e_latency_from_schedule_ms_p50},
    MetricDefinition{.name = "e2e_latency_from_schedule_ms_p90",
                     .title = "Request latency from schedule, p90",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.9,
                     .definition = "90th percentile over requests; given from 44 requests on.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::e2e_latency_from_schedule_ms_p90,
                     .of_summary = &Summary::e2e_latency_from_schedule_ms_p90},
    MetricDefinition{.name = "e2e_latency_from_schedule_ms_p99",
                     .title = "Request latency from schedule, p99",
                     .unit = "ms",
                     .kind = MetricKind::latency,
                     .pooling = Pooling::pooled_requests,
                     .percentile = 0.99,
                     .definition = "99th percentile over requests; given from 459 requests on.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::e2e_latency_from_schedule_ms_p99,
                     .of_summary = &Summary::e2e_latency_from_schedule_ms_p99},
    MetricDefinition{
        .name = "inter_chunk_latency_ms",
        .title = "Time between chunks",
        .unit = "ms",
        .kind = MetricKind::latency,
        .definition =
            "Mean gap between streamed chunks with content; a chunk may hold several tokens.",
        .of_cycle = &CycleMetrics::inter_chunk_latency_ms,
        .of_summary = &Summary::inter_chunk_latency_ms},
    MetricDefinition{.name = "client_lag_ms_p50",
                     .title = "Send lag, p50",
                     .unit = "ms",
                     .kind = MetricKind::client,
                     .percentile = 0.5,
                     .definition = "Median over requests.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::client_lag_ms_p50,
                     .of_summary = &Summary::client_lag_ms_p50},
    MetricDefinition{.name = "client_lag_ms_p99",
                     .title = "Send lag, p99",
                     .unit = "ms",
                     .kind = MetricKind::client,
                     .percentile = 0.99,
                     .definition = "How late the load client sent requests against its schedule, "
                                   "without the time to connect; 99th percentile over requests.",
                     .of_cycle = &CycleMetrics::client_lag_ms_p99,
                     .of_summary = &Summary::client_lag_ms_p99},
    MetricDefinition{.name = "client_lag_ms_max",
                     .title = "Send lag, longest",
                     .unit = "ms",
                     .kind = MetricKind::client,
                     .definition = "The longest lag of a request.",
                     .since = "1.3",
                     .of_cycle = &CycleMetrics::client_lag_ms_max,
                     .of_summary = &Summary::client_lag_ms_max},
};

/// Returns null when no metric has this name.
constexpr const MetricDefinition* find_metric(std::string_view name) {
    for (const MetricDefinition& metric : metrics) {
        if (metric.name == name) return &metric;
    }
    return nullptr;
}

/// The metrics that have a column, in the order of the ranking index's columns.
inline constexpr auto ranked_metrics = [] {
    constexpr auto is_ranked = [](const MetricDefinition& metric) { return metric.ranked(); };
    constexpr auto count =
        static_cast<std::size_t>(std::count_if(metrics.begin(), metrics.end(), is_ranked));
    std::array<const MetricDefinition*, count> ranked{};
    std::size_t place = 0;
    for (const MetricDefinition& metric : metrics) {
        if (metric.ranked()) ranked[place++] = &metric;
    }
    return ranked;
}();

/// Is it energy, or a ratio with energy? Such values are compared within one energy scope only.
constexpr bool is_energy(std::string_view metric) {
    const MetricDefinition* found = find_metric(metric);
    return found != nullptr && found->kind == MetricKind::energy;
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::IntervalMethod> {
    static constexpr std::string_view name = "IntervalMethod";
    static constexpr std::array values{
        Enumerator{domain::IntervalMethod::none, "none", "too few cycles for an interval"},
        Enumerator{domain::IntervalMethod::student_t, "student_t", "Student t over cycles"},
        Enumerator{domain::IntervalMethod::cluster_bootstrap, "cluster_bootstrap",
                   "percentile bootstrap of pooled requests: cycles, then requests within"},
    };
};

template <>
struct enumeration<domain::MetricKind> {
    static constexpr std::string_view name = "MetricKind";
    static constexpr std::array values{
        Enumerator{domain::MetricKind::energy, "energy", "energy, power, or a ratio with energy"},
        Enumerator{domain::MetricKind::speed, "speed", "tokens or requests for each second"},
        Enumerator{domain::MetricKind::latency, "latency", "time that a request takes"},
        Enumerator{domain::MetricKind::compute, "compute", "FLOPs, and shares of the peak"},
        Enumerator{domain::MetricKind::memory, "memory", "device memory"},
        Enumerator{domain::MetricKind::client, "client", "of the load client itself"},
    };
};

template <>
struct enumeration<domain::Pooling> {
    static constexpr std::string_view name = "Pooling";
    static constexpr std::array values{
        Enumerator{domain::Pooling::mean_of_cycles, "mean_of_cycles", "the mean of the cycles"},
        Enumerator{domain::Pooling::ratio_of_sums, "ratio_of_sums",
                   "the sum of the numerators divided by the sum of the denominators"},
        Enumerator{domain::Pooling::pooled_requests, "pooled_requests",
                   "from five cycles on the percentile of the requests of all cycles, before that "
                   "the mean of the cycles"},
    };
};

template <>
struct enumeration<domain::Column> {
    static constexpr std::string_view name = "Column";
    static constexpr std::array values{
        Enumerator{domain::Column::none, "none", "not a column"},
        Enumerator{domain::Column::usual, "usual", "shown unless hidden"},
        Enumerator{domain::Column::extra, "extra", "shown when asked for"},
    };
};

template <>
struct description<domain::CycleMetrics> {
    static constexpr auto record = []<std::size_t... I>(std::index_sequence<I...>) {
        return schema::record("CycleMetrics", "Metrics of one cycle; null is not measured.",
                              field(domain::metrics[I].name, domain::metrics[I].of_cycle,
                                    {.doc = domain::metrics[I].definition,
                                     .unit = domain::metrics[I].unit,
                                     .defaulted = domain::metrics[I].since != "1.0"})...);
    }(std::make_index_sequence<domain::metrics.size()>{});
};

template <>
struct description<domain::Summary> {
    static constexpr auto record = []<std::size_t... I>(std::index_sequence<I...>) {
        return schema::record("Summary", "Each metric over the cycles.",
                              field(domain::metrics[I].name, domain::metrics[I].of_summary,
                                    {.doc = domain::metrics[I].definition,
                                     .unit = domain::metrics[I].unit,
                                     .defaulted = domain::metrics[I].since != "1.0"})...);
    }(std::make_index_sequence<domain::metrics.size()>{});
};

template <>
struct description<domain::RankedValue> {
    using T = domain::RankedValue;
    static constexpr auto record =
        schema::record("RankedValue", "A metric of a row; null is not measured.",
                       field("value", &T::value, {.doc = "Over the cycles."}),
                       field("ci95_half_width", &T::ci95_half_width,
                             {.doc = "Half-width of the 95 % interval; null below two cycles."}));
};

template <>
struct description<domain::RankedValues> {
    static constexpr bool is_selection = true;  // the ranked metrics
    // Defaulted: a row that was written before a metric became a column is still read.
    static constexpr auto record = []<std::size_t... I>(std::index_sequence<I...>) {
        return schema::record(
            "RankedValues", "The metrics that a leaderboard can be sorted and limited by.",
            field(domain::ranked_metrics[I]->name, domain::ranked_metrics[I]->of_row,
                  {.doc = domain::ranked_metrics[I]->definition,
                   .unit = domain::ranked_metrics[I]->unit,
                   .defaulted = true})...);
    }(std::make_index_sequence<domain::ranked_metrics.size()>{});
};

template <>
struct description<domain::MetricSummary> {
    using T = domain::MetricSummary;
    static constexpr auto record = schema::record(
        "MetricSummary",
        "Mean over cycles with its 95 % interval; null with a reason when not measured.",
        field(
            "mean", &T::mean,
            {.doc =
                 "Mean over cycles; for tokens_per_joule and joules_per_token the pooled ratio."}),
        field("standard_deviation", &T::standard_deviation,
              {.doc = "Sample standard deviation.", .minimum = 0}),
        field("ci95_low", &T::ci95_low, {.doc = "Lower end of the 95 % confidence interval."}),
        field("ci95_high", &T::ci95_high, {.doc = "Upper end."}),
        field("bca95_low", &T::bca95_low,
              {.doc = "The same by the bias-corrected and accelerated bootstrap over cycles; from "
                      "five cycles on.",
               .omit_null = true}),
        field("bca95_high", &T::bca95_high, {.doc = "Upper end.", .omit_null = true}),
        field("cv", &T::cv,
              {.doc = "Coefficient of variation: standard deviation / mean.", .minimum = 0}),
        field("n", &T::n, {.doc = "Cycles.", .minimum = 0}),
        field("method", &T::method, {.doc = "How the interval was made."}),
        field("absent_reason", &T::absent_reason,
              {.doc = "Why there is no value.", .length_max = 400, .omit_null = true}));
};

}  // namespace lem::schema
