/// What devices can do at most, and what a token needs at least.

#include "support/architectures.hpp"
#include "support/check_cases.hpp"
#include "support/sample_result.hpp"

namespace lem::domain {
namespace {

using enum CheckOutcome;
using test::CheckCase;

/// Llama 3.1 8B in 16 bits on an H100: 16 GB of weights, read in 4.8 ms.
Result on_an_h100() {
    Result result = test::sample_result();
    Device& device = result.environment.devices[0];
    device.name = "NVIDIA H100 80GB HBM3";
    device.memory_mb = 85'000;
    device.power_limit_watts = 700;
    ModelRecord& model = result.model;
    model.precision = "bf16";
    model.shape = shape_of(test::llama_3_1_8b, 2);
    model.parameters_total = parameters_total(*model.shape);
    model.parameters_active = parameters_active(*model.shape);
    result.experiment.config->workload.input_tokens = 1000;
    result.experiment.config->workload.output_tokens = 200;
    for (Cycle& cycle : result.cycles) {
        cycle.tokens.input = 100'000;
        cycle.tokens.cached_input = 0;
        cycle.mean_input_tokens = 1000;
        cycle.mean_output_tokens = 200;
        cycle.mean_concurrency = 8;
        cycle.metrics.joules_per_token = 0.455;
        cycle.metrics.time_to_first_token_ms = 40;
        cycle.metrics.peak_memory_mb = 70'000;
        cycle.energy.per_device[0].peak_memory_mb = 70'000;
    }
    return result;
}

const std::vector<CheckCase> cases{
    {"a first token before the weights were read", "P4",
     [](Result& r) { r.cycles[1].metrics.time_to_first_token_ms = 2; }, warning,
     "2 ms to the first token are stated in cycle 2"},
    {"a first token at once", "P4",
     [](Result& r) { r.cycles[1].metrics.time_to_first_token_ms = 0.2; }, rejected},
    // 2 x 7e9 weights x 1000 tokens / 989e12 FLOP/s = 14 ms
    {"a first token before the prompt was computed", "P4",
     [](Result& r) { r.cycles[1].metrics.time_to_first_token_ms = 10; }, warning},
    {"a prompt that was cached", "P4",
     [](Result& r) {
         r.cycles[1].metrics.time_to_first_token_ms = 10;
         r.cycles[1].tokens.cached_input = 99'000;
     },
     passed},
    {"a prompt that may have been cached", "P4",
     [](Result& r) {
         r.cycles[1].metrics.time_to_first_token_ms = 10;
         r.cycles[1].tokens.cached_input.reset();
     },
     passed},
    {"an unknown device", "P4", [](Result& r) { r.environment.devices[0].name = "Example GPU"; },
     not_applicable},
    // 16e9 bytes x 8 x 3 pJ = 0.39 J a step
    {"0.04 J a token of 8 requests", "E14",
     [](Result& r) { r.cycles[0].metrics.joules_per_token = 0.04; }, warning,
     "0.04 J a token are stated in cycle 1, but to read the weights from memory takes at least "
     "0.04"},
    {"0.005 J a token of 8 requests", "E14",
     [](Result& r) { r.cycles[0].metrics.joules_per_token = 0.005; }, rejected},
    {"0.005 J a token of 512 requests", "E14",
     [](Result& r) {
         r.cycles[0].metrics.joules_per_token = 0.005;
         r.cycles[0].mean_batch = 512;
     },
     passed},
    {"nobody knows how many requests", "E14",
     [](Result& r) {
         for (Cycle& cycle : r.cycles)
             cycle.mean_concurrency.reset();
     },
     not_applicable},
    {"experts of unknown number", "E14",
     [](Result& r) {
         r.model.name = "Acme/MoE-30B";
         r.model.parameters_active.reset();
     },
     not_applicable},
    {"weights that the caches hold", "E14", [](Result& r) { r.model.parameters_active = 50e6; },
     not_applicable},
    {"less memory than the weights take", "P6",
     [](Result& r) { r.cycles[2].metrics.peak_memory_mb = 9'000; }, warning, "16060 MB"},
    {"the memory of a process", "P6",
     [](Result& r) {
         r.cycles[2].metrics.peak_memory_mb = 9'000;
         for (Cycle& cycle : r.cycles)
             cycle.energy.per_device[0].peak_memory_mb.reset();
     },
     not_applicable},
    {"an engine that may offload", "P6",
     [](Result& r) {
         r.cycles[2].metrics.peak_memory_mb = 9'000;
         r.engine.name = EngineName::llama_cpp;
     },
     not_applicable},
    // 131 kB a token x 1200 tokens x 512 requests = 80 GB
    {"more requests than fit", "P7",
     [](Result& r) { r.experiment.config->load = ConcurrencyLoad{.streams = 512}; }, information,
     "wait for a place"},
    {"as many in half the bytes", "P7",
     [](Result& r) {
         r.experiment.config->load = ConcurrencyLoad{.streams = 512};
         r.experiment.config->engine.settings.kv_cache_precision = "fp8_e4m3";
     },
     passed},
    {"an open loop", "P7", [](Result& r) { r.experiment.config->load = PoissonLoad{}; },
     not_applicable},
    {"four bits on an H100", "P8", [](Result& r) { r.model.precision = "nvfp4"; }, information,
     "unpacked"},
    {"eight bits on an H100", "P8", [](Result& r) { r.model.precision = "FP8"; }, passed},
    {"half of the prompts from a cache", "P9",
     [](Result& r) {
         for (Cycle& cycle : r.cycles)
             cycle.tokens.cached_input = 60'000;
     },
     warning, "60 %"},
    {"a template from a cache", "P9",
     [](Result& r) {
         for (Cycle& cycle : r.cycles)
             cycle.tokens.cached_input = 20'000;
     },
     information},
    {"prompts that are meant to be cached", "P9",
     [](Result& r) {
         r.experiment.config->workload.prefix_cache = true;
         for (Cycle& cycle : r.cycles)
             cycle.tokens.cached_input = 60'000;
     },
     passed},
    {"32 heads on three GPUs", "P10",
     [](Result& r) {
         r.experiment.config->engine.settings.tensor_parallel = 3;
         r.environment.devices.resize(3, r.environment.devices[0]);
     },
     warning, "32 attention heads"},
    {"32 heads on two GPUs", "P10",
     [](Result& r) {
         r.experiment.config->engine.settings.tensor_parallel = 2;
         r.environment.devices.resize(2, r.environment.devices[0]);
     },
     passed},
};

TEST(RooflineChecks, JudgeWhatTheDevicesCanDo) {
    test::expect_outcomes(on_an_h100(), cases);
}

/// Eight requests, 4.48 ms a step: 1786 tok/s, of which 0.85 times passes.
TEST(RooflineChecks, TheMeasuredRateIsNamedBesideItsLimit) {
    Result result = on_an_h100();
    result.cycles[1].metrics.throughput_tokens_per_sec = 1600;
    const Check rate = test::verdict_of("P1", {.result = result});
    EXPECT_EQ(rate.outcome, warning);
    EXPECT_NE(rate.message.find("1600 tok/s in cycle 2 is 0.8961 times the 1786 tok/s that the "
                                "memory's bandwidth allows for the requests in flight; up to 1518 "
                                "tok/s passes"),
              std::string::npos)
        << rate.message;
    EXPECT_EQ(rate.observed, 1600);
    EXPECT_NEAR(*rate.bound_high, 1518, 1);
    EXPECT_EQ(rate.unit, "tok/s");
    result.cycles[0].metrics.latency_per_token_ms = 4;
    const Check of_one = test::verdict_of("P3", {.result = result});
    EXPECT_EQ(of_one.outcome, warning);
    EXPECT_NE(of_one.message.find("250 tok/s in cycle 1 is 1.12 times the 223.2 tok/s of one "
                                  "request that the memory's bandwidth allows"),
              std::string::npos)
        << of_one.message;
    EXPECT_EQ(of_one.observed, 250);
}

TEST(RooflineChecks, ThePictureOfUnevenHeadsIsNotThatOfTheGpus) {
    Result result = on_an_h100();
    result.experiment.config->engine.settings.tensor_parallel = 3;
    const auto verdict = [&] { return test::verdict_of("P10", {.result = result}); };
    EXPECT_EQ(verdict().observed, 3) << verdict().message;
    EXPECT_EQ(verdict().bound_high, 1);
    result.environment.devices.resize(3, result.environment.devices[0]);
    EXPECT_EQ(verdict().outcome, warning);
    EXPECT_EQ(verdict().observed, std::nullopt) << verdict().message;
}

TEST(RooflineChecks, PublishedConfigurationsAreFarFromTheFloors) {
    for (const auto& [batch, joules] :
         {std::pair(8.0, 0.455), std::pair(64.0, 0.119), std::pair(512.0, 0.070)}) {
        Result result = on_an_h100();
        for (Cycle& cycle : result.cycles) {
            cycle.mean_batch = batch;
            cycle.metrics.joules_per_token = joules;
        }
        const Check check = test::verdict_of("E14", {.result = result});
        EXPECT_EQ(check.outcome, passed) << check.message;
        EXPECT_GT(*check.observed, 8 * *check.bound_low) << check.message;
        EXPECT_LT(*check.observed, 200 * *check.bound_low) << check.message;
    }
}

TEST(RooflineChecks, AModelWithoutAShapeHasASmallerFloor) {
    Result result = on_an_h100();
    result.cycles[0].metrics.time_to_first_token_ms = 10;
    EXPECT_EQ(test::verdict_of("P4", {.result = result}).outcome, warning);
    result.model.shape.reset();
    EXPECT_EQ(test::verdict_of("P4", {.result = result}).outcome, passed)
        << "half of the weights may be the embedding and the head";
}

}  // namespace
}  // namespace lem::domain
