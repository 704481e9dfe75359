/// InferenceX's aggregates and raw runs: seconds, rates for each GPU, and energy only if it is
/// valid.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::replaced;

namespace fs = std::filesystem;

// 8 GPUs, 600 W each, for a minute: 30000 output and 210000 input tokens of 30 requests.
constexpr std::string_view aggregate = R"({"hw": "h200", "tp": 8, "conc": 64, "isl": 8192,
    "osl": 1024, "model": "Acme/Tiny-1B", "framework": "vllm", "precision": "fp8",
    "image": "registry.acme.example/vllm:v0.10.2", "tput_per_gpu": 500.0,
    "output_tput_per_gpu": 62.5, "input_tput_per_gpu": 437.5, "mean_ttft": 0.25,
    "median_tpot": 0.02, "p99_e2el": 21.5, "mean_intvty": 50.0,
    "power_metric_schema_version": 2, "power_valid": 1, "avg_power_w": 600.0,
    "avg_total_gpu_power_w": 4800.0, "total_gpu_energy_j": 288000.0,
    "joules_per_successful_query": 9600.0, "joules_per_input_token": 1.371429,
    "joules_per_output_token": 9.6, "joules_per_total_token": 1.2})";

constexpr std::string_view raw = R"({"date": "20260101-000000", "model_id": "Acme/Tiny-1B",
    "tokenizer_id": "/home/someone/tiny", "num_prompts": 40, "request_rate": "inf",
    "max_concurrency": 4, "duration": 20.0, "completed": 38, "good_completed": null,
    "total_input_tokens": 4000, "total_output_tokens": 2000, "output_throughput": 100.0,
    "median_ttft": 1.5, "p99_ttft": 3.0, "median_tpot": 0.01})";

domain::Result one(std::string_view bytes) {
    const auto results = test::imported(bytes, {}, "inferencex");
    EXPECT_EQ(results.size(), 1U);
    return results.empty() ? domain::Result() : results.front();
}

std::string refusal(std::string_view bytes) {
    return test::refusal(bytes, {}, "inferencex");
}

TEST(Inferencex, EnergyIsThatOfAllGpus) {
    const domain::Result result = one(aggregate);
    ASSERT_EQ(result.cycles.size(), 1U);
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.energy.energy_joules, 288000);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_EQ(result.environment.devices.size(), 8U);
    EXPECT_EQ(result.environment.devices.at(0).name, "h200");
    EXPECT_NEAR(cycle.window.end_s, 60, 1e-9) << "energy over mean power";
    EXPECT_EQ(cycle.tokens.output, 30000);
    EXPECT_EQ(cycle.requests.completed, 30);
    EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 8 * 62.5, 1e-9);
    EXPECT_NEAR(*result.summary.joules_per_token.mean, 9.6, 1e-9);
    EXPECT_NEAR(*result.summary.avg_power_watts.mean, 4800, 1e-6);
}

TEST(Inferencex, LatenciesAreInSeconds) {
    const domain::CycleMetrics metrics = one(aggregate).cycles.at(0).metrics;
    EXPECT_NEAR(*metrics.time_to_first_token_ms, 250, 1e-9);
    EXPECT_NEAR(*metrics.latency_per_token_ms_p50, 20, 1e-9);
    EXPECT_NEAR(*metrics.e2e_latency_ms_p99, 21500, 1e-9);
}

TEST(Inferencex, InvalidPowerIsNoEnergy) {
    for (const auto& [what, with] : {std::pair(R"("power_valid": 1)", R"("power_valid": 0)"),
                                     std::pair(R"("power_valid": 1,)", ""),
                                     std::pair(R"(schema_version": 2)", R"(schema_version": 1)"),
                                     std::pair(R"(schema_version": 2)", R"(schema_version": 3)")}) {
        const domain::Result result = one(replaced(aggregate, what, with));
        ASSERT_EQ(result.cycles.size(), 1U) << with;
        EXPECT_EQ(result.cycles[0].energy.energy_joules, std::nullopt) << with;
        EXPECT_EQ(result.summary.tokens_per_joule.mean, std::nullopt) << with;
        EXPECT_EQ(result.energy_scope, domain::EnergyScope::none) << with;
        EXPECT_EQ(result.cycles[0].requests.completed, std::nullopt) << "nobody counted them";
        EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 500, 1e-3) << with;
    }
}

TEST(Inferencex, OutputOfASplitDeploymentIsThatOfItsDecodeGpus) {
    const domain::Result result = one(R"({"hw": "gb200", "num_prefill_gpu": 4, "num_decode_gpu": 8,
        "prefill_hw": "gb200", "decode_hw": "gb300", "conc": 8, "osl": 1000,
        "model": "Acme/Tiny-1B", "framework": "dynamo-sglang", "tput_per_gpu": 1000,
        "output_tput_per_gpu": 750})");
    ASSERT_EQ(result.cycles.size(), 1U);
    EXPECT_EQ(result.engine.name, domain::EngineName::sglang);
    EXPECT_EQ(result.engine.launcher, "dynamo");
    ASSERT_EQ(result.environment.devices.size(), 12U);
    EXPECT_EQ(result.environment.devices[4].name, "gb300");
    EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 8 * 750, 1e-6);
    EXPECT_NEAR(*result.summary.input_throughput_tokens_per_sec.mean, 12 * 1000 - 8 * 750, 1e-3);
}

TEST(Inferencex, AnArrayAndAnObjectHoldRuns) {
    const std::string both = std::string(aggregate) + "," + std::string(aggregate);
    const auto array = test::import_bytes("[" + both + "]");
    ASSERT_TRUE(array);
    EXPECT_EQ(array->size(), 2U);
    const auto object = test::import_bytes(R"({"a": )" + std::string(aggregate) + "}");
    ASSERT_TRUE(object);
    EXPECT_EQ(object->size(), 1U);
}

TEST(Inferencex, ImagesHaveNoTokens) {
    const std::string images =
        R"({"hw": "h200", "output_tput_per_gpu": 2, "throughput_unit": "samples/s"})";
    EXPECT_EQ(refusal(images), " has no run in it");
    const auto mixed = test::import_bytes("[" + std::string(aggregate) + "," + images + "]");
    ASSERT_TRUE(mixed);
    EXPECT_EQ(mixed->size(), 1U);
}

TEST(Inferencex, RawRunsAreWithoutEnergy) {
    const domain::Result result = one(raw);
    ASSERT_EQ(result.cycles.size(), 1U);
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.requests.completed, 38);
    EXPECT_EQ(cycle.requests.failed, 2);
    EXPECT_EQ(cycle.energy.energy_joules, std::nullopt);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms_p50, 1500, 1e-9);
    EXPECT_EQ(cycle.metrics.time_to_first_token_ms, std::nullopt) << "a median is no mean";
    EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 100, 1e-9);
    ASSERT_NE(domain::closed_loop_of(result), nullptr);
    EXPECT_EQ(domain::closed_loop_of(result)->streams, 4);
}

TEST(Inferencex, NothingPrivateIsInTheDocument) {
    EXPECT_EQ(schema::to_text(one(raw)).find("someone"), std::string::npos);
    const domain::Result result = one(aggregate);
    EXPECT_EQ(schema::to_text(result).find("registry.acme"), std::string::npos);
    EXPECT_EQ(result.engine.version, "0.10.2");
}

TEST(Inferencex, WrongInputIsReported) {
    EXPECT_EQ(refusal(replaced(aggregate, R"("conc": 64)", R"("conc": "many")")),
              "/conc must be a number, found a string");
    EXPECT_EQ(refusal(replaced(aggregate, R"("tp": 8,)", "")),
              "/tp and the other numbers of GPUs must give from 1 to 4096 GPUs");
    EXPECT_TRUE(refusal(replaced(aggregate, R"("tp": 8)", R"("tp": 1e300)")).starts_with("/tp "));
    EXPECT_TRUE(refusal(replaced(aggregate, R"(_per_gpu": 62.5)", R"(_per_gpu": -2)"))
                    .starts_with("/output_tput_per_gpu must be from "));
    EXPECT_EQ(refusal("[" + std::string(aggregate) + ", 7]"),
              "/1 must have the keys hw and output_tput_per_gpu");
    EXPECT_EQ(refusal(replaced(raw, R"("duration": 20.0)", R"("duration": null)")),
              "/duration must be a time above 0");
}

TEST(Inferencex, ImpossibleRatiosAreNotDividedBy) {
    const domain::Result negative = one(replaced(aggregate, "9.6", "-9.6"));
    EXPECT_EQ(negative.cycles.at(0).tokens.output, 30000) << "from the rate";
    const domain::Result zero = one(replaced(aggregate, "9600.0", "0"));
    EXPECT_EQ(zero.cycles.at(0).requests.completed, std::nullopt);
}

TEST(Inferencex, TheSampleGivesItsFigures) {
    const fs::path folder =
        test::samples / "inferencex" / "experimental" / "token_position_decode_slo";
    if (!fs::exists(folder)) return;
    const std::string text =
        test::read_file(folder / "qwen3.5/results/qwen35_vllm_tp8_isl1024_osl128_conc64.json");
    const domain::Result result = one(text);
    ASSERT_EQ(result.cycles.size(), 1U);
    EXPECT_EQ(result.model.name, "Qwen/Qwen3.5-397B-A17B");
    EXPECT_EQ(result.cycles[0].tokens.output, 640 * 128);
    EXPECT_EQ(result.cycles[0].tokens.input, 640 * 1024);
    EXPECT_EQ(result.cycles[0].requests.failed, 0);
    EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 449.7781933817418, 1e-6);
    EXPECT_NEAR(*result.cycles[0].metrics.time_to_first_token_ms_p50, 5428.644580300897, 1e-6);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
}

}  // namespace
}  // namespace lem::interchange
