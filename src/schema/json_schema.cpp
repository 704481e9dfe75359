#include "schema/json_schema.hpp"

#include <cmath>

namespace lem::schema {
namespace {

constexpr std::string_view range_pattern = "^([^.]|\\.(?!\\.))*(\\.\\.([^.]|\\.(?!\\.))*)?$";

/// 0 rather than 0.0 where the bound is whole.
json plain(double bound) {
    if (bound == std::floor(bound) && std::abs(bound) < 9e15)
        return static_cast<std::int64_t>(bound);
    return bound;
}

json text_schema(bool is_id, const FieldOptions& options) {
    json schema{{"type", "string"}};
    if (options.filled) schema["minLength"] = 1;
    schema["maxLength"] = is_id ? 200 : options.length_max;
    if (options.format == TextFormat::date_time) schema["format"] = "date-time";
    if (options.format == TextFormat::sha256) schema["pattern"] = "^[0-9a-f]{64}$";
    if (options.format == TextFormat::model_name)
        schema["pattern"] = "^[A-Za-z0-9_.\\-/:@+=]*[A-Za-z0-9_.\\-:@+=]$";
    if (options.format == TextFormat::identifier || is_id)
        schema["pattern"] = "^[A-Za-z0-9_.\\-/:@+=]+$";
    return schema;
}

json number_schema(std::string_view type, const FieldOptions& options) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    json schema{{"type", type}};
    if (options.minimum > -infinity) schema["minimum"] = plain(options.minimum);
    if (options.maximum < infinity) schema["maximum"] = plain(options.maximum);
    return schema;
}

}  // namespace

FieldOptions SchemaSet::without_words(const FieldOptions& options) {
    FieldOptions inner = options;
    inner.doc = {};
    inner.unit = {};
    return inner;
}

json SchemaSet::or_null(json present) {
    return json{{"anyOf", json::array({std::move(present), json{{"type", "null"}}})}};
}

json SchemaSet::list(json items, std::size_t items_max) {
    return json{{"type", "array"}, {"items", std::move(items)}, {"maxItems", items_max}};
}

json SchemaSet::map(json values) {
    return json{{"type", "object"}, {"additionalProperties", std::move(values)}};
}

json SchemaSet::one_of_these(json alternatives) {
    return json{{"oneOf", std::move(alternatives)}};
}

json SchemaSet::primitive(Primitive kind, const FieldOptions& options) {
    switch (kind) {
        case Primitive::text:
        case Primitive::id:
            return text_schema(kind == Primitive::id, options);
        case Primitive::boolean:
            return json{{"type", "boolean"}};
        case Primitive::integer:
            return number_schema("integer", options);
        case Primitive::number:
            return number_schema("number", options);
        case Primitive::scalar:
            return json{{"type", json::array({"boolean", "number", "string"})}};
        case Primitive::range:
            return json{{"type", "string"},
                        {"pattern", range_pattern},
                        {"examples", json::array({"5..10", "5..", "..10"})}};
    }
    assertion_failed("a primitive type has a schema", __FILE__, __LINE__);
}

json SchemaSet::empty_object(std::string_view doc, std::string_view tag, std::string_view value) {
    json schema{{"type", "object"},
                {"description", doc},
                {"additionalProperties", false},
                {"properties", json::object()},
                {"required", json::array()}};
    if (!tag.empty()) {
        schema["properties"][std::string(tag)] = json{{"const", value}};
        schema["required"].push_back(tag);
    }
    return schema;
}

void SchemaSet::add_property(json& object, std::string_view name, json schema, bool may_be_left_out,
                             const std::string& initial) {
    if (!initial.empty()) schema["default"] = json::parse(initial, nullptr, false);
    if (!may_be_left_out) object["required"].push_back(name);
    object["properties"][std::string(name)] = std::move(schema);
}

json SchemaSet::choices_of(
    const std::vector<std::pair<std::string_view, std::string_view>>& named) {
    json schema{{"type", "string"}, {"enum", json::array()}};
    std::string words;
    for (const auto& [name, doc] : named) {
        schema["enum"].push_back(name);
        if (doc.empty()) continue;
        if (!words.empty()) words += "\n";
        words += "`" + std::string(name) + "`: " + std::string(doc);
    }
    if (!words.empty()) schema["description"] = words;
    return schema;
}

void SchemaSet::add_words(json& schema, const FieldOptions& options) {
    if (!options.doc.empty()) schema["description"] = options.doc;
    if (!options.unit.empty()) schema["x-unit"] = options.unit;
}

json SchemaSet::reference(std::string_view name, const std::function<json()>& make) {
    const std::string key(name);
    if (!definitions_.contains(key)) {
        definitions_[key] = json::object();  // holds the place: types may refer to themselves
        json made = make();
        definitions_[key] = std::move(made);
    }
    return json{{"$ref", prefix_ + key}};
}

json whole_document(std::string_view id, std::string_view title, std::string_view doc,
                    const json& root, const SchemaSet& set) {
    json document{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                  {"$id", id},
                  {"title", title},
                  {"description", doc}};
    document["$ref"] = root["$ref"];
    document["$defs"] = set.definitions();
    return document;
}

}  // namespace lem::schema
