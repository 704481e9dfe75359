#pragma once
/// Reads one event of a streamed chat completion. The JSON is walked once and in place; no tree is
/// built and, after the first event of a thread, nothing is allocated.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lem::measure {

/// Token counts as the server reports them.
struct Usage {
    std::optional<std::int64_t> input_tokens;
    std::optional<std::int64_t> output_tokens;
    std::optional<std::int64_t> cached_input_tokens;
};

/// What one event says. Texts point into the event's bytes.
struct ChatEvent {
    bool answer = false;             // text of the answer, or part of a tool call
    bool reasoning_content = false;  // text of thinking, in the field of this name
    bool reasoning = false;          // the same in the other spelling; some servers send both
    bool choices = false;            // false: a closing event that only counts
    bool usage_given = false;
    bool is_error = false;  // the server's message is the event itself
    std::string_view finish_reason;
    Usage usage;

    bool has_token() const { return answer || reasoning_content || reasoning; }
};

/// `json` is the event's data; the string is used as a padded buffer, and its bytes may change.
/// Nothing when it is not a JSON object and nothing more. A character that is not UTF-8 (some
/// servers cut one between two events) does no harm. Thread-safe.
std::optional<ChatEvent> read_chat_event(std::string& json, std::size_t from, std::size_t size);

}  // namespace lem::measure
