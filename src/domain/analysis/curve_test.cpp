#include "domain/analysis/curve.hpp"

#include "support/board_rows.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

/// A sweep: the more at once, the slower each token and the less energy it takes.
std::vector<LeaderboardRow> sweep(const std::string& hardware, double scale = 1) {
    std::vector<LeaderboardRow> rows;
    for (const int concurrency : {16, 1, 4, 64}) {
        LeaderboardRow row =
            test::board_row(hardware + "_" + std::to_string(concurrency), scale * concurrency);
        row.hardware = hardware;
        row.concurrency = concurrency;
        row.metrics.latency_per_token_ms.value = 10 + concurrency;
        row.metrics.time_to_first_token_ms_p90.value = 100 + concurrency;
        rows.push_back(row);
    }
    return rows;
}

MetricLimit at_most(std::string_view metric, double maximum) {
    return {.metric = find_metric(metric),
            .range = {.minimum = {}, .maximum = maximum},
            .words = std::string(metric)};
}

TEST(OperatingCurves, PointsGoFromTheLowestLoadToTheHighest) {
    const auto made = operating_curves(sweep("A100"), {}, {});
    ASSERT_EQ(made.curves.size(), 1U);
    const OperatingCurve& curve = made.curves[0];
    EXPECT_EQ(curve.letter, "A");
    EXPECT_EQ(curve.system.id.text, "A100_1");
    EXPECT_EQ(curve.system.loads, 4);
    ASSERT_EQ(curve.points.size(), 4U);
    EXPECT_EQ(curve.points[1].concurrency, 4);
    EXPECT_DOUBLE_EQ(curve.points[1].tokens_per_sec_per_user, 1000.0 / 14);
    EXPECT_DOUBLE_EQ(curve.points[1].tokens_per_sec_per_device, 400);
    EXPECT_DOUBLE_EQ(*curve.points[3].joules_per_token.value, 1.0 / 64);
    EXPECT_EQ(curve.busiest->id.text, "A100_64");  // no limits
    EXPECT_EQ(made.summary,
              "A, from 1 request at once to 64 requests at once: the speed for each user goes from "
              "90.9 to "
              "13.5 tok/s, and the energy of a token from 1.00 to 0.0156 J.");
}

TEST(OperatingCurves, TheBusiestPointWithinTheLimitsIsAMeasuredOne) {
    const std::vector limits{at_most("latency_per_token_ms", 30),
                             at_most("time_to_first_token_ms_p90", 200)};
    const auto made = operating_curves(sweep("A100"), limits, {});
    const LoadCost& cost = *made.curves.at(0).busiest;
    EXPECT_EQ(cost.id.text, "A100_16");
    EXPECT_DOUBLE_EQ(*cost.devices_per_1000_users, 63);
    EXPECT_NEAR(*cost.watt_hours_per_1000_answers, 128.0 * 1000 / 16 / 3600, 1e-9);
    EXPECT_FALSE(made.curves[0].points[3].within_limits);

    const auto none =
        operating_curves(sweep("A100"), std::vector{at_most("latency_per_token_ms", 5)}, {});
    EXPECT_FALSE(none.curves.at(0).busiest);
    EXPECT_EQ(none.summary, "No measured load of A meets the limits.");
    // What was not measured does not meet a limit.
    const auto unknown =
        operating_curves(sweep("A100"), std::vector{at_most("e2e_latency_ms_p90", 1e9)}, {});
    EXPECT_FALSE(unknown.curves.at(0).busiest);
}

TEST(OperatingCurves, OtherFactsAreOtherSystems) {
    using Change = void (*)(LeaderboardRow&);
    const std::vector<Change> changes{
        [](LeaderboardRow& row) { row.model = "other"; },
        [](LeaderboardRow& row) { row.precision = "fp8"; },
        [](LeaderboardRow& row) { row.engine_version = "0.12"; },
        [](LeaderboardRow& row) { row.hardware_count = 2; },
        [](LeaderboardRow& row) { row.input_tokens = 640; },
        [](LeaderboardRow& row) { row.metric_definitions_version = "1.3"; },
        [](LeaderboardRow& row) { row.energy_scope = EnergyScope::none; },
        [](LeaderboardRow& row) {
            row.concurrency.reset();
            row.offered_requests_per_sec = 4;
        },
    };
    for (const Change change : changes) {
        auto rows = sweep("A100");
        change(rows[0]);
        EXPECT_EQ(operating_curves(rows, {}, {}).curves.at(0).points.size(), 3U);
    }
}

TEST(OperatingCurves, AnyResultOfASystemStandsForIt) {
    auto rows = sweep("A100");
    for (auto& row : sweep("H100", 2))
        rows.push_back(row);
    AnalysisQuery query;
    query.systems = {"H100_64", "A100_4", "H100_1", "res_unknown"};
    const auto made = operating_curves(rows, {}, query);
    ASSERT_EQ(made.curves.size(), 2U);
    EXPECT_EQ(made.curves[0].system.hardware, "H100");
    EXPECT_EQ(made.curves[1].letter, "B");
    EXPECT_EQ(made.not_found, std::vector<std::string>{"res_unknown"});
    EXPECT_EQ(made.systems_total, 2);
    const auto limited =
        operating_curves(rows, std::vector{at_most("latency_per_token_ms", 30)}, query);
    EXPECT_TRUE(limited.summary.ends_with("There, B needs 100 % more energy per token than A."))
        << limited.summary;
}

TEST(OperatingCurves, ALoadHasItsNewestResult) {
    auto rows = sweep("A100");
    rows.push_back(rows[2]);
    rows.back().id = {"newer"};
    rows.back().submitted_at = "2026-11-21T00:00:00.000Z";
    const auto curve = operating_curves(rows, {}, {}).curves.at(0);
    ASSERT_EQ(curve.points.size(), 4U);
    EXPECT_EQ(curve.points[1].id.text, "newer");
    EXPECT_EQ(curve.points[1].results, 2);
}

TEST(OperatingCurves, SaysWhatIsMissing) {
    auto rows = sweep("A100");
    for (auto& row : rows)
        row.concurrency.reset();
    const auto made = operating_curves(rows, {}, {});
    EXPECT_EQ(made.load_not_stated, 4);
    EXPECT_EQ(made.summary, "No system was measured with two loads or more under these filters.");

    auto modelled = sweep("A100");
    for (auto& row : modelled)
        row.energy_method = EnergyMethod::modelled;
    EXPECT_FALSE(operating_curves(modelled, {}, {}).curves.at(0).points[0].joules_per_token.value);

    AnalysisQuery query;
    query.systems = {"A100_1"};
    EXPECT_EQ(operating_curves(std::vector{sweep("A100")[1]}, {}, query).summary,
              "One load of Tiny-1B, bf16, vLLM 0.11.2, A100 was measured, which makes no curve.");
}

}  // namespace
}  // namespace lem::domain
