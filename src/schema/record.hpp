#pragma once
/// One description per wire type: a `constexpr` field table beside the struct. From it come strict
/// reading (read.hpp), writing (write.hpp), JSON Schema and OpenAPI parts (json_schema.hpp), CSV
/// columns (csv.hpp), query parameters and command-line flags (query.hpp). Nothing else may parse
/// or print a wire type by hand.
///
/// A wire type is: a Described struct, an Enumerated enum, std::string, bool, an integer, double, a
/// strong id (Id<Tag>), a Scalar, or optional / vector / map<string, T> / tagged variant of these.

#include "base/error.hpp"
#include "schema/types.hpp"

#include <array>
#include <boost/pfr/tuple_size.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
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

#ifdef LEM_WITHOUT_DOCS
/// The browser's module shows no descriptions, and they would be a thirtieth of it.
struct Doc {
    constexpr Doc() = default;
    constexpr Doc(const char*) {}
    constexpr Doc(std::string_view) {}
    constexpr operator std::string_view() const { return {}; }
    constexpr bool empty() const { return true; }
};
#else
using Doc = std::string_view;
#endif

struct FieldOptions {
    [[no_unique_address]] Doc doc;
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
    [[no_unique_address]] Doc doc;
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
constexpr auto record(std::string_view name, Doc doc, Fields... fields) {
    return Record<Fields...>{name, doc, {fields...}};
}
/// The same from a tuple, for tables that are made from others.
template <class... Fields>
constexpr auto record_of(std::string_view name, Doc doc, std::tuple<Fields...> fields) {
    return Record<Fields...>{name, doc, fields};
}

template <class E>
struct Enumerator {
    E value;
    std::string_view name;
    [[no_unique_address]] Doc doc = {};
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
    std::apply([&](const auto&... f) { (visit(f), ...); }, description<T>::record.fields);
}

template <class F>
using field_value = typename std::remove_cvref_t<F>::value_type;

using Names = std::span<const std::string_view>;

template <Described T>
inline constexpr auto names_of_fields = std::apply(
    [](const auto&... f) { return std::array<std::string_view, sizeof...(f)>{f.name...}; },
    description<T>::record.fields);
/// Of all fields, in declared order.
template <Described T>
constexpr Names field_names() {
    return names_of_fields<T>;
}

template <Enumerated E>
inline constexpr auto names_of_enumerators = [] {
    std::array<std::string_view, enumeration<E>::values.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = enumeration<E>::values[i].name;
    return names;
}();
/// Of all enumerators, in declared order.
template <Enumerated E>
constexpr Names enumerator_names() {
    return names_of_enumerators<E>;
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
