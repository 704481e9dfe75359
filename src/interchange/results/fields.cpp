#include "interchange/results/fields.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace lem::interchange {

using domain::FieldFate;
using schema::json;

Fields::Fields(const json& object, std::string pointer, ImportedRun& run)
    : object_(object), pointer_(std::move(pointer)), run_(run) {
    if (!object_.is_object())
        run_.wrong(pointer_, "must be an object, found " + std::string(schema::kind_of(object_)));
}

std::string Fields::pointer_of(std::string_view name) const {
    return pointer_ + "/" + std::string(name);
}

const json* Fields::take(std::string_view name) {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(std::string(name));
    if (found == object_.end()) return nullptr;
    seen_.emplace(name);
    if (!found->is_null()) return &*found;
    run_.report({pointer_of(name), "", FieldFate::ignored, "is null"});
    return nullptr;
}

void Fields::taken(std::string_view name, std::string_view target, const Quantity& quantity) {
    if (target.empty()) return;
    const bool same = quantity.factor == 1 && quantity.reason.empty();
    run_.report({pointer_of(name), std::string(target),
                 same ? FieldFate::taken : FieldFate::converted,
                 same ? "the same" : std::string(quantity.reason)});
}

std::optional<double> Fields::number(std::string_view name, std::string_view target,
                                     Quantity quantity) {
    const json* value = take(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number()) {
        run_.wrong(pointer_of(name),
                   "must be a number, found " + std::string(schema::kind_of(*value)));
        return std::nullopt;
    }
    const auto number = value->get<double>() * quantity.factor;
    if (!(number >= quantity.minimum && number <= quantity.maximum)) {
        run_.wrong(pointer_of(name), "must be from " + text::number(quantity.minimum) + " to " +
                                         text::number(quantity.maximum) + ", found " +
                                         text::cut(value->dump(), 40));
        return std::nullopt;
    }
    taken(name, target, quantity);
    return number;
}

std::optional<std::int64_t> Fields::count(std::string_view name, std::string_view target) {
    const auto number = this->number(name, target);
    if (!number) return std::nullopt;
    if (*number != std::floor(*number)) {
        run_.wrong(pointer_of(name), "must be a whole number, found " + text::number(*number));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*number);
}

std::optional<int> Fields::requests(std::string_view name, std::string_view target) {
    const auto number = this->number(name, target, {.maximum = domain::most_counted});
    if (!number) return std::nullopt;
    if (*number == std::floor(*number)) return static_cast<int>(*number);
    run_.wrong(pointer_of(name), "must be a whole number, found " + text::number(*number));
    return std::nullopt;
}

std::optional<std::string> Fields::text(std::string_view name, std::string_view target) {
    const json* value = take(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) {
        run_.wrong(pointer_of(name),
                   "must be a string, found " + std::string(schema::kind_of(*value)));
        return std::nullopt;
    }
    taken(name, target, {});
    return value->get<std::string>();
}

std::optional<bool> Fields::flag(std::string_view name, std::string_view target) {
    const json* value = take(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_boolean()) {
        run_.wrong(pointer_of(name),
                   "must be true or false, found " + std::string(schema::kind_of(*value)));
        return std::nullopt;
    }
    taken(name, target, {});
    return value->get<bool>();
}

const json* Fields::object(std::string_view name) {
    const json* value = take(name);
    if (value == nullptr || value->is_object()) return value;
    run_.wrong(pointer_of(name),
               "must be an object, found " + std::string(schema::kind_of(*value)));
    return nullptr;
}

const json* Fields::array(std::string_view name) {
    const json* value = take(name);
    if (value == nullptr || value->is_array()) return value;
    run_.wrong(pointer_of(name), "must be an array, found " + std::string(schema::kind_of(*value)));
    return nullptr;
}

Fields Fields::part(std::string_view name) {
    static const json empty = json::object();
    const json* found = object(name);
    return {found == nullptr ? empty : *found, pointer_of(name), run_};
}

void Fields::ignore(std::string_view name, std::string_view reason) {
    if (take(name) == nullptr) return;
    run_.report({pointer_of(name), "", FieldFate::ignored, std::string(reason)});
}

void Fields::remove(std::string_view name, std::string_view reason) {
    if (take(name) == nullptr) return;
    run_.report({pointer_of(name), "", FieldFate::removed, std::string(reason)});
}

void Fields::finish(std::string_view reason) {
    if (!object_.is_object()) return;
    for (const auto& [name, value] : object_.items()) {
        if (!seen_.contains(name))
            run_.report({pointer_of(name), "", FieldFate::ignored,
                         value.is_null() ? "is null" : std::string(reason)});
    }
}

const json& member(const json& object, std::string_view name) {
    static const json absent;
    if (!object.is_object()) return absent;
    const auto found = object.find(std::string(name));
    return found == object.end() ? absent : *found;
}

const json& value_at(const json& document, const char* pointer) {
    static const json absent;
    const json::json_pointer place(pointer);
    return document.contains(place) ? document[place] : absent;
}

}  // namespace lem::interchange
