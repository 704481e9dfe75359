#pragma once
/// What is known about one request: a line of requests.jsonl.

#include "domain/result/quantity.hpp"
#include "schema/record.hpp"

namespace lem::domain {

/// One line of requests.jsonl. Stamps are milliseconds since the run's start, monotonic.
struct RequestRecord {
    int cycle = 0;  // 0 is warm-up
    std::int64_t index = 0;
    double scheduled_ms = 0;
    double sent_ms = 0;
    std::optional<double> first_token_ms;
    std::optional<double> first_answer_token_ms;
    std::optional<double> last_token_ms;
    std::optional<std::int64_t> input_tokens;
    std::optional<std::int64_t> output_tokens;
    std::optional<std::int64_t> cached_input_tokens;
    std::optional<std::int64_t> hidden_tokens;  // counted, but never streamed
    std::optional<double> energy_joules;
    int chunks = 0;
    std::optional<int> unread_chunks;  // with tokens, by the counts, in an unknown field
    std::optional<std::string> finish_reason;
    std::optional<std::string> error;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::RequestRecord> {
    using T = domain::RequestRecord;
    static constexpr FieldOptions usage{
        .doc = "From usage.", .minimum = 0, .maximum = domain::most_counted};
    static constexpr auto record = schema::record(
        "RequestRecord", "One request; a line of requests.jsonl.",
        field("cycle", &T::cycle,
              {.doc = "0 is warm-up.", .minimum = 0, .maximum = domain::most_cycles}),
        field("index", &T::index,
              {.doc = "Position in the schedule; requests of the prefill phase count from 10^9.",
               .minimum = 0,
               .maximum = 2 * domain::most_counted}),
        field(
            "scheduled_ms", &T::scheduled_ms,
            {.doc = "When it was due.", .unit = "ms", .minimum = 0, .maximum = domain::most("ms")}),
        field("sent_ms", &T::sent_ms,
              {.doc = "When the last byte of the request was given to the kernel.",
               .unit = "ms",
               .minimum = 0,
               .maximum = domain::most("ms")}),
        field("first_token_ms", &T::first_token_ms,
              {.doc = "First chunk with content.",
               .unit = "ms",
               .minimum = 0,
               .maximum = domain::most("ms")}),
        field("first_answer_token_ms", &T::first_answer_token_ms,
              {.doc = "First chunk of the answer itself, after any reasoning.",
               .unit = "ms",
               .minimum = 0,
               .maximum = domain::most("ms"),
               .omit_null = true}),
        field("last_token_ms", &T::last_token_ms,
              {.doc = "Last chunk with content.",
               .unit = "ms",
               .minimum = 0,
               .maximum = domain::most("ms")}),
        field("input_tokens", &T::input_tokens, usage),
        field("output_tokens", &T::output_tokens, usage),
        field("cached_input_tokens", &T::cached_input_tokens, usage),
        field("hidden_tokens", &T::hidden_tokens,
              {.doc = "Output tokens that were counted but never streamed: reasoning that the "
                      "server does not send.",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("energy_joules", &T::energy_joules,
              {.doc = "Its share of the energy of its cycle's steady window.",
               .unit = "J",
               .minimum = 0,
               .maximum = domain::most("J"),
               .omit_null = true}),
        field("chunks", &T::chunks,
              {.doc = "Streamed chunks with content.",
               .minimum = 0,
               .maximum = domain::most_counted}),
        field("unread_chunks", &T::unread_chunks,
              {.doc = "Further chunks whose content the client could not read, although the counts "
                      "show tokens in them: the times of tokens are then unknown.",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("finish_reason", &T::finish_reason,
              {.doc = "As the server gave it.", .length_max = 60}),
        field("error", &T::error, {.doc = "Why it failed.", .length_max = 400}));
};

}  // namespace lem::schema
