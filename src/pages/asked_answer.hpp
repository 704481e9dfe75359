#pragma once
/// The answer to a state of a page, whose address is read as the page reads it; what the page would
/// ignore as wrong is refused here. Thread-safe; calls block.

#include "domain/views/saved_view.hpp"
#include "features/compare/compare.hpp"
#include "features/leaderboard/leaderboard.hpp"

namespace lem::pages {

struct AnswerSources {
    const leaderboard::Leaderboard& leaderboard;
    const compare::Compare& compare;
};

/// Throws Error(bad_request) with what is wrong with the state, and Error(not_found) for results
/// that it names and that are not shown.
domain::AskedAnswer asked_answer(const domain::ViewToSave& state, const AnswerSources& sources);

}  // namespace lem::pages
