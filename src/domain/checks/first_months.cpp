#include "domain/checks/first_months.hpp"

#include "base/text.hpp"

#include <array>

namespace lem::domain {
namespace {

struct First {
    ReleaseKind kind;
    std::string_view part;
    std::string_view month;
};

using enum ReleaseKind;

/// Announcements and first releases as dated by their makers (press releases, model cards, release
/// pages). The month is enough: the check finds clocks or names that are years off.
constexpr std::array known{
    First{device, "v100", "2017-05"},          First{device, "tesla t4", "2018-09"},
    First{device, "a100", "2020-05"},          First{device, "rtx 3090", "2020-09"},
    First{device, "rtx a6000", "2020-10"},     First{device, "nvidia a10", "2021-04"},
    First{device, "mi250", "2021-11"},         First{device, "h100", "2022-03"},
    First{device, "rtx 4090", "2022-09"},      First{device, "nvidia l4", "2023-03"},
    First{device, "gh200", "2023-05"},         First{device, "l40s", "2023-08"},
    First{device, "mi300", "2023-06"},         First{device, "h200", "2023-11"},
    First{device, "b200", "2024-03"},          First{device, "mi325", "2024-06"},
    First{device, "arc b580", "2024-12"},      First{device, "rtx 5090", "2025-01"},
    First{device, "b300", "2025-03"},          First{device, "mi355", "2025-06"},

    First{model, "llama-2", "2023-07"},        First{model, "llama-3", "2024-04"},
    First{model, "llama-3.1", "2024-07"},      First{model, "llama-3.2", "2024-09"},
    First{model, "llama-3.3", "2024-12"},      First{model, "llama-4", "2025-04"},
    First{model, "mistral-7b", "2023-09"},     First{model, "mixtral-8x7b", "2023-12"},
    First{model, "mixtral-8x22b", "2024-04"},  First{model, "qwen2-", "2024-06"},
    First{model, "qwen2.5", "2024-09"},        First{model, "qwen3", "2025-04"},
    First{model, "gemma-2-", "2024-06"},       First{model, "gemma-3-", "2025-03"},
    First{model, "phi-3", "2024-04"},          First{model, "phi-4", "2024-12"},
    First{model, "deepseek-v2", "2024-05"},    First{model, "deepseek-v3", "2024-12"},
    First{model, "deepseek-r1", "2025-01"},    First{model, "smollm-", "2024-07"},
    First{model, "smollm2", "2024-10"},        First{model, "smollm3", "2025-07"},
    First{model, "gpt-oss", "2025-08"},

    First{engine, "transformers ", "2019-09"}, First{engine, "tgi ", "2022-10"},
    First{engine, "llama.cpp ", "2023-03"},    First{engine, "vllm ", "2023-06"},
    First{engine, "vllm 0.6.", "2024-09"},     First{engine, "vllm 0.7.", "2025-01"},
    First{engine, "vllm 0.8.", "2025-03"},     First{engine, "vllm 0.9.", "2025-05"},
    First{engine, "vllm 0.10.", "2025-07"},    First{engine, "vllm 0.11.", "2025-10"},
    First{engine, "ollama ", "2023-07"},       First{engine, "tensorrt-llm ", "2023-10"},
    First{engine, "sglang ", "2024-01"},
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
    const First* longest = nullptr;
    for (const First& first : known) {
        const bool fits = first.kind == kind && holds(lower, first.part);
        if (fits && (longest == nullptr || first.part.size() > longest->part.size()))
            longest = &first;
    }
    if (longest == nullptr) return std::nullopt;
    return longest->month;
}

}  // namespace lem::domain
