#pragma once
/// DOM to struct, strictly: unknown keys, wrong types, ranges and lengths are all reported in one
/// pass, each with its JSON pointer. Does not throw.

#include "base/limits.hpp"
#include "base/text.hpp"
#include "schema/json.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lem::schema {

/// What becomes of members that a description does not know. Documents of strangers are read
/// strictly; what another version of lem stored is read as far as it is known.
enum class UnknownMembers { violation, ignored };

/// Collects violations up to limits::violations_max and counts the rest.
class Findings {
public:
    explicit Findings(UnknownMembers unknown = UnknownMembers::violation) : unknown_(unknown) {}
    bool ignores_unknown() const { return unknown_ == UnknownMembers::ignored; }
    void add(const std::string& pointer, std::string message);
    /// From here on violations are only counted: their words need not be made.
    bool full() const { return found_.size() >= limits::violations_max; }
    bool empty() const { return found_.empty(); }
    /// Ends with a line that says how many were left out, if any were.
    Violations take() &&;

private:
    UnknownMembers unknown_;
    Violations found_;
    std::size_t left_out_ = 0;
};

/// What is wrong with a text under these options, or nothing.
std::optional<std::string> text_problem(std::string_view value, const FieldOptions& options);
std::string range_text(const FieldOptions& options);
std::string one_of(const std::vector<std::string_view>& names, std::string_view found);
/// `kind` names what `known` are the fields of, where there are others ("mode poisson").
void report_unknown(const std::string& key, const std::string& at,
                    const std::vector<std::string_view>& known, Findings& findings,
                    const std::string& kind = {});

template <class T>
void read(const json& source, T& target, const FieldOptions& options, const std::string& at,
          Findings& findings);

template <Described T>
void read_members(const json& source, T& target, const std::string& at, Findings& findings,
                  std::string_view tag = {}) {
    const auto known = field_names<T>();
    // Fields are looked for one by one, so the work is bounded by the fields, not by the members.
    if (source.size() > known.size() + limits::violations_max) {
        return findings.add(at, "holds " + std::to_string(source.size()) + " members, but " +
                                    std::string(description<T>::record.name) + " has only " +
                                    std::to_string(known.size()) + " fields");
    }
    for_each_field<T>([&](const auto& f) {
        using Value = field_value<decltype(f)>;
        const auto child = source.find(f.name);
        if (child != source.end()) {
            read<Value>(*child, f.of(target), f.options, pointer_to(at, f.name), findings);
        } else if (!is_optional<Value> && !f.options.defaulted) {
            findings.add(pointer_to(at, f.name), "is required");
        }
    });
    if (findings.ignores_unknown()) return;
    const std::string kind =
        tag.empty() ? "" : std::string(tag) + " " + source[tag].template get<std::string>();
    for (const auto& member : source.items()) {
        const std::string& key = member.key();
        const bool ours = std::find(known.begin(), known.end(), key) != known.end();
        if (!ours && key != tag) report_unknown(key, at, known, findings, kind);
    }
}

template <Tagged V>
void read_union(const json& source, V& target, const std::string& at, Findings& findings) {
    using Union = tagged_union<V>;
    const auto tag = source.find(Union::tag);
    const std::string tag_pointer = pointer_to(at, Union::tag);
    if (tag == source.end()) return findings.add(tag_pointer, "is required");
    bool matched = false;
    const auto try_alternative = [&]<std::size_t I>() {
        if (matched || *tag != json(Union::names[I])) return;
        matched = true;
        read_members(source, target.template emplace<I>(), at, findings, Union::tag);
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (try_alternative.template operator()<I>(), ...);
    }(std::make_index_sequence<std::variant_size_v<V>>{});
    if (matched) return;
    const std::vector<std::string_view> names(Union::names.begin(), Union::names.end());
    findings.add(tag_pointer,
                 one_of(names, tag->is_string() ? tag->template get_ref<const std::string&>()
                                                : std::string_view(kind_of(*tag))));
}

inline bool read_scalar(const json& source, Scalar& target) {
    if (source.is_boolean())
        target = source.get<bool>();
    else if (source.is_number_integer())
        target = source.get<std::int64_t>();
    else if (source.is_number())
        target = source.get<double>();
    else if (source.is_string())
        target = source.get<std::string>();
    else
        return false;
    return true;
}

template <class T>
void read_number(const json& source, T& target, const FieldOptions& options, const std::string& at,
                 Findings& findings) {
    constexpr bool whole = std::is_integral_v<T>;
    const bool fits = whole ? source.is_number_integer() : source.is_number();
    if (!fits) {
        const std::string wanted =
            whole ? "must be a whole number, found " : "must be a number, found ";
        return findings.add(
            at, wanted + std::string(source.is_number() ? source.dump() : kind_of(source)));
    }
    if constexpr (whole) {
        const bool too_big =
            source.is_number_unsigned() &&
            source.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<T>::max());
        const bool too_small = !source.is_number_unsigned() && std::is_unsigned_v<T>;
        const bool narrow =
            !source.is_number_unsigned() && !std::is_unsigned_v<T> &&
            source.get<std::int64_t>() < static_cast<std::int64_t>(std::numeric_limits<T>::min());
        if (too_big || too_small || narrow)
            return findings.add(at, "is out of range: " + source.dump());
    }
    const auto number = source.get<double>();
    const bool in_range = options.minimum <= number && number <= options.maximum;
    if (!in_range)
        return findings.add(at, "must be " + range_text(options) + ", found " + source.dump());
    if (number != 0 && std::abs(number) < smallest_number)
        return findings.add(at, "must be 0 or at least " + text::number(smallest_number) +
                                    " in size, found " + source.dump());
    target = source.get<T>();
}

template <class T>
void read(const json& source, T& target, const FieldOptions& options, const std::string& at,
          Findings& findings) {
    const auto expected = [&](std::string_view what) {
        findings.add(at,
                     "must be " + std::string(what) + ", found " + std::string(kind_of(source)));
    };
    if constexpr (is_optional<T>) {
        if (source.is_null()) return target.reset();
        read(source, target.emplace(), options, at, findings);
    } else if constexpr (Described<T>) {
        if (!source.is_object()) return expected("an object");
        read_members(source, target, at, findings);
    } else if constexpr (Tagged<T>) {
        if (!source.is_object()) return expected("an object");
        read_union(source, target, at, findings);
    } else if constexpr (Enumerated<T>) {
        if (!source.is_string()) return expected("a string");
        const auto& name = source.get_ref<const std::string&>();
        if (const auto value = value_of<T>(name)) return void(target = *value);
        std::vector<std::string_view> names;
        for (const auto& candidate : enumeration<T>::values)
            names.push_back(candidate.name);
        findings.add(at, one_of(names, name));
    } else if constexpr (is_vector<T>) {
        if (!source.is_array()) return expected("an array");
        if (source.size() > options.items_max) {
            return findings.add(at, "must hold at most " + std::to_string(options.items_max) +
                                        " items, found " + std::to_string(source.size()));
        }
        target.clear();
        for (std::size_t i = 0; i < source.size(); ++i) {
            typename T::value_type element{};
            read(source[i], element, options, at + "/" + std::to_string(i), findings);
            target.push_back(std::move(element));
        }
    } else if constexpr (is_map<T>) {
        if (!source.is_object()) return expected("an object");
        if (source.size() > options.items_max) return findings.add(at, "holds too many members");
        target.clear();
        for (const auto& member : source.items()) {
            read(member.value(), target[member.key()], options, pointer_to(at, member.key()),
                 findings);
        }
    } else if constexpr (std::is_same_v<T, Scalar>) {
        if (!read_scalar(source, target)) expected("a text, a number, true or false");
    } else if constexpr (is_id<T>) {
        FieldOptions id_options = options;
        id_options.length_max = 200;
        id_options.format = TextFormat::identifier;
        read(source, target.text, id_options, at, findings);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!source.is_string()) return expected("a string");
        target = source.get<std::string>();
        if (auto problem = text_problem(target, options)) findings.add(at, std::move(*problem));
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!source.is_boolean()) return expected("true or false");
        target = source.get<bool>();
    } else {
        static_assert(std::is_arithmetic_v<T>);
        read_number(source, target, options, at, findings);
    }
}

template <class T>
tl::expected<T, Violations> from_json(const json& source,
                                      UnknownMembers unknown = UnknownMembers::violation) {
    T target{};
    Findings findings(unknown);
    read(source, target, FieldOptions{}, "", findings);
    if (!findings.empty()) return tl::unexpected(std::move(findings).take());
    return target;
}

template <class T>
tl::expected<T, Violations> from_text(std::string_view text,
                                      UnknownMembers unknown = UnknownMembers::violation) {
    auto document = parse(text);
    if (!document) return tl::unexpected(std::move(document.error()));
    return from_json<T>(*document, unknown);
}

}  // namespace lem::schema
