#pragma once
/// What each request asks for.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

enum class PromptSource { builtin, synthetic, file };

struct Workload {
    PromptSource prompts = PromptSource::builtin;
    std::optional<std::string> file;
    int input_tokens = 128;
    int output_tokens = 128;
    bool ignore_eos = true;
    bool prefix_cache = false;
    double temperature = 0;
    std::int64_t seed = 1;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::PromptSource> {
    static constexpr std::string_view name = "PromptSource";
    static constexpr std::array values{
        Enumerator{domain::PromptSource::builtin, "builtin", "lem's own varied prompts"},
        Enumerator{domain::PromptSource::synthetic, "synthetic",
                   "generated words of about `input_tokens` tokens"},
        Enumerator{domain::PromptSource::file, "file",
                   "one prompt a line (.txt), or .jsonl with `prompt`"},
    };
};

template <>
struct description<domain::Workload> {
    using T = domain::Workload;
    static constexpr auto record = schema::record(
        "Workload", "What each request asks for.",
        field("prompts", &T::prompts, {.doc = "Where prompts come from.", .defaulted = true}),
        field("file", &T::file,
              {.doc = "The prompt file for `prompts: file`; relative to the configuration file."}),
        field("input_tokens", &T::input_tokens,
              {.doc = "Approximate prompt length of synthetic prompts; the true count is taken "
                      "from usage.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = 1e6,
               .defaulted = true}),
        field("output_tokens", &T::output_tokens,
              {.doc = "max_tokens of each request.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = 1e6,
               .defaulted = true}),
        field("ignore_eos", &T::ignore_eos,
              {.doc = "Ask for exactly output_tokens where the engine can, so that runs compare.",
               .defaulted = true}),
        field("prefix_cache", &T::prefix_cache,
              {.doc = "false: a salt (and cache_prompt: false) keeps engines from reusing an "
                      "earlier prompt's prefill.",
               .defaulted = true}),
        field("temperature", &T::temperature,
              {.doc = "Sampling temperature.", .minimum = 0, .maximum = 10, .defaulted = true}),
        field("seed", &T::seed,
              {.doc = "Of prompt choice and schedule.",
               .minimum = 0,
               .maximum = 9007199254740991,
               .defaulted = true}));
};

}  // namespace lem::schema
