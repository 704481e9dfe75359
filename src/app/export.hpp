#pragma once
/// Exports of a selection of the leaderboard as whole documents, which `lem import` reads back.

#include "features/leaderboard/leaderboard.hpp"
#include "features/results/results.hpp"
#include "platform/http/api/api.hpp"

namespace lem::app {

void add_export(http::Api& api, const leaderboard::Leaderboard& leaderboard,
                const results::Results& results);

}  // namespace lem::app
