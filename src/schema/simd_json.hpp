#pragma once
/// JSON read by simdjson, several times as fast as by nlohmann's parser, and told as the same
/// events. Where simdjson gives up, nlohmann must decide: it takes integers of any length, and has
/// the words for what is wrong. So it must in WebAssembly, which has no simdjson. Does not throw.

#include "base/limits.hpp"

#include <cstdint>
#ifndef __wasi__
#include <simdjson.h>
#endif
#include <string>
#include <string_view>

namespace lem::schema {

enum class SimdReading {
    done,
    refused,  // by the events, which ended it
    unclear,  // it may be JSON or not; there were no events
};

#ifdef __wasi__

template <class Events>
SimdReading read_with_simdjson(std::string_view, Events&) {
    return SimdReading::unclear;
}

#else

/// simdjson holds all of a text once more, and its values: up to 13 bytes for each. Larger texts
/// are left to nlohmann, which takes longer and holds what the events keep.
inline constexpr std::size_t simdjson_bytes_max = 32 * limits::mib;

/// `Events` has the functions of nlohmann::json_sax.
template <class Events>
class SimdWalk {
public:
    explicit SimdWalk(Events& events) : events_(events) {}

    /// False ends the walk, here and in all below. As deep as the events allow.
    bool value(simdjson::dom::element element) {
        using simdjson::dom::element_type;
        switch (element.type()) {
            case element_type::OBJECT:
                return object(element.get_object().value_unsafe());
            case element_type::ARRAY:
                return array(element.get_array().value_unsafe());
            case element_type::STRING:
                text_ = element.get_string().value_unsafe();
                return events_.string(text_);
            case element_type::INT64:
                return integer(element.get_int64().value_unsafe());
            case element_type::UINT64:
                return events_.number_unsigned(element.get_uint64().value_unsafe());
            case element_type::DOUBLE:
                return events_.number_float(element.get_double().value_unsafe(), {});
            case element_type::BOOL:
                return events_.boolean(element.get_bool().value_unsafe());
            case element_type::NULL_VALUE:
                return events_.null();
        }
        return false;
    }

private:
    bool object(simdjson::dom::object members) {
        if (!events_.start_object(members.size())) return false;
        for (const auto& [name, member] : members) {
            text_ = name;
            if (!events_.key(text_) || !value(member)) return false;
        }
        return events_.end_object();
    }

    bool array(simdjson::dom::array items) {
        if (!events_.start_array(items.size())) return false;
        for (const simdjson::dom::element item : items) {
            if (!value(item)) return false;
        }
        return events_.end_array();
    }

    /// nlohmann calls an integer signed only if it has a sign.
    bool integer(std::int64_t number) {
        if (number < 0) return events_.number_integer(number);
        return events_.number_unsigned(static_cast<std::uint64_t>(number));
    }

    Events& events_;
    std::string text_;
};

template <class Events>
SimdReading read_with_simdjson(std::string_view text, Events& events) {
    if (text.size() > simdjson_bytes_max) return SimdReading::unclear;
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS)
        return SimdReading::unclear;
    return SimdWalk(events).value(document) ? SimdReading::done : SimdReading::refused;
}

#endif

}  // namespace lem::schema
