#include "domain/checks/arithmetic_checks.hpp"

#include "support/architectures.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

Check verdict_of(std::string_view code, const CheckInput& input) {
    const CheckDefinition* definition = find_check(code);
    return definition->function(input, *definition);
}

TEST(ValuesArePossible, OnlyMetricsOfTheDocumentsTimeNeedAReason) {
    Result result = test::sample_result();
    result.summary.client_lag_ms_max = {};  // came with 1.3
    const auto outcome = [&](const char* version) {
        result.metric_definitions_version = version;
        return verdict_of("A1", {.result = result}).outcome;
    };
    EXPECT_EQ(outcome("1.2"), CheckOutcome::passed);
    EXPECT_EQ(outcome("1.10"), CheckOutcome::information);
}

/// Every request of every cycle lies within its window; their FLOPs are added one by one.
Result result_with(double prompt, double cached, double answer, double stated_by_true) {
    Result result = test::sample_result();
    const ModelShape shape = shape_of(test::llama_3_1_8b, 2);
    result.model.shape = shape;
    result.model.parameters_active = parameters_active(shape);
    for (Cycle& cycle : result.cycles) {
        constexpr double requests = 40;
        cycle.tokens = {.input = std::llround(requests * prompt),
                        .output = std::llround(requests * answer),
                        .cached_input = std::llround(requests * cached)};
        cycle.mean_output_tokens = answer;
        cycle.mean_context_tokens = prompt + answer / 2;
        const double flops = requests * (prefill_flops(shape, prompt - cached, cached) +
                                         decode_flops(shape, prompt, answer - 1));
        cycle.metrics.flops_per_second =
            stated_by_true * flops / (cycle.window.end_s - cycle.window.start_s);
    }
    return result;
}

Check compute_of(const Result& result) {
    return verdict_of("A13", {.result = result});
}

TEST(ComputeMatchesModel, ShapeAndSumsGiveTheStatedFlops) {
    for (const auto& [prompt, cached, answer] :
         {std::tuple(128.0, 0.0, 128.0), std::tuple(8192.0, 0.0, 1024.0),
          std::tuple(1024.0, 512.0, 16.0), std::tuple(16.0, 0.0, 4096.0)}) {
        SCOPED_TRACE(prompt);
        const Check check = compute_of(result_with(prompt, cached, answer, 1));
        EXPECT_EQ(check.outcome, CheckOutcome::passed) << check.message;
        EXPECT_EQ(check.bound_high, 5);
        EXPECT_LT(*check.observed, 1) << check.message;
        EXPECT_EQ(compute_of(result_with(prompt, cached, answer, 1.1)).outcome,
                  CheckOutcome::warning);
        EXPECT_EQ(compute_of(result_with(prompt, cached, answer, 0.9)).outcome,
                  CheckOutcome::warning);
    }
}

TEST(ComputeMatchesModel, WithoutAShapeOnlyTheSizeIsKnown) {
    Result result = result_with(128, 0, 128, 1);
    result.model.shape.reset();
    EXPECT_EQ(compute_of(result).bound_high, 15);
    EXPECT_EQ(compute_of(result).outcome, CheckOutcome::passed);
    for (Cycle& cycle : result.cycles)
        cycle.metrics.flops_per_second.reset();
    EXPECT_EQ(compute_of(result).outcome, CheckOutcome::not_applicable);
}

TEST(ComputeMatchesModel, WithoutTheContextItIsThatOfTheWorkload) {
    Result result = result_with(2048, 0, 128, 1);
    result.experiment.config->workload.input_tokens = 2048;
    for (Cycle& cycle : result.cycles)
        cycle.mean_context_tokens.reset();
    EXPECT_EQ(compute_of(result).bound_high, 15);
    EXPECT_EQ(compute_of(result).outcome, CheckOutcome::passed) << compute_of(result).message;
}

TEST(ValuesArePossible, SaysWhatIsAbsentWithoutAReason) {
    Result result = test::sample_result();
    result.summary.peak_memory_mb = {};
    const auto verdict = [&] { return verdict_of("A1", {.result = result}); };
    EXPECT_NE(verdict().message.find("peak_memory_mb"), std::string::npos) << verdict().message;
    EXPECT_EQ(verdict().outcome, CheckOutcome::information);
    result.summary.peak_memory_mb.absent_reason = "not read";
    EXPECT_EQ(verdict().message.find("peak_memory_mb"), std::string::npos);
}

using Change = void (*)(Result&);
struct Invention {
    const char* what;
    std::string_view code;
    Change change;
    CheckOutcome outcome = CheckOutcome::rejected;
};

TEST(ArithmeticChecks, InventedNumbersDoNotPass) {
    const std::vector<Invention> inventions{
        {"a pooled throughput", "A7",
         [](Result& r) {
             r.summary.throughput_tokens_per_sec.mean = 1e9;
             r.summary.throughput_tokens_per_sec.method = IntervalMethod::cluster_bootstrap;
         }},
        {"more cycles than there are", "A7",
         [](Result& r) { r.summary.throughput_tokens_per_sec.n = 50; }},
        {"power that is not energy over time", "A2",
         [](Result& r) { r.cycles[0].metrics.avg_power_watts = 0.001; }},
        {"joules a token that are not energy over tokens", "A2",
         [](Result& r) { r.cycles[0].metrics.joules_per_token = 1e-3; }},
        {"energy without a measurement", "A2",
         [](Result& r) {
             r.cycles[0].energy.energy_joules.reset();
             r.cycles[0].metrics.total_energy_joules = 0.5;
         }},
        {"no energy at all", "A2",
         [](Result& r) {
             r.cycles[0].energy.energy_joules = 0;
             r.cycles[0].metrics.total_energy_joules = 0;
             r.cycles[0].metrics.tokens_per_joule = 5;
         }},
        {"energy of no scope", "A2", [](Result& r) { r.energy_scope = EnergyScope::none; }},
        {"a window in another year", "A6",
         [](Result& r) {
             r.cycles[0].window.started_at = "1999-01-01T00:00:00Z";
             r.cycles[0].window.ended_at = "1999-01-01T00:01:00Z";
         }},
        {"a model of the future", "A6",
         [](Result& r) {
             r.model.name = "Qwen/Qwen3-8B";
             r.experiment.started_at = "2024-11-13T00:00:00Z";
             r.experiment.ended_at = "2024-11-13T01:00:00Z";
             r.cycles.clear();
         },
         CheckOutcome::warning},
        {"more requests in flight than streams", "A12",
         [](Result& r) { r.cycles[0].mean_concurrency = 1000; }, CheckOutcome::warning},
    };
    for (const Invention& invention : inventions) {
        Result result = test::sample_result();
        const Check before = verdict_of(invention.code, {.result = result});
        EXPECT_TRUE(before.outcome == CheckOutcome::passed ||
                    before.outcome == CheckOutcome::not_applicable)
            << invention.what << ": " << before.message;
        invention.change(result);
        const Check after = verdict_of(invention.code, {.result = result});
        EXPECT_EQ(after.outcome, invention.outcome) << invention.what << ": " << after.message;
    }
}

}  // namespace
}  // namespace lem::domain
