#pragma once
/// The page that an address of the comparison gives: results beside each other, a choice of results
/// to compare, or what is wrong. Thread-safe; calls block.

#include "features/compare/compare.hpp"
#include "features/leaderboard/leaderboard.hpp"
#include "features/results/results.hpp"
#include "pages/frame.hpp"

namespace lem::pages {

struct CompareSources {
    const compare::Compare& compare;
    const results::Results& results;
    const leaderboard::Leaderboard& leaderboard;
};

Page compare_answer(const schema::Parameters& address, const CompareSources& sources);

}  // namespace lem::pages
