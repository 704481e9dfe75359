#include "domain/board/leaderboard.hpp"
#include "interchange/results/result_format.hpp"
#include "schema/csv.hpp"

#include <gtest/gtest.h>

namespace lem::interchange {
namespace {

TEST(LemRows, AnExportedRowComesBackWithItsFigures) {
    domain::LeaderboardRow row;
    row.model = "Acme/Tiny-1B";
    row.precision = "bf16";
    row.engine = "vllm";
    row.engine_version = "0.11";
    row.hardware = "NVIDIA L4";
    row.hardware_count = 2;
    row.energy_scope = domain::EnergyScope::gpu;
    row.energy_method = domain::EnergyMethod::counter;
    row.input_tokens = 512;
    row.metrics.throughput_tokens_per_sec.value = 100;
    row.metrics.joules_per_token.value = 0.25;
    row.metrics.tokens_per_joule.value = 4;
    row.metrics.time_to_first_token_ms_p90.value = 41.5;
    const std::string csv = schema::csv_header<domain::LeaderboardRow>() + schema::csv_row(row);
    const auto results = import_results(csv, std::string(64, 'a'), {});
    ASSERT_TRUE(results.has_value()) << results.error().violations[0].message;
    ASSERT_EQ(results->size(), 1U);
    const domain::Result& result = results->front();
    EXPECT_EQ(result.model.name, row.model);
    EXPECT_EQ(result.engine.version, row.engine_version);
    EXPECT_EQ(result.environment.devices.size(), 2U);
    EXPECT_EQ(result.energy_scope, row.energy_scope);
    EXPECT_EQ(result.summary.joules_per_token.mean, 0.25);
    EXPECT_EQ(result.summary.tokens_per_joule.mean, 4);
    EXPECT_EQ(result.summary.throughput_tokens_per_sec.mean, 100);
    EXPECT_EQ(result.summary.time_to_first_token_ms_p90.mean, 41.5);
    EXPECT_EQ(result.cycles[0].mean_input_tokens, 512);
    EXPECT_EQ(result.cycles[0].mean_output_tokens, std::nullopt);
}

TEST(LemRows, WrongCellsAreNamed) {
    const std::string header = schema::csv_header<domain::LeaderboardRow>();
    domain::LeaderboardRow row;
    row.model = "m";
    row.energy_scope = domain::EnergyScope::gpu;
    std::string csv = schema::csv_row(row);
    csv.replace(csv.find(",gpu,"), 5, ",sun,");
    const auto results = import_results(header + csv, std::string(64, 'a'), {});
    ASSERT_FALSE(results.has_value());
    EXPECT_EQ(results.error().violations[0].pointer, "row 1 /energy_scope");
}

}  // namespace
}  // namespace lem::interchange
