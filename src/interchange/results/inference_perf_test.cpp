/// inference-perf: a stage is a load level, the summary is none.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using schema::json;

json statistics(double mean) {
    return {
        {"mean", mean}, {"min", mean / 2}, {"median", mean}, {"p90", 2 * mean}, {"p99", 3 * mean}};
}

/// 10 answers of 32 tokens in 4 s, and 2 refusals.
json document() {
    return {{"benchmark_time_seconds", 4.0},
            {"load_summary",
             {{"count", 12},
              {"schedule_delay", statistics(-0.001)},
              {"send_duration", 3.5},
              {"requested_rate", 3.0},
              {"achieved_rate", 3.4}}},
            {"successes",
             {{"count", 10},
              {"latency",
               {{"request_latency", statistics(0.36)},
                {"normalized_time_per_output_token", statistics(0.0113)},
                {"time_per_output_token", statistics(0.01)},
                {"time_to_first_token", statistics(0.05)},
                {"inter_token_latency", statistics(0.02)}}},
              {"throughput", {{"output_tokens_per_sec", 80.0}, {"requests_per_sec", 2.5}}},
              {"prompt_tokens", {{"total", 100.0}, {"cached", 0.0}, {"mean", 10.0}}},
              {"output_len", statistics(31)},
              {"output_tokens", {{"total", 320.0}, {"mean", 32.0}}}}},
            {"failures",
             {{"count", 2},
              {"request_latency", statistics(0.002)},
              {"prompt_tokens", {{"total", 0.0}}},
              {"by_label", {{"500", {{"count", 2}, {"messages", "secret host"}}}}}}}};
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

TEST(InferencePerf, SecondsBecomeMilliseconds) {
    const domain::Result result = imported(document());
    const domain::CycleMetrics& metrics = result.cycles[0].metrics;
    EXPECT_NEAR(*metrics.time_to_first_token_ms, 50, 1e-9);
    EXPECT_NEAR(*metrics.time_to_first_token_ms_p50, 50, 1e-9);
    EXPECT_NEAR(*metrics.time_to_first_token_ms_p90, 100, 1e-9);
    EXPECT_NEAR(*metrics.time_to_first_token_ms_p99, 150, 1e-9);
    EXPECT_NEAR(*metrics.e2e_latency_ms, 360, 1e-9);
    EXPECT_NEAR(*metrics.inter_chunk_latency_ms, 20, 1e-9);
}

TEST(InferencePerf, LatencyOfATokenIsWithoutTheFirst) {
    const domain::Result result = imported(document());
    EXPECT_NEAR(*result.cycles[0].metrics.latency_per_token_ms, 10, 1e-9);
}

TEST(InferencePerf, FailuresAreCountedApart) {
    const domain::Result result = imported(document());
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.requests.completed, 10);
    EXPECT_EQ(cycle.requests.failed, 2);
    EXPECT_EQ(cycle.tokens.output, 320) << "the server's count, not the client's";
    EXPECT_EQ(cycle.tokens.input, 100);
    EXPECT_EQ(cycle.tokens.cached_input, std::nullopt);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 80, 1e-9);
    EXPECT_EQ(schema::to_text(result).find("secret"), std::string::npos);
}

TEST(InferencePerf, AConcurrencyTakesPrecedenceOverTheRate) {
    json file = document();
    EXPECT_FALSE(imported(file).experiment.load) << "evenly or at random, the file does not say";
    file["load_summary"]["concurrency"] = 2;
    const domain::Result result = imported(file);
    const domain::ConcurrencyLoad* load = domain::closed_loop_of(result);
    ASSERT_NE(load, nullptr);
    EXPECT_EQ(load->streams, 2);
}

TEST(InferencePerf, AnOldFileHasItsTimeInTheRate) {
    json file = document();
    file.erase("benchmark_time_seconds");
    file["successes"].erase("output_tokens");
    const domain::Result result = imported(file);
    EXPECT_NEAR(result.cycles[0].window.end_s, 4, 1e-9);
    EXPECT_EQ(result.cycles[0].tokens.output, 310) << "the client's mean length";
}

TEST(InferencePerf, ASummaryIsRefused) {
    json file = document();
    file["load_summary"].erase("send_duration");
    EXPECT_NE(violations(file).find("import stage_0_lifecycle_metrics.json"), std::string::npos);
}

TEST(InferencePerf, SaysWhatIsWrong) {
    json text = document();
    text["successes"]["latency"]["time_to_first_token"]["mean"] = "fast";
    EXPECT_EQ(violations(text),
              "/successes/latency/time_to_first_token/mean must be a number, found a string\n");
    json array = document();
    array["successes"]["latency"] = json::array();
    EXPECT_EQ(violations(array), "/successes/latency must be an object, found an array\n");
    json missing = document();
    missing["successes"].erase("count");
    EXPECT_NE(violations(missing).find("/successes/count must be there"), std::string::npos);
    json negative = document();
    negative["benchmark_time_seconds"] = -4;
    EXPECT_NE(violations(negative).find("/benchmark_time_seconds must be from"), std::string::npos);
    json huge = document();
    huge["failures"]["count"] = 1e300;
    EXPECT_NE(violations(huge).find("/failures/count must be from 0"), std::string::npos);
    const auto unnamed = import_results(document().dump(), std::string(64, 'a'), {});
    EXPECT_FALSE(unnamed) << "the file does not name the model";
}

TEST(InferencePerf, GivesTheServersFigures) {
    const auto folder = test::samples / "generated" / "inference-perf" / "rate";
    if (!std::filesystem::exists(folder)) return;
    const std::string text = test::read_file(folder / "stage_1_lifecycle_metrics.json");
    const auto results = import_results(text, std::string(64, 'a'), {.model = "Acme/Tiny-1B"});
    ASSERT_TRUE(results);
    ASSERT_EQ(results->size(), 1U);
    const domain::Cycle& cycle = results->at(0).cycles[0];
    EXPECT_EQ(results->at(0).provenance->format, "inference-perf");
    EXPECT_EQ(cycle.requests.completed, 29);
    EXPECT_EQ(cycle.requests.failed, 3);
    EXPECT_EQ(cycle.tokens.output, 29 * 32);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 29 * 32 / 4.268860571000005, 1e-6);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms, 52.559, 1e-3);
    EXPECT_NEAR(*cycle.metrics.latency_per_token_ms, 9.994, 1e-3);
    EXPECT_NEAR(*cycle.metrics.e2e_latency_ms, 363.132, 1e-3);
}

}  // namespace
}  // namespace lem::interchange
