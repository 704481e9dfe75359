#pragma once
/// Query parameters, path parameters and command-line flags: name = text pairs read into a
/// described struct by the same field tables. A list is comma-separated or repeated; a value's own
/// comma is written "\\," and its backslash "\\\\". Does not throw.

#include "base/text.hpp"
#include "schema/read.hpp"

#include <algorithm>

namespace lem::schema {

struct Parameter {
    std::string name;
    std::string value;
};
using Parameters = std::vector<Parameter>;

/// The error says what the grammar is.
tl::expected<Range, std::string> parse_range(std::string_view value);
std::string to_text(const Range& range);

/// The values of a list, without the empty ones. A backslash before anything else is itself.
std::vector<std::string> split_list(std::string_view text);
/// One value as split_list reads it back.
std::string list_item(std::string_view value);

template <class T>
void read_parameter(std::string_view value, T& target, const FieldOptions& options, const Place& at,
                    Findings& findings) {
    if constexpr (is_optional<T>) {
        read_parameter(value, target.emplace(), options, at, findings);
    } else if constexpr (is_vector<T>) {
        for (const std::string& part : split_list(value)) {
            if (target.size() >= options.items_max)
                return findings.add(at, "holds too many values");
            typename T::value_type element{};
            read_parameter(part, element, options, at, findings);
            target.push_back(std::move(element));
        }
    } else if constexpr (std::is_same_v<T, Range>) {
        auto range = parse_range(value);
        if (range)
            target = *range;
        else
            findings.add(at, range.error());
    } else if constexpr (std::is_same_v<T, bool>) {
        if (value == "true" || value == "1" || value.empty())
            target = true;
        else if (value == "false" || value == "0")
            target = false;
        else
            findings.add(at, "must be true or false");
    } else if constexpr (std::is_arithmetic_v<T>) {
        const auto whole = text::to_int(value);
        const auto number = text::to_double(value);
        if (whole)
            read(json(*whole), target, options, at, findings);
        else if (number)
            read(json(*number), target, options, at, findings);
        else
            findings.add(at,
                         "must be a number, found \"" + std::string(value.substr(0, 60)) + "\"");
    } else {
        if (!text::is_utf8(value)) return findings.add(at, "must be UTF-8");
        read(json(std::string(value)), target, options, at, findings);
    }
}

/// Reads all parameters; unknown names are violations (a typo must not silently return everything).
template <Described T>
tl::expected<T, Violations> from_parameters(const Parameters& parameters) {
    T target{};
    Findings findings;
    std::vector<std::string_view> seen;
    const Names known = field_names<T>();
    for (const Parameter& parameter : parameters) {
        bool matched = false;
        for_each_field<T>([&](const auto& f) {
            if (f.name != parameter.name) return;
            matched = true;
            using Value = field_value<decltype(f)>;
            const bool repeated = std::find(seen.begin(), seen.end(), f.name) != seen.end();
            if (repeated && !is_vector<Value>)
                return findings.add("/" + std::string(f.name), "is given twice");
            seen.push_back(f.name);
            read_parameter(parameter.value, f.of(target), f.options, "/" + std::string(f.name),
                           findings);
        });
        if (!matched) report_unknown(parameter.name, "", known, findings);
    }
    for_each_field<T>([&](const auto& f) {
        using Value = field_value<decltype(f)>;
        const bool given = std::find(seen.begin(), seen.end(), f.name) != seen.end();
        if (!given && !is_optional<Value> && !f.options.defaulted) {
            findings.add("/" + std::string(f.name), "is required");
        }
    });
    if (!findings.empty()) return tl::unexpected(std::move(findings).take());
    return target;
}

template <class T>
std::string parameter_text(const T& value) {
    if constexpr (is_optional<T>) {
        return parameter_text(*value);
    } else if constexpr (is_vector<T>) {
        std::string joined;
        for (const auto& element : value)
            joined += (joined.empty() ? "" : ",") + list_item(parameter_text(element));
        return joined;
    } else if constexpr (std::is_same_v<T, Range>) {
        return to_text(value);
    } else if constexpr (std::is_enum_v<T>) {
        return std::string(name_of(value));
    } else if constexpr (std::is_same_v<T, bool>) {
        return value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        return std::to_string(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        return text::number(value);
    } else {
        return value;
    }
}

/// What from_parameters reads back as the same value: the fields that are not as in a new T.
template <Described T>
Parameters to_parameters(const T& value) {
    const T fresh{};
    Parameters parameters;
    for_each_field<T>([&](const auto& f) {
        const auto& field = f.of(value);
        if (!(field == f.of(fresh)))
            parameters.push_back({std::string(f.name), parameter_text(field)});
    });
    return parameters;
}

/// "engine=vllm,sglang&q=a%20b" (RFC 3986, section 2.1).
std::string to_query_text(const Parameters& parameters);

}  // namespace lem::schema
