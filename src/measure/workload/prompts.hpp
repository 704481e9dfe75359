#pragma once
/// The prompts of an experiment, and the choice of the prompt for request i of a cycle. Both depend
/// only on the configuration, its files and its seed. Thread-safe once loaded.

#include "domain/experiment/experiment.hpp"
#include "domain/result/result.hpp"

#include <filesystem>
#include <span>

namespace lem::measure {

struct Message {
    std::string role;
    std::string content;
};

struct Prompt {
    std::vector<Message> messages;
    std::optional<int> input_tokens = {};   // intended length of a synthetic or traced prompt
    std::optional<int> output_tokens = {};  // takes precedence over the workload's
    std::optional<double> due_s = {};       // of a traced request, on the trace's clock
};

/// A prompt of one user message.
Prompt user_prompt(std::string text);

/// How many tokens a server counts for generated words: overhead_tokens + tokens_per_word * words.
/// The overhead is its chat template and the salt.
struct WordFit {
    double overhead_tokens = 0;
    double tokens_per_word = 1;
    /// At least 1.
    int words_for(int tokens) const;
};

struct WordProbe {
    int words = 0;
    std::int64_t input_tokens = 0;  // usage.prompt_tokens
};
/// The line through two probes; nullopt when they define none (equal words, counts that do not
/// grow, or more than ten tokens per word).
std::optional<WordFit> fit_words(const WordProbe& a, const WordProbe& b);

/// The text of a probe: this many generated words after a salt like that of the workload's
/// requests.
std::string calibration_prompt(const domain::Workload& workload, int words);

/// The prompts to choose from; for a trace, one for each request due within the longest phase, in
/// order. `fit` sets the length of generated prompts. The experiment must have no contradictions
/// (domain/experiment/contradictions.hpp). Throws Error with file, line and field for files that
/// cannot be read.
std::vector<Prompt> load_prompts(const domain::Experiment& config,
                                 const std::filesystem::path& base_folder, const WordFit& fit = {});

/// Tokens of the longest request, prompt and answer, when the prompts' texts or the trace set the
/// lengths; nullopt when the workload's fields do. Assumes two bytes per token (English has four,
/// Chinese and code fewer): too small a context fails requests, too large a one only costs memory.
std::optional<int> longest_request_tokens(const domain::Workload& workload,
                                          std::span<const Prompt> prompts);

/// The traced due times in order; empty without a trace.
std::vector<double> due_times_s(std::span<const Prompt> prompts);

/// The prompt of request `index` of `cycle`, chosen by the seed. Unless workload.prefix_cache is
/// set, it starts with a salt, so that no engine can reuse the work of an earlier prompt. Traced
/// requests follow the order of the trace; with workload.prefix_cache the requests of a cycle have
/// the same salt, so that they share exactly the blocks that the trace states.
struct PlannedPrompt {
    std::size_t prompt = 0;
    std::string salt;
    int output_tokens = 1;
};
PlannedPrompt plan_prompt(const domain::Workload& workload, std::span<const Prompt> prompts,
                          int cycle, std::int64_t index);

/// SHA-256 of every prompt, and, for the warm-up and each cycle, of the due times, choices, salts
/// and lengths of up to 100,000 requests (1,000 in a closed loop).
std::string schedule_hash(const domain::Experiment& config, std::span<const Prompt> prompts);

/// The number of requests whose length differs from the intended one by more than 5 % and more than
/// 50 tokens (AIPerf's tolerance). Requests without usage or with an error are not checked.
struct LengthCheck {
    int input_checked = 0, input_off = 0;
    int output_checked = 0, output_off = 0;
};
LengthCheck check_lengths(const domain::Workload& workload, std::span<const Prompt> prompts,
                          std::span<const domain::RequestRecord> records);

}  // namespace lem::measure
