#pragma once
/// CSV (RFC 4180) of flat and nested records: one column per leaf, named by its path with dots.
/// Lists and maps are left out; absent values are empty, never 0.

#include "schema/write.hpp"

namespace lem::schema {

/// Whether spreadsheets run a text that begins with it: = + - @ and white space before them.
bool starts_formula(char c);
/// Quotes where needed, also a #, which begins a comment for some readers, and defuses what
/// spreadsheets would run.
void append_csv_text(std::string& out, std::string_view value, char separator = ',');

template <class T>
void append_csv_header(std::string& out, const std::string& prefix, bool& first) {
    for_each_field<T>([&](const auto& f) {
        using Value = field_value<decltype(f)>;
        const std::string name = prefix + std::string(f.name);
        if constexpr (Described<Value>) {
            append_csv_header<Value>(out, name + ".", first);
        } else if constexpr (!is_vector<Value> && !is_map<Value> && !Tagged<Value>) {
            if (!first) out += ',';
            first = false;
            out += name;
        }
    });
}

template <class V>
void append_csv_value(std::string& out, const V& value) {
    if constexpr (is_optional<V>) {
        if (value) append_csv_value(out, *value);
    } else if constexpr (Enumerated<V>) {
        append_csv_text(out, name_of(value));
    } else if constexpr (is_id<V>) {
        append_csv_text(out, value.text);
    } else if constexpr (std::is_convertible_v<V, std::string_view>) {
        append_csv_text(out, value);
    } else {
        append_json(out, value);
    }
}

template <class T>
void append_csv_row(std::string& out, const T& value, bool& first) {
    for_each_field<T>([&](const auto& f) {
        using Value = field_value<decltype(f)>;
        if constexpr (Described<Value>) {
            append_csv_row(out, f.of(value), first);
        } else if constexpr (!is_vector<Value> && !is_map<Value> && !Tagged<Value>) {
            if (!first) out += ',';
            first = false;
            append_csv_value(out, f.of(value));
        }
    });
}

template <Described T>
std::string csv_header() {
    std::string out;
    bool first = true;
    append_csv_header<T>(out, "", first);
    return out + "\r\n";
}

template <Described T>
std::string csv_row(const T& value) {
    std::string out;
    bool first = true;
    append_csv_row(out, value, first);
    return out + "\r\n";
}

}  // namespace lem::schema
