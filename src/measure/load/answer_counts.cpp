#include "measure/load/answer_counts.hpp"

#include <algorithm>
#include <cmath>

namespace lem::measure {
namespace {

/// Counted tokens that were never streamed: thinking that the server keeps to itself. When thinking
/// is streamed, each of its events may have up to twice as many tokens as an event of the answer;
/// with fewer events, they are a summary.
std::int64_t hidden_tokens(const Answer& answer, std::int64_t output, std::int64_t reasoning) {
    const auto chunks = static_cast<std::int64_t>(answer.chunk_times_ms.size());
    const std::int64_t thinking = answer.reasoning_chunks, text = chunks - thinking;
    const auto& running = answer.tokens_by_chunk;
    double hidden = 0;
    if (reasoning > 0) {
        const double per_chunk = std::max(
            1.0,
            text > 0 ? static_cast<double>(output - reasoning) / static_cast<double>(text) : 1.0);
        const double streamed = static_cast<double>(thinking) * per_chunk;
        if (static_cast<double>(reasoning) > 2 * streamed)
            hidden = static_cast<double>(reasoning) - streamed;
    } else if (chunks > 1 && std::ssize(running) == chunks) {
        // Counts that start high include tokens generated before the first event.
        const double per_chunk =
            static_cast<double>(running.back() - running.front()) / static_cast<double>(chunks - 1);
        if (static_cast<double>(running.front()) > 2 * std::max(1.0, per_chunk))
            hidden = static_cast<double>(running.front()) - std::max(1.0, per_chunk);
    }
    return std::clamp<std::int64_t>(std::llround(hidden), 0,
                                    std::max<std::int64_t>(0, output - chunks));
}

}  // namespace

void derive_from_counts(Answer& answer, std::optional<std::int64_t> reasoning_tokens,
                        int unread_chunks) {
    domain::RequestRecord& record = answer.record;
    const std::int64_t output = record.output_tokens.value_or(0);
    const std::int64_t hidden = hidden_tokens(answer, output, reasoning_tokens.value_or(0));
    if (hidden > 0) record.hidden_tokens = hidden;
    // Unknown content counts as tokens only if the server counted more tokens.
    if (output > std::ssize(answer.chunk_times_ms) && unread_chunks > 0)
        record.unread_chunks = unread_chunks;
}

}  // namespace lem::measure
