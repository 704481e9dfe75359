#pragma once
/// The page of one result with its data.

#include "features/leaderboard/leaderboard.hpp"
#include "features/results/results.hpp"
#include "pages/frame.hpp"

namespace lem::pages {

/// Blocking. Throws Error(not_found) if there is no such result.
Page result_answer(const std::string& id, const results::Results& results,
                   const leaderboard::Leaderboard& board);

}  // namespace lem::pages
