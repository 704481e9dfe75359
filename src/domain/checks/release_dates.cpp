#include "domain/checks/release_dates.hpp"

#include "base/text.hpp"

#include <array>

namespace lem::domain {
namespace {

struct Release {
    ReleaseKind kind;
    std::string_view part;
    std::string_view month;
};

using enum ReleaseKind;

/// Announcements and first releases as dated by their makers (press releases, model cards, release
/// pages). The month is enough: the check finds clocks or names that are years off.
constexpr std::array known{
    Release{device, "v100", "2017-05"},          Release{device, "tesla t4", "2018-09"},
    Release{device, "a100", "2020-05"},          Release{device, "rtx 3090", "2020-09"},
    Release{device, "rtx a6000", "2020-10"},     Release{device, "nvidia a10", "2021-04"},
    Release{device, "mi250", "2021-11"},         Release{device, "h100", "2022-03"},
    Release{device, "rtx 4090", "2022-09"},      Release{device, "nvidia l4", "2023-03"},
    Release{device, "gh200", "2023-05"},         Release{device, "l40s", "2023-08"},
    Release{device, "mi300", "2023-06"},         Release{device, "h200", "2023-11"},
    Release{device, "b200", "2024-03"},          Release{device, "mi325", "2024-06"},
    Release{device, "arc b580", "2024-12"},      Release{device, "rtx 5090", "2025-01"},
    Release{device, "b300", "2025-03"},          Release{device, "mi355", "2025-06"},

    Release{model, "llama-2", "2023-07"},        Release{model, "llama-3", "2024-04"},
    Release{model, "llama-3.1", "2024-07"},      Release{model, "llama-3.2", "2024-09"},
    Release{model, "llama-3.3", "2024-12"},      Release{model, "llama-4", "2025-04"},
    Release{model, "mistral-7b", "2023-09"},     Release{model, "mixtral-8x7b", "2023-12"},
    Release{model, "mixtral-8x22b", "2024-04"},  Release{model, "qwen2-", "2024-06"},
    Release{model, "qwen2.5", "2024-09"},        Release{model, "qwen3", "2025-04"},
    Release{model, "gemma-2-", "2024-06"},       Release{model, "gemma-3-", "2025-03"},
    Release{model, "phi-3", "2024-04"},          Release{model, "phi-4", "2024-12"},
    Release{model, "deepseek-v2", "2024-05"},    Release{model, "deepseek-v3", "2024-12"},
    Release{model, "deepseek-r1", "2025-01"},    Release{model, "smollm-", "2024-07"},
    Release{model, "smollm2", "2024-10"},        Release{model, "smollm3", "2025-07"},
    Release{model, "gpt-oss", "2025-08"},

    Release{engine, "transformers ", "2019-09"}, Release{engine, "tgi ", "2022-10"},
    Release{engine, "llama.cpp ", "2023-03"},    Release{engine, "vllm ", "2023-06"},
    Release{engine, "vllm 0.6.", "2024-09"},     Release{engine, "vllm 0.7.", "2025-01"},
    Release{engine, "vllm 0.8.", "2025-03"},     Release{engine, "vllm 0.9.", "2025-05"},
    Release{engine, "vllm 0.10.", "2025-07"},    Release{engine, "vllm 0.11.", "2025-10"},
    Release{engine, "ollama ", "2023-07"},       Release{engine, "tensorrt-llm ", "2023-10"},
    Release{engine, "sglang ", "2024-01"},
};

/// Matches whole numbers only: an A100 is not an A10.
bool holds(std::string_view name, std::string_view part) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t at = name.find(part); at != std::string_view::npos;
         at = name.find(part, at + 1)) {
        const std::size_t end = at + part.size();
        if (!is_digit(part.back()) || end == name.size() || !is_digit(name[end])) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string_view> release_month(ReleaseKind kind, const std::string& name) {
    const std::string lower = text::lower(name);
    const Release* longest = nullptr;
    for (const Release& release : known) {
        const bool fits = release.kind == kind && holds(lower, release.part);
        if (fits && (longest == nullptr || release.part.size() > longest->part.size()))
            longest = &release;
    }
    if (longest == nullptr) return std::nullopt;
    return longest->month;
}

}  // namespace lem::domain
