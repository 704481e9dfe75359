#pragma once
/// JSON Schema 2020-12 (and so OpenAPI 3.1 components) from descriptions. Titles, units (`x-unit`),
/// ranges, defaults and enum values come from the field tables.

#include "schema/write.hpp"

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
            FieldOptions inner = options;
            inner.doc = {};
            inner.unit = {};
            json present = of<typename T::value_type>(inner);
            return json{{"anyOf", json::array({std::move(present), json{{"type", "null"}}})}};
        } else if constexpr (Described<T>) {
            return reference(description<T>::record.name, [&] { return object<T>(); });
        } else if constexpr (Tagged<T>) {
            return reference(tagged_union<T>::name, [&] { return alternatives<T>(); });
        } else if constexpr (Enumerated<T>) {
            return reference(enumeration<T>::name, [&] { return choices<T>(); });
        } else if constexpr (is_vector<T>) {
            FieldOptions of_each = options;
            of_each.doc = {};
            of_each.unit = {};
            return json{{"type", "array"},
                        {"items", of<typename T::value_type>(of_each)},
                        {"maxItems", options.items_max}};
        } else if constexpr (is_map<T>) {
            FieldOptions of_each = options;
            of_each.doc = {};
            return json{{"type", "object"},
                        {"additionalProperties", of<typename T::mapped_type>(of_each)}};
        } else if constexpr (std::is_same_v<T, Scalar>) {
            return json{{"type", json::array({"boolean", "number", "string"})}};
        } else if constexpr (std::is_same_v<T, Range>) {
            return json{{"type", "string"},
                        {"pattern", range_pattern},
                        {"examples", json::array({"5..10", "5..", "..10"})}};
        } else {
            return primitive<T>(options);
        }
    }

    static constexpr std::string_view range_pattern =
        "^([^.]|\\.(?!\\.))*(\\.\\.([^.]|\\.(?!\\.))*)?$";

    template <class T>
    static json primitive(const FieldOptions& options) {
        json schema = json::object();
        if constexpr (std::is_same_v<T, std::string> || is_id<T>) {
            schema["type"] = "string";
            if (options.filled) schema["minLength"] = 1;
            schema["maxLength"] = is_id<T> ? 200 : options.length_max;
            if (options.format == TextFormat::date_time) schema["format"] = "date-time";
            if (options.format == TextFormat::sha256) schema["pattern"] = "^[0-9a-f]{64}$";
            if (options.format == TextFormat::model_name)
                schema["pattern"] = "^[A-Za-z0-9_.\\-/:@+=]*[A-Za-z0-9_.\\-:@+=]$";
            if (options.format == TextFormat::identifier || is_id<T>) {
                schema["pattern"] = "^[A-Za-z0-9_.\\-/:@+=]+$";
            }
        } else if constexpr (std::is_same_v<T, bool>) {
            schema["type"] = "boolean";
        } else {
            static_assert(std::is_arithmetic_v<T>);
            schema["type"] = std::is_integral_v<T> ? "integer" : "number";
            constexpr double infinity = std::numeric_limits<double>::infinity();
            if (options.minimum > -infinity) schema["minimum"] = plain(options.minimum);
            if (options.maximum < infinity) schema["maximum"] = plain(options.maximum);
        }
        return schema;
    }

    /// 0 rather than 0.0 where the bound is whole.
    static json plain(double bound) {
        if (bound == std::floor(bound) && std::abs(bound) < 9e15)
            return static_cast<std::int64_t>(bound);
        return bound;
    }

    template <class Make>
    json reference(std::string_view name, Make make) {
        const std::string key(name);
        if (!definitions_.contains(key)) {
            definitions_[key] = json::object();  // holds the place: types may refer to themselves
            json made = make();
            definitions_[key] = std::move(made);
        }
        return json{{"$ref", prefix_ + key}};
    }

    template <Described T>
    json object(std::string_view tag = {}, std::string_view tag_value = {}) {
        json schema{{"type", "object"},
                    {"description", description<T>::record.doc},
                    {"additionalProperties", false},
                    {"properties", json::object()},
                    {"required", json::array()}};
        if (!tag.empty()) {
            schema["properties"][std::string(tag)] = json{{"const", tag_value}};
            schema["required"].push_back(tag);
        }
        const T initial{};
        for_each_field<T>([&](const auto& f) {
            using Value = field_value<decltype(f)>;
            json property = of<Value>(f.options);
            if (f.options.defaulted) {
                property["default"] = json::parse(to_text(f.of(initial)), nullptr, false);
            } else if (!is_optional<Value>) {
                schema["required"].push_back(f.name);
            }
            schema["properties"][std::string(f.name)] = std::move(property);
        });
        return schema;
    }

    template <Tagged V>
    json alternatives() {
        json options = json::array();
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (options.push_back(object<std::variant_alternative_t<I, V>>(tagged_union<V>::tag,
                                                                        tagged_union<V>::names[I])),
             ...);
        }(std::make_index_sequence<std::variant_size_v<V>>{});
        return json{{"oneOf", std::move(options)}};
    }

    template <Enumerated E>
    static json choices() {
        json schema{{"type", "string"}, {"enum", json::array()}};
        std::string doc;
        for (const auto& candidate : enumeration<E>::values) {
            schema["enum"].push_back(candidate.name);
            if (candidate.doc.empty()) continue;
            if (!doc.empty()) doc += "\n";
            doc += "`" + std::string(candidate.name) + "`: " + std::string(candidate.doc);
        }
        if (!doc.empty()) schema["description"] = doc;
        return schema;
    }

    std::string prefix_;
    json definitions_ = json::object();
};

// Outside the class, and so not inline: domain/result_wire.hpp keeps large types to one place.
template <class T>
json SchemaSet::of(const FieldOptions& options) {
    json schema = shape<T>(options);
    if (!options.doc.empty()) schema["description"] = options.doc;
    if (!options.unit.empty()) schema["x-unit"] = options.unit;
    return schema;
}

/// A whole JSON Schema document for T, with `$defs`.
template <Described T>
json schema_document(std::string_view id) {
    SchemaSet set("#/$defs/");
    const json root = set.of<T>();
    json document{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                  {"$id", id},
                  {"title", description<T>::record.name},
                  {"description", description<T>::record.doc}};
    document["$ref"] = root["$ref"];
    document["$defs"] = set.definitions();
    return document;
}

}  // namespace lem::schema
