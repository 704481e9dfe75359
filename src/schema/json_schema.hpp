#pragma once
/// JSON Schema 2020-12 (and so OpenAPI 3.1 components) from descriptions. Titles, units (`x-unit`),
/// ranges, defaults and enum values come from the field tables.

#include "schema/write.hpp"

#include <functional>
#include <utility>

namespace lem::schema {

/// Collects the named schemas that are reachable from the types it is asked for.
class SchemaSet {
public:
    /// `prefix` is where the named schemas will stand: "#/$defs/" or "#/components/schemas/".
    explicit SchemaSet(std::string prefix) : prefix_(std::move(prefix)) {}

    /// The schema of T: a reference for a named type, in full for the rest.
    template <class T>
    json of(const FieldOptions& options = {.doc = {}});

    /// The named schemas met so far, in order of first meeting.
    const json& definitions() const { return definitions_; }

private:
    template <class T>
    json shape(const FieldOptions& options) {
        if constexpr (is_optional<T>) {
            return or_null(of<typename T::value_type>(without_words(options)));
        } else if constexpr (Described<T>) {
            return reference(description<T>::record.name, [&] { return object<T>(); });
        } else if constexpr (Tagged<T>) {
            return reference(tagged_union<T>::name, [&] { return alternatives<T>(); });
        } else if constexpr (Enumerated<T>) {
            return reference(enumeration<T>::name, [] { return choices<T>(); });
        } else if constexpr (is_vector<T>) {
            return list(of<typename T::value_type>(without_words(options)), options.items_max);
        } else if constexpr (is_map<T>) {
            return map(of<typename T::mapped_type>(without_words(options)));
        } else {
            return primitive(kind<T>(), options);
        }
    }

    enum class Primitive { text, id, boolean, integer, number, scalar, range };
    template <class T>
    static constexpr Primitive kind() {
        if constexpr (std::is_same_v<T, Scalar>) return Primitive::scalar;
        if constexpr (std::is_same_v<T, Range>) return Primitive::range;
        if constexpr (is_id<T>) return Primitive::id;
        if constexpr (std::is_same_v<T, std::string>) return Primitive::text;
        if constexpr (std::is_same_v<T, bool>) return Primitive::boolean;
        if constexpr (std::is_integral_v<T>) return Primitive::integer;
        if constexpr (std::is_floating_point_v<T>) return Primitive::number;
    }

    template <Described T>
    json object(std::string_view tag = {}, std::string_view tag_value = {}) {
        json schema = empty_object(description<T>::record.doc, tag, tag_value);
        const T initial{};
        for_each_field<T>(
            [&](const auto& f) { property(schema, f.name, f.options, f.of(initial)); });
        return schema;
    }

    /// Not inlined: long descriptions would repeat it for each field.
    template <class T>
    [[gnu::noinline]] void property(json& object, std::string_view name,
                                    const FieldOptions& options, const T& initial) {
        add_property(object, name, of<T>(options), options.defaulted || is_optional<T>,
                     options.defaulted ? to_text(initial) : "");
    }

    template <Tagged V>
    json alternatives() {
        json options = json::array();
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (options.push_back(object<std::variant_alternative_t<I, V>>(tagged_union<V>::tag,
                                                                        tagged_union<V>::names[I])),
             ...);
        }(std::make_index_sequence<std::variant_size_v<V>>{});
        return one_of_these(std::move(options));
    }

    template <Enumerated E>
    static json choices() {
        std::vector<std::pair<std::string_view, std::string_view>> named;
        for (const auto& candidate : enumeration<E>::values)
            named.emplace_back(candidate.name, candidate.doc);
        return choices_of(named);
    }

    // The parts that are the same for every type. Each is compiled once, in json_schema.cpp.
    static FieldOptions without_words(const FieldOptions& options);
    static json or_null(json present);
    static json list(json items, std::size_t items_max);
    static json map(json values);
    static json one_of_these(json alternatives);
    static json primitive(Primitive kind, const FieldOptions& options);
    /// With the member that tells the alternatives of a union apart, if it has one.
    static json empty_object(std::string_view doc, std::string_view tag, std::string_view value);
    /// `initial` is JSON, or empty where the property has no default.
    static void add_property(json& object, std::string_view name, json schema, bool may_be_left_out,
                             const std::string& initial);
    static json choices_of(const std::vector<std::pair<std::string_view, std::string_view>>& named);
    static void add_words(json& schema, const FieldOptions& options);
    /// Makes the named schema where it is not yet known.
    json reference(std::string_view name, const std::function<json()>& make);

    std::string prefix_;
    json definitions_ = json::object();
};

// Outside the class, and so not inline: domain/result_wire.hpp keeps large types to one place.
template <class T>
json SchemaSet::of(const FieldOptions& options) {
    json schema = shape<T>(options);
    add_words(schema, options);
    return schema;
}

/// `root` with the schemas that it refers to.
json whole_document(std::string_view id, std::string_view title, std::string_view doc,
                    const json& root, const SchemaSet& set);

/// A whole JSON Schema document for T, with `$defs`.
template <Described T>
json schema_document(std::string_view id) {
    SchemaSet set("#/$defs/");
    const json root = set.of<T>();
    return whole_document(id, description<T>::record.name, description<T>::record.doc, root, set);
}

}  // namespace lem::schema
