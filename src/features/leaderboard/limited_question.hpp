#pragma once
/// A question with and without its limits on metrics: models have their best result within the
/// limits, and the spread of all their results. Pure. Throws Error(bad_request) as index_query
/// does.

#include "domain/explorer/model_list.hpp"
#include "features/leaderboard/index/ranking_index.hpp"

namespace lem::leaderboard {

/// The query without its limits on metrics; filters, words and ranges of other numbers stay.
domain::LeaderboardQuery without_limits(domain::LeaderboardQuery query);

/// The limits on metrics of an index's query.
std::vector<ColumnLimit> limits_of(const IndexQuery& query);

/// Those of the limits that the row does not meet.
std::vector<domain::ExceededLimit> exceeded_limits(const domain::LeaderboardRow& row,
                                                   const std::vector<ColumnLimit>& limits);

/// The index's query for every match, without a page.
IndexQuery every_match(const domain::LeaderboardQuery& query);

/// Throws unless rows have a rank by the column that the query sorts by.
void require_ranked_metric(const domain::LeaderboardQuery& query);

/// The value in the middle, or the mean of the two there; `keys` is not empty.
double median_of(std::vector<Key> keys);

}  // namespace lem::leaderboard
