#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

namespace fs = std::filesystem;
using schema::json;

const fs::path sample =
    test::samples / "llama-bench" / "llm-bench__Qwen3-30B-A3B-UD-Q4_K_XL__results.jsonl";

/// Two repetitions that generate 100 tokens in 1 s and in 3 s.
json wrapped() {
    json row{{"build_commit", "abc"},
             {"build_number", 7},
             {"cpu_info", "Acme CPU"},
             {"gpu_info", "Acme Graphics"},
             {"backends", "ROCm"},
             {"model_filename", "/home/me/Tiny-1B-Q4_K_M.gguf"},
             {"model_type", "tiny 1B Q4_K - Medium"},
             {"n_prompt", 0},
             {"n_gen", 100},
             {"n_depth", 0},
             {"avg_ts", 50.0}};
    row["samples_ns"] = json::array({1'000'000'000, 3'000'000'000});
    return {{"mode", "tg"},         {"value", 100},        {"tokens_per_sec", 50.0},
            {"bench_raw", row},     {"avg_power_w", 40.0}, {"max_power_w", 90.0},
            {"vram_peak_mib", 100}, {"gtt_peak_mib", 900}, {"build", "llama.cpp-hip"},
            {"hipblaslt", ""}};
}

json failed() {
    json record = wrapped();
    record["bench_raw"] = nullptr;
    record["tokens_per_sec"] = nullptr;
    return record;
}

std::vector<domain::Result> results_of(const std::string& bytes) {
    return test::imported(bytes);
}

std::string refusal(const json& file) {
    return test::refusals(file.dump());
}

TEST(LlamaBenchPower, EnergyIsTheMeanPowerTimesTheTimeOfEachRepetition) {
    const auto results = results_of(wrapped().dump());
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    ASSERT_EQ(result.cycles.size(), 2U);
    EXPECT_NEAR(*result.cycles[0].energy.energy_joules, 40, 1e-9);
    EXPECT_NEAR(*result.cycles[1].energy.energy_joules, 120, 1e-9);
    EXPECT_NEAR(*result.cycles[1].metrics.joules_per_token, 1.2, 1e-9);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::module) << "it is the APU's sensor";
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::integrated_power);
    EXPECT_NEAR(*result.cycles[0].metrics.peak_memory_mb, 1048.576, 1e-9);
}

TEST(LlamaBenchPower, FailedRunsAreLeftOut) {
    const std::string file = failed().dump() + "\n" + wrapped().dump() + "\n" + failed().dump();
    EXPECT_EQ(results_of(file).size(), 1U);
    EXPECT_NE(refusal(failed()), "") << "a file with nothing else has no run";
}

TEST(LlamaBenchPower, ZeroPowerIsUnknown) {
    json record = wrapped();
    record["avg_power_w"] = 0;
    const auto results = results_of(record.dump());
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::none);
    EXPECT_EQ(results[0].cycles.at(0).energy.energy_joules, std::nullopt);
}

TEST(LlamaBenchPower, FoldersAreNotInTheDocument) {
    const auto results = results_of(wrapped().dump());
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(schema::to_text(results[0]).find("/home/me"), std::string::npos);
    EXPECT_EQ(results[0].model.name, "Tiny-1B-Q4_K_M");
}

TEST(LlamaBenchPower, WrongFilesAreRefusedWithThePlace) {
    json record = wrapped();
    record["avg_power_w"] = "much";
    EXPECT_NE(refusal(record).find("/avg_power_w must be a number"), std::string::npos);
    record["avg_power_w"] = -3;
    EXPECT_NE(refusal(record).find("/avg_power_w"), std::string::npos);
    record["avg_power_w"] = 1e12;
    EXPECT_NE(refusal(record).find("/avg_power_w"), std::string::npos);
    record = wrapped();
    record["bench_raw"] = 3;
    EXPECT_NE(refusal(record).find("/bench_raw"), std::string::npos);
    record = wrapped();
    record["bench_raw"] = nullptr;
    EXPECT_NE(refusal(record).find("/bench_raw"), std::string::npos);
    record = wrapped();
    record["bench_raw"]["samples_ns"] = json::array({"soon"});
    EXPECT_NE(refusal(record), "");
}

TEST(LlamaBenchPower, TheSampleHasAResultForEachRunThatDidNotFail) {
    if (!fs::exists(sample)) return;
    const std::string text = test::read_file(sample);
    const auto results = results_of(text);
    ASSERT_EQ(results.size(), 519U) << "1 of 520 has no tokens_per_sec";
    const domain::Result& result = results[20];
    ASSERT_EQ(result.cycles.size(), 5U);
    EXPECT_EQ(result.cycles[0].tokens.output, 128);
    EXPECT_NEAR(*result.cycles[0].energy.energy_joules, 83.3892307692 * 2.359442207, 1e-6);
    const auto& mean = result.summary.joules_per_token.mean;
    ASSERT_TRUE(mean);
    EXPECT_NEAR(*mean, 83.3892307692 / 54.2555, 1e-3);
}

}  // namespace
}  // namespace lem::interchange
