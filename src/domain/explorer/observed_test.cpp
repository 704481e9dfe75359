#include "domain/explorer/observed.hpp"

#include "domain/catalogue/built_in.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

LeaderboardRow row_on_h100(std::optional<double> watts) {
    LeaderboardRow row;
    row.model = "Qwen/Qwen3-8B";
    row.precision = "bf16";
    row.hardware = "NVIDIA H100 SXM 80GB";
    row.energy_scope = EnergyScope::gpu;
    row.energy_method = EnergyMethod::counter;
    row.concurrency = 1;
    row.output_tokens = 128;
    row.metrics.avg_power_watts.value = watts;
    return row;
}

const NamedHardware h100 = named_hardware("NVIDIA H100 SXM 80GB", built_in_catalogue());

TEST(NamedHardware, ReadsHowManyDevicesOfWhichKind) {
    const Catalogue& catalogue = built_in_catalogue();
    const NamedHardware four = named_hardware("4 x NVIDIA H100 SXM 80GB", catalogue);
    EXPECT_EQ(four.device, "NVIDIA H100 SXM 80GB");
    EXPECT_EQ(four.count, 4);
    EXPECT_EQ(nominal_figures(four).tdp_watts, 2800);
    EXPECT_EQ(nominal_figures(four).memory_gb, 320);
    EXPECT_EQ(named_hardware("NVIDIA H100 SXM 80GB + NVIDIA L4", catalogue).device, "");
    // Names that only look like a number of devices.
    for (const std::string name : {"0 x thing", "-2 x thing", "1.5 x thing", "x x x", " x ", ""}) {
        EXPECT_EQ(named_hardware(name, catalogue).device, name);
        EXPECT_EQ(named_hardware(name, catalogue).count, 1);
    }
    // A spelling that is not the shown name is the name of something that is not known.
    EXPECT_EQ(named_hardware("H100 SXM", catalogue).profile, nullptr);
}

TEST(InferredBandwidth, IsTheWeightsOfAStepByItsTime) {
    LeaderboardRow row = row_on_h100({});
    row.metrics.latency_per_token_ms.value = 10;
    const auto found = inferred_bandwidth_gb_per_s(row, built_in_catalogue());
    ASSERT_TRUE(found);
    EXPECT_NEAR(*found, 7.568e9 * 2 / 0.01 / 1e9, 1);
    row.metrics.latency_per_token_ms.value.reset();
    row.metrics.throughput_tokens_per_sec.value = 100;
    EXPECT_NEAR(*inferred_bandwidth_gb_per_s(row, built_in_catalogue()), *found, 1e-6);
    row.concurrency = 8;  // then the throughput is that of eight
    EXPECT_FALSE(inferred_bandwidth_gb_per_s(row, built_in_catalogue()));
}

TEST(InferredBandwidth, IsUnknownWhereTheBytesOfAStepAre) {
    LeaderboardRow row = row_on_h100({});
    row.metrics.latency_per_token_ms.value = 10;
    const auto is_unknown = [&](auto change) {
        LeaderboardRow other = row;
        change(other);
        return !inferred_bandwidth_gb_per_s(other, built_in_catalogue());
    };
    EXPECT_FALSE(is_unknown([](LeaderboardRow&) {}));
    EXPECT_TRUE(is_unknown([](LeaderboardRow& one) { one.precision.clear(); }));
    EXPECT_TRUE(is_unknown([](LeaderboardRow& one) { one.model = "nobody/knows-it"; }));
    EXPECT_TRUE(is_unknown([](LeaderboardRow& one) { one.concurrency.reset(); }));
    EXPECT_TRUE(is_unknown([](LeaderboardRow& one) { one.output_tokens = 0; }));
    EXPECT_TRUE(
        is_unknown([](LeaderboardRow& one) { one.metrics.latency_per_token_ms.value = 0; }));
    // Several requests choose several experts.
    EXPECT_TRUE(is_unknown([](LeaderboardRow& one) {
        one.model = "Qwen/Qwen3-30B-A3B";
        one.concurrency = 8;
    }));
    // 270 MB of weights may stay in the caches of eight devices.
    EXPECT_TRUE(is_unknown([](LeaderboardRow& one) {
        one.model = "HuggingFaceTB/SmolLM2-135M-Instruct";
        one.hardware_count = 8;
    }));
}

TEST(ObservedQuantities, KeepEnergyScopesApartAndLeaveOutModelledPower) {
    std::vector<LeaderboardRow> rows;
    for (const double watts : {300.0, 400.0, 500.0})
        rows.push_back(row_on_h100(watts));
    rows.push_back(row_on_h100(900));
    rows.back().energy_scope = EnergyScope::node_wall;
    rows.push_back(row_on_h100(1));
    rows.back().energy_method = EnergyMethod::modelled;
    const auto found = observed_quantities(rows, h100, built_in_catalogue());
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].energy_scope, EnergyScope::gpu);
    EXPECT_EQ(found[0].nominal, 700);
    EXPECT_EQ(found[0].observed.results, 3);
    EXPECT_EQ(found[0].observed.median, 400);
    EXPECT_EQ(found[0].observed.p5, 310);
    // The board's limit says nothing of the whole machine.
    EXPECT_EQ(found[1].energy_scope, EnergyScope::node_wall);
    EXPECT_EQ(found[1].nominal, std::nullopt);
}

TEST(ObservedQuantities, CompareArithmeticWithThePeakOfItsPrecision) {
    std::vector<LeaderboardRow> rows{row_on_h100({}), row_on_h100({})};
    rows[0].metrics.flops_per_second.value = 2e14;
    rows[1].metrics.flops_per_second.value = 3e14;
    rows[1].precision = "fp32";
    const auto found = observed_quantities(rows, h100, built_in_catalogue());
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].precision, "bf16");
    EXPECT_EQ(found[0].observed.median, 200);
    EXPECT_EQ(found[0].nominal, 989.4);
    EXPECT_EQ(found[1].nominal, std::nullopt);
}

TEST(PowerHistograms, HaveRoundBinsThatReachTheHighestValue) {
    std::vector<LeaderboardRow> rows;
    for (const double watts : {0.0, 19.9, 20.0, 699.0})
        rows.push_back(row_on_h100(watts));
    const auto histograms = power_histograms(rows, h100);
    ASSERT_EQ(histograms.size(), 1U);
    EXPECT_EQ(histograms[0].bin_watts, 20);
    EXPECT_EQ(histograms[0].limit_watts, 700);
    EXPECT_EQ(histograms[0].bins.size(), 35U);
    EXPECT_EQ(histograms[0].bins[0], 2);
    EXPECT_EQ(histograms[0].bins[1], 1);
    EXPECT_EQ(histograms[0].bins[34], 1);
    // Zero power alone gives no scale.
    const NamedHardware unknown = named_hardware("a thing", built_in_catalogue());
    EXPECT_TRUE(power_histograms(std::vector{row_on_h100(0)}, unknown).empty());
    EXPECT_LE(power_histograms(std::vector{row_on_h100(1e12)}, unknown)[0].bins.size(), 60U);
}

}  // namespace
}  // namespace lem::domain
