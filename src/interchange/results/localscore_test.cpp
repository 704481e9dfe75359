#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using schema::json;

/// A prompt of 1000 tokens and an answer of 100 in 2 s at 300 W.
json test() {
    return {{"name", "pp1000+tg100"},
            {"model_name", "Acme Tiny 1B Instruct"},
            {"model_quant_str", "Q4_K - Medium"},
            {"model_params_str", "1B"},
            {"model_n_params", 1'100'000'000},
            {"n_prompt", 1000},
            {"n_gen", 100},
            {"avg_time_ms", 2000.0},
            {"power_watts", 300.0},
            {"prompt_tps", 1000.0},
            {"gen_tps", 100.0},
            {"prompt_tps_watt", 3.3},
            {"gen_tps_watt", 0.33},
            {"ttft_ms", 1010.0}};
}

json body() {
    json file;
    file["system_info"] = {
        {"cpu_name", "Acme CPU"}, {"cpu_arch", "x86_64"},      {"ram_gb", 32.0},
        {"kernel_type", "Linux"}, {"kernel_release", "6.8.0"}, {"version", "built on host-1"}};
    file["accelerator_info"] = {
        {"name", "Acme GPU"}, {"type", "GPU"}, {"memory_gb", 24.0}, {"manufacturer", "Acme"}};
    file["runtime_info"] = {{"name", "llamafile"}, {"version", "0.9.1"}, {"commit", "abc"}};
    file["results_summary"] = {{"avg_gen_tps", 100.0}, {"performance_score", 1.0}};
    file["results"] = json::array({test(), test()});
    return file;
}

std::vector<domain::Result> results_of(const json& file) {
    return test::imported(file.dump());
}

std::string refusal(const json& file) {
    return test::refusals(file.dump());
}

TEST(Localscore, EachTestIsAResult) {
    const auto results = results_of(body());
    ASSERT_EQ(results.size(), 2U);
    const domain::Result& result = results[0];
    EXPECT_EQ(result.model.name, "Acme-Tiny-1B-Instruct");
    EXPECT_EQ(result.model.precision, "q4_k");
    EXPECT_EQ(result.engine.name, domain::EngineName::llama_cpp);
    EXPECT_EQ(result.engine.version, "llamafile-0.9.1");
    ASSERT_EQ(result.cycles.size(), 1U);
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.tokens.input, 1000);
    EXPECT_EQ(cycle.tokens.output, 100);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 50, 1e-9);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms, 1010, 1e-9);
    EXPECT_NEAR(*cycle.metrics.latency_per_token_ms, 10, 1e-9);
    ASSERT_EQ(result.environment.devices.size(), 1U);
    EXPECT_NEAR(*result.environment.devices[0].memory_mb, 24 * 1073.741824, 1e-6);
}

TEST(Localscore, EnergyIsPowerTimesTimeOfTheGpu) {
    const auto results = results_of(body());
    ASSERT_EQ(results.size(), 2U);
    EXPECT_NEAR(*results[0].cycles.at(0).energy.energy_joules, 600, 1e-9);
    EXPECT_NEAR(*results[0].cycles.at(0).metrics.joules_per_token, 6, 1e-9);
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::gpu);
}

TEST(Localscore, ZeroPowerIsUnknown) {
    json file = body();
    file["results"][0]["power_watts"] = 0.0;
    const auto results = results_of(file);
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].cycles.at(0).energy.energy_joules, std::nullopt);
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::none);
    EXPECT_EQ(results[1].energy_scope, domain::EnergyScope::gpu);
}

TEST(Localscore, ThePowerOfAnAppleChipIsThatOfTheModule) {
    json file = body();
    file["accelerator_info"]["manufacturer"] = "Apple";
    const auto results = results_of(file);
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::module);
}

TEST(Localscore, ThePowerOfAnotherCpuIsNotTaken) {
    json file = body();
    file["accelerator_info"]["type"] = "CPU";
    const auto results = results_of(file);
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::none);
    EXPECT_EQ(results[0].environment.devices.at(0).kind, "cpu");
}

TEST(Localscore, RepetitionsAreCycles) {
    json file = body();
    file["results"][0]["samples_ns"] = json::array({1'000'000'000, 3'000'000'000});
    const auto results = results_of(file);
    ASSERT_EQ(results.size(), 2U);
    ASSERT_EQ(results[0].cycles.size(), 2U);
    EXPECT_NEAR(*results[0].cycles[1].energy.energy_joules, 900, 1e-9);
}

TEST(Localscore, TheKernelsBuildIsNotInTheDocument) {
    for (const domain::Result& result : results_of(body()))
        EXPECT_EQ(schema::to_text(result).find("host-1"), std::string::npos);
}

TEST(Localscore, WrongFilesAreRefusedWithThePlace) {
    json file = body();
    file["results"][1]["avg_time_ms"] = "long";
    EXPECT_NE(refusal(file).find("/results/1/avg_time_ms must be a number"), std::string::npos);
    file["results"][1].erase("avg_time_ms");
    EXPECT_NE(refusal(file).find("/results/1/avg_time_ms"), std::string::npos);
    file = body();
    file["results"][0]["n_gen"] = 1e300;
    EXPECT_NE(refusal(file).find("/results/0/n_gen"), std::string::npos);
    file = body();
    file["results"][0]["power_watts"] = -5;
    EXPECT_NE(refusal(file).find("/results/0/power_watts"), std::string::npos);
    file = body();
    file["results"] = 7;
    EXPECT_NE(refusal(file).find("/results must be an array"), std::string::npos);
    file["results"] = json::array({7});
    EXPECT_NE(refusal(file).find("/results/0"), std::string::npos);
    file["results"] = json::array();
    EXPECT_NE(refusal(file), "");
}

}  // namespace
}  // namespace lem::interchange
