/// genai-bench: the unit of its latencies, failures and warm-ups.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using schema::json;

json statistics(double mean, double sum) {
    return {{"mean", mean}, {"sum", sum}, {"p50", mean}, {"p90", 2 * mean}, {"p99", 3 * mean}};
}

/// 10 answers of 32 tokens in 4 s with 2 streams, and 2 failures.
json document() {
    return {{"aggregated_metrics",
             {{"scenario", "D(16,32)"},
              {"num_concurrency", 2},
              {"iteration_type", "num_concurrency"},
              {"run_duration", 4.0},
              {"mean_output_throughput_tokens_per_s", 80.0},
              {"error_rate", 0},
              {"num_error_requests", 2},
              {"num_completed_requests", 10},
              {"num_requests", 12},
              {"stats",
               {{"ttft", statistics(0.05, 0.5)},
                {"tpot", statistics(0.01, 0.1)},
                {"e2e_latency", statistics(0.36, 3.6)},
                {"output_inference_speed", statistics(100, 1000)},
                {"num_input_tokens", statistics(16, 160)},
                {"num_output_tokens", statistics(32, 320)}}}}},
            {"individual_request_metrics", {{{"error_message", "secret host"}}}},
            {"_time_unit", "s"}};
}

domain::Result imported(const json& file) {
    const auto results = test::imported(file.dump(), {.model = "Acme/Tiny-1B"});
    domain::Result none;
    none.cycles.emplace_back();
    return results.empty() ? none : results.front();
}

std::string violations(const json& file) {
    return test::refusals(file.dump(), {.model = "M"});
}

void expect_latencies(const json& file) {
    const domain::Result result = imported(file);
    const domain::CycleMetrics& metrics = result.cycles[0].metrics;
    EXPECT_NEAR(metrics.time_to_first_token_ms.value_or(0), 50, 1e-9);
    EXPECT_NEAR(metrics.latency_per_token_ms.value_or(0), 10, 1e-9);
    EXPECT_NEAR(metrics.e2e_latency_ms_p99.value_or(0), 1080, 1e-9);
}

void in_milliseconds(json& file) {
    json& stats = file["aggregated_metrics"]["stats"];
    stats["ttft"] = statistics(50, 500);
    stats["tpot"] = statistics(10, 100);
    stats["e2e_latency"] = statistics(360, 3600);
}

TEST(GenaiBench, TheFileNamesItsUnit) {
    json file = document();
    expect_latencies(file);
    in_milliseconds(file);
    file["_time_unit"] = "ms";
    expect_latencies(file);
}

TEST(GenaiBench, TheSpeedGivesTheUnitOfAnOldFile) {
    json file = document();
    file.erase("_time_unit");
    expect_latencies(file);
    in_milliseconds(file);
    expect_latencies(file);
}

TEST(GenaiBench, FailuresAreCountedApart) {
    const domain::Result result = imported(document());
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.requests.completed, 10);
    EXPECT_EQ(cycle.requests.failed, 2) << "although error_rate is 0";
    EXPECT_EQ(cycle.tokens.output, 320);
    EXPECT_EQ(cycle.tokens.input, 160);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 80, 1e-9);
    const domain::ConcurrencyLoad* load = domain::closed_loop_of(result);
    ASSERT_NE(load, nullptr);
    EXPECT_EQ(load->streams, 2);
    EXPECT_EQ(schema::to_text(result).find("secret"), std::string::npos);
}

TEST(GenaiBench, RequestsOfTheWarmUpHaveTokens) {
    json file = document();
    file["aggregated_metrics"]["stats"]["num_output_tokens"] = statistics(32, 256);
    EXPECT_EQ(imported(file).cycles[0].tokens.output, 320) << "10 were completed, 8 are in the sum";
}

TEST(GenaiBench, SaysWhatIsWrong) {
    json unit = document();
    unit["_time_unit"] = "minutes";
    EXPECT_NE(violations(unit).find("/_time_unit must be s or ms"), std::string::npos);
    json unsure = document();
    unsure.erase("_time_unit");
    unsure["aggregated_metrics"]["stats"].erase("output_inference_speed");
    EXPECT_NE(violations(unsure).find("/_time_unit must be s or ms"), std::string::npos);
    json text = document();
    text["aggregated_metrics"]["stats"]["ttft"]["mean"] = "fast";
    EXPECT_EQ(violations(text),
              "/aggregated_metrics/stats/ttft/mean must be a number, found a string\n");
    json missing = document();
    missing["aggregated_metrics"].erase("num_completed_requests");
    EXPECT_NE(violations(missing).find("/num_completed_requests must be there"), std::string::npos);
    json negative = document();
    negative["aggregated_metrics"]["run_duration"] = -4;
    EXPECT_NE(violations(negative).find("/run_duration must be from"), std::string::npos);
    json huge = document();
    huge["aggregated_metrics"]["num_concurrency"] = 1e300;
    EXPECT_NE(violations(huge).find("/num_concurrency must be from 1"), std::string::npos);
}

TEST(GenaiBench, GivesTheServersFigures) {
    const auto folder = test::samples / "generated" / "genai-bench" / "exp";
    if (!std::filesystem::exists(folder)) return;
    const std::string text =
        test::read_file(folder / "D16_32_text-to-text_num_concurrency_4_time_2s.json");
    const auto results = import_results(text, std::string(64, 'a'), {.model = "Acme/Tiny-1B"});
    ASSERT_TRUE(results);
    ASSERT_EQ(results->size(), 1U);
    const domain::Cycle& cycle = results->at(0).cycles[0];
    EXPECT_EQ(results->at(0).provenance->format, "genai-bench");
    EXPECT_EQ(cycle.requests.completed, 16);
    EXPECT_EQ(cycle.requests.failed, 0);
    EXPECT_EQ(cycle.tokens.output, 16 * 32);
    EXPECT_EQ(cycle.tokens.input, 210);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 512 / 2.0771638209998855, 1e-6);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms, 76.541, 1e-3);
    EXPECT_NEAR(*cycle.metrics.latency_per_token_ms, 10.600, 1e-3);
    EXPECT_NEAR(*cycle.metrics.e2e_latency_ms_p90, 435.284, 1e-3);
}

}  // namespace
}  // namespace lem::interchange
