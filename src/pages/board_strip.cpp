#include "pages/board_strip.hpp"

#include "base/figures.hpp"
#include "pages/board_filters.hpp"
#include "pages/board_limits.hpp"
#include "pages/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

Html presets_html(const View& view) {
    Html links;
    for (const LimitPreset& preset : limit_presets()) {
        View next = view;
        next.query.slo = with_preset(view.query.slo, preset);
        links.add(el("a",
                     {{"href", address_of(next)},
                      {"title", preset.source},
                      {"aria-current",
                       is_preset(view.query.slo, preset) ? std::optional("true") : std::nullopt}},
                     preset.title));
    }
    return el("span", {{"class", "control-segmented"}}, links);
}

/// Those that are offered, each with the view's limit, and the others that the view has.
std::vector<std::pair<Limit, bool>> fields_of(const std::vector<std::string>& slo) {
    std::vector<std::pair<Limit, bool>> fields;
    for (const std::string_view name : usual_limits)
        fields.emplace_back(Limit{.metric = domain::find_metric(name)}, false);
    for (const std::string& text : slo) {
        const auto limit = read_limit(text);
        if (!limit) continue;
        const auto field = std::ranges::find_if(fields, [&](const auto& known) {
            return known.first.metric == limit->metric && known.first.at_least == limit->at_least;
        });
        if (field == fields.end())
            fields.emplace_back(*limit, true);
        else
            *field = {*limit, true};
    }
    return fields;
}

Html field_html(const Limit& limit, bool is_set) {
    const domain::DisplayUnit shown = limit.metric->shown_in();
    return el("div", {{"class", "leaderboard-page-limit"}},
              el("div", {{"class", "leaderboard-page-limitHead"}},
                 el("span", limit.metric->short_name(), limit.at_least ? " ≥" : " ≤",
                    el("small", limit.metric->qualifier)),
                 el("span", {{"class", "control-input control-exact"}},
                    el("b", is_set ? figures::shown(limit.value * shown.factor) : "no limit"),
                    el("span", {{"class", "control-unit"}}, shown.unit))),
              el("div", {{"class", "leaderboard-page-limitBody"}}));
}

/// "Batch: no limit of latency." The limits of other presets stand in their fields.
std::string preset_text(const std::vector<std::string>& slo) {
    const auto& presets = limit_presets();
    const auto preset = std::ranges::find_if(
        presets, [&](const LimitPreset& one) { return one.slo.empty() && is_preset(slo, one); });
    return preset == presets.end() ? "" : fmt::format("{}: {}.", preset->title, no_latency_limit);
}

std::string met_text(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                     const View& view) {
    std::string text = preset_text(view.query.slo);
    if (view.query.slo.empty()) return text;
    if (!text.empty()) text += " ";
    return text + fmt::format("{} of {} the limits.", figures::count(page.results),
                              figures::plural(stats.results, "result meets", "results meet"));
}

std::string limits_words(const View& view) {
    std::string words;
    for (const std::string& text : view.query.slo)
        words += (words.empty() ? "" : " · ") + constraint_words(view, text);
    return words.empty() ? "No limits" : words;
}

Html list_choices_html(const View& view) {
    Html links;
    for (const ListChoice& choice : list_choices) {
        View next = view;
        next.query.best_per = schema::value_of<domain::BestPer>(choice.value);
        if (next.query.best_per) next.query.pareto.clear();
        links.add(
            el("a",
               {{"href", address_of(next)},
                {"aria-current", next.query.best_per == view.query.best_per ? std::optional("true")
                                                                            : std::nullopt}},
               choice.label));
    }
    return el("div", {{"class", "control-segmented leaderboard-page-push"}}, links);
}

}  // namespace

Html limits_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                 const View& view) {
    Html fields;
    for (const auto& [limit, is_set] : fields_of(view.query.slo))
        fields.add(field_html(limit, is_set));
    const Html presets = presets_html(view);
    return all(
        el("div", {{"class", "leaderboard-page-slo wide-only"}},
           // The application's menu of further metrics.
           el("header", presets,
              el("span", {{"class", "control-select leaderboard-page-addLimit unseen"}}),
              el("p", {{"class", "leaderboard-page-push small muted"}},
                 met_text(page, stats, view))),
           el("div", {{"class", "leaderboard-page-limits"}}, fields)),
        el("div", {{"class", "leaderboard-page-sloBar narrow-only"}},
           el("span", limits_words(view)),
           el("details", {{"class", "control-facet"}, {"name", "facet"}},
              el("summary", {{"class", "control-button"}}, "Limits"),
              el("div", {{"class", "control-popover"}},
                 el("div", {{"class", "control-sheetHead narrow-only"}}, el("b", "Limits"),
                    el("a", {{"class", "control-button control-quiet"}, {"href", address_of(view)}},
                       "Close")),
                 presets))));
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
              el("p", {{"class", "leaderboard-page-hint wide-only"}}, "for example ",
                 el("code", "gpu:H100"), " ", el("code", "-precision:fp16"), " ",
                 el("code", "params:7..14"), " ", el("code", "tpj:>2")),
              list_choices_html(view));
}

}  // namespace lem::pages
