#pragma once
/// How requests arrive: when each is due, and how many may be in flight. docs/method.md, "Load and
/// workloads", defines each mode; measure/workload/schedule.hpp computes the due times.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

struct ConcurrencyLoad {
    int streams = 4;
};

struct OfflineLoad {
    int requests = 1000;
    int in_flight_max = 16384;
};

struct ConstantLoad {
    double requests_per_sec = 1;
    int in_flight_max = 256;
};

struct PoissonLoad {
    double requests_per_sec = 1;
    int in_flight_max = 256;
};

struct GammaLoad {
    double requests_per_sec = 1;
    double burstiness = 1;
    int in_flight_max = 256;
};

enum class RampForm { linear, exponential };

struct RampLoad {
    double from_requests_per_sec = 1;
    double to_requests_per_sec = 10;
    RampForm form = RampForm::linear;
    int in_flight_max = 256;
};

enum class TraceFormat { automatic, mooncake, burstgpt, azure };

struct TraceLoad {
    std::string file;
    TraceFormat format = TraceFormat::automatic;
    double time_scale = 1;
    int in_flight_max = 4096;
};

enum class SloPreset {
    llama2_70b_server,
    llama2_70b_interactive,
    llama3_1_8b_server,
    llama3_1_8b_interactive,
    llama3_1_405b_server,
    llama3_1_405b_interactive,
    mixtral_8x7b_server,
    deepseek_r1_server,
    deepseek_r1_interactive,
    gpt_oss_120b_server,
    gpt_oss_120b_interactive,
};

/// Upper limits, named as the metrics they limit; absent: no limit.
struct SloLimits {
    std::optional<SloPreset> preset;
    std::optional<double> time_to_first_token_ms_p50;
    std::optional<double> time_to_first_token_ms_p90;
    std::optional<double> time_to_first_token_ms_p99;
    std::optional<double> latency_per_token_ms_p50;
    std::optional<double> latency_per_token_ms_p90;
    std::optional<double> latency_per_token_ms_p99;
    std::optional<double> e2e_latency_ms_p50;
    std::optional<double> e2e_latency_ms_p90;
    std::optional<double> e2e_latency_ms_p99;
};

/// Limits that one request must meet to count as good; absent: no limit.
struct RequestLimits {
    std::optional<SloPreset> preset;
    std::optional<double> time_to_first_token_ms;
    std::optional<double> latency_per_token_ms;
    std::optional<double> e2e_latency_ms;
};

enum class SloSearchOver { concurrency, rate };

struct SloSearchLoad {
    SloLimits limits;
    SloSearchOver over = SloSearchOver::concurrency;
    double lowest = 1;
    double highest = 256;
    double precision = 0.1;
    int steps_max = 12;
    int in_flight_max = 4096;
};

using Load = std::variant<ConcurrencyLoad, OfflineLoad, ConstantLoad, PoissonLoad, GammaLoad,
                          RampLoad, TraceLoad, SloSearchLoad>;

/// True if a fixed number of requests is in flight, also as found by a search over concurrency.
inline bool is_closed_loop(const Load& load) {
    const auto* search = std::get_if<SloSearchLoad>(&load);
    return std::holds_alternative<ConcurrencyLoad>(load) ||
           (search != nullptr && search->over == SloSearchOver::concurrency);
}

/// True if every request is sent at its due time, whether or not earlier ones are answered.
inline bool is_open_loop(const Load& load) {
    return !std::holds_alternative<ConcurrencyLoad>(load) &&
           !std::holds_alternative<OfflineLoad>(load);
}

/// The maximum number of requests in flight.
inline int in_flight_max(const Load& load) {
    return std::visit(
        [](const auto& mode) {
            if constexpr (requires { mode.in_flight_max; })
                return mode.in_flight_max;
            else
                return mode.streams;
        },
        load);
}

/// How many requests an engine should be prepared to compute at the same time: the streams of a
/// closed loop, the most that a search may try, and 8 if the load does not define it.
inline int expected_concurrency(const Load& load) {
    constexpr int open_loop = 8;
    if (const auto* closed = std::get_if<ConcurrencyLoad>(&load)) return closed->streams;
    const auto* search = std::get_if<SloSearchLoad>(&load);
    if (search != nullptr && search->over == SloSearchOver::concurrency)
        return static_cast<int>(search->highest);
    return open_loop;
}

}  // namespace lem::domain

namespace lem::schema {

inline constexpr FieldOptions arrival_rate{
    .doc = "Arrival rate.", .unit = "1/s", .minimum = 1e-3, .maximum = 1e5};
inline constexpr FieldOptions in_flight_limit{
    .doc = "Requests beyond this limit wait, which counts as lag.",
    .minimum = 1,
    .maximum = 16384,
    .defaulted = true};

template <>
struct description<domain::ConcurrencyLoad> {
    using T = domain::ConcurrencyLoad;
    static constexpr auto record = schema::record(
        "ConcurrencyLoad", "Closed loop: this many requests are always in flight.",
        field("streams", &T::streams,
              {.doc = "Requests in flight.", .minimum = 1, .maximum = 16384, .defaulted = true}));
};

template <>
struct description<domain::OfflineLoad> {
    using T = domain::OfflineLoad;
    static constexpr auto record = schema::record(
        "OfflineLoad", "All requests are due at the start; the engine chooses its batches.",
        field("requests", &T::requests,
              {.doc = "Requests of each cycle.", .minimum = 1, .maximum = 1e6, .defaulted = true}),
        field("in_flight_max", &T::in_flight_max,
              {.doc = "Requests beyond this limit wait until one is answered.",
               .minimum = 1,
               .maximum = 16384,
               .defaulted = true}));
};

template <>
struct description<domain::ConstantLoad> {
    using T = domain::ConstantLoad;
    static constexpr auto record = schema::record(
        "ConstantLoad",
        "Open loop: request i is sent at i / rate, whether or not earlier ones are answered.",
        field("requests_per_sec", &T::requests_per_sec, arrival_rate),
        field("in_flight_max", &T::in_flight_max, in_flight_limit));
};

template <>
struct description<domain::PoissonLoad> {
    using T = domain::PoissonLoad;
    static constexpr auto record =
        schema::record("PoissonLoad", "Open loop with exponential gaps: independent users.",
                       field("requests_per_sec", &T::requests_per_sec, arrival_rate),
                       field("in_flight_max", &T::in_flight_max, in_flight_limit));
};

template <>
struct description<domain::GammaLoad> {
    using T = domain::GammaLoad;
    static constexpr auto record = schema::record(
        "GammaLoad", "Open loop with gamma-distributed gaps: more or less bursty than Poisson.",
        field("requests_per_sec", &T::requests_per_sec, arrival_rate),
        field("burstiness", &T::burstiness,
              {.doc = "Shape of the gamma distribution: below 1 bursty, 1 Poisson, above 1 even.",
               .minimum = 0.01,
               .maximum = 1000,
               .defaulted = true}),
        field("in_flight_max", &T::in_flight_max, in_flight_limit));
};

template <>
struct enumeration<domain::RampForm> {
    static constexpr std::string_view name = "RampForm";
    static constexpr std::array values{
        Enumerator{domain::RampForm::linear, "linear", "the rate grows by equal steps"},
        Enumerator{domain::RampForm::exponential, "exponential", "the rate grows by equal factors"},
    };
};

template <>
struct description<domain::RampLoad> {
    using T = domain::RampLoad;
    static constexpr auto record = schema::record(
        "RampLoad", "Open loop whose rate changes from the start of a cycle to its end.",
        field("from_requests_per_sec", &T::from_requests_per_sec,
              {.doc = "Rate at the start.", .unit = "1/s", .minimum = 1e-3, .maximum = 1e5}),
        field("to_requests_per_sec", &T::to_requests_per_sec,
              {.doc = "Rate at the end.", .unit = "1/s", .minimum = 1e-3, .maximum = 1e5}),
        field("form", &T::form, {.doc = "How the rate changes.", .defaulted = true}),
        field("in_flight_max", &T::in_flight_max, in_flight_limit));
};

template <>
struct enumeration<domain::TraceFormat> {
    static constexpr std::string_view name = "TraceFormat";
    static constexpr std::array values{
        Enumerator{domain::TraceFormat::automatic, "auto", "recognised by the file's first line"},
        Enumerator{domain::TraceFormat::mooncake, "mooncake",
                   "JSON lines: timestamp (ms), input_length, output_length, hash_ids"},
        Enumerator{domain::TraceFormat::burstgpt, "burstgpt",
                   "CSV: Timestamp (s), Request tokens, Response tokens"},
        Enumerator{domain::TraceFormat::azure, "azure",
                   "CSV: TIMESTAMP, ContextTokens, GeneratedTokens"},
    };
};

template <>
struct description<domain::TraceLoad> {
    using T = domain::TraceLoad;
    static constexpr auto record = schema::record(
        "TraceLoad",
        "Replays the times and lengths of a recorded service. Needs `workload.prompts: synthetic`.",
        field("file", &T::file, {.doc = "The trace; relative to the configuration file."}),
        field("format", &T::format, {.doc = "Format of the file.", .defaulted = true}),
        field("time_scale", &T::time_scale,
              {.doc = "Stretches time: 2 halves the trace's rate, 0.5 doubles it.",
               .minimum = 1e-4,
               .maximum = 1e4,
               .defaulted = true}),
        field("in_flight_max", &T::in_flight_max, in_flight_limit));
};

template <>
struct enumeration<domain::SloPreset> {
    using P = domain::SloPreset;
    static constexpr std::string_view name = "SloPreset";
    static constexpr std::array values{
        Enumerator{P::llama2_70b_server, "llama2-70b-server", "2000 / 200 ms"},
        Enumerator{P::llama2_70b_interactive, "llama2-70b-interactive", "450 / 40 ms"},
        Enumerator{P::llama3_1_8b_server, "llama3.1-8b-server", "2000 / 100 ms"},
        Enumerator{P::llama3_1_8b_interactive, "llama3.1-8b-interactive", "500 / 30 ms"},
        Enumerator{P::llama3_1_405b_server, "llama3.1-405b-server", "6000 / 175 ms"},
        Enumerator{P::llama3_1_405b_interactive, "llama3.1-405b-interactive", "4500 / 80 ms"},
        Enumerator{P::mixtral_8x7b_server, "mixtral-8x7b-server", "2000 / 200 ms"},
        Enumerator{P::deepseek_r1_server, "deepseek-r1-server", "2000 / 80 ms"},
        Enumerator{P::deepseek_r1_interactive, "deepseek-r1-interactive", "1500 / 15 ms"},
        Enumerator{P::gpt_oss_120b_server, "gpt-oss-120b-server", "3000 / 80 ms"},
        Enumerator{P::gpt_oss_120b_interactive, "gpt-oss-120b-interactive", "2000 / 15 ms"},
    };
};

template <>
struct description<domain::SloLimits> {
    using T = domain::SloLimits;
    static constexpr FieldOptions limit{.doc = "Upper limit of the metric of this name.",
                                        .unit = "ms",
                                        .minimum = 0.01,
                                        .maximum = 1e7};
    static constexpr auto record =
        schema::record("SloLimits", "Latency limits of the service; at least one.",
                       field("preset", &T::preset,
                             {.doc = "The p99 limits of MLPerf Inference (first token / per "
                                     "token). Explicit limits take precedence."}),
                       field("time_to_first_token_ms_p50", &T::time_to_first_token_ms_p50, limit),
                       field("time_to_first_token_ms_p90", &T::time_to_first_token_ms_p90, limit),
                       field("time_to_first_token_ms_p99", &T::time_to_first_token_ms_p99, limit),
                       field("latency_per_token_ms_p50", &T::latency_per_token_ms_p50, limit),
                       field("latency_per_token_ms_p90", &T::latency_per_token_ms_p90, limit),
                       field("latency_per_token_ms_p99", &T::latency_per_token_ms_p99, limit),
                       field("e2e_latency_ms_p50", &T::e2e_latency_ms_p50, limit),
                       field("e2e_latency_ms_p90", &T::e2e_latency_ms_p90, limit),
                       field("e2e_latency_ms_p99", &T::e2e_latency_ms_p99, limit));
};

template <>
struct description<domain::RequestLimits> {
    using T = domain::RequestLimits;
    static constexpr FieldOptions limit{.doc = "Upper limit for a request.",
                                        .unit = "ms",
                                        .minimum = 0.01,
                                        .maximum = 1e7,
                                        .omit_null = true};
    static constexpr auto record =
        schema::record("RequestLimits", "Limits that a good request meets; at least one.",
                       field("preset", &T::preset,
                             {.doc = "The limits of MLPerf Inference (first token / per token). "
                                     "Explicit limits take precedence.",
                              .omit_null = true}),
                       field("time_to_first_token_ms", &T::time_to_first_token_ms, limit),
                       field("latency_per_token_ms", &T::latency_per_token_ms, limit),
                       field("e2e_latency_ms", &T::e2e_latency_ms, limit));
};

template <>
struct enumeration<domain::SloSearchOver> {
    static constexpr std::string_view name = "SloSearchOver";
    static constexpr std::array values{
        Enumerator{domain::SloSearchOver::concurrency, "concurrency", "streams of a closed loop"},
        Enumerator{domain::SloSearchOver::rate, "rate", "requests per second, Poisson arrivals"},
    };
};

template <>
struct description<domain::SloSearchLoad> {
    using T = domain::SloSearchLoad;
    static constexpr auto record = schema::record(
        "SloSearchLoad", "Searches for the highest load at which the engine meets the limits.",
        field("limits", &T::limits, {.doc = "Limits to meet."}),
        field("over", &T::over, {.doc = "What the search varies.", .defaulted = true}),
        field("lowest", &T::lowest,
              {.doc = "Lowest load: streams, or requests per second.",
               .minimum = 1e-3,
               .maximum = 1e5,
               .defaulted = true}),
        field("highest", &T::highest,
              {.doc = "Highest load.", .minimum = 1e-3, .maximum = 1e5, .defaulted = true}),
        field("precision", &T::precision,
              {.doc =
                   "The search ends when the lowest load that fails is at most this fraction above "
                   "the highest that succeeds.",
               .minimum = 0.005,
               .maximum = 1,
               .defaulted = true}),
        field("steps_max", &T::steps_max,
              {.doc = "Loads to try, at most.", .minimum = 2, .maximum = 100, .defaulted = true}),
        field("in_flight_max", &T::in_flight_max, in_flight_limit));
};

template <>
struct tagged_union<domain::Load> {
    static constexpr std::string_view name = "Load";
    static constexpr std::string_view tag = "mode";
    static constexpr std::array<std::string_view, 8> names{
        "concurrency", "offline", "constant", "poisson", "gamma", "ramp", "trace", "slo_search"};
};

}  // namespace lem::schema
