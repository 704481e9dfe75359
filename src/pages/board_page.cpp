#include "pages/board_page.hpp"

#include "base/figures.hpp"
#include "domain/checks/checks.hpp"
#include "pages/board_columns.hpp"
#include "pages/board_html.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"
#include "schema/query.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

/// The filters of the view as hidden fields, for a form that changes one thing of it.
Html kept_fields(const schema::Parameters& parameters) {
    Html fields;
    for (const auto& [name, value] : parameters)
        fields.add(el("input", {{"type", "hidden"}, {"name", name}, {"value", value}}));
    return fields;
}

/// A filter whose values the page counts.
struct Facet {
    std::string_view name, title;
    Html (*show)(std::string_view value);
};
constexpr std::array facets{
    Facet{"hardware", "Hardware", [](std::string_view value) { return all(value); }},
    Facet{"engine", "Engine", engine_html},
    Facet{"precision", "Precision",
          [](std::string_view value) { return all(value.empty() ? "unknown" : value); }},
    Facet{"energy_scope", "Energy scope",
          [](std::string_view value) { return all(title_of_name<domain::EnergyScope>(value)); }},
    Facet{"energy_method", "Energy method",
          [](std::string_view value) { return all(title_of_name<domain::EnergyMethod>(value)); }},
    Facet{"trust", "Trust",
          [](std::string_view value) { return all(title_of_name<domain::Trust>(value)); }},
    Facet{"source", "Source",
          [](std::string_view value) {
              return all(value == domain::own_source ? "measured by lem" : value);
          }},
    Facet{"flags", "Flags",
          [](std::string_view value) {
              const domain::CheckDefinition* check = domain::find_check(value);
              return all(value, check == nullptr ? "" : " ", check == nullptr ? "" : check->title);
          }},
};

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
    schema::for_each_field<domain::LeaderboardQuery>([&](const auto& field) {
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
        }
    });
    return next;
}

Html facet_html(const Facet& facet, const std::vector<domain::FacetValue>& values,
                const View& view) {
    std::vector<std::string_view> chosen;
    Html options;
    for (const domain::FacetValue& value : values) {
        if (value.selected) chosen.push_back(value.value);
        const std::string address = address_of(toggled(view, facet.name, value.value));
        options.add(el("a", {{"class", "control-option"}, {"href", address}},
                       el("span", value.selected ? icon("check") : Html()),
                       el("span", facet.show(value.value)),
                       count_html(all(figures::count(value.count)))));
    }
    const Html count = chosen.empty()       ? all(figures::count(std::ssize(values)))
                       : chosen.size() == 1 ? facet.show(chosen.front())
                                            : all(chosen.size(), " chosen");
    return menu(facet.title, count_html(count), !chosen.empty(),
                el("div", {{"class", "control-popover"}}, sheet_head(facet.title, view), options));
}

/// A number that can be limited: the weights of the model, and metrics with a column.
struct Limit {
    std::string_view name, title, unit;
};
std::vector<Limit> make_limits() {
    std::vector<Limit> limits{{"parameters_billions", "Weights", "B"}};
    for (const BoardColumn& column : board_columns())
        if (column.metric != nullptr && !column.extra())
            limits.push_back({column.key, column.title, column.metric->unit});
    return limits;
}

Html limits_html(const View& view) {
    static const std::vector<Limit> limits = make_limits();
    const schema::Parameters given = parameters_of(view);
    schema::Parameters rest = given;
    std::erase_if(rest, [](const auto& parameter) {
        return std::ranges::any_of(
            limits, [&](const Limit& limit) { return limit.name == parameter.name; });
    });
    Html fields;
    int active = 0;
    for (const Limit& limit : limits) {
        const auto found = std::find_if(given.begin(), given.end(), [&](const auto& parameter) {
            return parameter.name == limit.name;
        });
        if (found != given.end()) ++active;
        fields.add(el("label", {{"class", "control-input"}}, el("span", limit.title),
                      el("input", {{"name", limit.name},
                                   {"placeholder", "min..max"},
                                   {"value", found == given.end() ? "" : found->value}}),
                      el("span", {{"class", "control-unit"}}, limit.unit)));
    }
    return menu("Limits", active > 0 ? count_html(all(active)) : Html(), active > 0,
                el("form", {{"class", "control-popover control-wide"}, {"action", "/"}},
                   sheet_head("Limits", view), kept_fields(rest), fields,
                   el("button", {{"class", "control-button"}}, "Set")));
}

/// Each facet is a closed button of the same place and size as the application's.
Html filters_html(const domain::LeaderboardPage& page, const View& view) {
    Html filters;
    for (const Facet& facet : facets) {
        const auto found = page.facets.find(std::string(facet.name));
        if (found != page.facets.end()) filters.add(facet_html(facet, found->second, view));
    }
    filters.add(limits_html(view));
    View cleared{.query = {}, .hide = view.hide, .show = view.show};
    cleared.query.sort = view.query.sort;
    if (is_filtered(view))
        filters.add(el("a",
                       {{"class", "control-button control-plain"}, {"href", address_of(cleared)}},
                       "Clear all"));
    return el("div", {{"class", "leaderboard-page-filters"}}, filters);
}

Html search_html(const View& view) {
    View rest = view;
    rest.query.q.reset();
    constexpr std::string_view what = "Search models, hardware, engines";
    return el("form", {{"class", "leaderboard-page-tools"}, {"role", "search"}, {"action", "/"}},
              kept_fields(parameters_of(rest)),
              el("label", {{"class", "control-input leaderboard-page-search"}}, icon("search"),
                 el("span", {{"class", "visually-hidden"}}, what),
                 el("input", {{"name", "q"},
                              {"type", "search"},
                              {"placeholder", what},
                              {"value", view.query.q.value_or("")}}),
                 el("kbd", {{"class", "wide-only"}}, "/")),
              el("p", {{"class", "leaderboard-page-hint wide-only"}}, "then Enter, for example ",
                 el("code", "engine:vllm,sglang"), " ", el("code", "gpu:H100"), " ",
                 el("code", "precision:fp8"), " ", el("code", "tpj:>2")));
}

/// Sorting for cards, which have no headers to click.
Html sort_form(const View& view) {
    View rest = view;
    rest.query.sort = domain::LeaderboardQuery{}.sort;
    Html options;
    for (const BoardColumn& column : board_columns()) {
        if (column.metric == nullptr) continue;
        const std::string order = first_order(column);
        options.add(el("option", {{"value", order}, {"selected", order == view.query.sort}},
                       column.metric->title));
    }
    return el("form", {{"class", "leaderboard-page-sortBy narrow-only"}, {"action", "/"}},
              kept_fields(parameters_of(rest)),
              el("label", {{"class", "leaderboard-page-sortBy"}}, "Sort ",
                 el("select", {{"class", "control-select"}, {"name", "sort"}}, options)),
              el("noscript", el("button", {{"class", "control-button"}}, "Go")));
}

std::string status_text(const domain::LeaderboardPage& page, const View& view) {
    if (page.total == 0) return page.flagged == 0 ? "No result matches" : "No result matches.";
    const std::string& sort = view.query.sort;
    const BoardColumn* sorted = column_of_order(sort);
    const std::string_view verb = page.total == 1 ? " matches" : " match";
    return fmt::format(
        "{}{}, ordered by {}. ± is the half-width of the 95 % interval over n cycles.",
        figures::plural(page.total, "result"), is_filtered(view) ? verb : "",
        sorted == nullptr ? sort : sorted->name);
}

/// How many flagged results are left out or added, and a link to the other view. Empty when flags
/// are chosen one by one.
Html flagged_html(const domain::LeaderboardPage& page, const View& view) {
    if (page.flagged == 0 || !view.query.flags.empty()) return {};
    View other = view;
    const bool hidden = view.query.flagged == domain::Flagged::hidden;
    other.query.flagged = hidden ? domain::Flagged::shown : domain::Flagged::hidden;
    return all(" ", figures::plural(page.flagged, "flagged result"),
               hidden ? " hidden: " : " included: ",
               el("a", {{"href", address_of(other)}}, hidden ? "show" : "hide"), ".");
}

Html board_head_html(const domain::LeaderboardPage& page, const View& view) {
    const std::string query = address_of({.query = view.query}).substr(1);
    const auto unseen = [](std::string_view label) {
        return el("span", {{"class", "control-button control-plain unseen"}}, label);
    };
    return el(
        "div", {{"class", "leaderboard-page-boardHead"}},
        el("p", {{"class", "small muted"}}, status_text(page, view), flagged_html(page, view)),
        sort_form(view),
        el("span", {{"class", "leaderboard-page-row leaderboard-page-push"}},
           el("span", {{"class", "wide-only"}}, unseen("Columns")),
           el("a",
              {{"class", "control-button control-plain"},
               {"href", "/api/v1/leaderboard.csv" + query},
               {"download", "lem-leaderboard.csv"}},
              "Export CSV"),
           unseen("Copy link")));
}

/// The number of rows shown, and a link to the rest, which the application loads in place.
Html more_html(const domain::LeaderboardPage& page, const View& view) {
    Html next;
    if (page.next_cursor) {
        std::string address = address_of(view);
        address +=
            (address == "/" ? "?" : "&") + schema::to_query_text({{"cursor", *page.next_cursor}});
        next = el("a", {{"class", "control-button"}, {"href", address}}, "Next results");
    }
    return el(
        "div", {{"class", "leaderboard-page-more"}}, next,
        el("span", page.items.size(), " of ", figures::plural(page.total, "result"), " shown"));
}

Html rank_note_html(const domain::LeaderboardPage& page, const domain::LeaderboardQuery& query) {
    std::vector<std::string> scopes;
    if (const auto found = page.facets.find("energy_scope"); found != page.facets.end())
        for (const domain::FacetValue& scope : found->second)
            if (scope.count > 0 && scope.value != "none" &&
                (query.energy_scope.empty() || scope.selected))
                scopes.emplace_back(title_of_name<domain::EnergyScope>(scope.value));
    const std::string apart =
        scopes.size() > 1 && ranks_energy(query.sort)
            ? fmt::format(", so {} each count from 1", fmt::join(scopes, " and "))
            : "";
    return el("p", {{"class", "data-note leaderboard-page-rankNote prose"}},
              el("b", "How ranks are made."),
              " Rows are ordered by the mean of the chosen column; rows without a value come last "
              "and have no rank. A rank is a place in that order and nothing more: where two "
              "intervals overlap, the data do not show which is better. Energies of different "
              "scope are never ranked together",
              apart,
              ". Results with modelled or replayed energy and runs that were stopped early are "
              "shown, labelled, and not ranked. Flagged results, of which a check warns, have no "
              "rank and are hidden until you ask for them.");
}

Html left_out_html(const View& view) {
    if (view.left_out.empty()) return {};
    return el("div", {{"class", "leaderboard-page-leftOut"}},
              notice(all("Ignored in the address: ",
                         fmt::format("{}", fmt::join(view.left_out, "; ")), ".")));
}

Html counts_html(const domain::SiteStats& stats) {
    const auto counted = [](std::int64_t count, std::string_view one) {
        return el("span", el("b", figures::count(count)), " ", one, count == 1 ? "" : "s");
    };
    return el("p", {{"class", "leaderboard-page-counts"}}, counted(stats.results, "result"),
              counted(stats.models, "model"), counted(stats.hardware, "device"),
              counted(stats.contributors, "contributor"));
}

Html reading_html() {
    return el(
        "div", {{"class", "leaderboard-page-reading wide-only"}},
        el("dl", el("dt", "Tokens per joule"),
           el("dd",
              "Output tokens for each joule of the steady window, idle power included. "
              "Higher is better."),
           el("dt", "±"),
           el("dd", "Half the width of the 95 % confidence interval over the cycles of a run."),
           el("dt", "Energy scope"),
           el("dd",
              "What the meter covered. A GPU board and a whole machine are different things "
              "and are never ranked together."),
           el("dt", "—"),
           el("dd", "Not measured. It is never taken as zero. ",
              el("a", {{"href", "/about"}}, "How everything is measured"))));
}

Html intro_html(const domain::SiteStats& stats) {
    return el("div", {{"class", "leaderboard-page-question"}},
              el("div", {{"class", "leaderboard-page-intro"}},
                 el("div", el("h1", "Energy efficiency of LLM inference"),
                    el("p", {{"class", "layout-lead"}},
                       "Tokens per joule for each model, engine and machine that was measured, "
                       "with the uncertainty of every figure.")),
                 counts_html(stats), reading_html()),
              el("section", {{"class", "leaderboard-page-plotPanel"}},
                 el("header", el("h2", "Efficiency against speed")),
                 el("figure",
                    el("figcaption", "Output tokens per joule against output tokens per second."),
                    el("div", {{"class", "leaderboard-page-plot"}}))));
}

Html empty_html(const domain::LeaderboardPage& page, const View& view) {
    if (page.flagged > 0 && view.query.flagged == domain::Flagged::hidden) {
        View shown = view;
        shown.query.flagged = domain::Flagged::shown;
        return el("div", {{"class", "data-empty"}}, el("b", "Only flagged results match"),
                  el("p", "A check warns of them, so they are hidden and have no rank."),
                  el("a", {{"class", "control-button"}, {"href", address_of(shown)}}, "Show ",
                     figures::plural(page.flagged, "flagged result")));
    }
    if (is_filtered(view))
        return el("div", {{"class", "data-empty"}}, el("b", "No result matches all of this"),
                  el("p", "Remove one filter, or clear all."),
                  el("a", {{"class", "control-button"}, {"href", "/"}}, "Clear all"));
    return el("div", {{"class", "data-empty"}}, el("b", "No result has been published yet"),
              el("p", "Measure a model with ", el("code", "lem experiment"),
                 ", then publish the result file."),
              el("a", {{"class", "control-button"}, {"href", "/submit"}}, "Submit a result"));
}

}  // namespace

std::vector<std::string> counted_facets() {
    std::vector<std::string> names;
    for (const Facet& facet : facets)
        names.emplace_back(facet.name);
    return names;
}

Html board_page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                     const View& view) {
    return el(
        "main", {{"class", "layout-page layout-main leaderboard-page-page"}, {"id", "main"}},
        intro_html(stats),
        el("section", el("h2", {{"class", "visually-hidden"}}, "Ranking"), left_out_html(view),
           search_html(view), filters_html(page, view), board_head_html(page, view),
           board_html(page, view), page.total == 0 ? empty_html(page, view) : more_html(page, view),
           rank_note_html(page, view.query)));
}

}  // namespace lem::pages
