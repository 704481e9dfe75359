#include "domain/analysis/trend.hpp"

#include "support/board_rows.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

const MetricDefinition& efficiency = *find_metric("tokens_per_joule");

LeaderboardRow at(const std::string& day, double value, const std::string& version = "0.11.2") {
    LeaderboardRow row = test::board_row(day, value);
    row.submitted_at = "2026-11-" + day + "T00:00:00.000Z";
    row.engine_version = version;
    return row;
}

TEST(Trend, StepsAreResultsBetterThanAllBefore) {
    const std::vector<LeaderboardRow> rows{at("05", 4), at("01", 2), at("09", 3), at("12", 8)};
    const auto made = trend(rows, efficiency, {});
    ASSERT_EQ(made.series.size(), 1U);
    const auto& steps = made.series[0].steps;
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_DOUBLE_EQ(steps[0].best.value, 2);
    EXPECT_EQ(steps[2].best.id.text, "12");
    EXPECT_EQ(steps[2].results, 4);
    EXPECT_EQ(made.last_at, "2026-11-12T00:00:00.000Z");
    EXPECT_EQ(made.summary,
              "The best tokens per joule of vLLM (energy of GPU board) went from 2.00 tok/J on "
              "2026-11-01 to 8.00 tok/J on 2026-11-12, 4.00 times as much.");
    const auto least = trend(rows, *find_metric("joules_per_token"), {});
    EXPECT_EQ(least.series[0].steps.size(), 3U);
    EXPECT_DOUBLE_EQ(least.series[0].steps[2].best.value, 0.125);
}

TEST(Trend, ReleasesAreInTheirOwnOrderAndMayBeWorse) {
    const std::vector<LeaderboardRow> rows{at("01", 6, "0.10.1"), at("02", 5, "0.9.2"),
                                           at("03", 4, "0.11.0"), at("04", 5.5, "0.9.2"),
                                           at("05", 9, "")};
    AnalysisQuery query;
    query.order = TrendOrder::release;
    query.group = RowFact::model;  // of releases, series are engines
    const auto made = trend(rows, efficiency, query);
    EXPECT_EQ(made.group, RowFact::engine);
    const auto& steps = made.series.at(0).steps;
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(steps[0].engine_version, "0.9.2");
    EXPECT_DOUBLE_EQ(steps[0].best.value, 5.5);
    EXPECT_EQ(steps[2].engine_version, "0.11.0");
    EXPECT_DOUBLE_EQ(steps[2].best.value, 4);
}

TEST(Trend, KeepsTheLastStepsOfALongOne) {
    std::vector<LeaderboardRow> rows;
    for (int i = 0; i < 200; ++i) {
        rows.push_back(test::board_row(std::to_string(1000 + i), 1 + i));
        rows.back().submitted_at = "2026-11-20T14:02:00.000Z";
    }
    const auto made = trend(rows, efficiency, {});
    ASSERT_EQ(made.series.at(0).steps.size(), trend_steps_max);
    EXPECT_DOUBLE_EQ(made.series[0].steps.back().best.value, 200);
}

TEST(Trend, SaysWhenThereIsNoneOrNoStep) {
    EXPECT_EQ(trend({}, efficiency, {}).summary, "No result has a value of tokens per joule here.");
    AnalysisQuery query;
    query.order = TrendOrder::release;
    const std::vector<LeaderboardRow> one{at("01", 6, "")};
    EXPECT_EQ(trend(one, efficiency, query).summary,
              "No result with a value of tokens per joule states the version of its engine.");
    EXPECT_TRUE(trend(one, efficiency, {}).summary.starts_with("There is no step yet"));
    std::vector<LeaderboardRow> day{at("01", 6), at("01", 8)};
    day[1].submitted_at = "2026-11-01T12:00:00.000Z";
    EXPECT_EQ(trend(day, efficiency, {}).summary,
              "All steps of vLLM (energy of GPU board) are of one day: the best tokens per joule "
              "is 8.00 tok/J, on 2026-11-01.");
}

}  // namespace
}  // namespace lem::domain
