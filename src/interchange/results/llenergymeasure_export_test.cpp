/// llenergymeasure's results.csv of 2026: total tokens and the energy of the whole machine.

#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::notes_hold;
using test::read_file;
using test::refusal;
using test::replaced;
using test::samples;

namespace fs = std::filesystem;

const GivenFacts given{.model = "acme/tiny"};

// Two processes of 4 s and 5 s, which ran at the same time, with 800 tokens each.
const std::string table =
    "experiment_id,start_time,duration_sec,num_processes,total_tokens,total_energy_j,"
    "total_inference_time_sec,aggregation_method,process_0_energy_j,process_0_gpu_id,"
    "process_0_tokens,process_0_tokens_per_second,process_1_energy_j,process_1_gpu_id,"
    "process_1_tokens,process_1_tokens_per_second\n"
    "0042_c0,2026-01-24T10:00:00,46.2,2,1600,2000.0,9.0,sum_energy_avg_throughput,900,0,800,200,"
    "1100,1,800,160\n";

TEST(LlenergymeasureExport, TheRunIsAsLongAsItsLongestProcess) {
    const auto results = test::imported(table, given);
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_NEAR(cycle.window.end_s, 5, 1e-9) << "and not the sum of 9 s";
    EXPECT_NEAR(cycle.metrics.total_throughput_tokens_per_sec.value_or(0), 320, 1e-9);
    EXPECT_EQ(cycle.tokens.output, std::nullopt) << "they are counted with the prompts'";
    EXPECT_EQ(cycle.metrics.joules_per_token, std::nullopt);
    EXPECT_EQ(cycle.energy.energy_joules, 2000);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu_cpu_dram);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::modelled);
    EXPECT_EQ(result.environment.devices.size(), 2U);
}

TEST(LlenergymeasureExport, ATimeThatTheRatesContradictIsUnknown) {
    // In December 2025 the rates were of output tokens alone.
    const auto results =
        test::imported(replaced(replaced(table, "800,200", "800,100"), "800,160", "800,80"), given);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).window.end_s, 0);
    EXPECT_EQ(results[0].cycles.at(0).metrics.total_throughput_tokens_per_sec, std::nullopt);
    EXPECT_TRUE(notes_hold(results[0], "How long the run took is not known"));
}

TEST(LlenergymeasureExport, WhatIsNaOrZeroIsAbsent) {
    const auto results = test::imported(
        "experiment_id,num_processes,total_tokens,energy_raw_j,total_inference_time_sec,"
        "aggregation_method,env_gpu_name,gpu_mem_peak_mb,latency_e2e_mean_ms,"
        "thermal_throttle_detected,timeseries_path\n"
        "1,1,NA,0.0,4.0,m,NVIDIA L4,0.0,NA,True,/home/someone/t.json\n",
        given);
    ASSERT_EQ(results.size(), 1U);
    const domain::Cycle& cycle = results[0].cycles.at(0);
    EXPECT_EQ(cycle.energy.energy_joules, std::nullopt);
    EXPECT_EQ(cycle.metrics.peak_memory_mb, std::nullopt);
    EXPECT_EQ(cycle.metrics.e2e_latency_ms, std::nullopt);
    EXPECT_EQ(cycle.window.end_s, 4);
    EXPECT_EQ(cycle.flags, std::vector<std::string>{"thermal"});
    EXPECT_TRUE(results[0].environment.devices.empty()) << "it does not say how many there were";
    EXPECT_TRUE(notes_hold(results[0], "how many GPUs"));
}

TEST(LlenergymeasureExport, WrongRowsAreNamed) {
    EXPECT_EQ(refusal(table), "row 1 does not name the model; give it with --model NAME");
    EXPECT_EQ(refusal(replaced(table, ",9.0,", ",soon,"), given),
              "row 1 /total_inference_time_sec must be a number, found a string");
    EXPECT_EQ(refusal(replaced(table, ",9.0,", ",NA,"), given),
              "row 1 /total_inference_time_sec must be a time above 0");
    EXPECT_EQ(refusal(replaced(table, "46.2,2,", "46.2,1e9,"), given),
              "row 1 /num_processes must be from 1 to 4096, found 1000000000.0");
    EXPECT_TRUE(refusal(replaced(table, "1600,2000.0", "1600,-2000.0"), given)
                    .starts_with("row 1 /total_energy_j must be from 0 to "));
    EXPECT_EQ(refusal(replaced(table, ",1600,", ",1600.5,"), given),
              "row 1 /total_tokens must be a whole number, found 1600.5");
}

TEST(LlenergymeasureExport, EachPublishedTableHasItsRuns) {
    const fs::path folder = samples / "upstream" / "generated";
    if (!fs::exists(folder)) return;
    for (const auto& [name, rows, length_s] :
         {std::tuple("2025-12-21_b5ae8372_schema2.0.0", 1U, 0.0),
          std::tuple("2026-01-23_d9396b16_schema2.0.0", 3U, 31.65),
          std::tuple("2026-01-29_54b629e7_schema3.0.0", 3U, 31.65)}) {
        const auto results = test::imported(read_file(folder / name / "results.csv"), given);
        ASSERT_EQ(results.size(), rows) << name;
        EXPECT_NEAR(results[0].cycles.at(0).window.end_s, length_s, 1e-9) << name;
        EXPECT_EQ(results[0].cycles.at(0).energy.energy_joules, 12200.5) << name;
        EXPECT_EQ(results[0].environment.devices.size(), 2U) << name;
    }
}

}  // namespace
}  // namespace lem::interchange
