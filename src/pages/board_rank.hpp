#pragma once
/// Ranks in words: the rank with the ranks that the intervals allow, or why a row has none. The web
/// application writes them alike (web/src/shared/ui/rank.ts); tests/golden/ranks.json checks both.
/// Pure.

#include "domain/compare/comparability.hpp"
#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// When one result stands above another. Generated vocabulary takes it from here.
inline constexpr std::string_view rank_rule =
    "One result is better than another only if its whole 95 % interval is; of "
    "energy by 5 % or "
    "more, as power sensors of one kind may differ by that much.";
static_assert(domain::sensor_gain == 0.05);
/// What is said before and after it below the table.
inline constexpr std::string_view rank_order =
    "Rows are ordered by the mean of the chosen metric; rows without a value come last and have no "
    "rank.";
inline constexpr std::string_view rank_example =
    "So “6 (5–7)” says that the data allow any rank from fifth to seventh, and a rank without a "
    "range has no interval.";
inline constexpr std::string_view rank_scopes =
    "Energies of different scope are never ranked together";
inline constexpr std::string_view rank_exceptions =
    "Results with modelled or replayed energy and runs that were stopped early are shown, "
    "labelled, "
    "and not ranked. Flagged results, of which a check warns, have no rank and are hidden until "
    "you "
    "ask for them.";

struct RankText {
    std::string rank;   // "3"
    std::string range;  // "(2–6)"; empty without an interval
    std::string title;  // what the range means
};
/// The row has a rank.
RankText rank_text(const domain::LeaderboardRow& row);

/// Why the row has no rank in a list of this order: "not ranked: not measured".
std::string no_rank_text(const domain::LeaderboardRow& row, std::string_view sort);

/// What the rank's cell holds.
html::Html rank_html(const domain::LeaderboardRow& row, std::string_view sort);

/// True if this order is by energy, for which each scope has its own ranks.
bool ranks_energy(std::string_view sort);

/// How ranks are made, below the table.
html::Html rank_note_html(const domain::LeaderboardPage& page,
                          const domain::LeaderboardQuery& query);

}  // namespace lem::pages
