#include "pages/board_rank.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace lem::pages {
namespace {

/// The application says the same: web/src/shared/ui/rank.test.ts reads the same table.
nlohmann::json table() {
    std::ifstream file(std::string(LEM_SOURCE_DIR) + "/tests/golden/ranks.json");
    return nlohmann::json::parse(file);
}

std::optional<std::int64_t> number(const nlohmann::json& value) {
    return value.is_null() ? std::nullopt : std::optional(value.get<std::int64_t>());
}

TEST(board_rank, is_read_with_the_range_that_the_intervals_allow) {
    int read = 0;
    const nlohmann::json lines = table().at("ranks");
    for (const auto& line : lines) {
        domain::LeaderboardRow row;
        row.rank = number(line[0]);
        row.rank_best = number(line[1]);
        row.rank_worst = number(line[2]);
        const RankText text = rank_text(row);
        EXPECT_EQ(text.rank + (text.range.empty() ? "" : " ") + text.range,
                  line[3].get<std::string>());
        EXPECT_EQ(text.title, line[4].get<std::string>());
        ++read;
    }
    EXPECT_GT(read, 3);
}

TEST(board_rank, is_absent_for_a_reason) {
    int read = 0;
    const nlohmann::json lines = table().at("no_ranks");
    for (const auto& line : lines) {
        domain::LeaderboardRow row;
        if (!line[1].is_null())
            row.not_ranked = schema::value_of<domain::NotRanked>(line[1].get<std::string>());
        if (!line[2].is_null()) row.energy_absent_reason = line[2];
        row.flags.resize(line[3].get<std::size_t>());
        EXPECT_EQ(no_rank_text(row, line[0].get<std::string>()), line[4].get<std::string>());
        ++read;
    }
    EXPECT_GT(read, 5);
}

}  // namespace
}  // namespace lem::pages
