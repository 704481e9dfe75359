/// The ML.ENERGY benchmark's raw runs: energy, time and tokens of the steady state alone.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::replaced;

constexpr std::string_view run_of_4 = R"({"date": "20260101-000000", "model_id": "Acme/Tiny-1B",
    "gpu_model": "H100", "num_gpus": 2, "max_num_seqs": 2, "num_prompts": 4,
    "request_rate": "inf", "max_concurrency": null, "duration": 130.0, "completed": 2,
    "steady_state_duration": 100.0, "steady_state_energy": 60000.0,
    "steady_state_energy_per_token": 0.5, "total_input_tokens": 300,
    "total_output_tokens": 150000, "output_throughput": 1153.8,
    "steady_state_measurement": {"time": 100.0, "gpu_energy": {"0": 35000.0, "1": 25000.0}},
    "entire_benchmark_measurement": {"time": 130.0, "gpu_energy": {"0": 45000.0, "1": 35000.0}},
    "timeline": {"benchmark_start_time": 1000.0, "steady_state_start_time": 1010.0},
    "results": [
      {"prompt": "who is it", "output_text": "a secret", "output_len": 11, "latency": 1.5,
       "ttft": 0.5, "itl": [0.1, 0.0], "error": "", "energy": 5.5},
      {"output_len": 21, "latency": 2.7, "ttft": 0.7, "success": true},
      {"output_len": 9, "latency": 9.0, "ttft": 9.0, "error": "timeout of host-1"},
      {"output_len": 9, "latency": 9.0, "ttft": 9.0, "success": false}]})";

domain::Result one(std::string_view bytes) {
    const auto results = test::imported(bytes, {}, "ml-energy-run");
    EXPECT_EQ(results.size(), 1U);
    return results.empty() ? domain::Result() : results.front();
}

std::string refusal(std::string_view bytes) {
    return test::refusal(bytes, {}, "ml-energy-run");
}

TEST(MlEnergyRun, EnergyIsThatOfTheSteadyState) {
    const domain::Result result = one(run_of_4);
    ASSERT_EQ(result.cycles.size(), 1U);
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.window.start_s, 10);
    EXPECT_EQ(cycle.window.end_s, 110);
    EXPECT_EQ(cycle.energy.energy_joules, 60000) << "and not the 80000 of the whole benchmark";
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::counter);
    EXPECT_EQ(cycle.tokens.output, 120000) << "energy over energy per token, not the total";
    EXPECT_EQ(result.engine.name, domain::EngineName::vllm);
    EXPECT_NEAR(*result.summary.tokens_per_joule.mean, 2, 1e-9);
    EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 1200, 1e-9);
    EXPECT_NEAR(*result.summary.avg_power_watts.mean, 600, 1e-9);
}

TEST(MlEnergyRun, EachGpuHasItsShare) {
    const domain::Result result = one(run_of_4);
    EXPECT_EQ(result.environment.devices.size(), 2U);
    ASSERT_EQ(result.cycles.at(0).energy.per_device.size(), 2U);
    EXPECT_EQ(result.cycles[0].energy.per_device[1].energy_joules, 25000);
    const domain::Result other = one(replaced(run_of_4, "35000.0", "15000.0"));
    EXPECT_TRUE(other.cycles.at(0).energy.per_device.empty()) << "they do not add up";
}

TEST(MlEnergyRun, RequestsOfTheBenchmarkAreNotThoseOfTheSteadyState) {
    const domain::Cycle cycle = one(run_of_4).cycles.at(0);
    EXPECT_EQ(cycle.requests.completed, std::nullopt);
    EXPECT_EQ(cycle.tokens.input, std::nullopt);
    EXPECT_EQ(cycle.requests.failed, 2);
    EXPECT_EQ(cycle.mean_output_tokens, 75000);
}

TEST(MlEnergyRun, LatenciesAreThoseOfRequestsThatCompleted) {
    const domain::CycleMetrics metrics = one(run_of_4).cycles.at(0).metrics;
    EXPECT_NEAR(*metrics.time_to_first_token_ms, 600, 1e-9);
    EXPECT_NEAR(*metrics.latency_per_token_ms, 100, 1e-9) << "1 s of 10 and 2 s of 20 tokens";
    EXPECT_NEAR(*metrics.e2e_latency_ms, 2100, 1e-9);
}

TEST(MlEnergyRun, WithoutASteadyStatesEnergyThereIsNone) {
    const domain::Result result = one(
        replaced(run_of_4, R"("steady_state_energy": 60000.0)", R"("steady_state_energy": null)"));
    EXPECT_EQ(result.cycles.at(0).energy.energy_joules, std::nullopt);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
    EXPECT_EQ(result.summary.tokens_per_joule.mean, std::nullopt);
}

TEST(MlEnergyRun, NothingPrivateIsInTheDocument) {
    const std::string document = schema::to_text(one(run_of_4));
    for (const char* secret : {"who is it", "a secret", "host-1"})
        EXPECT_EQ(document.find(secret), std::string::npos) << secret;
}

TEST(MlEnergyRun, WrongInputIsReported) {
    EXPECT_EQ(refusal(replaced(run_of_4, R"("num_prompts": 4)", R"("num_prompts": "four")")),
              "/num_prompts must be a number, found a string");
    EXPECT_EQ(refusal(replaced(run_of_4, R"("steady_state_duration": 100.0)",
                               R"("steady_state_duration": null)")),
              "/steady_state_duration must be a time above 0");
    EXPECT_TRUE(refusal(replaced(run_of_4, R"(_energy": 60000.0)", R"(_energy": -4)"))
                    .starts_with("/steady_state_energy must be from 0 to "));
    EXPECT_TRUE(refusal(replaced(run_of_4, R"(_duration": 100.0)", R"(_duration": 1e300)"))
                    .starts_with("/steady_state_duration must be from "));
    EXPECT_TRUE(refusal(replaced(run_of_4, R"("num_gpus": 2)", R"("num_gpus": 1e12)"))
                    .starts_with("/num_gpus must be from 1 to 4096"));
    EXPECT_EQ(refusal(replaced(run_of_4, R"("results": [)", R"("results": 7, "others": [)")),
              "/results must be an array, found a number");
}

TEST(MlEnergyRun, StrangeRequestsAreLeftOut) {
    const domain::CycleMetrics metrics =
        one(replaced(run_of_4, R"("latency": 2.7)", R"("latency": -1e300)")).cycles.at(0).metrics;
    EXPECT_NEAR(*metrics.time_to_first_token_ms, 500, 1e-9);
}

}  // namespace
}  // namespace lem::interchange
