#include "measure/workload/prompts.hpp"

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/portable_random.hpp"
#include "base/text.hpp"
#include "measure/workload/prompt_files.hpp"
#include "measure/workload/request_trace.hpp"
#include "measure/workload/schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::measure {
namespace {

// Random streams that no cycle uses.
constexpr std::uint64_t synthetic_stream = 1ULL << 32;
constexpr std::uint64_t block_stream = 2ULL << 32;
constexpr std::uint64_t length_stream = 3ULL << 32;
constexpr std::uint64_t prompt_stream = 4ULL << 32;

/// Short, common words, for which most tokenizers use about one token each.
constexpr std::array<std::string_view, 96> words{
    "time",     "river",  "stone",  "house",   "light",  "water", "music",  "paper",   "green",
    "table",    "night",  "field",  "glass",   "wheel",  "north", "bread",  "cloud",   "chair",
    "horse",    "plant",  "smoke",  "train",   "voice",  "world", "apple",  "beach",   "brown",
    "candle",   "clock",  "coast",  "corner",  "cotton", "dance", "desk",   "door",    "dream",
    "earth",    "engine", "fire",   "floor",   "forest", "frame", "fruit",  "garden",  "gold",
    "grass",    "ground", "hand",   "harbour", "heart",  "heavy", "hill",   "honey",   "island",
    "kitchen",  "lake",   "letter", "line",    "market", "metal", "mirror", "moon",    "morning",
    "mountain", "mouth",  "ocean",  "orange",  "page",   "party", "pencil", "picture", "pocket",
    "power",    "price",  "quiet",  "rain",    "road",   "roof",  "room",   "salt",    "school",
    "shadow",   "silver", "sister", "sleep",   "snow",   "sound", "spring", "storm",   "street",
    "summer",   "sugar",  "tower",  "tree",    "window", "winter"};

void append_words(std::string& text, PortableRandom random, int count) {
    for (int i = 0; i < count; ++i) {
        if (!text.empty()) text += ' ';
        text += words[random.below(words.size())];
    }
}

std::vector<Prompt> builtin() {
    std::vector<Prompt> prompts;
    for (const embedded::File& file : embedded::prompts()) {
        if (!file.path.ends_with(".txt")) continue;
        std::string prompt;
        const auto take = [&] {
            if (!prompt.empty()) prompts.push_back(user_prompt(std::exchange(prompt, {})));
        };
        for (const std::string_view line : text::split(file.content, '\n')) {
            if (line.empty())
                take();
            else
                prompt += (prompt.empty() ? "" : "\n") + std::string(line);
        }
        take();
    }
    return prompts;
}

std::vector<Prompt> synthetic(const domain::Workload& workload, const WordFit& fit) {
    constexpr std::uint64_t different_ones = 64;
    std::vector<Prompt> prompts;
    for (std::uint64_t i = 0; i < different_ones; ++i) {
        std::string text;
        append_words(text, {workload.seed, synthetic_stream, i},
                     fit.words_for(workload.input_tokens));
        prompts.push_back(user_prompt(std::move(text)));
        prompts.back().input_tokens = workload.input_tokens;
    }
    return prompts;
}

/// The text of a traced prompt. The id of a block defines its words, so equal ids mean equal text.
std::string traced_text(const TraceRequest& request, std::uint64_t position, std::int64_t seed,
                        const WordFit& fit) {
    const int words_wanted = fit.words_for(request.input_tokens);
    const int words_per_block =
        std::max(1, static_cast<int>(std::lround(trace_block_tokens / fit.tokens_per_word)));
    std::string text;
    int made = 0;
    for (const std::int64_t id : request.blocks) {
        const int count = std::min(words_per_block, words_wanted - made);
        append_words(text, {seed, block_stream, static_cast<std::uint64_t>(id)}, count);
        made += std::max(0, count);
    }
    append_words(text, {seed, synthetic_stream, position}, words_wanted - made);
    return text;
}

std::vector<Prompt> traced(const domain::Experiment& config, const domain::TraceLoad& load,
                           const std::filesystem::path& base_folder, const WordFit& fit) {
    constexpr std::int64_t tokens_max = 100'000'000;
    const auto trace = read_request_trace(base_folder / load.file, load.format);
    const double longest_s = std::max(config.protocol.cycle_s, config.protocol.warmup_s);
    std::vector<Prompt> prompts;
    std::int64_t tokens = 0;
    for (const TraceRequest& request : trace) {
        if ((request.due_s - trace.front().due_s) * load.time_scale >= longest_s) break;
        tokens += request.input_tokens;
        if (tokens > tokens_max)
            throw Error(ErrorCode::invalid,
                        "The trace asks for more than 100 million input tokens in a cycle; raise "
                        "load.time_scale or shorten protocol.cycle_s.");
        prompts.push_back(
            user_prompt(traced_text(request, prompts.size(), config.workload.seed, fit)));
        prompts.back().input_tokens = request.input_tokens;
        prompts.back().output_tokens = request.output_tokens;
        prompts.back().due_s = request.due_s;
    }
    return prompts;
}

std::string salt_of(std::uint32_t random, int cycle, std::int64_t index) {
    return "[" + std::to_string(random) + "-" + std::to_string(cycle) + "-" +
           std::to_string(index) + "] ";
}

int spread(const domain::Workload& workload, int cycle, std::int64_t index) {
    if (workload.output_tokens_spread <= 0) return workload.output_tokens;
    PortableRandom random(workload.seed, length_stream + static_cast<std::uint64_t>(cycle),
                          static_cast<std::uint64_t>(index));
    const double factor = 1 + workload.output_tokens_spread * (2 * random.uniform() - 1);
    return std::max(1, static_cast<int>(std::lround(workload.output_tokens * factor)));
}

/// A chat template adds tokens to a prompt, which matters in a short one.
bool input_is_off(std::int64_t found, int wanted) {
    const double difference = std::abs(static_cast<double>(found - wanted));
    return difference > std::max(0.05 * wanted, 50.0);
}

/// AIPerf's tolerance: 5 %, at most 50 tokens, and one more that a server may count differently.
bool output_is_off(std::int64_t found, int wanted) {
    const double difference = std::abs(static_cast<double>(found - wanted));
    return difference > std::clamp(0.05 * wanted, 1.0, 50.0);
}

}  // namespace

Prompt user_prompt(std::string text) {
    Prompt prompt;
    prompt.messages.push_back({.role = "user", .content = std::move(text)});
    return prompt;
}

int WordFit::words_for(int tokens) const {
    return std::max(1, static_cast<int>(std::lround((tokens - overhead_tokens) / tokens_per_word)));
}

std::optional<WordFit> fit_words(const WordProbe& a, const WordProbe& b) {
    constexpr double tokens_per_word_max = 10;
    if (a.words == b.words) return std::nullopt;
    const double slope = static_cast<double>(b.input_tokens - a.input_tokens) / (b.words - a.words);
    if (slope < 1 / tokens_per_word_max || slope > tokens_per_word_max) return std::nullopt;
    return WordFit{.overhead_tokens = static_cast<double>(a.input_tokens) - slope * a.words,
                   .tokens_per_word = slope};
}

std::string calibration_prompt(const domain::Workload& workload, int count) {
    PortableRandom random(workload.seed, synthetic_stream, ~std::uint64_t{0});
    std::string text;
    append_words(text, random, count);
    return (workload.prefix_cache ? "" : salt_of(2'000'000'000, 1, count)) + text;
}

std::vector<Prompt> load_prompts(const domain::Experiment& config,
                                 const std::filesystem::path& base_folder, const WordFit& fit) {
    const domain::Workload& workload = config.workload;
    if (const auto* trace = std::get_if<domain::TraceLoad>(&config.load))
        return traced(config, *trace, base_folder, fit);
    const auto file = [&] {
        LEM_ASSERT(workload.file.has_value());
        return base_folder / *workload.file;
    };
    switch (workload.prompts) {
        case domain::PromptSource::file:
            return read_prompt_file(file(), workload);
        case domain::PromptSource::conversations:
            return read_conversations(file());
        case domain::PromptSource::synthetic:
            return synthetic(workload, fit);
        case domain::PromptSource::builtin:
            break;
    }
    return builtin();
}

std::optional<int> longest_request_tokens(const domain::Workload& workload,
                                          std::span<const Prompt> prompts) {
    constexpr std::size_t bytes_per_token = 2;
    using enum domain::PromptSource;
    const bool of_texts = workload.prompts == file || workload.prompts == conversations;
    const bool is_traced = !prompts.empty() && prompts.front().due_s;
    if (!of_texts && !is_traced) return std::nullopt;
    const int output_max =
        static_cast<int>(std::ceil(workload.output_tokens * (1 + workload.output_tokens_spread)));
    int longest = 0;
    for (const Prompt& prompt : prompts) {
        std::size_t bytes = 0;
        for (const Message& message : prompt.messages)
            bytes += message.role.size() + message.content.size();
        const int input =
            prompt.input_tokens.value_or(static_cast<int>(1 + bytes / bytes_per_token));
        longest = std::max(longest, input + prompt.output_tokens.value_or(output_max));
    }
    return longest;
}

std::vector<double> due_times_s(std::span<const Prompt> prompts) {
    std::vector<double> due_s;
    for (const Prompt& prompt : prompts) {
        if (prompt.due_s) due_s.push_back(*prompt.due_s);
    }
    return due_s;
}

PlannedPrompt plan_prompt(const domain::Workload& workload, std::span<const Prompt> prompts,
                          int cycle, std::int64_t index) {
    PortableRandom random(workload.seed, prompt_stream + static_cast<std::uint64_t>(cycle),
                          static_cast<std::uint64_t>(index));
    PlannedPrompt planned{.prompt = random.below(prompts.size()), .salt = {}};
    const bool is_traced = prompts.front().due_s.has_value();
    if (is_traced) planned.prompt = static_cast<std::size_t>(index) % prompts.size();
    if (!workload.prefix_cache)
        planned.salt = salt_of(static_cast<std::uint32_t>(random.next()), cycle, index);
    else if (is_traced)
        planned.salt = salt_of(0, cycle, 0);
    planned.output_tokens =
        prompts[planned.prompt].output_tokens.value_or(spread(workload, cycle, index));
    return planned;
}

std::string schedule_hash(const domain::Experiment& config, std::span<const Prompt> prompts) {
    constexpr std::size_t requests_max = 100'000, closed_loop_requests = 1000;
    Sha256 hash;
    for (const Prompt& prompt : prompts) {
        for (const Message& message : prompt.messages)
            hash.update(message.role + ":" + message.content + "\n");
    }
    const auto due_s = due_times_s(prompts);
    for (int cycle = 0; cycle <= config.protocol.cycles; ++cycle) {
        const auto arrivals =
            arrivals_s(config.load, config.workload.seed, cycle,
                       cycle == 0 ? config.protocol.warmup_s : config.protocol.cycle_s, due_s);
        const std::size_t count =
            arrivals.empty() ? closed_loop_requests : std::min(arrivals.size(), requests_max);
        for (std::size_t i = 0; i < count; ++i) {
            const auto planned =
                plan_prompt(config.workload, prompts, cycle, static_cast<std::int64_t>(i));
            hash.update((arrivals.empty() ? "" : std::to_string(std::llround(arrivals[i] * 1e6))) +
                        " " + std::to_string(planned.prompt) + planned.salt +
                        std::to_string(planned.output_tokens) + "\n");
        }
    }
    return hash.finish_hex();
}

LengthCheck check_lengths(const domain::Workload& workload, std::span<const Prompt> prompts,
                          std::span<const domain::RequestRecord> records) {
    LengthCheck check;
    for (const domain::RequestRecord& record : records) {
        if (record.error) continue;
        const auto planned = plan_prompt(workload, prompts, record.cycle, record.index);
        const auto& wanted = prompts[planned.prompt].input_tokens;
        if (wanted && record.input_tokens) {
            ++check.input_checked;
            check.input_off += input_is_off(*record.input_tokens, *wanted) ? 1 : 0;
        }
        if (record.output_tokens) {
            ++check.output_checked;
            check.output_off += output_is_off(*record.output_tokens, planned.output_tokens) ? 1 : 0;
        }
    }
    return check;
}

}  // namespace lem::measure
