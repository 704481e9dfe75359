#pragma once
/// What each request asks for.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

enum class PromptSource { builtin, synthetic, file, conversations };

/// The lengths that serving benchmarks publish; 1k is 1,024 tokens.
enum class WorkloadShape { chat_128_128, even_1k_1k, long_answer_1k_8k, long_prompt_8k_1k };

struct Workload {
    PromptSource prompts = PromptSource::builtin;
    std::optional<std::string> file;
    std::string prompt_column = "prompt";
    std::string output_tokens_column = "output_tokens";
    std::optional<WorkloadShape> shape;
    int input_tokens = 128;
    int output_tokens = 128;
    double output_tokens_spread = 0;
    bool ignore_eos = true;
    bool prefix_cache = false;
    double temperature = 0;
    std::int64_t seed = 1;
};

/// Sets the lengths that `shape` names, if it is given. `written` is the workload of the document;
/// a length in it that contradicts the shape is a violation, with its pointer inside the workload.
Violations apply_shape(Workload& workload, const schema::json& written);

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
                   "one prompt a line (.txt), .jsonl with `prompt` or `messages`, or .csv with a "
                   "header"},
        Enumerator{domain::PromptSource::conversations, "conversations",
                   "the first two turns of each conversation in a ShareGPT-like .json file"},
    };
};

template <>
struct enumeration<domain::WorkloadShape> {
    using S = domain::WorkloadShape;
    static constexpr std::string_view name = "WorkloadShape";
    static constexpr std::array values{
        Enumerator{S::chat_128_128, "128/128", "128 tokens in, 128 out"},
        Enumerator{S::even_1k_1k, "1k/1k", "1024 tokens in, 1024 out"},
        Enumerator{S::long_answer_1k_8k, "1k/8k", "1024 tokens in, 8192 out: reasoning"},
        Enumerator{S::long_prompt_8k_1k, "8k/1k", "8192 tokens in, 1024 out: summarising"},
    };
};

template <>
struct description<domain::Workload> {
    using T = domain::Workload;
    static constexpr auto record = schema::record(
        "Workload", "What each request asks for.",
        field("prompts", &T::prompts, {.doc = "Source of the prompts.", .defaulted = true}),
        field("file", &T::file,
              {.doc = "For `prompts: file` and `conversations`; relative to the configuration "
                      "file."}),
        field("prompt_column", &T::prompt_column,
              {.doc = "Column of a .csv file that holds the prompt.",
               .length_max = 200,
               .defaulted = true}),
        field("output_tokens_column", &T::output_tokens_column,
              {.doc = "Column of a .csv file that holds the prompt's own output_tokens, if any.",
               .length_max = 200,
               .defaulted = true}),
        field("shape", &T::shape,
              {.doc = "Input and output length by name, instead of the next two fields."}),
        field("input_tokens", &T::input_tokens,
              {.doc = "Approximate length of synthetic prompts; results use the server's count.",
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
        field("output_tokens_spread", &T::output_tokens_spread,
              {.doc = "Each request's output_tokens is drawn uniformly from this fraction below "
                      "output_tokens to this fraction above it.",
               .minimum = 0,
               .maximum = 0.95,
               .defaulted = true}),
        field(
            "ignore_eos", &T::ignore_eos,
            {.doc = "Request exactly output_tokens if the engine can, so that runs are comparable.",
             .defaulted = true}),
        field("prefix_cache", &T::prefix_cache,
              {.doc = "false: a salt in each prompt (and cache_prompt: false) prevents the engine "
                      "from reusing the prefill of an earlier prompt.",
               .defaulted = true}),
        field("temperature", &T::temperature,
              {.doc = "Sampling temperature.", .minimum = 0, .maximum = 10, .defaulted = true}),
        field("seed", &T::seed,
              {.doc = "Seed of the choice of prompts and of the schedule.",
               .minimum = 0,
               .maximum = 9007199254740991,
               .defaulted = true}));
};

}  // namespace lem::schema
