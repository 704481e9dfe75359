#include "domain/result/result_wire.hpp"
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

// 100 output tokens and 300 of the prompts in 10 s, with 500 J.
const std::string plain = R"({
    "schema_version": "3.0", "experiment_id": "tiny_20260101_000000",
    "measurement_config_hash": "0123456789abcdef", "engine": "transformers",
    "engine_version": "5.0.0", "model_name": "acme/tiny", "measurement_methodology": "total",
    "total_tokens": 400, "total_energy_j": 500.0, "total_inference_time_sec": 10.0,
    "avg_tokens_per_second": 40.0, "avg_energy_per_token_j": 5.0,
    "total_flops": 8000.0, "flops_per_output_token": 80.0,
    "flops_per_input_token": 26.666666666666668,
    "baseline_power_w": 30.0, "energy_adjusted_j": 200.0, "energy_per_device_j": null,
    "measurement_warnings": ["short_measurement_duration: of /home/me/run"],
    "timeseries": "timeseries.parquet", "start_time": "2026-01-01T00:00:00",
    "end_time": "2026-01-01T00:00:12", "process_results": [],
    "extended_metrics": {"memory": {"peak_memory_mb": 100.0}}})";

TEST(LlenergymeasureResult, OutputTokensAreThoseOfTheFlopsAndNotTheTotal) {
    const auto results = imported(plain);
    ASSERT_EQ(results.size(), 1U);
    const domain::Cycle& cycle = results[0].cycles.at(0);
    EXPECT_EQ(cycle.tokens.output, 100);
    EXPECT_EQ(cycle.tokens.input, 300);
    EXPECT_EQ(cycle.metrics.throughput_tokens_per_sec, 10);
    EXPECT_EQ(cycle.metrics.joules_per_token, 5);
    EXPECT_EQ(cycle.metrics.avg_power_watts, 50) << "one denominator for both ratios";
}

TEST(LlenergymeasureResult, TheEnergyPerTokenTellsTheOutputsWhenTheFlopsDoNot) {
    const auto results =
        imported(replaced(plain, "\"total_flops\": 8000.0", "\"total_flops\": 0.0"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 100);
}

TEST(LlenergymeasureResult, OutputsThatNothingTellsAreAbsent) {
    std::string file = replaced(plain, "\"total_flops\": 8000.0", "\"total_flops\": 7999.0");
    // The energy for each token of both kinds.
    file = replaced(file, "\"avg_energy_per_token_j\": 5.0", "\"avg_energy_per_token_j\": 1.25");
    const auto results = imported(file);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).metrics.joules_per_token, std::nullopt);
    EXPECT_TRUE(notes_hold(results[0], "includes the prompts' tokens"));
}

TEST(LlenergymeasureResult, ProcessesCountTheirOutputsThemselves) {
    const auto results = imported(replaced(plain, "\"process_results\": []",
                                           R"("process_results": [
            {"inference_metrics": {"input_tokens": 150, "output_tokens": 60}},
            {"inference_metrics": {"input_tokens": 150, "output_tokens": 40}}])"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 100);
    EXPECT_EQ(results[0].cycles.at(0).tokens.input, 300);
}

TEST(LlenergymeasureResult, TheWholeEnergyIsThatOfTheGpus) {
    const auto results = imported(plain);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).energy.energy_joules, 500) << "idle power stays in";
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::gpu);
    EXPECT_EQ(results[0].energy_method, domain::EnergyMethod::integrated_power);
    const auto unmeasured =
        imported(replaced(plain, "\"total_energy_j\": 500.0", "\"total_energy_j\": 0.0"));
    ASSERT_EQ(unmeasured.size(), 1U);
    EXPECT_EQ(unmeasured[0].cycles.at(0).energy.energy_joules, std::nullopt);
    EXPECT_EQ(unmeasured[0].energy_scope, domain::EnergyScope::none);
}

TEST(LlenergymeasureResult, AGpuWithoutANameIsCountedAndCanBeGiven) {
    const auto results = imported(plain);
    ASSERT_EQ(results.size(), 1U);
    ASSERT_EQ(results[0].environment.devices.size(), 1U);
    EXPECT_EQ(results[0].environment.devices[0].name, "unknown GPU");
    EXPECT_TRUE(notes_hold(results[0], "does not name the GPU"));
    const auto given = imported(plain, {.hardware = "NVIDIA L4", .hardware_count = 2});
    ASSERT_EQ(given.size(), 1U);
    ASSERT_EQ(given[0].environment.devices.size(), 2U);
    EXPECT_EQ(given[0].environment.devices[1].name, "NVIDIA L4");
}

TEST(LlenergymeasureResult, EnergyOfEachGpuIsTakenWhenTheFileNamesThem) {
    std::string file = replaced(plain, "\"energy_per_device_j\": null",
                                R"("energy_per_device_j": [200.0, 300.0],
        "environment_snapshot": {"tool_version": "0.8.0", "hardware": {
            "gpu": {"name": "NVIDIA L4", "vram_total_mb": 1000.0},
            "thermal": {"power_limit_w": 72.0}, "cuda": {"driver_version": "550.1"}}})");
    const auto results = imported(file);
    ASSERT_EQ(results.size(), 1U);
    const auto& devices = results[0].environment.devices;
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_EQ(devices[0].name, "NVIDIA L4");
    EXPECT_EQ(devices[0].memory_mb, 1048.576);
    EXPECT_EQ(devices[0].power_limit_watts, 72);
    ASSERT_EQ(results[0].cycles.at(0).energy.per_device.size(), 2U);
    EXPECT_EQ(results[0].cycles.at(0).energy.per_device[1].energy_joules, 300);
    const auto other = imported(replaced(file, "[200.0, 300.0]", "[200.0, 200.0]"));
    ASSERT_EQ(other.size(), 1U);
    EXPECT_TRUE(other[0].cycles.at(0).energy.per_device.empty()) << "they do not add up";
}

TEST(LlenergymeasureResult, PeakMemoryIsOfMebibytesAndWarningsLoseTheirPaths) {
    const auto results = imported(plain);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_DOUBLE_EQ(results[0].cycles.at(0).metrics.peak_memory_mb.value_or(0), 104.8576);
    EXPECT_TRUE(notes_hold(results[0], "short_measurement_duration"));
    EXPECT_EQ(schema::to_text(results[0]).find("/home/me"), std::string::npos);
}

TEST(LlenergymeasureResult, SchemaTwoHasAConfiguration) {
    std::string file =
        replaced(plain, "\"schema_version\": \"3.0\"", "\"schema_version\": \"2.0\"");
    file = replaced(file, "\"engine\": \"transformers\"", "\"backend\": \"pytorch\"");
    file = replaced(file, "\"model_name\": \"acme/tiny\",",
                    R"("effective_config": {"model": "acme/small", "precision": "bf16", "n": 2,
                       "max_output_tokens": 40, "pytorch": {"batch_size": 2},
                       "output_dir": "/home/me/results"},)");
    const auto results = imported(file);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].model.name, "acme/small");
    EXPECT_EQ(results[0].model.precision, "bf16");
    EXPECT_EQ(results[0].engine.name, domain::EngineName::transformers);
    EXPECT_TRUE(notes_hold(results[0], "more output tokens than it allowed"));
    EXPECT_EQ(schema::to_text(results[0]).find("/home/me"), std::string::npos);
    ASSERT_NE(domain::load_of(results[0]), nullptr);
    EXPECT_EQ(domain::in_flight_max(*domain::load_of(results[0])), 2);
}

TEST(LlenergymeasureResult, WrongValuesAreNamed) {
    EXPECT_TRUE(holds(places(replaced(plain, "\"total_tokens\": 400", "\"total_tokens\": \"400\"")),
                      "/total_tokens"));
    EXPECT_TRUE(holds(places(replaced(plain, "\"total_tokens\": 400", "\"total_tokens\": -1")),
                      "/total_tokens"));
    EXPECT_TRUE(
        holds(places(replaced(plain, "\"total_energy_j\": 500.0", "\"total_energy_j\": 1e99")),
              "/total_energy_j"));
    EXPECT_TRUE(holds(places(replaced(plain, "\"total_inference_time_sec\": 10.0",
                                      "\"total_inference_time_sec\": null")),
                      "/total_inference_time_sec"));
    EXPECT_TRUE(
        holds(places(replaced(plain, "\"schema_version\": \"3.0\"", "\"schema_version\": \"9.0\"")),
              "/schema_version"));
    EXPECT_TRUE(holds(places(replaced(plain, "\"process_results\": []", "\"process_results\": {}")),
                      "/process_results"));
}

// 640 of the 1920 tokens are output: 0.3563 J each, and 53.1 W.
TEST(LlenergymeasureResult, TheReplayOfGpt2HasOnePower) {
    const fs::path path = samples / "llenergymeasure" / "gpt2_transformers_schema-3.0.json";
    if (!fs::exists(path)) return;
    const auto results = imported(read_file(path));
    ASSERT_EQ(results.size(), 1U);
    const domain::Cycle& cycle = results[0].cycles.at(0);
    EXPECT_EQ(cycle.tokens.output, 640);
    EXPECT_EQ(cycle.tokens.input, 1280);
    EXPECT_NEAR(cycle.metrics.avg_power_watts.value_or(0), 228.03882500813023 / 4.294965875800699,
                1e-9);
    EXPECT_NEAR(cycle.metrics.joules_per_token.value_or(0), 228.03882500813023 / 640, 1e-12);
    EXPECT_NEAR(cycle.metrics.throughput_tokens_per_sec.value_or(0), 640 / 4.294965875800699, 1e-9);
    EXPECT_NEAR(cycle.metrics.peak_memory_mb.value_or(0), 275.89888, 1e-6);
    EXPECT_TRUE(notes_hold(results[0], "short_measurement_duration"));
}

TEST(LlenergymeasureResult, SchemaTwoNamesItsGpu) {
    const fs::path path =
        samples / "upstream" / "real" / "2026-04-01_7dbdfac1_schema2.0_no_config_gpt2_result.json";
    if (!fs::exists(path)) return;
    const auto results = imported(read_file(path));
    ASSERT_EQ(results.size(), 1U);
    ASSERT_EQ(results[0].environment.devices.size(), 1U);
    EXPECT_EQ(results[0].environment.devices[0].name, "NVIDIA A100-PCIE-40GB");
    EXPECT_EQ(results[0].environment.devices[0].power_limit_watts, 250);
    EXPECT_EQ(results[0].tool.version, "0.8.0");
}

}  // namespace
}  // namespace lem::interchange
