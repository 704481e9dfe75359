#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::holds;
using test::imported;
using test::notes_hold;
using test::places;
using test::read_file;
using test::replaced;
using test::samples;

namespace fs = std::filesystem;

// 200 output tokens in 4 s; the GPUs used 0.0001 kWh, which are 360 J.
const std::string run_2025 = R"([{"CONFIGURATION_RUN_#0001": {
    "setup": {"experiment_id": "0001", "model": "acme/tiny", "gpu_model": "2 x NVIDIA L4",
        "available_cpu_count": 8, "cpu_model": "CPU", "os": "Linux-5", "country": "Atlantis"},
    "variables": {"number_input_prompts": 10, "fp_precision": "torch.float16",
        "quantisation": {"load_in_8bit": false, "load_in_4bit": false},
        "batching_options": {"batch_size___fixed_batching": 5, "adaptive_batching": false},
        "accelerate_config": {"num_processes": 1}, "backend": "pytorch"},
    "model_architecture": {"total_params": 1000000},
    "results": {
        "inference_metrics": {
            "raw_inference_metrics": {"number_input_prompts": 10, "total_input_tokens": 100,
                                      "total_generated_tokens": 200},
            "inference_performance": {"total_inference_time_sec": 4.0,
                "average_latency_ms_per_batch": 2000.0, "throughput_tokens_per_sec": 50.0}},
        "compute_metrics": {"flops": 5, "memory": {"gpu_max_memory_allocated_bytes": 3000000}},
        "global_energy_metrics": {"global_experiment_results": {
            "gpu_power_avg": 90.0, "cpu_energy_total": 0.0002, "gpu_energy_total": 0.0001,
            "total_energy_joules": 1080.0}}}}}])";

TEST(LlenergymeasureLegacy, ARunOf2025HasTheEnergyOfTheGpusAlone) {
    const auto results = imported(run_2025);
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    EXPECT_DOUBLE_EQ(result.cycles.at(0).energy.energy_joules.value_or(0), 360);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::counter);
    ASSERT_EQ(result.environment.devices.size(), 2U);
    EXPECT_EQ(result.environment.devices[1].name, "NVIDIA L4");
    EXPECT_NEAR(result.cycles.at(0).metrics.avg_power_watts.value_or(0), 90, 1e-9);
    EXPECT_EQ(result.cycles.at(0).tokens.output, 200);
    EXPECT_EQ(result.cycles.at(0).tokens.input, 100);
    EXPECT_EQ(result.cycles.at(0).requests.completed, 10);
    EXPECT_EQ(result.cycles.at(0).metrics.peak_memory_mb, 3);
    EXPECT_EQ(result.model.precision, "fp16");
    ASSERT_NE(domain::load_of(result), nullptr);
    EXPECT_EQ(domain::in_flight_max(*domain::load_of(result)), 5);
    EXPECT_TRUE(notes_hold(result, "padding"));
}

TEST(LlenergymeasureLegacy, SeveralProcessesAreSaidToShareMeters) {
    const auto results =
        imported(replaced(run_2025, "\"num_processes\": 1", "\"num_processes\": 2"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_TRUE(notes_hold(results[0], "may have metered every GPU"));
    EXPECT_EQ(results[0].cycles.at(0).metrics.peak_memory_mb, std::nullopt)
        << "it is that of one process";
}

TEST(LlenergymeasureLegacy, QuantisedWeightsAreNotOfTheStatedPrecision) {
    const auto results =
        imported(replaced(run_2025, "\"load_in_4bit\": false", "\"load_in_4bit\": true"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].model.precision, "bnb-4bit");
    EXPECT_EQ(results[0].model.parameters_total, std::nullopt) << "packed weights count as fewer";
}

TEST(LlenergymeasureLegacy, ARunWithoutTimeIsLeftOut) {
    const auto results = imported(R"([{"EXPERIMENT_0001": {"setup": {}, "results": null}},
        {"EXPERIMENT_0002": {
            "setup": {"model": "acme/tiny", "gpu_model": "NVIDIA L4"}, "variables": {},
            "results": {"experiment_results": {
                "inference_performance": {"total_inference_time_sec": 2.0,
                                          "throughput_tokens_per_sec": 50.0},
                "energy_performance": {"gpu_energy": 0.0001, "total_energy_joules": 500.0},
                "compute_performance": {"FLOPs": 0.0}}}}},
        {"EXPERIMENT_0003": {"setup": {}, "variables": {}, "results": {"experiment_results": {
            "inference_performance": {"total_inference_time_sec": 0.0}}}}}])");
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 100) << "from the rate and the time";
    EXPECT_DOUBLE_EQ(results[0].cycles.at(0).energy.energy_joules.value_or(0), 360);
}

TEST(LlenergymeasureLegacy, AWholeWithoutItsPartsIsModelled) {
    const auto results = imported(R"({"aggregated_results": {
        "experiment_setup": {"model": "acme/tiny", "gpu_model": "2 x NVIDIA L4"},
        "experiment_variables": {"total_input_tokens": 300, "total_output_tokens": 100},
        "inference_performance": {"total_inference_time_sec": 5.0, "total_tokens_generated": 100},
        "energy_performance": {"total_energy_consumed_kwh": 0.0001,
                               "total_energy_consumed_joules": 360.0}}})");
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::gpu_cpu_dram);
    EXPECT_EQ(results[0].energy_method, domain::EnergyMethod::modelled);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 100);
    EXPECT_EQ(results[0].cycles.at(0).tokens.input, 300);
}

std::string process(int gpu, double time_s) {
    return R"({"schema_version": "2.0.0", "process_index": 0, "gpu_id": )" + std::to_string(gpu) +
           R"(, "gpu_name": "NVIDIA L4", "model_name": "acme/tiny", "backend": "pytorch",
        "backend_version": "pytorch 2.5.1",
        "inference_metrics": {"total_tokens": 300, "input_tokens": 200, "output_tokens": 100,
            "tokens_per_second": 75.0, "latency_per_token_ms": 13.3,
            "inference_time_sec": )" +
           std::to_string(time_s) + R"(},
        "energy_metrics": {"total_energy_j": 400.0, "gpu_energy_j": 300.0},
        "compute_metrics": {"peak_memory_mb": 0.0, "compute_precision": "float16"}})";
}

std::string aggregate(double second_time_s) {
    return R"({"schema_version": "2.0.0", "aggregation": {"num_processes": 2},
        "total_tokens": 600, "total_energy_j": 800.0, "total_inference_time_sec": 9.0,
        "latency_stats": {"ttft_mean_ms": 40.0},
        "process_results": [)" +
           process(0, 4) + "," + process(1, second_time_s) + "]}";
}

TEST(LlenergymeasureLegacy, ProcessesOfARunAreAddedUpAndTheirTimesAreNot) {
    const auto results = imported(aggregate(5));
    ASSERT_EQ(results.size(), 1U);
    const domain::Cycle& cycle = results[0].cycles.at(0);
    EXPECT_EQ(cycle.tokens.output, 200);
    EXPECT_EQ(cycle.tokens.input, 400);
    EXPECT_EQ(cycle.window.end_s, 5);
    EXPECT_EQ(cycle.energy.energy_joules, 600);
    EXPECT_EQ(cycle.metrics.throughput_tokens_per_sec, 40);
    EXPECT_EQ(cycle.metrics.peak_memory_mb, std::nullopt) << "0 is not measured";
    EXPECT_EQ(cycle.metrics.time_to_first_token_ms, std::nullopt) << "nothing was streamed";
    EXPECT_EQ(cycle.metrics.latency_per_token_ms, std::nullopt) << "it is over both kinds";
    EXPECT_EQ(results[0].environment.devices.size(), 2U);
    EXPECT_EQ(results[0].engine.version, std::nullopt) << "that of PyTorch is another";
    const auto unmetered =
        imported(replaced(aggregate(5), "\"gpu_energy_j\": 300.0", "\"gpu_energy_j\": 0.0"));
    ASSERT_EQ(unmetered.size(), 1U);
    EXPECT_EQ(unmetered[0].energy_scope, domain::EnergyScope::none) << "0 is not measured";
}

TEST(LlenergymeasureLegacy, ARunOfSeveralCyclesIsOneResult) {
    const auto results = imported(R"({"statistics": {}, "cycle_metadata": [], "backend": "pytorch",
        "cycle_results": [)" + aggregate(5) +
                                  "," + aggregate(8) + "]}");
    ASSERT_EQ(results.size(), 1U);
    ASSERT_EQ(results[0].cycles.size(), 2U);
    EXPECT_EQ(results[0].cycles[1].window.start_s, 5);
    EXPECT_EQ(results[0].cycles[1].window.end_s, 13);
    EXPECT_EQ(results[0].environment.devices.size(), 2U);
}

TEST(LlenergymeasureLegacy, WrongValuesAreNamed) {
    const std::string of_run = "/0/CONFIGURATION_RUN_#0001";
    EXPECT_TRUE(holds(places(replaced(run_2025, "\"model\": \"acme/tiny\"", "\"model\": 7")),
                      of_run + "/setup/model"));
    EXPECT_TRUE(holds(places(replaced(run_2025, "\"total_inference_time_sec\": 4.0",
                                      "\"total_inference_time_sec\": -4.0")),
                      of_run + "/results/inference_metrics/inference_performance/"
                               "total_inference_time_sec"));
    EXPECT_TRUE(holds(
        places(replaced(run_2025, "\"gpu_energy_total\": 0.0001", "\"gpu_energy_total\": 1e99")),
        of_run + "/results/global_energy_metrics/global_experiment_results/"
                 "gpu_energy_total"));
    EXPECT_TRUE(holds(places(replaced(aggregate(5), "\"output_tokens\": 100", "\"output\": 100")),
                      "/process_results/0/inference_metrics"));
    EXPECT_TRUE(holds(places(R"({"statistics": {}, "cycle_metadata": [], "cycle_results": []})"),
                      "/cycle_results"));
}

// Real: one process, which computed 10,000 tokens.
TEST(LlenergymeasureLegacy, TheListOfApril2025HasTwoRuns) {
    const fs::path path =
        samples / "upstream" / "real" / "2025-04-06_79fff822_EXPERIMENT_hash_nnnn_first2.json";
    if (!fs::exists(path)) return;
    const auto results = imported(read_file(path));
    ASSERT_EQ(results.size(), 2U);
    const domain::Cycle& cycle = results[0].cycles.at(0);
    EXPECT_EQ(cycle.tokens.output, 10000);
    EXPECT_NEAR(cycle.energy.energy_joules.value_or(0), 0.00771659367326194 * 3.6e6, 1e-6);
    EXPECT_NEAR(cycle.metrics.throughput_tokens_per_sec.value_or(0), 301.0213623646602, 1e-9);
    EXPECT_EQ(results[0].environment.devices.size(), 4U);
}

// Each process has 4650 J and 31.25 s, or 4687 J and 31.65 s; 4096 output tokens.
TEST(LlenergymeasureLegacy, TheGeneratedCyclesHaveTheFiguresOfTheirProcesses) {
    const fs::path path = samples / "upstream" / "generated" / "2026-01-23_d9396b16_schema2.0.0" /
                          "0042_multi_cycle.json";
    if (!fs::exists(path)) return;
    const auto results = imported(read_file(path));
    ASSERT_EQ(results.size(), 1U);
    ASSERT_EQ(results[0].cycles.size(), 3U);
    const domain::Cycle& cycle = results[0].cycles[0];
    EXPECT_EQ(cycle.tokens.output, 8192);
    EXPECT_NEAR(cycle.energy.energy_joules.value_or(0), 4650 + 4687, 1e-9);
    EXPECT_NEAR(cycle.window.end_s, 31.65, 1e-9);
    EXPECT_NEAR(cycle.metrics.time_to_first_token_ms.value_or(0), 41.475, 1e-9);
    EXPECT_NEAR(cycle.metrics.latency_per_token_ms.value_or(0), 9.725, 1e-9);
    EXPECT_EQ(results[0].environment.devices.size(), 2U);
}

}  // namespace
}  // namespace lem::interchange
