#include "measure/prompts.hpp"

#include "base/text.hpp"
#include "measure/builtin_prompts.hpp"
#include "schema/json.hpp"

#include <fstream>
#include <random>

namespace lem::measure {
namespace {

std::vector<std::string> from_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file)
        throw Error(ErrorCode::bad_request,
                    "Cannot read the prompt file " + path.string() + " (workload.file).");
    std::vector<std::string> prompts;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line) && prompts.size() < 100'000;) {
        ++number;
        if (text::trim(line).empty()) continue;
        if (path.extension() != ".jsonl") {
            prompts.push_back(line.substr(0, 200'000));
            continue;
        }
        const auto document = schema::parse(line);
        const bool has_prompt = document && document->is_object() && document->contains("prompt") &&
                                (*document)["prompt"].is_string();
        if (!has_prompt)
            throw Error(ErrorCode::invalid,
                        path.string() + ":" + std::to_string(number) +
                            ": must be a JSON object with the text \"prompt\".");
        prompts.push_back((*document)["prompt"].get<std::string>());
    }
    if (prompts.empty()) throw Error(ErrorCode::invalid, path.string() + " holds no prompt.");
    return prompts;
}

/// Varied nonsense of common words, about one token a word.
std::vector<std::string> synthetic(const domain::Workload& workload) {
    constexpr std::array<std::string_view, 24> words{
        "time",  "river", "stone", "house", "light", "water", "music", "paper",
        "green", "table", "night", "field", "glass", "wheel", "north", "bread",
        "cloud", "chair", "horse", "plant", "smoke", "train", "voice", "world"};
    std::mt19937_64 random(static_cast<std::uint64_t>(workload.seed));
    std::vector<std::string> prompts;
    for (int i = 0; i < 64; ++i) {
        std::string prompt = "Continue this list of words:";
        for (int w = 6; w < workload.input_tokens; ++w)
            prompt += " " + std::string(words[random() % words.size()]);
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

}  // namespace

std::vector<std::string> load_prompts(const domain::Workload& workload,
                                      const std::filesystem::path& base_folder) {
    switch (workload.prompts) {
        case domain::PromptSource::file:
            if (!workload.file)
                throw Error(ErrorCode::bad_request,
                            "workload.prompts is file, but workload.file is missing.");
            return from_file(base_folder / *workload.file);
        case domain::PromptSource::conversations:
            throw Error(ErrorCode::bad_request,
                        "workload.prompts: conversations cannot be read by this version.");
        case domain::PromptSource::synthetic:
            return synthetic(workload);
        case domain::PromptSource::builtin:
            break;
    }
    return {builtin_prompts.begin(), builtin_prompts.end()};
}

PlannedPrompt plan_prompt(const domain::Workload& workload, std::size_t prompt_count, int cycle,
                          std::int64_t index) {
    std::seed_seq seed{static_cast<std::uint32_t>(workload.seed), static_cast<std::uint32_t>(cycle),
                       static_cast<std::uint32_t>(index)};
    std::mt19937 random(seed);
    PlannedPrompt planned{.prompt = random() % prompt_count, .salt = {}};
    if (!workload.prefix_cache)
        planned.salt = "[" + std::to_string(random()) + "-" + std::to_string(cycle) + "-" +
                       std::to_string(index) + "] ";
    return planned;
}

}  // namespace lem::measure
