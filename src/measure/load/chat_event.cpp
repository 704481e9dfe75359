#include "measure/load/chat_event.hpp"

#include "base/text.hpp"
#include "measure/load/answer_end.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <simdjson.h>

namespace lem::measure {
namespace {

namespace json = simdjson::ondemand;

using std::string_view_literals::operator""sv;

/// Where servers put thinking. Bit i of ChatEvent::reasoning_fields is name i.
constexpr std::array reasoning_names{
    "reasoning_content"sv, "reasoning"sv,        "reasoning_details"sv, "reasoning_text"sv,
    "thinking"sv,          "thinking_content"sv, "thinking_blocks"sv,   "thought"sv,
    "thoughts"sv,          "parts of content"sv,
};
constexpr std::uint32_t parts_of_content = 1U << (reasoning_names.size() - 1);

/// Fields that are not generated content.
constexpr std::array side_names{
    "role"sv,       "id"sv,          "index"sv,       "type"sv,         "object"sv,
    "format"sv,     "status"sv,      "call_id"sv,     "tool_call_id"sv, "metadata"sv,
    "logprobs"sv,   "annotations"sv, "citations"sv,   "created"sv,      "created_at"sv,
    "expires_at"sv, "signature"sv,   "stop_reason"sv, "obfuscation"sv,  "finish_reason"sv,
};

constexpr int depth_max = 16;

/// The first byte of a token determines its kind; texts are not unescaped.
char kind_of(json::value value) {
    const std::string_view token = value.raw_json_token();
    return token.empty() ? 'n' : token[0];
}

bool is_text(json::value value) {
    const std::string_view token = value.raw_json_token();
    return token.size() >= 2 && token[0] == '"' && token[1] != '"';
}

bool is_null(json::value value) {
    return kind_of(value) == 'n';
}

/// The characters of a string, still escaped; the bytes of any other token.
std::string_view token_text(json::value value) {
    std::string_view token = text::trim(value.raw_json_token());
    if (!token.starts_with('"')) return token;
    token.remove_prefix(1);
    return token.substr(0, token.find('"'));
}

bool any_is(json::raw_json_string key, const auto& names) {
    return std::ranges::any_of(names, [&](std::string_view name) { return key == name; });
}

/// Calls `use(key, value)` for each field. False when it is not an object or is truncated.
template <class Value, class Use>
bool each_field(Value&& holder, Use use) {
    json::object object;
    if (holder.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto item : object) {
        json::field field;
        if (std::move(item).get(field) != simdjson::SUCCESS) return false;
        if (!use(field.key(), field.value())) return false;
    }
    return true;
}

template <class Use>
bool each_element(json::value holder, Use use) {
    json::array array;
    if (holder.get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto item : array) {
        json::value element;
        if (std::move(item).get(element) != simdjson::SUCCESS || !use(element)) return false;
    }
    return true;
}

/// Sets `found` when the value has content at any depth: text that is not empty, a number, true.
/// Ids, types, roles and encrypted parts do not count.
bool find_content(json::value value, bool& found, int depth = 0) {
    switch (kind_of(value)) {
        case '"':
            found |= is_text(value);
            return true;
        case '[':
            if (depth == depth_max) return false;
            return each_element(value, [&](json::value element) {
                return find_content(element, found, depth + 1);
            });
        case '{': {
            if (depth == depth_max) return false;
            bool inside = false, encrypted = false;
            const bool whole = each_field(value, [&](json::raw_json_string key, json::value part) {
                if (key == "type")
                    encrypted |= token_text(part).find("encrypted") != std::string_view::npos;
                return any_is(key, side_names) || find_content(part, inside, depth + 1);
            });
            found |= inside && !encrypted;
            return whole;
        }
        case 'n':
        case 'f':
            return true;
        default:
            found = true;
            return true;
    }
}

std::uint32_t reasoning_field(json::raw_json_string key) {
    for (std::size_t i = 0; i < reasoning_names.size(); ++i) {
        if (key == reasoning_names[i]) return 1U << i;
    }
    return 0;
}

/// A part of content that comes in parts: {"type": "text", "text": ...}, {"type": "thinking",
/// "thinking": [...]}; some servers send bare texts.
bool read_part(json::value part, ChatEvent& event) {
    if (kind_of(part) != '{') return find_content(part, event.answer);
    bool thinking = false, content = false, is_thinking = false;
    const bool whole = each_field(part, [&](json::raw_json_string key, json::value value) {
        if (key == "type") {
            const std::string_view type = token_text(value);
            is_thinking = type.starts_with("think") || type.starts_with("reason") ||
                          type.starts_with("thought");
            return true;
        }
        if (any_is(key, side_names)) return true;
        return find_content(value, reasoning_field(key) != 0 ? thinking : content);
    });
    if (thinking || (content && is_thinking))
        event.reasoning_fields |= parts_of_content;
    else
        event.answer |= content;
    return whole;
}

bool read_content(json::value content, ChatEvent& event) {
    switch (kind_of(content)) {
        case '"':
            event.answer |= is_text(content);
            return true;
        case '[':
            return each_element(content, [&](json::value part) { return read_part(part, event); });
        case '{':
            return read_part(content, event);
        default:
            return true;
    }
}

/// Sets where the message starts; read_chat_event extends it to the end of the event.
void note_failure(std::string_view words, ChatEvent& event) {
    event.failed = true;
    if (event.failure.empty()) event.failure = words;
}

bool read_error(json::value error, ChatEvent& event) {
    const std::string_view words = error.raw_json_token();
    bool says_something = false;
    if (!find_content(error, says_something)) return false;
    if (says_something) note_failure(words, event);
    return true;
}

/// A non-negative whole number, however it is written: 16, 16.0, "16".
void read_count(json::value value, std::optional<std::int64_t>& count) {
    const auto number = text::to_double(token_text(value));
    if (!number || *number < 0 || *number > 1e15 || *number != std::floor(*number)) return;
    count = std::max(count.value_or(0), static_cast<std::int64_t>(*number));
}

/// The names of OpenAI's chat completions and responses, DeepSeek's, Moonshot's and xAI's.
bool read_counts(json::value usage, Usage& counts, std::optional<std::int64_t>& total) {
    if (kind_of(usage) != '{') return true;
    return each_field(usage, [&](json::raw_json_string key, json::value value) {
        if (key == "completion_tokens" || key == "output_tokens") {
            read_count(value, counts.output_tokens);
        } else if (key == "prompt_tokens" || key == "input_tokens") {
            read_count(value, counts.input_tokens);
        } else if (key == "total_tokens") {
            read_count(value, total);
        } else if (key == "cached_tokens" || key == "prompt_cache_hit_tokens") {
            read_count(value, counts.cached_input_tokens);
        } else if (key == "reasoning_tokens") {
            read_count(value, counts.reasoning_tokens);
        } else if (key == "prompt_tokens_details" || key == "input_tokens_details" ||
                   key == "completion_tokens_details" || key == "output_tokens_details") {
            return read_counts(value, counts, total);
        }
        return true;
    });
}

bool read_usage(json::value usage, ChatEvent& event) {
    if (kind_of(usage) != '{') return true;
    event.usage_given = true;
    Usage counts;
    std::optional<std::int64_t> total;
    if (!read_counts(usage, counts, total)) return false;
    // Gemini and xAI count thinking apart from the completion: only the total includes both.
    const std::int64_t reasoning = counts.reasoning_tokens.value_or(0);
    if (reasoning > 0 && counts.output_tokens && counts.input_tokens &&
        total == *counts.input_tokens + *counts.output_tokens + reasoning)
        *counts.output_tokens += reasoning;
    const auto keep = [](const auto& read, auto& kept) {
        if (read) kept = std::max(kept.value_or(0), *read);
    };
    keep(counts.output_tokens, event.usage.output_tokens);
    keep(counts.input_tokens, event.usage.input_tokens);
    keep(counts.cached_input_tokens, event.usage.cached_input_tokens);
    keep(counts.reasoning_tokens, event.usage.reasoning_tokens);
    return true;
}

std::string_view text_of(json::raw_json_string key) {
    const char* start = key.raw();
    return {start, std::strcspn(start, "\"")};
}

/// Reads a field of a delta other than `content`.
bool read_other_field(json::raw_json_string key, json::value value, ChatEvent& event) {
    if (is_null(value) || key == "name" || any_is(key, side_names)) return true;
    if (key == "refusal") return read_content(value, event);
    // The name of a called function is generated, too.
    if (key == "tool_calls" || key == "function_call" || key == "audio" || key == "images" ||
        key == "text")
        return find_content(value, event.answer);
    if (key == "usage") return read_usage(value, event);
    if (key == "error") return read_error(value, event);
    bool found = false;
    if (!find_content(value, found)) return false;
    if (!found) return true;
    const std::uint32_t field = reasoning_field(key);
    event.reasoning_fields |= field;
    if (field == 0) event.unread_field = text_of(key);
    return true;
}

bool read_delta(json::value delta, ChatEvent& event) {
    if (kind_of(delta) != '{') return read_content(delta, event);
    return each_field(delta, [&](json::raw_json_string key, json::value value) {
        return key == "content" ? read_content(value, event) : read_other_field(key, value, event);
    });
}

/// Some servers stream one event with a whole message.
bool read_message(json::value message, ChatEvent& event) {
    ChatEvent in_message;
    if (!read_delta(message, in_message)) return false;
    event.whole_message |= in_message.has_token();
    return true;
}

/// Reads thinking that is beside the delta, not in it.
bool read_reasoning(std::uint32_t field, json::value value, ChatEvent& event) {
    bool found = false;
    if (!find_content(value, found)) return false;
    if (found) event.reasoning_fields |= field;
    return true;
}

bool read_choice(json::value choice, ChatEvent& event) {
    event.choices = true;
    if (kind_of(choice) != '{') return false;
    return each_field(choice, [&](json::raw_json_string key, json::value value) {
        if (key == "delta") return read_delta(value, event);
        if (key == "finish_reason") {
            if (is_text(value)) event.finish_reason = token_text(value);
        } else if (key == "text") {  // of the older completions
            return read_content(value, event);
        } else if (key == "usage") {  // Moonshot
            return read_usage(value, event);
        } else if (key == "error") {  // OpenRouter
            return read_error(value, event);
        } else if (key == "message") {
            return read_message(value, event);
        } else if (const std::uint32_t field = reasoning_field(key); field != 0) {
            return read_reasoning(field, value, event);
        }
        return true;
    });
}

/// Reads llama.cpp's own counts; its usage has cached tokens only in newer versions.
bool read_timings(json::value timings, Usage& counts) {
    if (kind_of(timings) != '{') return true;
    std::optional<std::int64_t> evaluated;
    const bool whole = each_field(timings, [&](json::raw_json_string key, json::value value) {
        if (key == "cache_n") read_count(value, counts.cached_input_tokens);
        if (key == "prompt_n") read_count(value, evaluated);
        if (key == "predicted_n") read_count(value, counts.output_tokens);
        return true;
    });
    if (evaluated) counts.input_tokens = *evaluated + counts.cached_input_tokens.value_or(0);
    return whole;
}

/// Content of an event beside its choices.
struct Remarks {
    Usage timings;
    bool message = false;  // has a message: an error when there are neither choices nor counts
};

/// Reads a server's extension: x_groq has usage and errors, MiniMax's base_resp a status.
bool read_extension(json::value extension, ChatEvent& event) {
    const std::string_view words = extension.raw_json_token();
    return each_field(extension, [&](json::raw_json_string key, json::value value) {
        if (key == "usage") return read_usage(value, event);
        if (key == "error") return read_error(value, event);
        if (key == "status_code" && text::to_double(token_text(value)).value_or(0) >= 400)
            note_failure(words, event);
        return true;
    });
}

/// Reads a field about the whole event.
bool read_remark(json::raw_json_string key, json::value value, ChatEvent& event, Remarks& remarks) {
    const char first = key.raw()[0];
    // An object here repeats the requested reasoning effort; only a text is thinking.
    if ((first == 'r' || first == 't') && is_text(value))
        event.reasoning_fields |= reasoning_field(key);
    switch (first) {
        case 'e':
            if (key == "error" || key == "errors" || key == "error_message" || key == "error_msg")
                return read_error(value, event);
            [[fallthrough]];
        case 'o':
        case 't':
        case 's':
            if (key == "timings") return read_timings(value, remarks.timings);
            if (key == "object") {  // in every event
                event.failed |= token_text(value) == "error";
            } else if ((key == "type" || key == "event" || key == "status") && is_text(value) &&
                       names_failure(token_text(value))) {
                event.failed = true;
            }
            break;
        case 'c':
        case 'd':
        case 'm':
            if (((key == "message" || key == "msg" || key == "detail") &&
                 (is_text(value) || kind_of(value) == '[')) ||
                (key == "code" && text::to_double(token_text(value)).value_or(0) >= 400))
                remarks.message = true;
            break;
        default:
            break;
    }
    return kind_of(value) != '{' || read_extension(value, event);
}

bool read_field(json::raw_json_string key, json::value value, ChatEvent& event, Remarks& remarks) {
    if (key == "choices") {
        if (kind_of(value) != '[') return is_null(value);
        return each_element(value, [&](json::value choice) { return read_choice(choice, event); });
    }
    if (key == "usage") return read_usage(value, event);
    return read_remark(key, value, event, remarks);
}

void add_missing(Usage& counts, const Usage& timings) {
    if (!counts.output_tokens) counts.output_tokens = timings.output_tokens;
    if (!counts.input_tokens) counts.input_tokens = timings.input_tokens;
    if (!counts.cached_input_tokens) counts.cached_input_tokens = timings.cached_input_tokens;
}

}  // namespace

std::string reasoning_field_names(std::uint32_t fields) {
    std::string names;
    for (std::size_t i = 0; i < reasoning_names.size(); ++i) {
        if ((fields >> i & 1U) != 0)
            names += (names.empty() ? "" : " and ") + std::string(reasoning_names[i]);
    }
    return names.empty() ? "none" : names;
}

std::optional<ChatEvent> read_chat_event(std::string& json_text, std::size_t from,
                                         std::size_t size) {
    thread_local json::parser parser;
    if (json_text.capacity() < from + size + simdjson::SIMDJSON_PADDING)
        json_text.reserve(2 * (from + size) + simdjson::SIMDJSON_PADDING);
    json::document document;
    const auto open = [&] {
        return parser.iterate(json_text.data() + from, size, json_text.capacity() - from)
            .get(document);
    };
    auto failure = open();
    if (failure == simdjson::UTF8_ERROR) {
        for (std::size_t i = from; i < from + size; ++i) {
            if (static_cast<unsigned char>(json_text[i]) >= 0x80) json_text[i] = '?';
        }
        failure = open();
    }
    if (failure != simdjson::SUCCESS) return std::nullopt;
    ChatEvent event;
    Remarks remarks;
    const bool whole = each_field(document, [&](json::raw_json_string key, json::value value) {
        return read_field(key, value, event, remarks);
    });
    // There is a location only if something follows.
    if (!whole || !document.current_location().error()) return std::nullopt;
    add_missing(event.usage, remarks.timings);
    event.failed |= remarks.message && !event.choices && !event.usage_given;
    if (event.failed) {
        const char* const words =
            event.failure.empty() ? json_text.data() + from : event.failure.data();
        event.failure = {words, json_text.data() + from + size};
    }
    return event;
}

}  // namespace lem::measure
