#include "pages/board_page.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/result/metric.hpp"
#include "pages/board_html.hpp"
#include "pages/words.hpp"
#include "schema/query.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lem::pages {
namespace {

using text::html_escape;

/// The filters of the view as hidden fields, for a form that changes one thing of it.
std::string kept_fields(const schema::Parameters& parameters) {
    std::string html;
    for (const auto& [name, value] : parameters)
        html +=
            fmt::format(R"(<input type="hidden" name="{}" value="{}">)", name, html_escape(value));
    return html;
}

std::string icon(std::string_view name) {
    return fmt::format(R"(<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>)", name);
}

/// A filter whose values the page counts.
struct Facet {
    std::string_view name, title;
    std::string (*show)(std::string_view value);
};
std::string plain_text(std::string_view value) {
    return html_escape(value);
}
std::string known_or_not(std::string_view value) {
    return value.empty() ? "unknown" : html_escape(value);
}
constexpr std::array facets{
    Facet{"hardware", "Hardware", plain_text},
    Facet{"engine", "Engine", engine_html},
    Facet{"precision", "Precision", known_or_not},
    Facet{"energy_scope", "Energy scope", scope_word},
    Facet{"energy_method", "Energy method", method_word},
};

/// The title of a sheet on the phone, and the way out of it: the same view, with its menus closed.
std::string sheet_head(std::string_view title, const View& view) {
    return fmt::format(R"(<div class="control-sheetHead narrow-only"><b>{}</b><a )"
                       R"(class="control-button control-quiet" href="{}">Close</a></div>)",
                       title, html_escape(address_of(view)));
}

/// The same view with one value of one filter added or taken away.
std::string toggled(const View& view, std::string_view filter, std::string_view value) {
    View next = view;
    schema::for_each_field<domain::LeaderboardQuery>([&](const auto& field) {
        if (field.name != filter) return;
        auto& values = next.query.*(field.member);
        if constexpr (schema::is_vector<std::decay_t<decltype(values)>>) {
            const auto found = std::find_if(values.begin(), values.end(), [&](const auto& known) {
                return schema::parameter_text(known) == value;
            });
            if (found != values.end()) {
                values.erase(found);
                return;
            }
            // One value, whatever it holds: what separates values in a list is part of it here.
            typename std::decay_t<decltype(values)>::value_type chosen{};
            schema::Findings unused;
            schema::read_parameter(value, chosen, field.options, "", unused);
            values.push_back(std::move(chosen));
        }
    });
    return html_escape(address_of(next));
}

std::string facet_html(const Facet& facet, const std::vector<domain::FacetValue>& values,
                       const View& view) {
    std::vector<std::string_view> chosen;
    std::string options;
    for (const domain::FacetValue& value : values) {
        if (value.selected) chosen.push_back(value.value);
        options +=
            fmt::format(R"(<a class="control-option" href="{}"><span>{}</span><span>{}</span>)"
                        R"(<span class="control-count">{}</span></a>)",
                        toggled(view, facet.name, value.value), value.selected ? icon("check") : "",
                        facet.show(value.value), figures::count(value.count));
    }
    const std::string count = chosen.empty()       ? figures::count(std::ssize(values))
                              : chosen.size() == 1 ? facet.show(chosen.front())
                                                   : fmt::format("{} chosen", chosen.size());
    return fmt::format(
        R"(<details class="control-facet{}" name="facet"><summary class="control-button">{})"
        R"(<span class="control-count">{}</span>{}</summary><div class="control-popover">{}{})"
        R"(</div></details>)",
        chosen.empty() ? "" : " control-active", facet.title, count, icon("down"),
        sheet_head(facet.title, view), options);
}

struct Limit {
    std::string_view metric, title, unit;
};
constexpr std::array limits{
    Limit{"parameters_billions", "Weights", "B"},
    Limit{"tokens_per_joule", "Efficiency", "tok/J"},
    Limit{"throughput_tokens_per_sec", "Throughput", "tok/s"},
    Limit{"time_to_first_token_ms", "First token", "ms"},
    Limit{"latency_per_token_ms", "Per token", "ms"},
    Limit{"peak_memory_mb", "Memory", "MB"},
};

std::string limits_html(const View& view) {
    const schema::Parameters given = parameters_of(view);
    schema::Parameters rest = given;
    std::erase_if(rest, [](const auto& parameter) {
        return std::ranges::any_of(
            limits, [&](const Limit& limit) { return limit.metric == parameter.name; });
    });
    std::string fields;
    int active = 0;
    for (const Limit& limit : limits) {
        const auto found = std::find_if(given.begin(), given.end(), [&](const auto& parameter) {
            return parameter.name == limit.metric;
        });
        if (found != given.end()) ++active;
        fields += fmt::format(
            R"(<label class="control-input"><span>{}</span><input name="{}" placeholder="min..max" )"
            R"(value="{}"><span class="control-unit">{}</span></label>)",
            limit.title, limit.metric, found == given.end() ? "" : html_escape(found->value),
            limit.unit);
    }
    return fmt::format(
        R"(<details class="control-facet{}" name="facet"><summary class="control-button">Limits{})"
        R"({}</summary><form class="control-popover control-wide" action="/">{}{}{}<button )"
        R"(class="control-button">Set</button></form></details>)",
        active > 0 ? " control-active" : "",
        active > 0 ? fmt::format(R"(<span class="control-count">{}</span>)", active) : "",
        icon("down"), sheet_head("Limits", view), kept_fields(rest), fields);
}

/// Each facet is a closed button at the place and in the size of the application's.
std::string filters_html(const domain::LeaderboardPage& page, const View& view) {
    std::string html = R"(<div class="leaderboard-page-filters">)";
    for (const Facet& facet : facets) {
        const auto found = page.facets.find(std::string(facet.name));
        if (found != page.facets.end()) html += facet_html(facet, found->second, view);
    }
    html += limits_html(view);
    View cleared{.query = {}, .hide = view.hide, .show = view.show};
    cleared.query.sort = view.query.sort;
    if (is_filtered(view))
        html += fmt::format(R"(<a class="control-button control-plain" href="{}">Clear all</a>)",
                            html_escape(address_of(cleared)));
    return html + "</div>";
}

std::string search_html(const View& view) {
    View rest = view;
    rest.query.q.reset();
    return fmt::format(
        R"(<form class="leaderboard-page-tools" role="search" action="/">{}<label )"
        R"(class="control-input leaderboard-page-search">{}<span class="visually-hidden">Search )"
        R"(models, hardware, engines</span><input name="q" type="search" placeholder="Search )"
        R"(models, hardware, engines" value="{}"><kbd class="wide-only">/</kbd></label><p )"
        R"(class="leaderboard-page-hint wide-only">then Enter, for example )"
        R"(<code>engine:vllm,sglang</code> <code>gpu:H100</code> <code>precision:fp8</code> )"
        R"(<code>tpj:&gt;2</code></p></form>)",
        kept_fields(parameters_of(rest)), icon("search"), html_escape(view.query.q.value_or("")));
}

/// Where rows are cards, their headers are not there to sort by.
std::string sort_form(const View& view) {
    View rest = view;
    rest.query.sort = domain::LeaderboardQuery{}.sort;
    std::string options;
    for (const SortColumn& column : sort_columns()) {
        const std::string order = first_order(column);
        options += fmt::format(R"(<option value="{}"{}>{}</option>)", order,
                               order == view.query.sort ? " selected" : "", column.title);
    }
    return fmt::format(
        R"(<form class="leaderboard-page-sortBy narrow-only" action="/">{}<label )"
        R"(class="leaderboard-page-sortBy">Sort <select class="control-select" name="sort">{})"
        R"(</select></label><noscript><button class="control-button">Go</button></noscript></form>)",
        kept_fields(parameters_of(rest)), options);
}

std::string board_head_html(const domain::LeaderboardPage& page, const View& view) {
    const domain::LeaderboardQuery& query = view.query;
    const SortColumn* sorted = sort_column_of(query.sort);
    std::string status = "No result matches";
    if (page.total > 0)
        status =
            fmt::format("{} {}{}, ordered by {}", figures::count(page.total),
                        page.total == 1 ? "result" : "results",
                        is_filtered(view) ? (page.total == 1 ? " matches" : " match") : "",
                        sorted == nullptr ? html_escape(query.sort) : text::lower(sorted->title));
    const std::string address = address_of({.query = query});
    constexpr std::string_view unseen = R"(<span class="control-button control-plain unseen">)";
    return fmt::format(
        R"(<div class="leaderboard-page-boardHead"><p class="small muted">{}{}</p>{}<span )"
        R"(class="leaderboard-page-row leaderboard-page-push"><span class="wide-only">{}Columns)"
        R"(</span></span><a class="control-button control-plain" )"
        R"(href="/api/v1/leaderboard.csv{}" download="lem-leaderboard.csv">Export CSV</a>{}Copy )"
        R"(link</span></span></div>)",
        status, page.total > 0 ? ". ± is the half-width of the 95 % interval over n cycles." : "",
        sort_form(view), unseen, html_escape(address.substr(1)), unseen);
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return "<span><b>" + figures::count(count) + "</b> " + std::string(count == 1 ? one : many) +
           "</span>";
}

/// How much of it is here, and a link to the rest, which the application loads below instead.
std::string more_html(const domain::LeaderboardPage& page, const View& view) {
    std::string next;
    if (page.next_cursor) {
        std::string address = address_of(view);
        address +=
            (address == "/" ? "?" : "&") + schema::to_query_text({{"cursor", *page.next_cursor}});
        next = fmt::format(R"(<a class="control-button" href="{}">Next results</a>)",
                           html_escape(address));
    }
    return fmt::format(
        R"(<div class="leaderboard-page-more">{}<span>{} of {} {} shown</span></div>)", next,
        page.items.size(), figures::count(page.total), page.total == 1 ? "result" : "results");
}

std::string rank_note_html(const domain::LeaderboardPage& page,
                           const domain::LeaderboardQuery& query) {
    std::vector<std::string> scopes;
    if (const auto found = page.facets.find("energy_scope"); found != page.facets.end())
        for (const domain::FacetValue& scope : found->second)
            if (scope.count > 0 && scope.value != "none" &&
                (query.energy_scope.empty() || scope.selected))
                scopes.push_back(scope_word(scope.value));
    return fmt::format(
        R"(<p class="data-note prose"><b>How ranks are made.</b> Rows stand in the order of the )"
        R"(mean of the chosen column; rows without a value come last and have no rank. A rank is )"
        R"(a place in that order, no more: where two intervals overlap, the data do not say which )"
        R"(is better. Energies of different scope are never ranked together{}. Modelled and )"
        R"(replayed energy, runs that were stopped early and what the checks doubt are shown, labelled, and )"
        R"(not ranked.</p>)",
        scopes.size() > 1 && ranks_energy(query.sort)
            ? fmt::format(", so {} each count from 1", fmt::join(scopes, " and "))
            : "");
}

std::string left_out_html(const View& view) {
    if (view.left_out.empty()) return {};
    return fmt::format(R"(<div class="leaderboard-page-leftOut"><div class="data-notice">{}<div>)"
                       R"(Left out of the address: {}.</div></div></div>)",
                       icon("warn"),
                       html_escape(fmt::format("{}", fmt::join(view.left_out, "; "))));
}

std::string intro_html(const domain::SiteStats& stats) {
    return "<div class=\"leaderboard-page-question\"><div class=\"leaderboard-page-intro\"><div>"
           "<h1>Energy efficiency of LLM inference</h1><p class=\"layout-lead\">How many tokens a "
           "joule buys, for each model, engine and machine that somebody measured, with the "
           "uncertainty of every figure.</p></div><p class=\"leaderboard-page-counts\">" +
           counted(stats.results, "result", "results") + counted(stats.models, "model", "models") +
           counted(stats.hardware, "device", "devices") +
           counted(stats.contributors, "contributor", "contributors") +
           "</p><div class=\"leaderboard-page-reading wide-only\"><dl><dt>Tokens per joule</dt>"
           "<dd>Output tokens for each joule of the steady window, idle power included. Higher is "
           "better.</dd><dt>\u00b1</dt><dd>Half the width of the 95 % confidence interval over the "
           "cycles of a run.</dd><dt>Energy scope</dt><dd>What the meter covered. A GPU board and "
           "a whole machine are different things and are never ranked together.</dd>"
           "<dt>\u2014</dt><dd>Not measured. It is never taken as zero. <a href=\"/about\">How "
           "everything is measured</a></dd></dl></div></div><section "
           "class=\"leaderboard-page-plotPanel\"><header><h2>Efficiency against speed</h2></header>"
           "<figure><figcaption>Output tokens per joule against output tokens per second."
           "</figcaption><div class=\"leaderboard-page-plot\"></div></figure></section></div>";
}

}  // namespace

std::string board_page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                            const View& view) {
    std::string html = R"(<main class="layout-page layout-main leaderboard-page-page" id="main">)" +
                       intro_html(stats) + R"(<section><h2 class="visually-hidden">Ranking</h2>)" +
                       left_out_html(view) + search_html(view) + filters_html(page, view) +
                       board_head_html(page, view) + board_html(page, view);
    if (page.total == 0)
        html +=
            is_filtered(view)
                ? fmt::format(R"(<div class="data-empty"><b>No result matches all of this</b>)"
                              R"(<p>Take one part away, or all of them.</p><a )"
                              R"(class="control-button" href="/">Remove all</a></div>)")
                : R"(<div class="data-empty"><b>No result has been published yet</b><p>Measure )"
                  R"(a model with <code>lem experiment</code>, then publish the result file.)"
                  R"(</p><a class="control-button" href="/submit">Submit a result</a></div>)";
    else
        html += more_html(page, view);
    return html + rank_note_html(page, view.query) + "</section></main>";
}

std::string about_html() {
    std::string html =
        "<main class=\"layout-page layout-main\" id=\"main\"><div "
        "class=\"layout-head\"><div><h1>How "
        "it is measured and ranked</h1><p class=\"layout-lead\">What each number means, what was "
        "counted, and what a rank says.</p></div></div><section class=\"layout-section\"><header>"
        "<h2>Definitions</h2></header><dl class=\"data-facts\">";
    for (const domain::MetricDefinition& metric : domain::metrics) {
        html += "<dt>" + html_escape(metric.title) + ", " + html_escape(metric.unit) + "</dt><dd>" +
                html_escape(metric.definition) + "</dd>";
    }
    html +=
        "</dl></section><section class=\"layout-section\"><header><h2>Energy scope</h2></header>"
        "<dl class=\"data-facts\">";
    for (const auto& scope : schema::enumeration<domain::EnergyScope>::values)
        html += "<dt>" + html_escape(scope.name) + "</dt><dd>" + html_escape(scope.doc) + "</dd>";
    return html +
           "</dl></section><section class=\"layout-section\"><header><h2>Checks</h2></header><p "
           "class=\"prose\">Every submission is read strictly and its arithmetic is done again "
           "before it is accepted; each verdict is public on the result's page.</p></section>"
           "</main>";
}

}  // namespace lem::pages
