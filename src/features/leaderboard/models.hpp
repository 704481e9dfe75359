#pragma once
/// Lists and pages of models, from the leaderboard's index. Safe from any thread. Throws
/// Error(bad_request) for a wrong query, and Error(not_found) for a model that neither a result nor
/// the catalogue has.

#include "domain/explorer/model_detail.hpp"
#include "domain/explorer/result_columns.hpp"
#include "features/leaderboard/leaderboard.hpp"

namespace lem::leaderboard {

domain::ModelList list_models(const Leaderboard& board, const domain::ModelListQuery& query);

/// `id` is the model's page id, or any name that the catalogue or an operator knows it by. The
/// query's own model is not looked at. Reads submitted names from the database: blocks.
domain::ModelDetail model_detail(const Leaderboard& board, const std::string& id,
                                 const domain::LeaderboardQuery& query);

/// The model's results, whether within the query's limits or not, in its order.
domain::ResultColumns model_results(const Leaderboard& board, const std::string& id,
                                    const domain::LeaderboardQuery& query);

/// Every result that matches but for the limits.
domain::ResultColumns result_columns(const Leaderboard& board,
                                     const domain::LeaderboardQuery& query);

}  // namespace lem::leaderboard
