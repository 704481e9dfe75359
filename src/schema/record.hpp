#pragma once
/// One description per wire type: a `constexpr` field table beside the struct. From it come strict
/// reading (read.hpp), writing (write.hpp), JSON Schema and OpenAPI parts (json_schema.hpp), CSV
/// columns (csv.hpp), query parameters and command-line flags (query.hpp). Nothing else may parse
/// or print a wire type by hand.
///
/// A wire type is: a Described struct, an Enumerated enum, std::string, bool, an integer, double, a
/// strong id (Id<Tag>), a Scalar, or optional / vector / map<string, T> / tagged variant of these.

#include "base/error.hpp"

#include <boost/pfr/tuple_size.hpp>
#include <compare>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

namespace lem::schema {

/// No other number than 0 is smaller, so that a quotient of numbers in their ranges is finite. No
/// measurement comes near it.
inline constexpr double smallest_number = 1e-100;

using json = nlohmann::ordered_json;

enum class TextFormat {
    any,         // any UTF-8 text
    identifier,  // letters, digits and _ . - / : @ + =
    name,        // one line of printable text, without characters that nobody sees
    model_name,  // an identifier of parts between slashes: the last part is what is shown
    date_time,   // RFC 3339
    sha256,      // 64 lower-case hex digits
};

struct FieldOptions {
    std::string_view doc;
    std::string_view unit = {};
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    std::size_t length_max = 4096;   // of a text, or of each text in a list
    std::size_t items_max = 10'000;  // of a list or a map
    TextFormat format = TextFormat::any;
    bool filled = false;     // a text that is more than spaces
    bool defaulted = false;  // may be left out; then the struct's own initial value holds
    bool omit_null = false;  // an absent optional is left out when written, instead of null
};

template <class Owner, class Value>
struct Field {
    using value_type = Value;
    static constexpr bool is_part = false;
    std::string_view name;
    Value Owner::* member;
    FieldOptions options;

    constexpr Value& of(Owner& owner) const { return owner.*member; }
    constexpr const Value& of(const Owner& owner) const { return owner.*member; }
};

/// A member of a member that reads and writes as if it were the owner's own.
template <class Owner, class Part, class Value>
struct PartField {
    using value_type = Value;
    static constexpr bool is_part = true;
    std::string_view name;
    Part Owner::* part;
    Value Part::* member;
    FieldOptions options;

    constexpr Value& of(Owner& owner) const { return owner.*part.*member; }
    constexpr const Value& of(const Owner& owner) const { return owner.*part.*member; }
};

template <class... Fields>
struct Record {
    std::string_view name;
    std::string_view doc;
    std::tuple<Fields...> fields;
};

template <class Owner, class Value>
constexpr auto field(std::string_view name, Value Owner::* member, FieldOptions options) {
    return Field<Owner, Value>{name, member, options};
}

template <class Owner, class Part, class Value>
constexpr auto part_field(std::string_view name, Part Owner::* part, Value Part::* member,
                          FieldOptions options) {
    return PartField<Owner, Part, Value>{name, part, member, options};
}

template <class... Fields>
constexpr auto record(std::string_view name, std::string_view doc, Fields... fields) {
    return Record<Fields...>{name, doc, {fields...}};
}
/// The same from a tuple, for tables that are made from others.
template <class... Fields>
constexpr auto record_of(std::string_view name, std::string_view doc,
                         std::tuple<Fields...> fields) {
    return Record<Fields...>{name, doc, fields};
}

template <class E>
struct Enumerator {
    E value;
    std::string_view name;
    std::string_view doc = {};
    std::string_view title = {};  // for people; empty: the name
};

/// A wire struct specialises `description` (static constexpr `record`); a wire enum specialises
/// `enumeration` (static constexpr `name` and array `values`); a union of structs specialises
/// `tagged_union` (static constexpr `name`, `tag` and array `names`, one for each alternative).
template <class T>
struct description;
template <class E>
struct enumeration;
template <class V>
struct tagged_union;

template <class T>
concept Described = requires { description<T>::record; };
template <class E>
concept Enumerated = requires { enumeration<E>::values; };
template <class V>
concept Tagged = requires { tagged_union<V>::names; };

/// An opaque identifier that cannot be mixed up with another kind: `using ResultId = Id<struct
/// ResultTag>`.
template <class Tag>
struct Id {
    std::string text;
    auto operator<=>(const Id&) const = default;
};

/// A value of a map whose keys are not ours: engine options, engine metadata.
using Scalar = std::variant<bool, std::int64_t, double, std::string>;

/// A range of numbers as written in filters: `5..10`, `5..`, `..10`, or `7` for exactly 7.
/// Inclusive.
struct Range {
    std::optional<double> minimum;
    std::optional<double> maximum;
    bool operator==(const Range&) const = default;
    bool holds(double value) const {
        return (!minimum || *minimum <= value) && (!maximum || value <= *maximum);
    }
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

/// Does the description list every member? Adding a member without describing it fails to compile.
/// A member whose parts are listed counts once; `is_selection` says that a table chooses members.
template <Described T>
consteval bool complete() {
    if constexpr (requires { description<T>::is_selection; }) {
        return true;
    } else {
        return std::apply(
            [](const auto&... f) {
                return (std::size_t{!f.is_part} + ... + 0) +
                           std::size_t{(f.is_part || ... || false)} ==
                       boost::pfr::tuple_size_v<T>;
            },
            description<T>::record.fields);
    }
}

template <Described T, class Visitor>
constexpr void for_each_field(Visitor&& visit) {
    static_assert(complete<T>(), "the description misses a member of this type");
    std::apply([&](const auto&... f) { (visit(f), ...); }, description<T>::record.fields);
}

template <class F>
using field_value = typename std::remove_cvref_t<F>::value_type;

template <Described T>
std::vector<std::string_view> field_names() {
    std::vector<std::string_view> names;
    for_each_field<T>([&](const auto& f) { names.push_back(f.name); });
    return names;
}

template <Enumerated E>
constexpr std::string_view name_of(E value) {
    for (const auto& candidate : enumeration<E>::values) {
        if (candidate.value == value) return candidate.name;
    }
    assertion_failed("enumerator has a wire name", __FILE__, __LINE__);
}

/// How people read the value: its title, or its name where it has none.
template <Enumerated E>
constexpr std::string_view title_of(E value) {
    for (const auto& candidate : enumeration<E>::values) {
        if (candidate.value == value)
            return candidate.title.empty() ? candidate.name : candidate.title;
    }
    assertion_failed("enumerator has a title", __FILE__, __LINE__);
}

/// What the value means, in words.
template <Enumerated E>
constexpr std::string_view doc_of(E value) {
    for (const auto& candidate : enumeration<E>::values) {
        if (candidate.value == value) return candidate.doc;
    }
    assertion_failed("enumerator has a meaning", __FILE__, __LINE__);
}

template <Enumerated E>
constexpr std::optional<E> value_of(std::string_view name) {
    for (const auto& candidate : enumeration<E>::values) {
        if (candidate.name == name) return candidate.value;
    }
    return std::nullopt;
}

/// RFC 6901: ~ and / inside a key.
std::string pointer_to(const std::string& parent, std::string_view key);

}  // namespace lem::schema
