#pragma once
/// Struct to JSON text, appended straight into a buffer in declared order: no DOM on hot paths.
/// Numbers are the shortest text that reads back the same. Non-finite numbers are a programmer's
/// error: the domain refuses them before they get here.

#include "base/text.hpp"
#include "schema/record.hpp"

#include <cmath>

namespace lem::schema {

/// A JSON string with quotes. Invalid UTF-8 becomes U+FFFD.
void append_text(std::string& out, std::string_view value);
/// As on a command line: a string without quotes.
std::string plain_text(const Scalar& value);

template <class T>
void append_json(std::string& out, const T& value);

/// One member of an object. Not inlined: long descriptions would repeat it for each field.
template <class T>
[[gnu::noinline]] void append_member(std::string& out, std::string_view name, const T& member,
                                     bool omit_null, bool& first) {
    if constexpr (is_optional<T>) {
        if (!member && omit_null) return;
    }
    if (!first) out += ',';
    first = false;
    out += '"';
    out += name;
    out += "\":";
    append_json(out, member);
}

template <Described T>
void append_members(std::string& out, const T& value, bool& first) {
    static_assert(complete<T>(), "the description misses a member of this type");
    for_each_field<T>([&](const auto& f) {
        append_member(out, f.name, f.of(value), f.options.omit_null, first);
    });
}

template <class T>
void append_json(std::string& out, const T& value) {
    if constexpr (is_optional<T>) {
        if (value)
            append_json(out, *value);
        else
            out += "null";
    } else if constexpr (Described<T>) {
        out += '{';
        bool first = true;
        append_members(out, value, first);
        out += '}';
    } else if constexpr (Tagged<T>) {
        out += "{\"";
        out += tagged_union<T>::tag;
        out += "\":";
        append_text(out, tagged_union<T>::names[value.index()]);
        bool first = false;
        std::visit([&](const auto& alternative) { append_members(out, alternative, first); },
                   value);
        out += '}';
    } else if constexpr (Enumerated<T>) {
        append_text(out, name_of(value));
    } else if constexpr (is_vector<T>) {
        out += '[';
        bool first = true;
        for (const auto& element : value) {
            if (!first) out += ',';
            first = false;
            append_json(out, element);
        }
        out += ']';
    } else if constexpr (is_map<T>) {
        out += '{';
        bool first = true;
        for (const auto& [key, element] : value) {
            if (!first) out += ',';
            first = false;
            append_text(out, key);
            out += ':';
            append_json(out, element);
        }
        out += '}';
    } else if constexpr (std::is_same_v<T, Scalar>) {
        std::visit([&](const auto& held) { append_json(out, held); }, value);
    } else if constexpr (is_id<T>) {
        append_text(out, value.text);
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
        append_text(out, value);
    } else if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        text::append_number(out, static_cast<std::int64_t>(value));
    } else {
        static_assert(std::is_floating_point_v<T>);
        LEM_ASSERT(std::isfinite(value));
        text::append_number(out, value);
    }
}

template <class T>
std::string to_text(const T& value) {
    std::string out;
    append_json(out, value);
    return out;
}

/// Indented by two spaces, with a final newline: for files that people read.
std::string pretty(std::string_view compact_json);

template <class T>
std::string to_pretty_text(const T& value) {
    return pretty(to_text(value));
}

}  // namespace lem::schema
