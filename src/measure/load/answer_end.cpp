#include "measure/load/answer_end.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace lem::measure {
namespace {

using std::string_view_literals::operator""sv;

/// Parts of the words in use: "abort" (vLLM, SGLang), "cancelled", "timeout" (TensorRT-LLM),
/// "insufficient_system_resource" (DeepSeek), "network_error" (Zhipu), "ERROR_LIMIT" (Cohere),
/// "response.failed", "error" (OpenRouter, Mistral), ...
constexpr std::array failure_parts{
    "error"sv,     "abort"sv,     "cancel"sv,     "fail"sv,         "timeout"sv,
    "timed_out"sv, "timed out"sv, "time_limit"sv, "insufficient"sv, "unavailable"sv,
    "overload"sv,  "interrupt"sv, "disconnect"sv, "preempt"sv,      "exception"sv,
    "evict"sv,     "killed"sv,    "shutdown"sv,   "rate_limit"sv,
};

/// "content_filter" (OpenAI, Azure), "SAFETY", "RECITATION", "PROHIBITED_CONTENT" (Gemini),
/// "sensitive" (Zhipu), "refusal" (Anthropic), ...
constexpr std::array filter_parts{
    "content_filter"sv, "safety"sv,     "sensitive"sv, "blocklist"sv, "blocked"sv, "prohibited"sv,
    "recitation"sv,     "moderation"sv, "guardrail"sv, "refusal"sv,   "spii"sv,    "toxic"sv,
};

bool holds_any(std::string_view word, const auto& parts) {
    return std::ranges::any_of(
        parts, [&](std::string_view part) { return text::contains_ignoring_case(word, part); });
}

}  // namespace

bool names_failure(std::string_view word) {
    return holds_any(word, failure_parts);
}

AnswerEnd answer_end(std::string_view finish_reason) {
    if (holds_any(finish_reason, filter_parts)) return AnswerEnd::withheld;
    return names_failure(finish_reason) ? AnswerEnd::failed : AnswerEnd::finished;
}

}  // namespace lem::measure
