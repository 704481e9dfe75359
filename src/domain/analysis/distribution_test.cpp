#include "domain/analysis/distribution.hpp"

#include "support/board_rows.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

const MetricDefinition& efficiency = *find_metric("tokens_per_joule");

std::vector<LeaderboardRow> rows_of(std::initializer_list<double> values) {
    std::vector<LeaderboardRow> rows;
    for (const double value : values)
        rows.push_back(test::board_row("res_" + std::to_string(rows.size()), value));
    return rows;
}

TEST(Distribution, HasQuartilesFromEightResultsOn) {
    const auto seven = distribution(rows_of({1, 2, 3, 4, 5, 6, 7}), efficiency, {});
    ASSERT_EQ(seven.groups.size(), 1U);
    EXPECT_FALSE(seven.groups[0].box);
    EXPECT_EQ(seven.groups[0].points.size(), 7U);
    EXPECT_DOUBLE_EQ(seven.groups[0].median, 4);

    const auto eight = distribution(rows_of({1, 2, 3, 4, 5, 6, 7, 30}), efficiency, {});
    ASSERT_TRUE(eight.groups[0].box);
    const Box& box = *eight.groups[0].box;
    EXPECT_DOUBLE_EQ(box.quartile_low, 2.75);
    EXPECT_DOUBLE_EQ(box.quartile_high, 6.25);
    EXPECT_DOUBLE_EQ(box.whisker_low, 1);
    EXPECT_DOUBLE_EQ(box.whisker_high, 7);  // 30 is beyond 6.25 + 1.5 x 3.5
    EXPECT_DOUBLE_EQ(eight.groups[0].highest, 30);
    EXPECT_EQ(eight.summary,
              "The median of tokens per joule over 8 results is 4.50 tok/J with vLLM (energy of "
              "GPU board), n = 8.");
}

TEST(Distribution, OfManyResultsOnlyOutliersArePoints) {
    std::vector<LeaderboardRow> rows;
    for (int i = 0; i < 300; ++i)
        rows.push_back(test::board_row("res_" + std::to_string(i), 10 + i % 10 * 0.1));
    for (int i = 0; i < 60; ++i)
        rows.push_back(test::board_row("far_" + std::to_string(i), 100 + i));
    const auto made = distribution(rows, efficiency, {});
    ASSERT_EQ(made.groups.size(), 1U);
    EXPECT_EQ(made.groups[0].results, 360);
    ASSERT_EQ(made.groups[0].points.size(), distribution_points_max);
    EXPECT_EQ(made.groups[0].points[0].id.text, "far_59");
    EXPECT_EQ(made.groups[0].points[39].id.text, "far_20");
}

TEST(Distribution, KeepsEnergyScopesApartButNotSpeeds) {
    auto rows = rows_of({1, 2, 3});
    rows[2].energy_scope = EnergyScope::node_wall;
    EXPECT_EQ(distribution(rows, efficiency, {}).groups.size(), 2U);
    EXPECT_EQ(distribution(rows, *find_metric("throughput_tokens_per_sec"), {}).groups.size(), 1U);
}

TEST(Distribution, ListsTheBestMedianFirstAndTheGroupsWithTheMostResults) {
    std::vector<LeaderboardRow> rows;
    for (int i = 0; i < 50; ++i)
        for (int n = 0; n <= i % 50; ++n) {
            rows.push_back(test::board_row("res_" + std::to_string(rows.size()), 1 + i));
            rows.back().hardware = "GPU " + std::to_string(i);
        }
    AnalysisQuery query;
    query.group = RowFact::hardware;
    const auto made = distribution(rows, efficiency, query);
    EXPECT_EQ(made.groups_total, 50);
    ASSERT_EQ(made.groups.size(), distribution_groups_max);
    EXPECT_EQ(made.groups.front().value, "GPU 49");
    EXPECT_EQ(made.groups.back().value, "GPU 10");
    const auto latency = distribution(rows, *find_metric("joules_per_token"), query);
    EXPECT_EQ(latency.groups.front().value, "GPU 49");  // the least energy
}

TEST(Distribution, SaysWhenThereIsNoneOrOne) {
    EXPECT_EQ(distribution({}, efficiency, {}).summary,
              "No result has a value of tokens per joule here.");
    EXPECT_EQ(
        distribution(rows_of({2}), efficiency, {}).summary,
        "One result has a value: 2.00 tok/J with Tiny-1B, bf16, vLLM 0.11.2, Example GPU 24GB.");
}

}  // namespace
}  // namespace lem::domain
