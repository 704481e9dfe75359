#pragma once
/// What requests send: the prompts of an experiment and which of them request i of a cycle takes.
/// Everything follows from the configuration, its files and its seed. Thread-safe once loaded.

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
    std::optional<int> input_tokens = {};   // what a synthetic or traced prompt was made for
    std::optional<int> output_tokens = {};  // instead of the workload's
    std::optional<double> due_s = {};       // of a traced request, on the trace's clock
};

/// One message of the user.
Prompt user_prompt(std::string text);

/// How many tokens a server counts for generated words: overhead_tokens + tokens_per_word * words.
/// The overhead is its chat template and our salt.
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
/// The line through two probes; nothing when they cannot give one (equal words, counts that don't
/// grow, or more than ten tokens a word).
std::optional<WordFit> fit_words(const WordProbe& a, const WordProbe& b);

/// A probe's text: this many generated words behind a salt such as the workload's requests have.
std::string calibration_prompt(const domain::Workload& workload, int words);

/// Prompts to choose from; with a trace load one for each request due within the longest phase, in
/// order. `fit` sets the length of generated ones. Of an experiment that is possible
/// (contradictions.hpp). Throws Error for files that cannot be read, with file, line and field.
std::vector<Prompt> load_prompts(const domain::Experiment& config,
                                 const std::filesystem::path& base_folder, const WordFit& fit = {});

/// Prompt and answer of the longest request, of prompts whose texts or trace set their length;
/// nothing where the workload's fields do. Text is taken for two bytes a token: English has four,
/// Chinese and code have fewer, and too little room costs requests where too much costs memory.
std::optional<int> longest_request_tokens(const domain::Workload& workload,
                                          std::span<const Prompt> prompts);

/// The traced due times in order; empty without a trace.
std::vector<double> due_times_s(std::span<const Prompt> prompts);

/// What is sent as request `index` of `cycle`: chosen by the seed; with a salt in front unless the
/// prefix cache is wanted, so that no engine can reuse an earlier prompt's work. Traced requests
/// come in the trace's order; where their prefix cache is wanted, they share a salt in each cycle,
/// so that only what the trace shares is shared.
struct PlannedPrompt {
    std::size_t prompt = 0;
    std::string salt;
    int output_tokens = 1;
};
PlannedPrompt plan_prompt(const domain::Workload& workload, std::span<const Prompt> prompts,
                          int cycle, std::int64_t index);

/// SHA-256 over every prompt and, for warm-up and each cycle, over due times, choice, salt and
/// length of up to 100,000 requests (1,000 of a closed loop).
std::string schedule_hash(const domain::Experiment& config, std::span<const Prompt> prompts);

/// How many requests had other lengths than they were made for: by more than 5 % and more than 50
/// tokens (AIPerf's tolerance). Requests without usage or with an error are not checked.
struct LengthCheck {
    int input_checked = 0, input_off = 0;
    int output_checked = 0, output_off = 0;
};
LengthCheck check_lengths(const domain::Workload& workload, std::span<const Prompt> prompts,
                          std::span<const domain::RequestRecord> records);

}  // namespace lem::measure
