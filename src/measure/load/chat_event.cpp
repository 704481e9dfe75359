#include "measure/load/chat_event.hpp"

#include <simdjson.h>

namespace lem::measure {
namespace {

namespace json = simdjson::ondemand;

/// Told from the token alone; nothing is unescaped.
bool is_text(json::value value) {
    const std::string_view token = value.raw_json_token();
    return token.size() >= 2 && token[0] == '"' && token[1] != '"';
}

bool is_null(json::value value) {
    return value.raw_json_token().starts_with("null");
}

/// Calls `use(key, value)` for each field. False when it is not an object or breaks off.
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

void read_count(json::value value, std::optional<std::int64_t>& count) {
    std::int64_t number = 0;
    if (value.get_int64().get(number) == simdjson::SUCCESS && number >= 0) count = number;
}

bool read_tool_calls(json::value calls, ChatEvent& event) {
    if (is_null(calls)) return true;
    return each_element(calls, [&](json::value call) {
        return each_field(call, [&](json::raw_json_string key, json::value value) {
            if (key != "function") return true;
            return each_field(value, [&](json::raw_json_string part, json::value text) {
                if ((part == "name" || part == "arguments") && is_text(text)) event.answer = true;
                return true;
            });
        });
    });
}

bool read_delta(json::value delta, ChatEvent& event) {
    if (is_null(delta)) return true;
    return each_field(delta, [&](json::raw_json_string key, json::value value) {
        if (key == "content") {
            if (is_text(value)) event.answer = true;
        } else if (key == "reasoning_content") {
            if (is_text(value)) event.reasoning_content = true;
        } else if (key == "reasoning") {
            if (is_text(value)) event.reasoning = true;
        } else if (key == "tool_calls") {
            return read_tool_calls(value, event);
        }
        return true;
    });
}

bool read_choice(json::value choice, ChatEvent& event) {
    event.choices = true;
    return each_field(choice, [&](json::raw_json_string key, json::value value) {
        if (key == "delta") return read_delta(value, event);
        if (key == "text") {  // of the older completions
            if (is_text(value)) event.answer = true;
        } else if (key == "finish_reason" && is_text(value)) {
            event.finish_reason = value.raw_json_token().substr(1);
            event.finish_reason = event.finish_reason.substr(0, event.finish_reason.find('"'));
        }
        return true;
    });
}

bool read_usage(json::value usage, ChatEvent& event) {
    if (is_null(usage)) return true;
    event.usage_given = true;
    return each_field(usage, [&](json::raw_json_string key, json::value value) {
        if (key == "completion_tokens") {
            read_count(value, event.usage.output_tokens);
        } else if (key == "prompt_tokens") {
            read_count(value, event.usage.input_tokens);
        } else if (key == "prompt_tokens_details" && !is_null(value)) {
            return each_field(value, [&](json::raw_json_string part, json::value count) {
                if (part == "cached_tokens") read_count(count, event.usage.cached_input_tokens);
                return true;
            });
        }
        return true;
    });
}

/// llama.cpp's own counts; its usage names cached tokens only in newer versions.
bool read_timings(json::value timings, ChatEvent& event) {
    if (is_null(timings)) return true;
    return each_field(timings, [&](json::raw_json_string key, json::value value) {
        if (key == "cache_n" && !event.usage.cached_input_tokens)
            read_count(value, event.usage.cached_input_tokens);
        return true;
    });
}

bool read_field(json::raw_json_string key, json::value value, ChatEvent& event) {
    if (key == "choices") {
        if (is_null(value)) return true;
        return each_element(value, [&](json::value choice) { return read_choice(choice, event); });
    }
    if (key == "usage") return read_usage(value, event);
    if (key == "timings") return read_timings(value, event);
    if (key == "error") {
        event.is_error = !is_null(value);
    } else if (key == "object" && value.raw_json_token().starts_with("\"error\"")) {
        event.is_error = true;
    }
    return true;
}

}  // namespace

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
    const bool whole = each_field(document, [&](json::raw_json_string key, json::value value) {
        return read_field(key, value, event);
    });
    // There is a location only where something follows.
    if (!whole || !document.current_location().error()) return std::nullopt;
    return event;
}

}  // namespace lem::measure
