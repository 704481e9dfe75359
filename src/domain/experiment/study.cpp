#include "domain/experiment/study.hpp"

#include <algorithm>
#include <random>

namespace lem::domain {
namespace {

using schema::json;

tl::unexpected<Violations> wrong(std::string pointer, std::string message) {
    return tl::unexpected(Violations{{std::move(pointer), std::move(message)}});
}

/// Every combination of one of `left` and one of `right`.
std::vector<Overlay> cross(const std::vector<Overlay>& left, const std::vector<Overlay>& right) {
    std::vector<Overlay> both;
    for (const Overlay& a : left) {
        for (const Overlay& b : right) {
            Overlay& joined = both.emplace_back(a);
            joined.values.insert(joined.values.end(), b.values.begin(), b.values.end());
        }
    }
    return both;
}

/// An object of dotted paths; lists in it are axes.
std::vector<Overlay> grid_of(const json& object) {
    std::vector<Overlay> grid{Overlay{}};
    for (const auto& [path, value] : object.items()) {
        std::vector<Overlay> axis;
        if (value.is_array()) {
            for (const json& one : value)
                axis.push_back({{{path, one}}});
        } else {
            axis.push_back({{{path, value}}});
        }
        grid = cross(grid, axis);
        if (grid.size() > study_points_max) return grid;
    }
    return grid;
}

tl::expected<std::vector<Overlay>, Violations> dimension(const std::string& name,
                                                         const json& values) {
    const std::string pointer = "/sweep/" + name;
    if (!values.is_array() || values.empty())
        return wrong(pointer, "must be a list with at least one value");
    const bool group = values.front().is_object();
    std::vector<Overlay> variants;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const json& value = values[i];
        if (value.is_object() != group)
            return wrong(pointer + "/" + std::to_string(i),
                         "a list holds either values of one field or groups of fields, not both");
        if (!group && value.is_structured())
            return wrong(pointer + "/" + std::to_string(i), "must be a single value");
        if (!group) {
            variants.push_back({{{name, value}}});
            continue;
        }
        auto grid = grid_of(value);
        variants.insert(variants.end(), grid.begin(), grid.end());
    }
    return variants;
}

std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string Overlay::label() const {
    std::string label;
    for (const auto& [path, value] : values)
        label += (label.empty() ? "" : " ") + path + "=" + text_of(value);
    return label.empty() ? "base" : label;
}

tl::expected<std::vector<Overlay>, Violations> expand(const json& sweep, const json& points) {
    std::vector<Overlay> grid;
    if (!sweep.is_null() && !sweep.is_object()) return wrong("/sweep", "must be an object");
    if (!points.is_null() && !points.is_array()) return wrong("/points", "must be a list");
    if (sweep.is_object() && !sweep.empty()) {
        grid.emplace_back();
        for (const auto& [name, values] : sweep.items()) {
            const auto variants = dimension(name, values);
            if (!variants) return tl::unexpected(variants.error());
            if (grid.size() * variants->size() > study_points_max)
                return wrong("/sweep/" + name,
                             "makes more than " + std::to_string(study_points_max) + " points");
            grid = cross(grid, *variants);
        }
    }
    if (points.is_array()) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (!points[i].is_object())
                return wrong("/points/" + std::to_string(i), "must be an object");
            const auto added = grid_of(points[i]);
            grid.insert(grid.end(), added.begin(), added.end());
            if (grid.size() > study_points_max)
                return wrong("/points", "makes more than " + std::to_string(study_points_max) +
                                            " points with the sweep");
        }
    }
    if (grid.empty()) return wrong("", "has neither a sweep nor points: nothing to measure");
    return grid;
}

const EngineScope* scope_of(std::string_view path, std::span<const EngineScope> scopes) {
    const auto found = std::ranges::find_if(scopes, [&](const EngineScope& scope) {
        return path.size() > scope.engine.size() && path.starts_with(scope.engine) &&
               path[scope.engine.size()] == '.';
    });
    return found == scopes.end() ? nullptr : &*found;
}

Overlay for_engine(const Overlay& overlay, std::string_view engine,
                   std::span<const EngineScope> scopes) {
    Overlay kept;
    for (const auto& [path, value] : overlay.values) {
        const EngineScope* scope = scope_of(path, scopes);
        if (scope == nullptr)
            kept.values.emplace_back(path, value);
        else if (scope->engine == engine)
            kept.values.emplace_back(
                std::string(scope->section) + path.substr(scope->engine.size()), value);
    }
    return kept;
}

tl::expected<json, Violations> apply_overlay(json experiment, const Overlay& overlay) {
    for (const auto& [path, value] : overlay.values) {
        json* at = &experiment;
        std::size_t begin = 0;
        while (begin <= path.size()) {
            const std::size_t dot = std::min(path.find('.', begin), path.size());
            const std::string key = path.substr(begin, dot - begin);
            if (key.empty() || (!at->is_object() && !at->is_null()))
                return wrong("/sweep/" + path,
                             "is not a path of an experiment: nothing can be set at \"" +
                                 path.substr(0, dot) + "\"");
            at = &(*at)[key];
            begin = dot + 1;
        }
        *at = value;
    }
    return experiment;
}

std::vector<Turn> turns(std::size_t points, int repeats, StudyOrder order, std::int64_t seed) {
    std::vector<Turn> all;
    if (order == StudyOrder::sequential) {
        for (std::size_t point = 0; point < points; ++point) {
            for (int repeat = 1; repeat <= repeats; ++repeat)
                all.push_back({point, repeat});
        }
        return all;
    }
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    for (int repeat = 1; repeat <= repeats; ++repeat) {
        const std::size_t first = all.size();
        for (std::size_t i = 0; i < points; ++i) {
            std::size_t point = i;
            if (order == StudyOrder::reverse) point = points - 1 - i;
            if (order == StudyOrder::latin_square)
                point = (i + static_cast<std::size_t>(repeat) - 1) % points;
            all.push_back({point, repeat});
        }
        if (order != StudyOrder::shuffle) continue;
        // Fisher and Yates, by hand: std::shuffle differs between standard libraries.
        for (std::size_t i = points; i > 1; --i)
            std::swap(all[first + i - 1], all[first + random() % i]);
    }
    return all;
}

}  // namespace lem::domain
