#include "measure/workload/slo_search.hpp"

#include "base/error.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using domain::SloSearchLoad;
using domain::SloSearchOver;
using End = domain::SloSearchEnd;

SloSearchLoad search_with(SloSearchOver over, double lowest, double highest) {
    SloSearchLoad search{.over = over, .lowest = lowest, .highest = highest, .precision = 0.05};
    search.limits.e2e_latency_ms_p50 = 100;
    search.steps_max = 30;
    return search;
}

/// Simulates an engine that meets the limits up to `capacity`.
struct Played {
    SloStep last;
    std::vector<domain::SloSearchStep> points;
};
Played play(const SloSearchLoad& search, double capacity) {
    Played played;
    while (true) {
        played.last = next_step(search, played.points);
        if (!played.last.next) return played;
        EXPECT_GE(*played.last.next, search.lowest);
        EXPECT_LE(*played.last.next, search.highest);
        for (const domain::SloSearchStep& point : played.points)
            EXPECT_NE(point.load, *played.last.next) << "measured twice";
        played.points.push_back({*played.last.next, *played.last.next <= capacity});
        if (played.points.size() > 100) return played;
    }
}

TEST(SloSearch, FindsEveryWholeCapacity) {
    auto search = search_with(SloSearchOver::concurrency, 1, 64);
    search.precision = 0.005;
    for (int capacity = 1; capacity < 64; ++capacity) {
        const Played played = play(search, capacity);
        EXPECT_EQ(played.last.highest_met, capacity);
        EXPECT_EQ(played.last.end, End::bracketed);
        EXPECT_LE(played.points.size(), 13U);
    }
}

TEST(SloSearch, EndsWithinItsPrecision) {
    const auto search = search_with(SloSearchOver::rate, 0.5, 1000);
    for (const double capacity : {0.5, 0.77, 3.0, 123.4, 999.0}) {
        const Played played = play(search, capacity);
        ASSERT_TRUE(played.last.highest_met);
        EXPECT_LE(*played.last.highest_met, capacity);
        EXPECT_GE(*played.last.highest_met * 1.05, capacity);
        EXPECT_EQ(played.last.end, End::bracketed);
    }
}

TEST(SloSearch, SaysHowItEnded) {
    auto search = search_with(SloSearchOver::rate, 1, 100);
    EXPECT_EQ(play(search, 1e9).last.end, End::highest_reached);
    EXPECT_EQ(play(search, 1e9).last.highest_met, 100);
    const Played none = play(search, 0.1);
    EXPECT_EQ(none.last.end, End::none_met);
    EXPECT_FALSE(none.last.highest_met);
    EXPECT_EQ(none.points.size(), 1U);
    search.steps_max = 4;
    const Played few = play(search, 50);
    EXPECT_EQ(few.last.end, End::steps_used);
    EXPECT_EQ(few.points.size(), 4U);
    EXPECT_EQ(few.last.highest_met, 8);
}

TEST(SloSearch, ALowerFailureOverrulesAHigherSuccess) {
    const auto search = search_with(SloSearchOver::rate, 1, 100);
    const SloStep step = next_step(search, {{1, true}, {2, true}, {4, false}, {8, true}});
    EXPECT_EQ(step.highest_met, 2);
    EXPECT_NEAR(step.next.value_or(0), std::sqrt(8), 1e-12);
}

TEST(Slo, VerdictNamesWhatIsOverOrUnknown) {
    domain::SloLimits limits;
    limits.time_to_first_token_ms_p90 = 500;
    limits.e2e_latency_ms_p99 = 4000;
    domain::Cycle cycle;
    domain::CycleMetrics& metrics = cycle.metrics;
    metrics.time_to_first_token_ms_p90 = 500;
    metrics.e2e_latency_ms_p99 = 3999;
    EXPECT_TRUE(judge_slo(limits, cycle).met);
    metrics.e2e_latency_ms_p99.reset();
    EXPECT_FALSE(judge_slo(limits, cycle).met);
    EXPECT_TRUE(judge_slo(limits, cycle).undecided);
    metrics.time_to_first_token_ms_p90 = 501;
    const SloVerdict verdict = judge_slo(limits, cycle);
    EXPECT_FALSE(verdict.undecided);
    ASSERT_EQ(verdict.reasons.size(), 2U);
    EXPECT_EQ(verdict.reasons[0], "time_to_first_token_ms_p90 is 501, over 500");
}

TEST(Slo, FailedRequestsAreNotWithinTheLimits) {
    domain::SloLimits limits;
    limits.e2e_latency_ms_p50 = 400;
    domain::Cycle cycle;
    cycle.metrics.e2e_latency_ms_p50 = 100;
    cycle.requests = {.completed = 99, .failed = 1};
    EXPECT_TRUE(judge_slo(limits, cycle).met);
    cycle.requests = {.completed = 12, .failed = 54};
    const SloVerdict verdict = judge_slo(limits, cycle);
    EXPECT_FALSE(verdict.met);
    EXPECT_FALSE(verdict.undecided);
    EXPECT_EQ(verdict.reasons[0], "54 of 66 requests failed");
}

}  // namespace
}  // namespace lem::measure
