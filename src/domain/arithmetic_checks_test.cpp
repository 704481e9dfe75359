#include "domain/arithmetic_checks.hpp"

#include "support/architectures.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

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
    return arithmetic::compute_matches_model({.result = result});
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
    EXPECT_EQ(compute_of(result).bound_high, 35);
    EXPECT_EQ(compute_of(result).outcome, CheckOutcome::passed);
    for (Cycle& cycle : result.cycles)
        cycle.metrics.flops_per_second.reset();
    EXPECT_EQ(compute_of(result).outcome, CheckOutcome::not_applicable);
}

}  // namespace
}  // namespace lem::domain
