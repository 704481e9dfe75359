#pragma once
/// The standing of each row of a page: its rank, the ranks that the intervals allow, or the reason
/// why it has none. Pure.

#include "features/leaderboard/index/json_slices.hpp"
#include "features/leaderboard/index/snapshot.hpp"

#include <span>

namespace lem::leaderboard {

struct Standing {
    std::optional<std::int64_t> rank;
    std::optional<std::int64_t> rank_best, rank_worst;  // with a rank and an interval only
    std::optional<domain::NotRanked> not_ranked;
    bool in_row = false;  // the row's own text states the reason
};

/// A row surely stands above another if the lower end of its interval is above the upper end of the
/// other's; of energy by 5 % or more, by which power sensors of boards of one kind may differ.
/// `rows` are the page's, in order. `run` is the one that gave the answer. A list that is in
/// another order than a metric's has no ranks.
std::vector<Standing> standings(SnapshotRun& run, const IndexQuery& query,
                                const IndexAnswer& answer, std::span<const Members> rows);

/// A row of a list that is in the order of a metric, and its rank; the rank of a row without one is
/// not looked at.
struct PlacedRow {
    Position position;
    Members row;
    std::int64_t rank = 0;
};

/// The same of some rows of the list.
std::vector<Standing> standings(SnapshotRun& run, const IndexQuery& query,
                                std::span<const PlacedRow> rows);

}  // namespace lem::leaderboard
