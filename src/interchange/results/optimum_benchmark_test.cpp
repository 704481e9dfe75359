/// optimum-benchmark: whose energy it is, latencies of a batch, and a report alone.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using domain::EnergyMethod;
using domain::EnergyScope;
using schema::json;

json block(double seconds, const char* unit, double rate, double gpu_kwh, double cpu_kwh) {
    return {
        {"latency",
         {{"unit", "s"}, {"count", 10}, {"mean", seconds}, {"p50", seconds}, {"p90", seconds}}},
        {"throughput", {{"unit", unit}, {"value", rate}}},
        {"memory", {{"unit", "MB"}, {"max_ram", 900}, {"max_global_vram", 2000 * seconds}}},
        {"energy", {{"unit", "kWh"}, {"gpu", gpu_kwh}, {"cpu", cpu_kwh}, {"ram", cpu_kwh / 4}}}};
}

/// 4 sequences of 11 tokens, the first after 0.5 s and the others in 2 s; 10 batches.
json document() {
    return {{"config",
             {{"name", "my secret run"},
              {"backend",
               {{"name", "pytorch"},
                {"version", "2.15.0"},
                {"model", "/home/alice/Tiny-1B"},
                {"processor", "/home/alice/Tiny-1B"},
                {"device", "cuda"},
                {"device_ids", "0"},
                {"torch_dtype", "float16"}}},
              {"scenario",
               {{"name", "inference"},
                {"input_shapes", {{"batch_size", 4}, {"sequence_length", 16}}},
                {"generate_kwargs", {{"max_new_tokens", 11}, {"min_new_tokens", 11}}}}},
              {"environment",
               {{"cpu", " Some CPU"},
                {"transformers_version", "4.57.6"},
                {"optimum_benchmark_version", "0.6.0"},
                {"gpu", {"NVIDIA H100", "NVIDIA H100"}}}}}},
            {"report",
             {{"load_model", block(9, "samples/s", 1, 9, 9)},
              {"prefill", block(0.5, "samples/s", 8, 1e-5, 1e-6)},
              {"decode", block(2, "tokens/s", 20, 3e-5, 2e-6)},
              {"generate", block(2.5, "samples/s", 16, 4e-5, 3e-6)}}}};
}

domain::Result imported(const json& file, const GivenFacts& given = {}) {
    const auto results = test::imported(file.dump(), given);
    EXPECT_EQ(results.size(), 1U);
    domain::Result none;
    none.cycles.emplace_back();
    return results.empty() ? none : results.front();
}

std::string violations(const json& file) {
    return test::refusals(file.dump(), {.model = "M"});
}

TEST(OptimumBench, EnergyIsThatOfTheGpus) {
    const domain::Result result = imported(document());
    EXPECT_EQ(result.energy_scope, EnergyScope::gpu);
    EXPECT_EQ(result.energy_method, EnergyMethod::counter);
    EXPECT_NEAR(*result.cycles[0].energy.energy_joules, 4e-5 * 3.6e6 * 10, 1e-6);
    EXPECT_NEAR(*result.cycles[0].metrics.joules_per_token, 144.0 / 44, 1e-9);
    ASSERT_EQ(result.environment.devices.size(), 1U) << "one of two took part";
    EXPECT_EQ(result.environment.devices[0].name, "NVIDIA H100");
}

TEST(OptimumBench, EnergyOfCpuAndMemoryCountsAsModelled) {
    json file = document();
    file["config"]["backend"]["device"] = "cpu";
    for (const char* phase : {"prefill", "decode", "generate"})
        file["report"][phase]["energy"]["gpu"] = 0;
    const domain::Result result = imported(file);
    EXPECT_EQ(result.energy_scope, EnergyScope::cpu_dram);
    EXPECT_EQ(result.energy_method, EnergyMethod::modelled);
    EXPECT_NEAR(*result.cycles[0].energy.energy_joules, 3e-6 * 1.25 * 3.6e6 * 10, 1e-6);
    EXPECT_TRUE(result.environment.devices.empty());
}

TEST(OptimumBench, AGpuWithoutEnergyHasNone) {
    json file = document();
    for (const char* phase : {"prefill", "decode", "generate"})
        file["report"][phase]["energy"]["gpu"] = 0.0;
    const domain::Result result = imported(file);
    EXPECT_EQ(result.energy_scope, EnergyScope::none);
    EXPECT_EQ(result.cycles[0].energy.energy_joules, std::nullopt);
}

TEST(OptimumBench, LatenciesAreOfABatchAndItsTokens) {
    const domain::Result result = imported(document());
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.tokens.output, 4 * 11 * 10);
    EXPECT_EQ(cycle.tokens.input, 4 * 16 * 10);
    EXPECT_EQ(cycle.requests.completed, 40);
    EXPECT_NEAR(cycle.window.end_s, 25, 1e-9);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 44 / 2.5, 1e-9);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms, 500, 1e-9);
    EXPECT_NEAR(*cycle.metrics.latency_per_token_ms, 200, 1e-9) << "2 s for 10 tokens";
    EXPECT_NEAR(*cycle.metrics.e2e_latency_ms, 2500, 1e-9);
    EXPECT_NEAR(*cycle.metrics.peak_memory_mb, 5000, 1e-9) << "that of loading does not count";
    EXPECT_EQ(cycle.metrics.time_to_first_token_ms_p99, std::nullopt);
    EXPECT_EQ(result.engine.name, domain::EngineName::transformers);
    EXPECT_EQ(result.engine.version, "4.57.6") << "and not PyTorch's";
    EXPECT_EQ(result.tool.version, "0.6.0");
}

TEST(OptimumBench, AReportAloneSaysItsBatch) {
    const domain::Result result = imported(document()["report"], {.model = "Acme/Tiny-1B"});
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.tokens.output, 4 * 11 * 10);
    EXPECT_EQ(cycle.tokens.input, std::nullopt);
    EXPECT_NEAR(*cycle.metrics.latency_per_token_ms, 200, 1e-9);
    EXPECT_EQ(result.energy_scope, EnergyScope::gpu);
}

TEST(OptimumBench, APathLeavesOnlyTheModelsName) {
    const domain::Result result = imported(document());
    EXPECT_EQ(result.model.name, "Tiny-1B");
    const std::string text = schema::to_text(result);
    EXPECT_EQ(text.find("alice"), std::string::npos);
    EXPECT_EQ(text.find("secret"), std::string::npos);
}

TEST(OptimumBench, SaysWhatIsWrong) {
    json unit = document();
    unit["report"]["decode"]["latency"]["unit"] = "ms";
    EXPECT_EQ(violations(unit), "/report/decode/latency/unit must be s\n");
    json text = document();
    text["report"]["prefill"]["latency"]["mean"] = "fast";
    EXPECT_NE(violations(text).find("/report/prefill/latency/mean must be a number"),
              std::string::npos);
    json negative = document();
    negative["report"]["decode"]["latency"]["mean"] = -2;
    EXPECT_NE(violations(negative).find("/report/decode/latency/mean must be from 0"),
              std::string::npos);
    json huge = document();
    huge["config"]["scenario"]["input_shapes"]["batch_size"] = 1e300;
    EXPECT_NE(violations(huge).find("batch_size must be from 1"), std::string::npos);
    json no_batch = document()["report"];
    no_batch["prefill"].erase("throughput");
    EXPECT_NE(violations(no_batch).find("does not say how many tokens"), std::string::npos);
    json shorter = document();
    shorter["config"]["scenario"]["generate_kwargs"]["min_new_tokens"] = 1;
    EXPECT_NE(violations(shorter).find("must be max_new_tokens"), std::string::npos);
}

TEST(OptimumBench, GivesTheSamplesFigures) {
    const auto folder = test::samples / "generated" / "optimum-benchmark";
    if (!std::filesystem::exists(folder)) return;
    for (const char* name : {"benchmark.json", "benchmark_report.json"}) {
        const std::string text = test::read_file(folder / name);
        const auto results = import_results(text, std::string(64, 'a'), {.model = "Acme/Tiny-1B"});
        ASSERT_TRUE(results) << name;
        ASSERT_EQ(results->size(), 1U);
        const domain::Result& result = results->at(0);
        const domain::Cycle& cycle = result.cycles[0];
        EXPECT_EQ(result.provenance->format, "optimum-benchmark");
        EXPECT_EQ(cycle.tokens.output, 3 * 2 * 8) << name;
        EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 48 / 4.1912461109996, 1e-6);
        EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms, 230.0243, 1e-3);
        EXPECT_NEAR(*cycle.metrics.latency_per_token_ms, 1167.0577 / 7, 1e-3);
        EXPECT_EQ(cycle.metrics.peak_memory_mb, std::nullopt);
        const bool whole = std::string_view(name) == "benchmark.json";
        EXPECT_EQ(cycle.energy.energy_joules.has_value(), whole)
            << "the report alone does not say that no GPU took part";
        if (whole) {
            EXPECT_NEAR(*cycle.energy.energy_joules, 3 * 2.415707269592632e-05 * 3.6e6, 1e-6);
        }
    }
}

}  // namespace
}  // namespace lem::interchange
