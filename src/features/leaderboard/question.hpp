#pragma once
/// A question to the leaderboard: from query parameters to a query of the index, and in words.
/// Pure. Throws Error(bad_request) with the place of what is wrong.

#include "features/leaderboard/index/ranking_index.hpp"

namespace lem::leaderboard {

/// Unknown names, limits that no result can meet and too many words are errors.
IndexQuery index_query(const domain::LeaderboardQuery& query);

/// The question in words: what is listed, in which order, under which constraints.
std::string in_words(const domain::LeaderboardQuery& query);

/// Of everything that decides which rows match and in what order.
std::string fingerprint(const domain::LeaderboardQuery& query);

using NamedQueries = std::vector<std::pair<std::string, domain::LeaderboardQuery>>;
/// The query without each of its constraints in turn, by the name of the parameter.
NamedQueries relaxed(const domain::LeaderboardQuery& query);
/// A query with each of its constraints alone, in the same order.
NamedQueries constraints(const domain::LeaderboardQuery& query);

/// The place of `name` among `names`; an error at the parameter if there is none.
std::size_t index_of(std::string_view name, std::string_view what, schema::Names names,
                     std::string_view pointer);

}  // namespace lem::leaderboard
