#include "interchange/results/energy_file.hpp"

#include <gtest/gtest.h>

namespace lem::interchange {
namespace {

constexpr const char* zeus =
    "start_time,window_name,elapsed_time,gpu0_energy,gpu1_energy\n"
    "1795946323.7,prefill,2.0,400.0,600.0\n"
    "1795946325.7,decode,3.0,600.0,900.0\n"
    "1795946328.7,short,0.005,0.0,0.0\n";

constexpr const char* vllm = R"({"model_id": "Acme/Tiny-1B", "num_prompts": 10, "backend": "vllm",
    "request_rate": "inf", "max_concurrency": 2, "duration": 3.05, "completed": 10, "failed": 0,
    "total_input_tokens": 100, "total_output_tokens": 300})";

std::string problem(const auto& expected) {
    return expected ? "" : expected.error()[0].pointer + " " + expected.error()[0].message;
}

TEST(EnergyFile, ZeusIsMatchedByTheLengthOfTheRun) {
    const auto file = read_energy_file(zeus);
    ASSERT_TRUE(file) << problem(file);
    const auto energy = energy_of_run(*file, 3.05, std::string(64, 'b'));
    ASSERT_TRUE(energy) << problem(energy);
    EXPECT_EQ(energy->gpu_joules, (std::vector<double>{600, 900}));
    auto results = import_results(vllm, std::string(64, 'a'), {});
    ASSERT_TRUE(results);
    domain::Result& result = results->at(0);
    EXPECT_EQ(add_energy(result, *energy), std::nullopt);
    EXPECT_DOUBLE_EQ(*result.summary.tokens_per_joule.mean, 300.0 / 1500);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_EQ(result.environment.devices.size(), 2U);
    EXPECT_TRUE(add_energy(result, *energy)) << "it has energy now";
}

TEST(EnergyFile, AWindowOfAnotherLengthIsNotTheRuns) {
    const auto file = read_energy_file(zeus);
    ASSERT_TRUE(file);
    EXPECT_NE(problem(energy_of_run(*file, 10, "b")).find("has no window as long as the run, 10 s"),
              std::string::npos);
    EXPECT_NE(problem(energy_of_run(*file, 0.005, "b")).find("no energy of a GPU"),
              std::string::npos);
    const auto twice =
        read_energy_file("start_time,window_name,elapsed_time,gpu0_energy\n1,a,2,5\n2,b,2,5\n");
    ASSERT_TRUE(twice);
    EXPECT_NE(problem(energy_of_run(*twice, 2, "b")).find("has several windows"),
              std::string::npos);
}

TEST(EnergyFile, OfCodecarbonOnlyTheGpusAreTaken) {
    const auto file = read_energy_file(
        "timestamp,duration,emissions,cpu_energy,gpu_energy,gpu_count,gpu_model,longitude\n"
        "2026-11-29T09:56:14,3.0,0.1,0.5,0.001,2,2 x NVIDIA L4,13.4\n");
    ASSERT_TRUE(file) << problem(file);
    const auto energy = energy_of_run(*file, 3, std::string(64, 'b'));
    ASSERT_TRUE(energy) << problem(energy);
    EXPECT_EQ(energy->gpu_joules, (std::vector<double>{3600}));
    EXPECT_EQ(energy->gpu_model, "NVIDIA L4");
    EXPECT_EQ(energy->gpu_count, 2);
}

TEST(EnergyFile, WhatIsNoneIsRefused) {
    EXPECT_EQ(problem(read_energy_file("a,b\n1,2\n")),
              " is neither a log of Zeus nor CodeCarbon's emissions.csv");
    EXPECT_EQ(problem(read_energy_file("start_time,window_name,elapsed_time,\n1,a,x\n")),
              "line 2 elapsed_time must be a number of seconds");
    EXPECT_EQ(problem(read_energy_file("\xFF")), " is not text in UTF-8");
}

}  // namespace
}  // namespace lem::interchange
