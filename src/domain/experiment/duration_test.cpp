#include "domain/experiment/duration.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

Experiment short_experiment() {
    Experiment experiment;
    experiment.protocol = {.cycles = 3,
                           .cycle_s = 10,
                           .warmup_s = 5,
                           .warmup_until_steady = false,
                           .warmup_max_s = 50,
                           .cooldown_s = 2,
                           .cool_start_max_s = 100,
                           .idle_s = 4,
                           .prefill_s = 7};
    return experiment;
}

TEST(Duration, CountsWarmUpsCyclesAndPauses) {
    Experiment experiment = short_experiment();
    EXPECT_EQ(estimate_duration(experiment, false).least_s, 5 + 30 + 4);
    EXPECT_EQ(estimate_duration(experiment, false).most_s, 5 + 30 + 4);
    experiment.protocol.engine_restarts = 2;
    EXPECT_EQ(estimate_duration(experiment, false).least_s, 15 + 30 + 4);
}

TEST(Duration, IdleBaselinesPrefillAndCoolingNeedAMeter) {
    const DurationEstimate metered = estimate_duration(short_experiment(), true);
    EXPECT_EQ(metered.least_s, 5 + 30 + 4 + 8 + 7);
    EXPECT_EQ(metered.most_s, metered.least_s + 100);
}

TEST(Duration, AWarmUpMayTakeItsMaximumAndASearchAllItsSteps) {
    Experiment experiment = short_experiment();
    experiment.protocol.warmup_until_steady = true;
    EXPECT_EQ(estimate_duration(experiment, false).least_s, 5 + 30 + 4);
    EXPECT_EQ(estimate_duration(experiment, false).most_s, 50 + 30 + 4);
    experiment.load = SloSearchLoad{.steps_max = 6};
    EXPECT_EQ(estimate_duration(experiment, false).least_s, 5 + 30 + 4 + 10);
    EXPECT_EQ(estimate_duration(experiment, false).most_s, 50 + 30 + 4 + 60);
}

}  // namespace
}  // namespace lem::domain
