#pragma once
/// One repetition of a measurement: its steady window and what was measured in it.

#include "domain/result/energy.hpp"
#include "domain/result/metric.hpp"
#include "domain/result/quantity.hpp"
#include "schema/record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lem::domain {

/// Seconds since the run's start, on the monotonic clock.
struct Window {
    double start_s = 0;
    double end_s = 0;
    std::optional<std::string> started_at;
    std::optional<std::string> ended_at;
};

struct TokenCounts {
    std::optional<std::int64_t> input;
    std::optional<std::int64_t> output;
    std::optional<std::int64_t> cached_input;
};

struct RequestCounts {
    std::optional<int> completed;
    std::optional<int> failed;
    std::optional<int> unfinished;
    std::optional<std::string> usual_error;  // what most of the failed ones said
};

/// How steady a steady window was, over ten equal blocks of it.
struct Steadiness {
    std::optional<double> throughput_cv;
    std::optional<double> throughput_drift;
    std::optional<double> power_cv;
};

/// Resources that the load client itself used.
struct ClientEffort {
    double cpu_s = 0;
    double loop_lag_max_ms = 0;
    std::optional<bool> stamped_by_kernel;
};

struct Cycle {
    int index = 0;
    int engine_start = 1;
    Window window;
    TokenCounts tokens;
    RequestCounts requests;
    EnergyReading energy;
    std::vector<DeviceCondition> device_conditions;
    CycleMetrics metrics;
    std::optional<double> mean_concurrency;
    std::optional<double> mean_output_tokens;   // of requests completed in the window
    std::optional<double> mean_input_tokens;    // of the same requests
    std::optional<double> mean_context_tokens;  // of output tokens that arrived in the window
    std::optional<double> mean_batch;           // requests being decoded at a time
    std::optional<Steadiness> steadiness;
    std::optional<ClientEffort> client;
    std::vector<std::string> flags;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Window> {
    using T = domain::Window;
    static constexpr auto record = schema::record(
        "Window", "The steady part of a cycle: what every rate is computed over.",
        field("start_s", &T::start_s,
              {.doc = "Since the start of the run.", .unit = "s", .minimum = 0, .maximum = 1e8}),
        field("end_s", &T::end_s,
              {.doc = "Since the start of the run.", .unit = "s", .minimum = 0, .maximum = 1e8}),
        field("started_at", &T::started_at,
              {.doc = "The same, UTC.", .format = TextFormat::date_time}),
        field("ended_at", &T::ended_at,
              {.doc = "The same, UTC.", .format = TextFormat::date_time}));
};

template <>
struct description<domain::TokenCounts> {
    using T = domain::TokenCounts;
    static constexpr auto record = schema::record(
        "TokenCounts",
        "Tokens in the window, from the server's usage; null when it did not count them.",
        field("input", &T::input,
              {.doc = "Prompt tokens of requests whose first token arrived in it.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most("tokens")}),
        field("output", &T::output,
              {.doc = "Output tokens that arrived in it.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most("tokens")}),
        field("cached_input", &T::cached_input,
              {.doc = "Prompt tokens served from a prefix cache.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most("tokens")}));
};

template <>
struct description<domain::RequestCounts> {
    using T = domain::RequestCounts;
    static constexpr auto record = schema::record(
        "RequestCounts", "Requests of the cycle.",
        field("completed", &T::completed,
              {.doc = "Finished in the window.", .minimum = 0, .maximum = domain::most_counted}),
        field("failed", &T::failed,
              {.doc = "Ended with an error or timed out.",
               .minimum = 0,
               .maximum = domain::most_counted}),
        field("unfinished", &T::unfinished,
              {.doc = "Still running at the end of the window.",
               .minimum = 0,
               .maximum = domain::most_counted}),
        field("usual_error", &T::usual_error,
              {.doc = "What most of the failed requests of the cycle said, in the words of the "
                      "server or the client.",
               .length_max = 400,
               .omit_null = true}));
};

template <>
struct description<domain::Steadiness> {
    using T = domain::Steadiness;
    static constexpr auto record = schema::record(
        "Steadiness", "How steady the window was, over ten equal blocks of it.",
        field("throughput_cv", &T::throughput_cv,
              {.doc = "Coefficient of variation of the blocks' throughput.",
               .minimum = 0,
               .maximum = domain::most("")}),
        field("throughput_drift", &T::throughput_drift,
              {.doc = "Slope of the blocks' throughput times the window, over its mean.",
               .minimum = -domain::most(""),
               .maximum = domain::most("")}),
        field("power_cv", &T::power_cv,
              {.doc = "Coefficient of variation of the blocks' mean power.",
               .minimum = 0,
               .maximum = domain::most("")}));
};

template <>
struct description<domain::ClientEffort> {
    using T = domain::ClientEffort;
    static constexpr auto record = schema::record(
        "ClientEffort", "Resources that the load client itself used.",
        field("cpu_s", &T::cpu_s,
              {.doc = "Processor time of its threads.",
               .unit = "s",
               .minimum = 0,
               .maximum = domain::most("s")}),
        field("loop_lag_max_ms", &T::loop_lag_max_ms,
              {.doc = "Longest iteration of its event loops.",
               .unit = "ms",
               .minimum = 0,
               .maximum = domain::most("ms")}),
        field("stamped_by_kernel", &T::stamped_by_kernel,
              {.doc = "Whether a token's time is when the kernel received it. Otherwise it is when "
                      "the client read it."}));
};

template <>
struct description<domain::Cycle> {
    using T = domain::Cycle;
    static constexpr auto record = schema::record(
        "Cycle", "One repetition.",
        field("index", &T::index, {.doc = "From 1.", .minimum = 1, .maximum = domain::most_cycles}),
        field("engine_start", &T::engine_start,
              {.doc = "Which start of the engine served it, from 1.",
               .minimum = 1,
               .maximum = domain::most_cycles,
               .defaulted = true}),
        field("window", &T::window, {.doc = "Its steady window."}),
        field("tokens", &T::tokens, {.doc = "Tokens."}),
        field("requests", &T::requests, {.doc = "Requests."}),
        field("energy", &T::energy, {.doc = "Energy."}),
        field("device_conditions", &T::device_conditions,
              {.doc = "Temperature, clock and throttling of the devices that report them.",
               .items_max = 4096,
               .defaulted = true}),
        field("metrics", &T::metrics, {.doc = "Metrics."}),
        field(
            "mean_concurrency", &T::mean_concurrency,
            {.doc = "Requests in flight, averaged over the window.", .minimum = 0, .maximum = 1e6}),
        field("mean_output_tokens", &T::mean_output_tokens,
              {.doc = "Of the requests that were completed in the window.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("mean_input_tokens", &T::mean_input_tokens,
              {.doc = "Prompt tokens of the requests that were completed in the window.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("mean_context_tokens", &T::mean_context_tokens,
              {.doc = "Tokens before an output token of the window, averaged over them.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("mean_batch", &T::mean_batch,
              {.doc = "Requests between their first and last token, averaged over the window.",
               .minimum = 0,
               .maximum = 1e6,
               .omit_null = true}),
        field("steadiness", &T::steadiness,
              {.doc = "How steady the window was; null when it is too short to say.",
               .omit_null = true}),
        field("client", &T::client, {.doc = "The load client's own effort.", .omit_null = true}),
        field("flags", &T::flags,
              {.doc = "Named reasons for doubt: client_bound, unsteady, telemetry_gap, errors, ...",
               .length_max = 60,
               .items_max = 50,
               .format = TextFormat::identifier}));
};

}  // namespace lem::schema
