#include "pages/board_filters.hpp"

#include "base/figures.hpp"
#include "domain/board/exclusion.hpp"
#include "domain/checks/checks.hpp"
#include "pages/board_columns.hpp"
#include "pages/board_limits.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lem::pages {
namespace {

using domain::LeaderboardQuery;
using html::all, html::el, html::Html;

std::string as_it_is(std::string_view value) {
    return std::string(value);
}
template <class E>
std::string titled(std::string_view value) {
    return std::string(title_of_name<E>(value));
}

/// A filter by values. `words`: how a value is read.
struct Filter {
    std::string_view name, title;
    std::string (*words)(std::string_view value);
    bool counted = true;
};
constexpr std::array filters{
    Filter{"hardware", "Hardware", as_it_is},
    Filter{"engine", "Engine", titled<domain::EngineName>},
    Filter{"precision", "Precision", as_it_is},
    Filter{"energy_scope", "Energy scope", titled<domain::EnergyScope>},
    Filter{"energy_method", "Energy method", titled<domain::EnergyMethod>},
    Filter{"trust", "Trust", titled<domain::Trust>},
    Filter{"grade", "Grade", as_it_is},
    Filter{"source", "Source",
           [](std::string_view value) {
               return std::string(value == domain::own_source ? "measured by lem" : value);
           }},
    Filter{"flags", "Flags",
           [](std::string_view value) {
               const domain::CheckDefinition* check = domain::find_check(value);
               return check == nullptr ? std::string(value)
                                       : fmt::format("{} {}", value, check->title);
           }},
    // Models are too many to list: they are searched for.
    Filter{"model", "Model", as_it_is, false},
};

/// A number that can be limited.
struct Ranged {
    std::string_view name, title, unit;
};
constexpr std::size_t load_ranges = 3;
/// Those of the load, then the weights of the model and the metrics with a column.
const std::vector<Ranged>& all_ranges() {
    static const std::vector<Ranged> all = [] {
        std::vector<Ranged> ranges{{"concurrency", "Requests in flight", ""},
                                   {"input_tokens", "Input", "tokens"},
                                   {"output_tokens", "Output", "tokens"},
                                   {"parameters_billions", "Weights", "B"}};
        for (const BoardColumn& column : board_columns())
            if (column.metric != nullptr && !column.extra)
                ranges.push_back({column.key, column.title, column.metric->unit});
        return ranges;
    }();
    return all;
}

/// The title of a sheet on phones, and its close link: the same view with closed menus.
Html sheet_head(std::string_view title, const View& view) {
    return el(
        "div", {{"class", "control-sheetHead narrow-only"}}, el("b", title),
        el("a", {{"class", "control-button control-quiet"}, {"href", address_of(view)}}, "Close"));
}

Html menu(std::string_view title, const Html& count, bool active, const Html& panel) {
    return el("details",
              {{"class", html::classes({"control-facet", active ? "control-active" : ""})},
               {"name", "facet"}},
              el("summary", {{"class", "control-button"}}, title, count, icon("down")), panel);
}

Html count_html(const Html& count) {
    return el("span", {{"class", "control-count"}}, count);
}

/// The same view with one value of one filter added or taken away.
View toggled(const View& view, std::string_view filter, std::string_view value) {
    View next = view;
    schema::for_each_field<LeaderboardQuery>([&](const auto& field) {
        if (field.name != filter) return;
        auto& values = field.of(next.query);
        if constexpr (schema::is_vector<std::decay_t<decltype(values)>>) {
            const auto found = std::find_if(values.begin(), values.end(), [&](const auto& known) {
                return schema::parameter_text(known) == value;
            });
            if (found != values.end()) {
                values.erase(found);
                return;
            }
            // One value: a comma in it does not separate values here.
            typename std::decay_t<decltype(values)>::value_type chosen{};
            schema::Findings unused;
            schema::read_parameter(value, chosen, field.options, "", unused);
            values.push_back(std::move(chosen));
            std::erase(next.query.exclude, fmt::format("{}:{}", filter, value));
        }
    });
    return next;
}

Html value_html(const Filter& filter, std::string_view value) {
    return filter.name == "engine" ? engine_html(value) : all(filter.words(value));
}

Html option_html(const Html& words, bool chosen, const View& next, const Html& count) {
    return el("a", {{"class", "control-option"}, {"href", address_of(next)}},
              el("span", chosen ? icon("check") : Html()), el("span", words), count);
}

/// The lowest grade, below the grades.
Html least_grade_html(const View& view) {
    Html options = el("p", {{"class", "fine muted"}}, "At least");
    for (const auto& grade : schema::enumeration<domain::Grade>::values) {
        const bool chosen = view.query.min_quality == grade.value;
        View next = view;
        next.query.min_quality = chosen ? std::nullopt : std::optional(grade.value);
        options.add(option_html(all(grade.name), chosen, next, Html()));
    }
    return options;
}

Html facet_html(const Filter& filter, const std::vector<domain::FacetValue>& values,
                const View& view) {
    std::vector<std::string_view> chosen;
    Html options;
    for (const domain::FacetValue& value : values) {
        if (value.selected) chosen.push_back(value.value);
        options.add(option_html(value_html(filter, value.value), value.selected,
                                toggled(view, filter.name, value.value),
                                count_html(all(figures::count(value.count)))));
    }
    Html count = chosen.empty()       ? all(figures::count(std::ssize(values)))
                 : chosen.size() == 1 ? value_html(filter, chosen.front())
                                      : all(chosen.size(), " chosen");
    const bool least = filter.name == "grade" && view.query.min_quality;
    if (filter.name == "grade") options.add(least_grade_html(view));
    if (least && chosen.empty()) count = all("≥ ", schema::name_of(*view.query.min_quality));
    return menu(filter.title, count_html(count), !chosen.empty() || least,
                el("div", {{"class", "control-popover"}}, sheet_head(filter.title, view), options));
}

Html ranges_html(std::string_view title, std::span<const Ranged> ranges, const View& view) {
    const schema::Parameters given = parameters_of(view);
    schema::Parameters rest = given;
    std::erase_if(rest, [&](const auto& parameter) {
        return std::ranges::count(ranges, parameter.name, &Ranged::name) > 0;
    });
    Html fields;
    int active = 0;
    for (const Ranged& range : ranges) {
        const auto found = std::ranges::find(given, range.name, &schema::Parameter::name);
        if (found != given.end()) ++active;
        fields.add(el("label", {{"class", "control-input"}}, el("span", range.title),
                      el("input", {{"name", range.name},
                                   {"placeholder", "min..max"},
                                   {"value", found == given.end() ? "" : found->value}}),
                      el("span", {{"class", "control-unit"}}, range.unit)));
    }
    return menu(title, active > 0 ? count_html(all(active)) : Html(), active > 0,
                el("form", {{"class", "control-popover control-wide"}, {"action", "/"}},
                   sheet_head(title, view), kept_fields(rest), fields,
                   el("button", {{"class", "control-button"}}, "Set")));
}

/// "excluding precision fp16"; empty if the text is no exclusion.
std::string exclusion_words(std::string_view text) {
    const auto exclusion = domain::read_exclusion(text);
    if (!exclusion) return "";
    const auto filter = std::ranges::find(filters, exclusion->filter, &Filter::name);
    if (filter == filters.end()) return "";
    return fmt::format("excluding {} {}", text::lower(filter->title),
                       filter->words(exclusion->value));
}

/// What is excluded; each is a link to the view that has it again.
Html exclusions_html(const View& view) {
    Html links;
    for (const std::string& text : view.query.exclude) {
        View next = view;
        std::erase(next.query.exclude, text);
        std::string words = exclusion_words(text);
        if (!words.empty()) words[0] = 'E';
        links.add(el("a", {{"class", "control-button"}, {"href", address_of(next)}}, words,
                     icon("close")));
    }
    return links;
}

/// The words of a filter's chosen values; empty if the parameter is no filter.
std::string filter_words(const LeaderboardQuery& query, std::string_view parameter) {
    const auto filter = std::ranges::find(filters, parameter, &Filter::name);
    if (filter == filters.end()) return "";
    std::vector<std::string> chosen;
    schema::for_each_field<LeaderboardQuery>([&](const auto& field) {
        if (field.name != parameter) return;
        if constexpr (schema::is_vector<std::decay_t<decltype(field.of(query))>>)
            for (const auto& value : field.of(query))
                chosen.push_back(filter->words(schema::parameter_text(value)));
    });
    return fmt::format("{} {}", text::lower(filter->title), fmt::join(chosen, ", "));
}

}  // namespace

std::vector<std::string> counted_facets() {
    std::vector<std::string> names;
    for (const Filter& filter : filters)
        if (filter.counted) names.emplace_back(filter.name);
    return names;
}

Html kept_fields(const schema::Parameters& parameters) {
    Html fields;
    for (const auto& [name, value] : parameters)
        fields.add(el("input", {{"type", "hidden"}, {"name", name}, {"value", value}}));
    return fields;
}

Html filters_html(const domain::LeaderboardPage& page, const View& view) {
    Html menus;
    for (const Filter& filter : filters) {
        const auto found = page.facets.find(std::string(filter.name));
        if (filter.counted && found != page.facets.end())
            menus.add(facet_html(filter, found->second, view));
    }
    const std::span ranges(all_ranges());
    menus.add(ranges_html("Load", ranges.first(load_ranges), view));
    menus.add(ranges_html("Ranges", ranges.subspan(load_ranges), view));
    menus.add(exclusions_html(view));
    if (is_filtered(view))
        menus.add(el("a",
                     {{"class", "control-button control-plain"},
                      {"href", address_of(without_filters(view))}},
                     "Clear all"));
    return el("div", {{"class", "leaderboard-page-filters"}}, menus);
}

std::string constraint_words(const View& view, std::string_view parameter) {
    if (const auto limit = read_limit(parameter)) return limit_words(*limit);
    if (parameter == "q") return fmt::format("search “{}”", view.query.q.value_or(""));
    if (parameter == "min_quality" && view.query.min_quality)
        return fmt::format("grade of at least {}", schema::name_of(*view.query.min_quality));
    std::string words = exclusion_words(parameter);
    if (words.empty()) words = filter_words(view.query, parameter);
    if (!words.empty()) return words;
    for (const schema::Parameter& given : schema::to_parameters(view.query))
        if (given.name == parameter) words = given.value;
    const auto range = std::ranges::find(all_ranges(), parameter, &Ranged::name);
    if (range == all_ranges().end()) return fmt::format("{} {}", parameter, words);
    return fmt::format("{} {}{}{}", text::lower(range->title), words,
                       range->unit.empty() ? "" : " ", range->unit);
}

}  // namespace lem::pages
