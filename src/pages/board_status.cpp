#include "pages/board_status.hpp"

#include "base/figures.hpp"
#include "pages/board_columns.hpp"
#include "pages/board_filters.hpp"
#include "pages/board_limits.hpp"
#include "pages/exports/menu.hpp"
#include "pages/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using domain::LeaderboardPage;
using html::all, html::el, html::Html;

/// Sorting for cards, which have no headers to click.
Html sort_form(const View& view) {
    View rest = view;
    rest.query.sort = domain::LeaderboardQuery{}.sort;
    Html options;
    for (const BoardColumn& column : board_columns()) {
        if (!column.sortable()) continue;
        const std::string order = first_order(column);
        options.add(el("option", {{"value", order}, {"selected", order == view.query.sort}},
                       column.metric == nullptr ? column.name : std::string(column.metric->title)));
    }
    return el("form", {{"class", "leaderboard-page-sortBy narrow-only"}, {"action", "/"}},
              kept_fields(parameters_of(rest)),
              el("label", {{"class", "leaderboard-page-sortBy"}}, "Sort ",
                 el("select", {{"class", "control-select"}, {"name", "sort"}}, options)),
              el("noscript", el("button", {{"class", "control-button"}}, "Go")));
}

/// "3 results." or, when only some of those that match are listed, "2 of 3 results."
std::string count_text(const LeaderboardPage& page) {
    if (page.results == 0) return "No result matches.";
    const std::string results = figures::plural(page.results, "result");
    return page.total == page.results ? results + "."
                                      : figures::count(page.total) + " of " + results + ".";
}

/// How many flagged results are left out or added, and a link to the other view. Empty when flags
/// are chosen one by one.
Html flagged_html(const LeaderboardPage& page, const View& view) {
    if (page.flagged == 0 || !view.query.flags.empty()) return {};
    View other = view;
    const bool hidden = view.query.flagged == domain::Flagged::hidden;
    other.query.flagged = hidden ? domain::Flagged::shown : domain::Flagged::hidden;
    return all(" ", figures::plural(page.flagged, "flagged result"),
               hidden ? " hidden: " : " included: ",
               el("a", {{"href", address_of(other)}}, hidden ? "show" : "hide"), ".");
}

using Lengths = std::pair<int, int>;

/// The lengths that most rows state; nullopt if all that state some state the same.
std::optional<Lengths> usual_lengths(const std::vector<domain::LeaderboardRow>& rows) {
    std::vector<std::pair<Lengths, int>> counts;
    for (const domain::LeaderboardRow& row : rows) {
        if (!row.input_tokens || !row.output_tokens) continue;
        const Lengths lengths{*row.input_tokens, *row.output_tokens};
        const auto known = std::ranges::find(counts, lengths, &std::pair<Lengths, int>::first);
        if (known == counts.end())
            counts.emplace_back(lengths, 1);
        else
            ++known->second;
    }
    if (counts.size() < 2) return std::nullopt;
    return std::ranges::max_element(counts, {}, &std::pair<Lengths, int>::second)->first;
}

Html link_button(const std::string& address, std::string_view label) {
    return el("a", {{"class", "control-button"}, {"href", address}}, label);
}

/// The view without one constraint.
View without(const View& view, std::string_view parameter) {
    View next = view;
    std::erase(next.query.slo, parameter);
    std::erase(next.query.exclude, parameter);
    const domain::LeaderboardQuery plain;
    schema::for_each_field<domain::LeaderboardQuery>([&](const auto& field) {
        if (field.name == parameter) field.of(next.query) = field.of(plain);
    });
    return next;
}

Html relaxations_html(const LeaderboardPage& page, const View& view) {
    Html buttons;
    for (const domain::Relaxation& relaxation : page.relaxations) {
        const bool flagged = relaxation.parameter == "flagged";
        View next = without(view, relaxation.parameter);
        if (flagged && view.query.flagged == domain::Flagged::hidden)
            next.query.flagged = domain::Flagged::shown;
        buttons.add(link_button(
            address_of(next),
            fmt::format("{}: {}",
                        flagged ? "With flagged results"
                                : "Without " + constraint_words(view, relaxation.parameter),
                        figures::plural(relaxation.total, "result"))));
    }
    return buttons;
}

Html empty_box(std::string_view title, const Html& words, const Html& actions) {
    return el("div", {{"class", "data-empty"}}, el("b", title), el("p", words), actions);
}

}  // namespace

Html board_head_html(const LeaderboardPage& page, const View& view) {
    const auto unseen = [](std::string_view label) {
        return el("span", {{"class", "control-button control-plain unseen"}}, label);
    };
    return el("div", {{"class", "leaderboard-page-boardHead"}},
              el("p", {{"class", "small muted"}}, el("b", count_text(page)), " ", page.meaning,
                 flagged_html(page, view)),
              sort_form(view),
              el("span", {{"class", "leaderboard-page-row leaderboard-page-push"}},
                 el("span", {{"class", "wide-only"}}, unseen("View")),
                 exports::menu(address_of(view), "control-button control-plain"),
                 unseen("Copy link"), unseen("Freeze")));
}

Html mixed_html(const LeaderboardPage& page, const View& view) {
    if (page.mixed.empty()) return {};
    std::string reasons;
    bool of_lengths = false;
    for (const domain::Refusal& refusal : page.mixed) {
        reasons += " " + refusal.reason;
        of_lengths = of_lengths || refusal.code == domain::RefusalCode::other_lengths;
    }
    Html button;
    if (const auto lengths = usual_lengths(page.items); lengths && of_lengths) {
        const auto [input, output] = *lengths;
        View only = view;
        only.query.input_tokens = schema::Range{double(input), double(input)};
        only.query.output_tokens = schema::Range{double(output), double(output)};
        button = all(
            " ",
            el("a", {{"class", "control-button control-quiet"}, {"href", address_of(only)}},
               fmt::format("Only {} in, {} out", figures::tokens(input), figures::tokens(output))));
    }
    return el("div", {{"class", "leaderboard-page-mixed data-notice data-info"}}, icon("info"),
              el("div", "Not all of these rows are comparable with one another.", reasons, button));
}

Html more_html(const LeaderboardPage& page, const View& view) {
    Html next;
    if (page.next_cursor) {
        std::string address = address_of(view);
        address +=
            (address == "/" ? "?" : "&") + schema::to_query_text({{"cursor", *page.next_cursor}});
        next = link_button(address, "Next results");
    }
    return el("div", {{"class", "leaderboard-page-more"}}, next,
              el("span", page.items.size(), " of ", figures::plural(page.total, "result"),
                 " shown. ± is the half-width of the 95 % interval over n cycles."));
}

Html empty_html(const LeaderboardPage& page, const View& view, bool is_private) {
    if (page.flagged > 0 && view.query.flagged == domain::Flagged::hidden) {
        View shown = view;
        shown.query.flagged = domain::Flagged::shown;
        return empty_box("Only flagged results match",
                         all("A check warns of them, so they are hidden and have no rank."),
                         link_button(address_of(shown),
                                     "Show " + figures::plural(page.flagged, "flagged result")));
    }
    if (is_filtered(view)) {
        const bool one = !page.relaxations.empty();
        return empty_box("No result matches all of this",
                         all(one ? "Each of these alone would find some."
                                 : "No single constraint is the reason."),
                         el("div", {{"class", "leaderboard-page-row"}, {"data-center", ""}},
                            relaxations_html(page, view),
                            link_button(address_of(without_filters(view)), "Clear all")));
    }
    if (is_private)
        return empty_box("No result has been read yet",
                         all("Results appear here as soon as their files do."), Html());
    return empty_box("No result has been published yet",
                     all("Measure a model with ", el("code", "lem experiment"),
                         ", then publish the result file."),
                     link_button("/submit", "Submit a result"));
}

}  // namespace lem::pages
