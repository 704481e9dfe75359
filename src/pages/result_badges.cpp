#include "pages/result_badges.hpp"

#include "base/figures.hpp"
#include "pages/board_rank.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"

namespace lem::pages {
namespace {

using domain::EnergyScope;
using html::all, html::el, html::Html;

/// Its rank among energies of its scope, and the operating curve that it is a point of.
Html standing_html(const domain::ResultStanding& standing) {
    const domain::LeaderboardRow& row = standing.item;
    Html html;
    if (row.rank) {
        const RankText rank = rank_text(row);
        html.add(el(
            "span", {{"title", rank.title}},
            el("a", {{"href", "/?energy_scope=" + std::string(schema::name_of(row.energy_scope))}},
               "rank ", rank.rank, rank.range.empty() ? "" : " " + rank.range),
            el("span", {{"class", "muted"}}, " on the leaderboard, in this energy scope")));
    }
    if (standing.loads > 1)
        html.add(el("a", {{"href", "/analysis?systems=" + row.id.text}}, "operating curve over ",
                    standing.loads, " loads"));
    return html;
}

}  // namespace

Html badges_html(const domain::LeaderboardRow& row, const domain::ResultStanding* standing) {
    const auto variation = row.cv ? all(", CV ", figures::fixed(*row.cv * 100, 1), " % ",
                                        el("span", {{"class", "muted"}}, variation_word(*row.cv)))
                                  : all(" ");
    return el("div", {{"class", "result-page-badges"}}, trust_mark(row.trust),
              row.imported_from ? el("span", "imported from " + *row.imported_from) : Html(),
              el("span", figures::plural(row.cycles, "cycle"), variation),
              el("span", schema::title_of(row.energy_scope), " ",
                 row.energy_scope == EnergyScope::none
                     ? Html()
                     : el("span", {{"class", "muted"}}, "energy scope")),
              standing == nullptr ? Html() : standing_html(*standing),
              row.flags.empty() ? Html()
                                : el("a", {{"class", "data-status data-warn"}, {"href", "#checks"}},
                                     icon("warn"), warnings_text(row), ", not ranked"));
}

}  // namespace lem::pages
