#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::read_file;

namespace fs = std::filesystem;
using schema::json;

const fs::path folder = test::samples / "llmfit-community" / "llmfit-core" / "data" / "community";

/// 3 requests of 2 s with 100.33 tokens on two GPUs of 12 GiB.
json submission() {
    json result{{"model", "tiny:1b"}, {"provider", "ollama"}, {"numRuns", 3},
                {"avgTps", 60.0},     {"minTps", 50.0},       {"maxTps", 70.0},
                {"avgTtftMs", 100.0}, {"avgTotalMs", 2000.0}, {"avgOutputTokens", 100.33}};
    json file{{"schemaVersion", 1}, {"submittedAtUnix", 1'780'000'000}};
    file["tool"] = {{"name", "llmfit"}, {"version", "1.1.8"}};
    file["hardware"] = {{"hwClass", "DISCRETE_GPU"},
                        {"hardwareName", "Acme GPU"},
                        {"memTierGb", 24},
                        {"vramGb", 24.0},
                        {"gpuCount", 2},
                        {"unifiedMemory", false},
                        {"cpu", "Acme CPU"},
                        {"cpuCores", 16},
                        {"ramGb", 64.0},
                        {"os", "linux"}};
    file["results"] = json::array({result});
    return file;
}

std::vector<domain::Result> results_of(const std::string& bytes) {
    return test::imported(bytes);
}

std::string refusal(const json& file) {
    return test::refusals(file.dump());
}

TEST(Llmfit, TheRequestsOfAResultAreOneCycle) {
    const auto results = results_of(submission().dump());
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    EXPECT_EQ(result.engine.name, domain::EngineName::ollama);
    EXPECT_EQ(result.model.name, "tiny:1b");
    EXPECT_EQ(result.model.precision, std::nullopt) << "the tag does not state it";
    ASSERT_EQ(result.cycles.size(), 1U);
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.tokens.output, 301);
    EXPECT_EQ(cycle.requests.completed, 3);
    EXPECT_NEAR(cycle.window.end_s, 6, 1e-12);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 301 / 6.0, 1e-9);
    EXPECT_NEAR(*cycle.metrics.e2e_latency_ms, 2000, 1e-9);
    EXPECT_EQ(cycle.metrics.time_to_first_token_ms, std::nullopt)
        << "it is the prompt's time alone";
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
}

TEST(Llmfit, MemoryIsThatOfAllGpusTogether) {
    const auto results = results_of(submission().dump());
    ASSERT_EQ(results.size(), 1U);
    const auto& devices = results[0].environment.devices;
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_NEAR(*devices[0].memory_mb, 12 * 1073.741824, 1e-6);
}

TEST(Llmfit, ACpuIsADeviceOfItsOwnKind) {
    json file = submission();
    file["hardware"]["hwClass"] = "CPU_ONLY";
    file["hardware"]["hardwareName"] = nullptr;
    file["hardware"]["gpuCount"] = 0;
    const auto results = results_of(file.dump());
    ASSERT_EQ(results.size(), 1U);
    ASSERT_EQ(results[0].environment.devices.size(), 1U);
    EXPECT_EQ(results[0].environment.devices[0].kind, "cpu");
}

TEST(Llmfit, FoldersOfTheModelAreNotInTheDocument) {
    json file = submission();
    file["results"][0]["model"] = "/home/me/models/tiny.Q8_0.gguf";
    file["results"][0]["provider"] = "mlx";
    const auto results = results_of(file.dump());
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].model.name, "tiny.Q8_0");
    EXPECT_EQ(results[0].engine.launcher, "mlx");
    EXPECT_EQ(schema::to_text(results[0]).find("/home/me"), std::string::npos);
}

TEST(Llmfit, ResultsWithoutFiguresAreLeftOut) {
    json file = submission();
    json nothing = file["results"][0];
    nothing["avgTps"] = 0;
    nothing["avgOutputTokens"] = 0;
    file["results"].push_back(nothing);
    EXPECT_EQ(results_of(file.dump()).size(), 1U);
    file["results"].push_back(json::object());
    EXPECT_NE(refusal(file).find("/results/2/numRuns"), std::string::npos)
        << "what lacks its fields is wrong, not failed";
}

TEST(Llmfit, WrongFilesAreRefusedWithThePlace) {
    json file = submission();
    file["results"][0]["numRuns"] = 0;
    EXPECT_NE(refusal(file).find("/results/0/numRuns"), std::string::npos);
    file["results"][0]["numRuns"] = 2.5;
    EXPECT_NE(refusal(file).find("must be a whole number"), std::string::npos);
    file = submission();
    file["results"][0].erase("avgTotalMs");
    EXPECT_NE(refusal(file).find("/results/0/avgTotalMs is required"), std::string::npos);
    file = submission();
    file["results"][0]["avgOutputTokens"] = 1e300;
    EXPECT_NE(refusal(file).find("/results/0/avgOutputTokens"), std::string::npos);
    file = submission();
    file["hardware"]["cpuCores"] = "many";
    EXPECT_NE(refusal(file).find("/hardware/cpuCores must be a number"), std::string::npos);
    file["hardware"]["cpuCores"] = -1;
    EXPECT_NE(refusal(file).find("/hardware/cpuCores"), std::string::npos);
    file = submission();
    file["results"] = "none";
    EXPECT_NE(refusal(file).find("/results must be an array"), std::string::npos);
}

TEST(Llmfit, EachSampleHasItsResults) {
    if (!fs::exists(folder)) return;
    EXPECT_EQ(results_of(read_file(folder / "apple-m4-pro/1786347990-003c6fb4.json")).size(), 32U);
    const auto results =
        results_of(read_file(folder / "nvidia-geforce-gtx-1070/1786600923-94f2e31c.json"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].model.name, "gemma4:e4b-it-qat");
    EXPECT_NEAR(*results[0].cycles.at(0).metrics.throughput_tokens_per_sec, 900 / (3 * 8.51086),
                1e-9);
}

}  // namespace
}  // namespace lem::interchange
