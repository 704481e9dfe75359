/// What all importers have in common.

#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::import_bytes;
using test::refusal;

std::string vllm(std::string_view model, std::string_view completed = "10") {
    return R"({"model_id": ")" + std::string(model) +
           R"(", "num_prompts": 10, "backend": "vllm", "request_rate": "inf", "duration": 3.0,
               "total_input_tokens": 100, "total_output_tokens": 300, "completed": )" +
           std::string(completed) + "}";
}

TEST(Import, FoldersOfAModelsPathAreRemoved) {
    for (const char* path : {"/home/ada/models/tiny.gguf", "C:/Users/ada/tiny.GGUF",
                             "home/ada/models/tiny", "~/tiny", "./tiny/", "ada\\\\\\\\tiny"}) {
        const auto results = import_bytes(vllm(path));
        ASSERT_TRUE(results) << path << ": " << results.error().violations[0].message;
        EXPECT_EQ(results->at(0).model.name, "tiny") << path;
    }
    EXPECT_EQ(import_bytes(vllm("Acme/Tiny-1B"))->at(0).model.name, "Acme/Tiny-1B");
}

TEST(Import, ANumberOfRequestsHasABound) {
    EXPECT_EQ(refusal(vllm("a/b", "4294967297")),
              "/completed must be from 0 to 1e+09, found 4294967297");
    EXPECT_EQ(refusal(vllm("a/b", "1.5")), "/completed must be a whole number, found 1.5");
    EXPECT_EQ(refusal(vllm("a/b", "-1")), "/completed must be from 0 to 1e+09, found -1");
}

TEST(Import, HardwareThatIsGivenKeepsTheNumberOfTheFile) {
    const std::string aiperf = R"({"request_latency": {"unit": "ms", "avg": 3},
        "request_throughput": {"unit": "requests/sec", "avg": 1}, "input_config": {},
        "benchmark_duration": {"unit": "sec", "avg": 4}, "total_osl": {"unit": "tokens", "avg": 8},
        "request_count": {"unit": "requests", "avg": 2},
        "telemetry_data": {"endpoints": {"e": {"gpus": {
            "gpu_0": {"gpu_uuid": "a", "metrics": {"gpu_power_usage": {"unit": "W", "avg": 10}}},
            "gpu_1": {"gpu_uuid": "b", "metrics": {"gpu_power_usage": {"unit": "W", "avg": 20}}}}}}}})";
    const auto results = import_bytes(aiperf, {.model = "a/b", .hardware = "NVIDIA L4"});
    ASSERT_TRUE(results) << results.error().violations[0].message;
    const domain::Result& result = results->at(0);
    ASSERT_EQ(result.environment.devices.size(), 2U);
    EXPECT_EQ(result.environment.devices[1].name, "NVIDIA L4");
    EXPECT_EQ(result.cycles[0].energy.per_device.size(), 2U);
    const auto one =
        import_bytes(aiperf, {.model = "a/b", .hardware = "NVIDIA L4", .hardware_count = 1});
    ASSERT_TRUE(one);
    EXPECT_TRUE(one->at(0).cycles[0].energy.per_device.empty());
}

TEST(Import, AByteOrderMarkIsNoPartOfAColumn) {
    const auto results = import_bytes(
        "\xEF\xBB\xBF"
        "build_commit,n_prompt,n_gen,n_depth,avg_ts,model_filename\nx,0,16,0,8,tiny.gguf\n");
    ASSERT_TRUE(results) << results.error().violations[0].message;
    EXPECT_EQ(results->at(0).cycles[0].tokens.output, 16);
}

TEST(Import, WhatIsInNoFormatIsToldFromWhatIsBroken) {
    EXPECT_FALSE(import_bytes("").error().recognised);
    EXPECT_FALSE(import_bytes("\xFF").error().recognised);
    EXPECT_FALSE(import_bytes("[2026-11-30 10:00] started\n").error().recognised) << "a log";
    EXPECT_TRUE(import_bytes("{\"model_id\": ").error().recognised);
    EXPECT_EQ(import_bytes("{}", {}).error().recognised, false);
}

}  // namespace
}  // namespace lem::interchange
