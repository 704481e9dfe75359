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
    std::optional<std::int64_t> output_tokens;  // all generated tokens, including thinking
    std::optional<std::int64_t> cached_input_tokens;
    std::optional<std::int64_t> reasoning_tokens;  // of the output tokens
};

/// The content of one event. Texts point into the event's bytes.
struct ChatEvent {
    bool answer = false;                 // content of the answer, or part of a tool call
    std::uint32_t reasoning_fields = 0;  // fields that contain thinking; see reasoning_field_names
    std::string_view unread_field;       // an unknown field of the delta that has content
    bool whole_message = false;          // content in `message` instead of `delta`
    bool choices = false;                // false: a closing event that only counts
    bool usage_given = false;
    bool failed = false;       // the server reports a failure
    std::string_view failure;  // its message, to the end of the event
    std::string_view finish_reason;
    Usage usage;

    bool has_token() const { return answer || reasoning_fields != 0; }
};

/// The fields of `ChatEvent::reasoning_fields`, for example "reasoning_content and reasoning";
/// "none" for 0.
std::string reasoning_field_names(std::uint32_t fields);

/// `json` is the event's data; the string is used as a padded buffer, and its bytes may change.
/// nullopt when it is not exactly one JSON object. Invalid UTF-8 is accepted: some servers split a
/// character between two events. Thread-safe.
std::optional<ChatEvent> read_chat_event(std::string& json, std::size_t from, std::size_t size);

}  // namespace lem::measure
