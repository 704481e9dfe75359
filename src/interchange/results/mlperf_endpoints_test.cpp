#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::read_file;

namespace fs = std::filesystem;
using schema::json;

const fs::path folder = test::samples / "generated" / "mlperf-endpoints";

/// 10 requests issued, 9 ended, 1 of them failed; 8 answers of 20 tokens in 2 s.
json summary() {
    const auto series = [](double avg) {
        return json{{"avg", avg}, {"median", avg}, {"percentiles", {{"90.0", avg}, {"99.0", avg}}}};
    };
    json file{{"version", "0.1.0"},
              {"n_samples_issued", 10},
              {"n_samples_completed", 9},
              {"n_samples_failed", 1},
              {"duration_ns", 2'000'000'000},
              {"complete", true},
              {"state", "complete"},
              {"ttft", series(5e7)},
              {"tpot", series(1e7)},
              {"latency", series(3e8)},
              {"qps", 4.5},
              {"tps", 80.0}};
    file["output_sequence_lengths"] = {{"total", 160}, {"avg", 20.0}};
    file["input_sequence_lengths"] = {{"total", 90}, {"avg", 10.0}};
    file["run_config"]["load_pattern"] = {{"type", "poisson"}, {"target_qps", 5.0}};
    return file;
}

domain::Result one(const json& file) {
    const auto results = test::imported(file.dump(), {.model = "Acme/Tiny-1B"});
    EXPECT_EQ(results.size(), 1U);
    if (results.empty()) return {};
    EXPECT_EQ(results.front().provenance->format, "mlperf-endpoints");
    return results.front();
}

std::string refusal(const json& file) {
    return test::refusals(file.dump(), {.model = "Acme/Tiny-1B"});
}

TEST(MlperfEndpoints, FailedRequestsAreNotCompletedOnes) {
    const domain::Result result = one(summary());
    ASSERT_EQ(result.cycles.size(), 1U);
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.requests.completed, 8);
    EXPECT_EQ(cycle.requests.failed, 1);
    EXPECT_EQ(cycle.requests.unfinished, 1);
    EXPECT_NEAR(*cycle.metrics.requests_per_sec, 4, 1e-12);
    EXPECT_EQ(cycle.metrics.e2e_latency_ms, std::nullopt) << "it includes the failed request";
    EXPECT_EQ(cycle.tokens.input, std::nullopt) << "it is that of 9 requests";
    EXPECT_EQ(cycle.mean_input_tokens, 10);
}

TEST(MlperfEndpoints, TimesAreNanoseconds) {
    const domain::Result result = one(summary());
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_NEAR(cycle.window.end_s, 2, 1e-12);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms, 50, 1e-9);
    EXPECT_NEAR(*cycle.metrics.latency_per_token_ms_p99, 10, 1e-9);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 80, 1e-9);
    const auto* load = std::get_if<domain::PoissonLoad>(&*result.experiment.load);
    ASSERT_NE(load, nullptr);
    EXPECT_EQ(load->requests_per_sec, 5);
}

TEST(MlperfEndpoints, WhatWasNotMeasuredIsAbsent) {
    json file = summary();
    for (const char* name : {"ttft", "tpot", "output_sequence_lengths", "input_sequence_lengths"})
        file[name] = json::object();
    file["tps"] = nullptr;
    const domain::Result result = one(file);
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_EQ(cycle.tokens.output, std::nullopt);
    EXPECT_EQ(cycle.metrics.time_to_first_token_ms, std::nullopt);
    EXPECT_EQ(cycle.metrics.throughput_tokens_per_sec, std::nullopt);
}

TEST(MlperfEndpoints, AnUnfinishedRunIsMarked) {
    json file = summary();
    file["complete"] = false;
    file["state"] = "interrupted";
    EXPECT_FALSE(one(file).experiment.complete);
}

TEST(MlperfEndpoints, WrongFilesAreRefusedWithThePlace) {
    json file = summary();
    file["duration_ns"] = "long";
    EXPECT_NE(refusal(file).find("/duration_ns must be a number"), std::string::npos);
    file = summary();
    file.erase("n_samples_failed");
    EXPECT_EQ(one(file).cycles.at(0).requests.completed, std::nullopt) << "it may hold failed ones";
    file["n_samples_completed"] = nullptr;
    EXPECT_NE(refusal(file).find("/n_samples_completed"), std::string::npos);
    file = summary();
    file["n_samples_failed"] = 1e300;
    EXPECT_NE(refusal(file).find("/n_samples_failed"), std::string::npos);
    file = summary();
    file["n_samples_failed"] = 10;
    EXPECT_NE(refusal(file).find("must be at most n_samples_completed"), std::string::npos);
    file = summary();
    file["ttft"]["avg"] = -1.0;
    EXPECT_NE(refusal(file).find("/ttft/avg"), std::string::npos);
    file = summary();
    file["duration_ns"] = 0;
    EXPECT_NE(refusal(file).find("/duration_ns"), std::string::npos);
}

// The server answers 32 tokens, the first after 50 ms and the others every 10 ms.
TEST(MlperfEndpoints, TheSampleHasTheServersFigures) {
    if (!fs::exists(folder)) return;
    const json file =
        json::parse(read_file(folder / "conc/performance/result_summary.json"), nullptr, false);
    const domain::Result result = one(file);
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_EQ(cycle.requests.completed, 60);
    EXPECT_EQ(cycle.requests.failed, 0);
    EXPECT_EQ(cycle.tokens.output, 60 * 32);
    EXPECT_EQ(cycle.tokens.input, 740);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 1920 / 5.494146042, 1e-9);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms_p50, 52.574389, 1e-9);
    EXPECT_NEAR(*cycle.metrics.latency_per_token_ms_p50, 10.008, 1e-3);
    EXPECT_NEAR(*cycle.metrics.e2e_latency_ms_p50, 363.952306, 1e-9);
    const domain::ConcurrencyLoad* load = domain::closed_loop_of(result);
    ASSERT_NE(load, nullptr);
    EXPECT_EQ(load->streams, 4);
}

TEST(MlperfEndpoints, TheOfflineSampleHasNoTokens) {
    if (!fs::exists(folder)) return;
    const json file = json::parse(
        read_file(folder / "offline_notok/performance/result_summary.json"), nullptr, false);
    const domain::Result result = one(file);
    EXPECT_EQ(result.cycles.at(0).tokens.output, std::nullopt);
    EXPECT_NEAR(*result.cycles.at(0).metrics.e2e_latency_ms, 377.39143878, 1e-6);
    EXPECT_TRUE(std::holds_alternative<domain::OfflineLoad>(*result.experiment.load));
}

}  // namespace
}  // namespace lem::interchange
