#include "measure/analysis/steadiness.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

WarmUpState warm() {
    return {.elapsed_s = 31,
            .completed = 8,
            .chunks_per_window = {500, 1000, 1010, 1000},
            .celsius_per_window = 0.3};
}

TEST(WarmUp, EndsWhenAllThreeConditionsHold) {
    const domain::Protocol protocol;
    EXPECT_EQ(not_warm_yet(protocol, 4, warm()), std::nullopt);
    WarmUpState state = warm();
    state.celsius_per_window.reset();
    EXPECT_EQ(not_warm_yet(protocol, 4, state), std::nullopt) << "no sensor, no condition";
}

TEST(WarmUp, SaysWhatItWaitsFor) {
    const domain::Protocol protocol;
    const auto waits_for = [&](auto change) {
        WarmUpState state = warm();
        change(state);
        return not_warm_yet(protocol, 4, state).value_or("nothing");
    };
    EXPECT_EQ(waits_for([](auto& s) { s.elapsed_s = 29; }), "its minimum time (protocol.warmup_s)");
    EXPECT_EQ(waits_for([](auto& s) { s.completed = 7; }), "two requests per stream (7 of 8 done)");
    EXPECT_EQ(waits_for([](auto& s) { s.chunks_per_window = {1000, 1000}; }),
              "three windows of 10 s");
    EXPECT_EQ(waits_for([](auto& s) { s.chunks_per_window = {1000, 1030, 1060}; }),
              "a steady throughput (it changed by 5.8 % in 30 s)");
    EXPECT_EQ(waits_for([](auto& s) { s.chunks_per_window = {0, 0, 0}; }),
              "a steady throughput (it changed by 100 % in 30 s)");
    EXPECT_EQ(waits_for([](auto& s) { s.celsius_per_window = 1.26; }),
              "a steady temperature (it changed by 1.3 °C in 10 s)");
}

/// One stream with a chunk every `gap_ms(t)`.
template <class Gap>
PhaseResult stream(double length_ms, Gap gap_ms) {
    Exchange exchange;
    for (double t = 0; t < length_ms; t += gap_ms(t))
        exchange.chunk_times_ms.push_back(t);
    return {.exchanges = {exchange}, .start_ms = 0, .stop_sending_ms = length_ms};
}
const PowerBetween no_power = [](double, double) { return std::optional<double>(); };

TEST(Steadiness, EvenStreamIsEven) {
    const auto steadiness = steadiness_of(stream(20'000, [](double) { return 10.0; }), {0, 20'000},
                                          [](double, double) { return std::optional(200.0); });
    ASSERT_TRUE(steadiness);
    EXPECT_LT(*steadiness->throughput_cv, 0.01);
    EXPECT_NEAR(*steadiness->throughput_drift, 0, 0.01);
    EXPECT_EQ(steadiness->power_cv, 0);
    EXPECT_FALSE(uneven(*steadiness));
}

TEST(Steadiness, SlowingServerDrifts) {
    // From 100 to 50 chunks a second: -67 % of the mean rate over the window, nearly.
    const auto steadiness = steadiness_of(
        stream(20'000, [](double t) { return 1000 / (100 - t / 400); }), {0, 20'000}, no_power);
    ASSERT_TRUE(steadiness);
    EXPECT_NEAR(*steadiness->throughput_drift, -0.667, 0.02);
    EXPECT_EQ(steadiness->power_cv, std::nullopt);
    EXPECT_TRUE(uneven(*steadiness));
}

TEST(Steadiness, VaryingPowerAloneIsUneven) {
    const auto steadiness = steadiness_of(
        stream(20'000, [](double) { return 10.0; }), {0, 20'000},
        [](double start_ms, double) { return std::optional(start_ms < 10'000 ? 200.0 : 240.0); });
    EXPECT_NEAR(*steadiness->power_cv, 0.0958, 0.001);
    EXPECT_TRUE(uneven(*steadiness));
}

TEST(Steadiness, ShortWindowSaysNothing) {
    EXPECT_EQ(steadiness_of(stream(9'000, [](double) { return 10.0; }), {0, 9'000}, no_power),
              std::nullopt);
}

/// A request every 100 ms, each served `service_ms` after the previous one: a queue with one
/// server.
PhaseResult queue(double service_ms) {
    PhaseResult phase{.exchanges = {}, .start_ms = 0, .stop_sending_ms = 10'000};
    double free_ms = 0;
    for (int i = 0; i < 100; ++i) {
        Exchange exchange;
        exchange.record.scheduled_ms = exchange.record.sent_ms = 100.0 * i;
        free_ms = std::max(free_ms, exchange.record.sent_ms) + service_ms;
        exchange.record.first_token_ms = exchange.record.last_token_ms = free_ms;
        exchange.chunk_times_ms = {free_ms};
        phase.exchanges.push_back(exchange);
    }
    return phase;
}

TEST(Oversaturated, WhenQueueAndWaitingGrow) {
    EXPECT_TRUE(oversaturated(queue(120), {0, 10'000}));
    EXPECT_FALSE(oversaturated(queue(80), {0, 10'000}));
    EXPECT_FALSE(oversaturated(queue(120), {0, 1'000})) << "ten requests are too few to say";
}

}  // namespace
}  // namespace lem::measure
