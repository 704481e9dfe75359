#include "domain/analysis/scaling.hpp"

#include "support/board_rows.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

std::vector<LeaderboardRow> on_devices(std::initializer_list<std::pair<int, double>> values) {
    std::vector<LeaderboardRow> rows;
    for (const auto& [count, value] : values) {
        rows.push_back(test::board_row("res_" + std::to_string(rows.size()), value));
        rows.back().hardware_count = count;
        if (count > 1) rows.back().hardware = std::to_string(count) + " x Example GPU 24GB";
        rows.back().concurrency = 64 * count;
    }
    return rows;
}

TEST(Scaling, TokensPerJouleIdeallyStayAsTheyAre) {
    const auto rows = on_devices({{1, 8}, {2, 6}, {2, 7.2}, {8, 5}});
    const auto made = scaling(rows, *find_metric("tokens_per_joule"), {});
    EXPECT_EQ(made.ideal, IdealScaling::constant);
    ASSERT_EQ(made.series.size(), 1U);
    const auto& points = made.series[0].points;
    ASSERT_EQ(points.size(), 3U);
    EXPECT_DOUBLE_EQ(points[1].best.value, 7.2);
    EXPECT_EQ(points[1].results, 2);
    EXPECT_DOUBLE_EQ(*points[2].ideal, 8);
    EXPECT_DOUBLE_EQ(*points[2].share_of_ideal, 0.625);
    EXPECT_EQ(made.summary,
              "Tiny-1B, bf16, vLLM, Example GPU 24GB (energy of GPU board): from 1 device to 8, "
              "tokens per joule goes from 8.00 tok/J to 5.00 tok/J, 62.5 % of the ideal.");
}

TEST(Scaling, ThroughputIdeallyGrowsWithTheDevices) {
    auto rows = on_devices({{2, 1}, {4, 1.5}});
    const auto made = scaling(rows, *find_metric("throughput_tokens_per_sec"), {});
    EXPECT_EQ(made.ideal, IdealScaling::proportional);
    EXPECT_DOUBLE_EQ(*made.series[0].points[1].ideal, 200);
    EXPECT_DOUBLE_EQ(*made.series[0].points[1].share_of_ideal, 0.75);
    const auto energy = scaling(rows, *find_metric("joules_per_token"), {});
    EXPECT_DOUBLE_EQ(*energy.series[0].points[1].share_of_ideal, 1.5);  // less than ideal energy
    EXPECT_FALSE(scaling(rows, *find_metric("latency_per_token_ms"), {}).series[0].points[1].ideal);
}

TEST(Scaling, NeedsTheSameConfigurationOnTwoNumbersOfDevices) {
    auto rows = on_devices({{1, 8}, {2, 7}});
    rows[1].output_tokens = 500;
    const auto made = scaling(rows, *find_metric("tokens_per_joule"), {});
    EXPECT_TRUE(made.series.empty());
    EXPECT_EQ(made.summary,
              "No configuration with a value of tokens per joule was measured on more than one "
              "number of devices.");
}

TEST(Scaling, ListsALimitedNumberOfSeries) {
    std::vector<LeaderboardRow> rows;
    for (int model = 0; model < 40; ++model)
        for (const int count : {1, 2}) {
            rows.push_back(test::board_row("res_" + std::to_string(rows.size()), 5));
            rows.back().model = "model " + std::to_string(model);
            rows.back().hardware_count = count;
        }
    const auto made = scaling(rows, *find_metric("tokens_per_joule"), {});
    EXPECT_EQ(made.series_total, 40);
    EXPECT_EQ(made.series.size(), scaling_series_max);
}

}  // namespace
}  // namespace lem::domain
