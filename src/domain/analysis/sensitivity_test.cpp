#include "domain/analysis/sensitivity.hpp"

#include "support/board_rows.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace lem::domain {
namespace {

const MetricDefinition& efficiency = *find_metric("tokens_per_joule");

/// Three configurations in two precisions each: fp8 is 2, 2.2 and 1.8 times as good.
std::vector<LeaderboardRow> two_precisions() {
    std::vector<LeaderboardRow> rows;
    for (const auto& [concurrency, ratio] : {std::pair{1, 2.0}, {4, 2.2}, {16, 1.8}})
        for (const std::string precision : {"bf16", "fp8"}) {
            rows.push_back(test::board_row(precision + "_" + std::to_string(concurrency),
                                           precision == "fp8" ? concurrency * ratio : concurrency));
            rows.back().precision = precision;
            rows.back().concurrency = concurrency;
        }
    return rows;
}

const FactorEffect& effect_of(const Sensitivity& made, std::string_view value) {
    return *std::ranges::find(made.effects, value, &FactorEffect::value);
}

TEST(Sensitivity, ComparesResultsThatDifferInTheFactorAlone) {
    const auto made = sensitivity(two_precisions(), efficiency, {});
    EXPECT_EQ(made.baseline, "bf16");
    const FactorEffect& fp8 = effect_of(made, "fp8");
    EXPECT_EQ(fp8.pairs_total, 3);
    EXPECT_NEAR(*fp8.ratio, std::cbrt(2.0 * 2.2 * 1.8), 1e-9);
    EXPECT_NEAR(*fp8.ratio_lowest, 1.8, 1e-9);
    EXPECT_NEAR(*fp8.ratio_highest, 2.2, 1e-9);
    // Student t with two degrees of freedom over the logarithms.
    EXPECT_NEAR(*fp8.ratio_ci95_low, 1.5534, 1e-3);
    EXPECT_NEAR(*fp8.ratio_ci95_high, 2.5580, 1e-3);
    EXPECT_EQ(fp8.pairs.at(0).other.id.text, "fp8_16");
    EXPECT_FALSE(effect_of(made, "bf16").ratio);
    EXPECT_TRUE(
        made.summary.starts_with("With all else equal, fp8 gives 1.99 times the tokens per "
                                 "joule of bf16 (95 % interval 1.55 to 2.56, 3 pairs)."))
        << made.summary;
}

TEST(Sensitivity, AnotherFactThatDiffersMakesNoPair) {
    using Change = void (*)(LeaderboardRow&);
    const std::vector<std::pair<std::string, Change>> changes{
        {"model", [](LeaderboardRow& row) { row.model = "other"; }},
        {"engine", [](LeaderboardRow& row) { row.engine = "sglang"; }},
        {"engine version", [](LeaderboardRow& row) { row.engine_version = "0.11.3"; }},
        {"hardware", [](LeaderboardRow& row) { row.hardware = "Other GPU"; }},
        {"count", [](LeaderboardRow& row) { row.hardware_count = 2; }},
        {"concurrency", [](LeaderboardRow& row) { row.concurrency = 32; }},
        {"concurrency not stated", [](LeaderboardRow& row) { row.concurrency.reset(); }},
        {"prompts", [](LeaderboardRow& row) { row.input_tokens = 640; }},
        {"answers", [](LeaderboardRow& row) { row.output_tokens = 12; }},
        {"cache", [](LeaderboardRow& row) { row.prefix_cache = true; }},
        {"definitions", [](LeaderboardRow& row) { row.metric_definitions_version = "2.0"; }},
        {"scope", [](LeaderboardRow& row) { row.energy_scope = EnergyScope::node_wall; }},
    };
    for (const auto& [what, change] : changes) {
        std::vector<LeaderboardRow> rows{test::board_row("a", 1), test::board_row("b", 2)};
        rows[1].precision = "fp8";
        EXPECT_EQ(effect_of(sensitivity(rows, efficiency, {}), "fp8").pairs_total +
                      effect_of(sensitivity(rows, efficiency, {}), "bf16").pairs_total,
                  1)
            << what;
        change(rows[1]);
        for (const FactorEffect& effect : sensitivity(rows, efficiency, {}).effects)
            EXPECT_EQ(effect.pairs_total, 0) << what;
    }
}

TEST(Sensitivity, AVersionChangesWithItsEngine) {
    std::vector<LeaderboardRow> rows{test::board_row("a", 1), test::board_row("b", 3)};
    rows[1].engine = "sglang";
    rows[1].engine_version = "0.5.4";
    AnalysisQuery query;
    query.factor = RowFact::engine;
    query.baseline = "vllm";
    EXPECT_DOUBLE_EQ(*effect_of(sensitivity(rows, efficiency, query), "sglang").ratio, 3);
}

TEST(Sensitivity, MoreOfADeviceAreTheSameDevice) {
    std::vector<LeaderboardRow> rows{test::board_row("a", 1), test::board_row("b", 3)};
    rows[1].hardware_count = 2;
    rows[1].hardware = "2 x " + rows[0].hardware;
    AnalysisQuery query;
    query.factor = RowFact::hardware_count;
    query.baseline = "1";
    EXPECT_DOUBLE_EQ(*effect_of(sensitivity(rows, efficiency, query), "2").ratio, 3);
}

TEST(Sensitivity, ResultsThatAreAlikeCountAsOne) {
    auto rows = two_precisions();
    for (int i = 0; i < 5; ++i) {
        rows.push_back(rows[1]);
        rows.back().id = {"again_" + std::to_string(i)};
    }
    AnalysisQuery query;
    query.baseline = "bf16";
    const auto made = sensitivity(rows, efficiency, query);
    EXPECT_EQ(effect_of(made, "fp8").results, 8);
    EXPECT_EQ(effect_of(made, "fp8").pairs_total, 3);
}

TEST(Sensitivity, WhatIsNotStatedIsNoValueButIsListed) {
    std::vector<LeaderboardRow> rows{test::board_row("a", 1), test::board_row("b", 2)};
    rows[1].precision = "";
    const auto made = sensitivity(rows, efficiency, {});
    EXPECT_EQ(effect_of(made, "").results, 1);
    EXPECT_EQ(effect_of(made, "").pairs_total, 0);
    EXPECT_EQ(made.summary,
              "No two results differ in precision alone, so its effect on tokens per joule is not "
              "known.");
}

TEST(Sensitivity, NamesFactsThatPairsDoNotState) {
    auto rows = two_precisions();
    for (auto& row : rows)
        row.input_tokens.reset();
    EXPECT_EQ(sensitivity(rows, efficiency, {}).not_stated,
              std::vector<RowFact>{RowFact::input_tokens});
}

TEST(Sensitivity, TheMatrixHasWhatWasMeasuredAndNothingElse) {
    auto rows = two_precisions();
    rows.pop_back();  // fp8 with 16 at once
    rows.push_back(test::board_row("wall", 7));
    rows.back().energy_scope = EnergyScope::node_wall;
    AnalysisQuery query;
    query.across = RowFact::concurrency;
    const auto made = sensitivity(rows, efficiency, query);
    EXPECT_EQ(made.energy_scope, EnergyScope::gpu);
    EXPECT_EQ(made.other_scopes, 1);
    EXPECT_EQ(made.across_values, (std::vector<std::string>{"1", "4", "16"}));
    EXPECT_EQ(made.cells.size(), 5U);
    for (const SensitivityCell& cell : made.cells)
        EXPECT_FALSE(cell.factor == "fp8" && cell.across == "16");
}

TEST(Sensitivity, HasNothingToSayWithoutResults) {
    const auto made = sensitivity({}, efficiency, {});
    EXPECT_FALSE(made.baseline);
    EXPECT_TRUE(made.effects.empty());
    EXPECT_EQ(made.summary, "No result has a value of tokens per joule here.");
    AnalysisQuery query;
    query.baseline = "nothing like it";
    for (const FactorEffect& effect : sensitivity(two_precisions(), efficiency, query).effects)
        EXPECT_EQ(effect.pairs_total, 0);
}

}  // namespace
}  // namespace lem::domain
