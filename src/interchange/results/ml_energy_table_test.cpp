/// Tables of the ML.ENERGY leaderboard: energy of a request becomes energy of its tokens.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::imported;
using test::refusal;
using test::replaced;

namespace fs = std::filesystem;

constexpr std::string_view v2 = R"J({"Model": "Acme/Tiny-1B", "GPU": "NVIDIA H100 80GB HBM3",
    "TP": 2, "PP": 2, "Energy/req (J)": 20.0, "Avg TPOT (s)": 0.05, "Token tput (tok/s)": 1000.0,
    "Avg Output Tokens": 80.25, "Avg BS (reqs)": 63.5, "Max BS (reqs)": 64})J";

constexpr std::string_view v3 = R"({"task": "gpqa", "configurations": [
    {"model_id": "Acme/Tiny-1B", "gpu_model": "H100", "num_gpus": 2, "max_num_seqs": 16,
     "total_params_billions": 30.0, "activated_params_billions": 3.0,
     "weight_precision": "bfloat16", "avg_output_len": 250.5, "avg_batch_size": 15.9,
     "avg_power_watts": 500.0, "energy_per_request_joules": 125.25,
     "energy_per_token_joules": 0.5, "output_throughput_tokens_per_sec": 1000.0,
     "median_itl_ms": 16.9, "p90_itl_ms": 19.0, "p99_itl_ms": 49.9},
    {"model_id": "Acme/Tiny-1B", "gpu_model": "B200", "num_gpus": 1,
     "energy_per_request_joules": 100.0, "energy_per_token_joules": 0.25,
     "output_throughput_tokens_per_sec": 2000.0}]})";

constexpr std::string_view v1 =
    "model,throughput,response_length,latency,energy\n"
    "Acme/Tiny-1B,20.0,250.5,12.5,2505.0\n"
    "Acme/Tiny-7B,10.0,200.0,20.0,4000.0\n";

TEST(MlEnergyTable, EnergyOfARequestIsDividedByItsTokens) {
    const auto results = imported(v2);
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    EXPECT_EQ(result.model.name, "Acme/Tiny-1B");
    EXPECT_EQ(result.environment.devices.size(), 4U) << "tensor and pipeline parallel";
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_NEAR(*result.summary.joules_per_token.mean, 20.0 / 80.25, 1e-9);
    EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 1000, 1e-6);
    EXPECT_NEAR(*result.summary.avg_power_watts.mean, 20.0 / 80.25 * 1000, 1e-6);
    EXPECT_NEAR(*result.cycles.at(0).metrics.latency_per_token_ms, 50, 1e-9) << "from seconds";
    EXPECT_EQ(result.cycles[0].mean_output_tokens, 80.25);
    EXPECT_EQ(result.cycles[0].mean_batch, 63.5);
}

TEST(MlEnergyTable, TheNumberOfRequestsIsNotInvented) {
    const auto results = imported(v2);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).requests.completed, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).tokens.input, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).energy.energy_joules, std::nullopt);
    EXPECT_EQ(results[0].summary.total_energy_joules.mean, std::nullopt);
    EXPECT_TRUE(results[0].summary.tokens_per_joule.mean);
    ASSERT_FALSE(results[0].provenance->notes.empty());
    EXPECT_NE(results[0].provenance->notes[0].find("means and rates alone"), std::string::npos);
}

TEST(MlEnergyTable, EachConfigurationIsAResult) {
    const auto results = imported(v3);
    ASSERT_EQ(results.size(), 2U);
    const domain::Result& first = results[0];
    EXPECT_EQ(first.environment.devices.size(), 2U);
    EXPECT_EQ(first.model.precision, "bfloat16");
    EXPECT_EQ(first.model.parameters_total, 30e9);
    EXPECT_EQ(first.model.parameters_active, 3e9);
    EXPECT_EQ(first.engine.name, domain::EngineName::vllm);
    EXPECT_NEAR(*first.summary.joules_per_token.mean, 0.5, 1e-9);
    EXPECT_NEAR(*first.summary.avg_power_watts.mean, 500, 1e-6);
    EXPECT_EQ(first.cycles.at(0).metrics.latency_per_token_ms_p50, 16.9);
    EXPECT_EQ(first.cycles[0].metrics.latency_per_token_ms_p99, std::nullopt)
        << "that of tokens is not that of requests";
    EXPECT_EQ(results[1].cycles.at(0).mean_output_tokens, 400) << "100 J of 0.25 J a token";
    EXPECT_EQ(results[1].environment.devices.at(0).name, "B200");
}

TEST(MlEnergyTable, AModelsOwnFileNamesItOnce) {
    const auto results = imported(R"({"model_id": "Acme/Tiny-1B", "configurations": [
        {"gpu_model": "H100", "num_gpus": 1, "energy_per_request_joules": 50,
         "energy_per_token_joules": 0.5, "output_throughput_tokens_per_sec": 10}]})");
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].model.name, "Acme/Tiny-1B");
}

TEST(MlEnergyTable, VersionOneTakesItsGpuFromWhoImports) {
    const auto results = imported(v1, {.hardware = "NVIDIA A40"});
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].environment.devices.at(0).name, "NVIDIA A40");
    EXPECT_NEAR(*results[0].summary.joules_per_token.mean, 10, 1e-9);
    EXPECT_NEAR(*results[0].cycles.at(0).metrics.e2e_latency_ms, 12500, 1e-9);
    EXPECT_NEAR(*results[1].summary.throughput_tokens_per_sec.mean, 10, 1e-9);
}

TEST(MlEnergyTable, WrongInputIsReported) {
    EXPECT_EQ(refusal(replaced(v2, "80.25", R"("long")")),
              "/Avg Output Tokens must be a number, found a string");
    EXPECT_EQ(refusal(replaced(v2, "80.25", "null")),
              " must state output tokens and energy of a request, and throughput");
    EXPECT_TRUE(refusal(replaced(v2, "20.0", "-20")).starts_with("/Energy/req (J) must be from "));
    EXPECT_TRUE(refusal(replaced(v2, "1000.0", "1e15"))
                    .starts_with("/Token tput (tok/s) must be from 1e-09 to 1e+09"));
    EXPECT_TRUE(refusal(replaced(v2, R"("TP": 2)", R"("TP": 1e9)")).starts_with("/TP must be "));
    EXPECT_TRUE(refusal(replaced(v3, R"("num_gpus": 1)", R"("num_gpus": [])"))
                    .starts_with("/configurations/1/num_gpus must be a number"));
    EXPECT_TRUE(refusal(replaced(v1, "4000.0", "much")).starts_with("row 2 /energy must be a"));
    EXPECT_TRUE(refusal(R"({"configurations": [{"energy_per_token_joules": 1}, 7]})")
                    .starts_with("/configurations/0 must state output tokens"));
}

TEST(MlEnergyTable, TheSamplesGiveTheirFigures) {
    const fs::path data = test::samples / "ml-energy-leaderboard-v2" / "data";
    if (!fs::exists(data)) return;
    const auto text_of = [&](const char* path) {
        const std::string text = test::read_file(data / path);
        return text;
    };
    const auto one = imported(
        text_of("llm_text_generation/code/H100 80GB HBM3/google/codegemma-7b/bs64+tp1+pp1.json"));
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].environment.devices.at(0).name, "NVIDIA H100 80GB HBM3");
    EXPECT_NEAR(*one[0].summary.joules_per_token.mean, 21.536223773181213 / 89.07378048780488,
                1e-5);
    EXPECT_NEAR(*one[0].summary.throughput_tokens_per_sec.mean, 1194.7726106718492, 1e-6);
    const auto first = imported(text_of("legacy/A100_chat_benchmark.csv"));
    ASSERT_EQ(first.size(), 21U);
    EXPECT_NEAR(*first[0].summary.joules_per_token.mean, 2144.8338435191445 / 265.5732034922767,
                1e-4);
}

}  // namespace
}  // namespace lem::interchange
