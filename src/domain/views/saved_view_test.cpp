#include "domain/views/saved_view.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(SavedView, ItsResultsAreThoseWithAnIdAndNotTextsThatLookLikeOne) {
    LeaderboardRow row{.id = {"res_01M8PZJFE2FFNC7QZXD3F00J1M"}, .model = "res_evil"};
    row.engine = "\"res_quoted";
    FrozenAnswer answer;
    answer.leaderboard = LeaderboardPage{.items = {row, row}};
    EXPECT_EQ(results_in(answer), std::vector<std::string>{row.id.text});
    EXPECT_EQ(results_in({}), std::vector<std::string>{});
}

}  // namespace
}  // namespace lem::domain
