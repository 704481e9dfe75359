#pragma once
/// The metrics: one table for names, units, direction and words. The same names are members of
/// `CycleMetrics` and `Summary`, columns in SQL and CSV, and properties in TypeScript.

#include "schema/record.hpp"

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

struct MetricDefinition {
    std::string_view name;
    std::string_view title;
    std::string_view unit;
    bool higher_is_better;
    std::string_view definition;  // one or two plain sentences
    std::optional<double> CycleMetrics::* of_cycle;
    MetricSummary Summary::* of_summary;
    std::string_view since = "1.0";  // the definitions that it came with
};

/// In the order in which they are shown.
inline constexpr std::array metrics{
    MetricDefinition{
        "tokens_per_joule", "Tokens per joule", "tok/J", true,
        "Output tokens that arrived in the steady window, divided by the energy of that window "
        "(gross: idle power is included).",
        &CycleMetrics::tokens_per_joule, &Summary::tokens_per_joule},
    MetricDefinition{"joules_per_token", "Joules per token", "J/tok", false,
                     "Energy of the steady window divided by the output tokens that arrived in it.",
                     &CycleMetrics::joules_per_token, &Summary::joules_per_token},
    MetricDefinition{"throughput_tokens_per_sec", "Throughput", "tok/s", true,
                     "Output tokens that arrived in the steady window, divided by its length.",
                     &CycleMetrics::throughput_tokens_per_sec, &Summary::throughput_tokens_per_sec},
    MetricDefinition{"input_throughput_tokens_per_sec", "Input throughput", "tok/s", true,
                     "Prompt tokens of requests whose first token arrived in the steady window, "
                     "divided by its length.",
                     &CycleMetrics::input_throughput_tokens_per_sec,
                     &Summary::input_throughput_tokens_per_sec},
    MetricDefinition{"total_throughput_tokens_per_sec", "Total throughput", "tok/s", true,
                     "Input and output throughput together.",
                     &CycleMetrics::total_throughput_tokens_per_sec,
                     &Summary::total_throughput_tokens_per_sec},
    MetricDefinition{"requests_per_sec", "Requests", "1/s", true,
                     "Requests completed in the steady window, divided by its length.",
                     &CycleMetrics::requests_per_sec, &Summary::requests_per_sec},
    MetricDefinition{"goodput_requests_per_sec", "Goodput", "1/s", true,
                     "Requests completed in the steady window that kept every limit of "
                     "protocol.slo, divided by its length.",
                     &CycleMetrics::goodput_requests_per_sec, &Summary::goodput_requests_per_sec,
                     "1.2"},
    MetricDefinition{"goodput_share", "Share of good requests", "", true,
                     "Requests completed in the steady window that kept every limit of "
                     "protocol.slo, of those that were completed in it or failed.",
                     &CycleMetrics::goodput_share, &Summary::goodput_share, "1.2"},
    MetricDefinition{"total_energy_joules", "Energy", "J", false,
                     "Energy of the steady window, in the named scope, by the named method.",
                     &CycleMetrics::total_energy_joules, &Summary::total_energy_joules},
    MetricDefinition{"avg_power_watts", "Mean power", "W", false,
                     "Energy of the steady window divided by its length.",
                     &CycleMetrics::avg_power_watts, &Summary::avg_power_watts},
    MetricDefinition{
        "net_joules_per_token", "Net joules per token", "J/tok", false,
        "Energy of the steady window less the loaded engine's idle power over its "
        "length, divided by its output tokens. Secondary: idle power is a real cost. A "
        "difference: where the load draws hardly more than idling, noise takes it "
        "below zero.",
        &CycleMetrics::net_joules_per_token, &Summary::net_joules_per_token, "1.1"},
    MetricDefinition{"joules_per_request", "Joules per request", "J", false,
                     "Joules per token times the mean output tokens of the requests that were "
                     "completed in the steady window.",
                     &CycleMetrics::joules_per_request, &Summary::joules_per_request, "1.1"},
    MetricDefinition{"goodput_requests_per_joule", "Goodput per joule", "1/J", true,
                     "Requests completed in the steady window that kept every limit of "
                     "protocol.slo, divided by the energy of that window.",
                     &CycleMetrics::goodput_requests_per_joule,
                     &Summary::goodput_requests_per_joule, "1.2"},
    MetricDefinition{"prefill_joules_per_token", "Prefill energy", "J/tok", false,
                     "Energy a prompt token, from load that asks for one output token a request "
                     "(protocol.prefill_s).",
                     &CycleMetrics::prefill_joules_per_token, &Summary::prefill_joules_per_token,
                     "1.1"},
    MetricDefinition{"decode_joules_per_token", "Decode energy", "J/tok", false,
                     "Energy of the steady window less the prefill energy of its prompt tokens, "
                     "divided by its output tokens.",
                     &CycleMetrics::decode_joules_per_token, &Summary::decode_joules_per_token,
                     "1.1"},
    MetricDefinition{
        "flops_per_second", "Compute", "FLOP/s", true,
        "Model FLOPs of the tokens processed in the window (analytic), divided by its length.",
        &CycleMetrics::flops_per_second, &Summary::flops_per_second},
    MetricDefinition{"mfu", "Model FLOPs utilisation", "", true,
                     "Compute divided by the devices' dense peak at the weights' precision.",
                     &CycleMetrics::mfu, &Summary::mfu, "1.1"},
    MetricDefinition{"mbu", "Memory bandwidth utilisation", "", true,
                     "Weight and key-value bytes that decoding must read at the batch it had, per "
                     "second, divided by the devices' peak bandwidth.",
                     &CycleMetrics::mbu, &Summary::mbu, "1.1"},
    MetricDefinition{
        "peak_memory_mb", "Peak memory", "MB", false,
        "Largest memory in use during the window, summed over devices; 1 MB = 10^6 bytes.",
        &CycleMetrics::peak_memory_mb, &Summary::peak_memory_mb},
    MetricDefinition{"time_to_first_token_ms", "Time to first token", "ms", false,
                     "From the last byte of the request written to the first chunk with content, "
                     "reasoning or a tool "
                     "call; mean over requests.",
                     &CycleMetrics::time_to_first_token_ms, &Summary::time_to_first_token_ms},
    MetricDefinition{"time_to_first_token_ms_p50", "Time to first token, p50", "ms", false,
                     "Median over requests.", &CycleMetrics::time_to_first_token_ms_p50,
                     &Summary::time_to_first_token_ms_p50},
    MetricDefinition{"time_to_first_token_ms_p90", "Time to first token, p90", "ms", false,
                     "90th percentile over requests; given from 44 requests on.",
                     &CycleMetrics::time_to_first_token_ms_p90,
                     &Summary::time_to_first_token_ms_p90},
    MetricDefinition{"time_to_first_token_ms_p99", "Time to first token, p99", "ms", false,
                     "99th percentile over requests; given from 459 requests on.",
                     &CycleMetrics::time_to_first_token_ms_p99,
                     &Summary::time_to_first_token_ms_p99},
    MetricDefinition{"time_to_first_answer_token_ms", "Time to first answer token", "ms", false,
                     "The same to the first chunk of the answer itself, after any reasoning; mean "
                     "over requests.",
                     &CycleMetrics::time_to_first_answer_token_ms,
                     &Summary::time_to_first_answer_token_ms, "1.1"},
    MetricDefinition{"time_to_first_token_from_schedule_ms", "Time to first token from schedule",
                     "ms", false,
                     "The time to the first token, counted from when an open loop had the request "
                     "due, whether or not it could be sent then; mean over requests.",
                     &CycleMetrics::time_to_first_token_from_schedule_ms,
                     &Summary::time_to_first_token_from_schedule_ms, "1.3"},
    MetricDefinition{"time_to_first_token_from_schedule_ms_p50",
                     "Time to first token from schedule, p50", "ms", false, "Median over requests.",
                     &CycleMetrics::time_to_first_token_from_schedule_ms_p50,
                     &Summary::time_to_first_token_from_schedule_ms_p50, "1.3"},
    MetricDefinition{"time_to_first_token_from_schedule_ms_p90",
                     "Time to first token from schedule, p90", "ms", false,
                     "90th percentile over requests; given from 44 requests on.",
                     &CycleMetrics::time_to_first_token_from_schedule_ms_p90,
                     &Summary::time_to_first_token_from_schedule_ms_p90, "1.3"},
    MetricDefinition{"time_to_first_token_from_schedule_ms_p99",
                     "Time to first token from schedule, p99", "ms", false,
                     "99th percentile over requests; given from 459 requests on.",
                     &CycleMetrics::time_to_first_token_from_schedule_ms_p99,
                     &Summary::time_to_first_token_from_schedule_ms_p99, "1.3"},
    MetricDefinition{"latency_per_token_ms", "Time per output token", "ms", false,
                     "(last token - first token) / (tokens - 1) of each request with two tokens or "
                     "more; mean over requests.",
                     &CycleMetrics::latency_per_token_ms, &Summary::latency_per_token_ms},
    MetricDefinition{"latency_per_token_ms_p50", "Time per output token, p50", "ms", false,
                     "Median over requests.", &CycleMetrics::latency_per_token_ms_p50,
                     &Summary::latency_per_token_ms_p50},
    MetricDefinition{"latency_per_token_ms_p90", "Time per output token, p90", "ms", false,
                     "90th percentile over requests; given from 44 requests on.",
                     &CycleMetrics::latency_per_token_ms_p90, &Summary::latency_per_token_ms_p90},
    MetricDefinition{"latency_per_token_ms_p99", "Time per output token, p99", "ms", false,
                     "99th percentile over requests; given from 459 requests on.",
                     &CycleMetrics::latency_per_token_ms_p99, &Summary::latency_per_token_ms_p99},
    MetricDefinition{
        "e2e_latency_ms", "Request latency", "ms", false,
        "From the last byte of the request written to its last token; mean over requests.",
        &CycleMetrics::e2e_latency_ms, &Summary::e2e_latency_ms},
    MetricDefinition{"e2e_latency_ms_p50", "Request latency, p50", "ms", false,
                     "Median over requests.", &CycleMetrics::e2e_latency_ms_p50,
                     &Summary::e2e_latency_ms_p50},
    MetricDefinition{"e2e_latency_ms_p90", "Request latency, p90", "ms", false,
                     "90th percentile over requests; given from 44 requests on.",
                     &CycleMetrics::e2e_latency_ms_p90, &Summary::e2e_latency_ms_p90},
    MetricDefinition{"e2e_latency_ms_p99", "Request latency, p99", "ms", false,
                     "99th percentile over requests; given from 459 requests on.",
                     &CycleMetrics::e2e_latency_ms_p99, &Summary::e2e_latency_ms_p99},
    MetricDefinition{"e2e_latency_from_schedule_ms", "Request latency from schedule", "ms", false,
                     "The time to the last token, counted from when an open loop had the request "
                     "due; mean over requests.",
                     &CycleMetrics::e2e_latency_from_schedule_ms,
                     &Summary::e2e_latency_from_schedule_ms, "1.3"},
    MetricDefinition{"e2e_latency_from_schedule_ms_p50", "Request latency from schedule, p50", "ms",
                     false, "Median over requests.",
                     &CycleMetrics::e2e_latency_from_schedule_ms_p50,
                     &Summary::e2e_latency_from_schedule_ms_p50, "1.3"},
    MetricDefinition{"e2e_latency_from_schedule_ms_p90", "Request latency from schedule, p90", "ms",
                     false, "90th percentile over requests; given from 44 requests on.",
                     &CycleMetrics::e2e_latency_from_schedule_ms_p90,
                     &Summary::e2e_latency_from_schedule_ms_p90, "1.3"},
    MetricDefinition{"e2e_latency_from_schedule_ms_p99", "Request latency from schedule, p99", "ms",
                     false, "99th percentile over requests; given from 459 requests on.",
                     &CycleMetrics::e2e_latency_from_schedule_ms_p99,
                     &Summary::e2e_latency_from_schedule_ms_p99, "1.3"},
    MetricDefinition{
        "inter_chunk_latency_ms", "Time between chunks", "ms", false,
        "Mean gap between streamed chunks with content; a chunk may hold several tokens.",
        &CycleMetrics::inter_chunk_latency_ms, &Summary::inter_chunk_latency_ms},
    MetricDefinition{"client_lag_ms_p50", "Send lag, p50", "ms", false, "Median over requests.",
                     &CycleMetrics::client_lag_ms_p50, &Summary::client_lag_ms_p50, "1.3"},
    MetricDefinition{"client_lag_ms_p99", "Send lag, p99", "ms", false,
                     "How late the load client sent requests against its schedule, without the "
                     "time to connect; 99th percentile over requests.",
                     &CycleMetrics::client_lag_ms_p99, &Summary::client_lag_ms_p99},
    MetricDefinition{"client_lag_ms_max", "Send lag, longest", "ms", false,
                     "The longest lag of a request.", &CycleMetrics::client_lag_ms_max,
                     &Summary::client_lag_ms_max, "1.3"},
};

/// Nothing when the name is not a metric.
constexpr const MetricDefinition* find_metric(std::string_view name) {
    for (const MetricDefinition& metric : metrics) {
        if (metric.name == name) return &metric;
    }
    return nullptr;
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

template <class V>
struct description<domain::MetricSet<V>> {
    using T = domain::MetricSet<V>;

    static constexpr V T::* member_of(const domain::MetricDefinition& metric) {
        if constexpr (std::is_same_v<T, domain::CycleMetrics>)
            return metric.of_cycle;
        else
            return metric.of_summary;
    }

    static constexpr auto record = []<std::size_t... I>(std::index_sequence<I...>) {
        constexpr bool of_cycle = std::is_same_v<T, domain::CycleMetrics>;
        return schema::record(of_cycle ? "CycleMetrics" : "Summary",
                              of_cycle ? "Metrics of one cycle; null is not measured."
                                       : "Each metric over the cycles.",
                              field(domain::metrics[I].name, member_of(domain::metrics[I]),
                                    {.doc = domain::metrics[I].definition,
                                     .unit = domain::metrics[I].unit,
                                     .defaulted = domain::metrics[I].since != "1.0"})...);
    }(std::make_index_sequence<domain::metrics.size()>{});
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
