#include "measure/analysis/cycle.hpp"

#include "domain/checks/checks.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

/// A request with a chunk every `gap_ms` from `first_ms` on.
Exchange exchange(double sent_ms, double first_ms, double gap_ms, int chunks, int tokens) {
    Exchange out;
    for (int i = 0; i < chunks; ++i)
        out.chunk_times_ms.push_back(first_ms + gap_ms * i);
    out.record.cycle = 1;
    out.record.scheduled_ms = sent_ms;
    out.record.sent_ms = sent_ms;
    out.record.first_token_ms = out.chunk_times_ms.front();
    out.record.last_token_ms = out.chunk_times_ms.back();
    out.record.input_tokens = 10;
    out.record.output_tokens = tokens;
    out.record.chunks = chunks;
    return out;
}

domain::Cycle cycle_of(const PhaseResult& phase, SteadyWindow window,
                       const domain::RequestLimits* limits = nullptr) {
    const domain::Load load = domain::ConcurrencyLoad{.streams = 2};
    domain::Cycle cycle = make_cycle({.index = 1,
                                      .phase = phase,
                                      .load = load,
                                      .started_at_ms = 1'763'000'000'000,
                                      .limits = limits},
                                     window);
    add_latencies(cycle, phase, load);
    return cycle;
}

TEST(SteadyWindow, ClosedLoopStartsWhenEveryStreamHasItsFirstToken) {
    PhaseResult phase{.exchanges = {exchange(0, 300, 10, 2, 2), exchange(0, 120, 10, 2, 2),
                                    exchange(0, 200, 10, 2, 2), exchange(130, 400, 10, 2, 2)},
                      .start_ms = 0,
                      .stop_sending_ms = 1000};
    const SteadyWindow window = steady_window(phase, domain::ConcurrencyLoad{.streams = 3});
    EXPECT_EQ(window.start_ms, 300);
    EXPECT_EQ(window.end_ms, 1000);
}

TEST(SteadyWindow, OpenLoopLeavesOutATenthAtEitherEnd) {
    const PhaseResult phase{.exchanges = {}, .start_ms = 1000, .stop_sending_ms = 2000};
    const SteadyWindow window = steady_window(phase, domain::ConstantLoad{});
    EXPECT_EQ(window.start_ms, 1100);
    EXPECT_EQ(window.end_ms, 1900);
}

TEST(Cycle, AnOpenLoopCountsTheWaitFromItsScheduleToo) {
    PhaseResult phase{.exchanges = {exchange(100, 150, 10, 2, 2), exchange(300, 350, 10, 2, 2)},
                      .start_ms = 0,
                      .stop_sending_ms = 1000};
    phase.exchanges[1].record.scheduled_ms = 100;  // sent 200 ms late
    const domain::Load open = domain::ConstantLoad{};
    domain::Cycle cycle = make_cycle({.phase = phase, .load = open}, {0, 1000});
    add_latencies(cycle, phase, open);
    const domain::CycleMetrics& metrics = cycle.metrics;
    EXPECT_EQ(metrics.time_to_first_token_ms, 50);
    EXPECT_EQ(metrics.time_to_first_token_from_schedule_ms, 150);
    EXPECT_EQ(metrics.time_to_first_token_from_schedule_ms_p50, 150);
    EXPECT_EQ(metrics.e2e_latency_from_schedule_ms, *metrics.e2e_latency_ms + 100);
    EXPECT_EQ(metrics.e2e_latency_from_schedule_ms_p99, std::nullopt);
    EXPECT_EQ(metrics.client_lag_ms_p50, 100);
    EXPECT_EQ(metrics.client_lag_ms_max, 200);

    const auto closed = cycle_of(phase, {0, 1000}).metrics;
    EXPECT_EQ(closed.time_to_first_token_from_schedule_ms, std::nullopt);
    EXPECT_EQ(closed.client_lag_ms_max, 200);
}

TEST(Cycle, CountsTokensByArrivalInsideTheWindow) {
    // Four chunks at 100, 200, 300, 400 for eight tokens: two a chunk, two chunks inside.
    const PhaseResult phase{
        .exchanges = {exchange(0, 100, 100, 4, 8)}, .start_ms = 0, .stop_sending_ms = 350};
    const domain::Cycle cycle = cycle_of(phase, {150, 350});
    EXPECT_EQ(cycle.tokens.output, 4);
    EXPECT_EQ(cycle.tokens.input, 0) << "its first token came before the window";
    EXPECT_DOUBLE_EQ(*cycle.metrics.throughput_tokens_per_sec, 4 / 0.2);
    EXPECT_EQ(cycle.requests.completed, 0);
    EXPECT_EQ(cycle.requests.unfinished, 1);
    EXPECT_DOUBLE_EQ(cycle.mean_concurrency.value(), 1);
}

TEST(Cycle, LatenciesAreDefinedAsInTheMethod) {
    const PhaseResult phase{.exchanges = {exchange(0, 100, 10, 5, 5), exchange(50, 250, 20, 5, 9)},
                            .start_ms = 0,
                            .stop_sending_ms = 400};
    const domain::CycleMetrics metrics = cycle_of(phase, {0, 400}).metrics;
    EXPECT_DOUBLE_EQ(*metrics.time_to_first_token_ms, (100 + 200) / 2.0);
    // (last - first) / (tokens - 1): 40 / 4 and 80 / 8.
    EXPECT_DOUBLE_EQ(*metrics.latency_per_token_ms, 10);
    EXPECT_DOUBLE_EQ(*metrics.e2e_latency_ms, (140 + 280) / 2.0);
    // Gaps between chunks: four of 10 and four of 20.
    EXPECT_DOUBLE_EQ(*metrics.inter_chunk_latency_ms, 15);
    EXPECT_EQ(metrics.time_to_first_token_ms_p90, std::nullopt) << "two requests are too few";
}

/// All streams begin at once on an idle engine: a burst that no steady state has.
TEST(Cycle, LatenciesOfAClosedLoopLeaveOutItsStart) {
    PhaseResult phase{.exchanges = {}, .start_ms = 0, .stop_sending_ms = 10'000};
    for (int stream = 0; stream < 2; ++stream)
        phase.exchanges.push_back(exchange(0, 400 * (stream + 1), 100, 5, 5));
    for (int i = 0; i < 40; ++i)
        phase.exchanges.push_back(exchange(1200 + i * 200.0, 1240 + i * 200.0, 20, 5, 5));
    phase.exchanges.push_back(exchange(10'000, 19'000, 20, 5, 5));
    const domain::Load closed = domain::ConcurrencyLoad{.streams = 2};
    const SteadyWindow window = steady_window(phase, closed);
    EXPECT_EQ(window.start_ms, 800);
    domain::Cycle cycle = make_cycle({.phase = phase, .load = closed}, window);
    const domain::LatencySamples steady = add_latencies(cycle, phase, closed);
    EXPECT_EQ(steady.time_to_first_token_ms, std::vector<double>(40, 40));
    EXPECT_EQ(steady.latency_per_token_ms, std::vector<double>(40, 20));
    EXPECT_DOUBLE_EQ(*cycle.metrics.time_to_first_token_ms, 40);
    EXPECT_DOUBLE_EQ(*cycle.metrics.inter_chunk_latency_ms, 20);
    for (const domain::Load& other :
         {domain::Load(domain::PoissonLoad{}), domain::Load(domain::OfflineLoad{})})
        EXPECT_EQ(add_latencies(cycle, phase, other).e2e_latency_ms.size(), 43U);
}

TEST(Cycle, ACycleShorterThanItsRequestsHasNoLatencies) {
    const PhaseResult phase{.exchanges = {exchange(0, 100, 10, 4, 4), exchange(0, 120, 10, 4, 4)},
                            .start_ms = 0,
                            .stop_sending_ms = 200};
    const SteadyWindow window = steady_window(phase, domain::ConcurrencyLoad{.streams = 2});
    EXPECT_EQ(cycle_of(phase, window).metrics.time_to_first_token_ms, std::nullopt);
}

TEST(Cycle, LengthsAreThoseOfTheAnswersAndPrompts) {
    // One of three spans the window's start: its tokens count in part.
    const PhaseResult phase{
        .exchanges = {exchange(0, 50, 10, 16, 128), exchange(0, 150, 1, 16, 128),
                      exchange(0, 150, 1, 16, 128)},
        .start_ms = 0,
        .stop_sending_ms = 1000};
    const domain::Cycle cycle = cycle_of(phase, {100, 1000});
    EXPECT_NE(cycle.tokens.output, 3 * 128);
    EXPECT_DOUBLE_EQ(*cycle.mean_output_tokens, 128);
    EXPECT_DOUBLE_EQ(*cycle.mean_input_tokens, 10);
}

TEST(Cycle, HiddenTokensAreLeftOutOfTheTimePerTokenOnly) {
    PhaseResult phase{
        .exchanges = {exchange(0, 100, 20, 4, 16)}, .start_ms = 0, .stop_sending_ms = 1000};
    phase.exchanges[0].record.hidden_tokens = 12;
    domain::Cycle cycle = cycle_of(phase, {0, 1000});
    EXPECT_DOUBLE_EQ(*cycle.metrics.latency_per_token_ms, 20);
    EXPECT_EQ(cycle.tokens.output, 16) << "they were generated, too";
    EXPECT_TRUE(cycle.flags.empty());
    const domain::RequestLimits limits{.latency_per_token_ms = 10};
    EXPECT_EQ(cycle_of(phase, {0, 1000}, &limits).metrics.goodput_share, 0);
}

TEST(Cycle, WhatSpeaksAgainstAnswersIsFlagged) {
    PhaseResult phase{.exchanges = {exchange(0, 100, 20, 4, 8), exchange(0, 100, 20, 4, 4)},
                      .start_ms = 0,
                      .stop_sending_ms = 1000};
    phase.exchanges[0].record.unread_chunks = 4;
    phase.exchanges[1].record.finish_reason = "content_filter";
    const domain::Cycle cycle = cycle_of(phase, {0, 1000});
    EXPECT_EQ(cycle.flags, (std::vector<std::string>{"unread_content", "content_filter"}));
    EXPECT_EQ(cycle.requests.completed, 2);
    EXPECT_DOUBLE_EQ(*cycle.metrics.latency_per_token_ms, 20) << "of the other";
}

TEST(Cycle, ALostCountOfAFailedRequestLeavesTheRates) {
    PhaseResult phase{.exchanges = {exchange(0, 100, 10, 4, 4), exchange(0, 100, 10, 4, 4)},
                      .start_ms = 0,
                      .stop_sending_ms = 1000};
    phase.exchanges[1].record.error = "finish_reason abort";
    phase.exchanges[1].record.output_tokens = std::nullopt;
    const domain::Cycle cycle = cycle_of(phase, {0, 1000});
    EXPECT_EQ(cycle.flags, (std::vector<std::string>{"errors"}));
    EXPECT_TRUE(cycle.metrics.throughput_tokens_per_sec);
}

TEST(Cycle, PercentilesAppearWithEnoughRequests) {
    PhaseResult phase{.exchanges = {}, .start_ms = 0, .stop_sending_ms = 10'000};
    for (int i = 0; i < 44; ++i)
        phase.exchanges.push_back(exchange(i * 100.0, i * 100.0 + 50 + i, 1, 2, 2));
    const domain::CycleMetrics metrics = cycle_of(phase, {0, 10'000}).metrics;
    EXPECT_NEAR(*metrics.time_to_first_token_ms_p90, 50 + 0.9 * 43, 1e-9);
    EXPECT_EQ(metrics.time_to_first_token_ms_p99, std::nullopt);
}

TEST(Cycle, WithoutUsageNoRateIsInvented) {
    PhaseResult phase{
        .exchanges = {exchange(0, 100, 100, 4, 8)}, .start_ms = 0, .stop_sending_ms = 1000};
    for (const std::optional<std::int64_t> counted : {std::optional<std::int64_t>(), {0}}) {
        phase.exchanges[0].record.output_tokens = counted;
        const domain::Cycle cycle = cycle_of(phase, {0, 1000});
        EXPECT_EQ(cycle.flags, (std::vector<std::string>{"token_count_unreliable"}));
        EXPECT_EQ(cycle.tokens.input, std::nullopt);
        EXPECT_EQ(cycle.tokens.output, std::nullopt);
        EXPECT_EQ(cycle.metrics.throughput_tokens_per_sec, std::nullopt);
        EXPECT_EQ(cycle.metrics.latency_per_token_ms, std::nullopt);
        EXPECT_TRUE(cycle.metrics.time_to_first_token_ms) << "needs no token count";
    }
}

TEST(Cycle, MoreTokensThanAskedForAreFlagged) {
    PhaseResult phase{
        .exchanges = {exchange(0, 100, 10, 20, 20)}, .start_ms = 0, .stop_sending_ms = 1000};
    phase.exchanges[0].output_tokens_asked = 8;
    const domain::Cycle cycle = cycle_of(phase, {0, 1000});
    EXPECT_EQ(cycle.flags, (std::vector<std::string>{"more_tokens_than_asked"}));
}

TEST(Cycle, FailedRequestsAreCountedAndFlaggedNotAveraged) {
    PhaseResult phase{.exchanges = {exchange(0, 100, 10, 4, 4), exchange(0, 500, 10, 4, 4),
                                    exchange(0, 600, 10, 4, 4)},
                      .start_ms = 0,
                      .stop_sending_ms = 1000};
    phase.exchanges[1].record.error = "HTTP 500";
    phase.exchanges[2].record.error = "the run ended before the answer did";
    phase.exchanges[2].cut = true;
    const domain::Cycle cycle = cycle_of(phase, {0, 1000});
    EXPECT_EQ(cycle.requests.failed, 1);
    EXPECT_EQ(cycle.requests.usual_error, "HTTP 500");
    EXPECT_EQ(cycle.requests.unfinished, 1);
    EXPECT_EQ(cycle.requests.completed, 1);
    EXPECT_EQ(cycle.flags, (std::vector<std::string>{"errors"}));
    EXPECT_DOUBLE_EQ(*cycle.metrics.time_to_first_token_ms, 100);
    EXPECT_EQ(cycle.tokens.output, 4);
}

TEST(Cycle, AFailureOutsideTheWindowIsFlaggedButNotCounted) {
    PhaseResult phase{.exchanges = {exchange(0, 300, 10, 4, 4), exchange(0, 100, 10, 4, 4)},
                      .start_ms = 0,
                      .stop_sending_ms = 1000};
    phase.exchanges[1].record.error = "HTTP 500";
    phase.exchanges[1].ended_ms = 150;
    const domain::Cycle cycle = cycle_of(phase, {200, 1000});
    EXPECT_EQ(cycle.requests.failed, 0) << "completed requests count from 200 ms on, too";
    EXPECT_EQ(cycle.requests.completed, 1);
    EXPECT_EQ(cycle.flags, (std::vector<std::string>{"errors"}));
    EXPECT_EQ(cycle_of(phase, {100, 1000}).requests.failed, 1);
}

TEST(Cycle, AnswersThatArriveTogetherHaveNoTimePerToken) {
    struct Case {
        std::string name;
        double gap_ms;
        int chunks, tokens;
        bool flagged, timed;
    };
    const std::vector<Case> cases{
        {"a token every 10 ms", 10, 16, 16, false, true},
        {"one event with all tokens", 0, 1, 16, true, false},
        {"a proxy that buffers the answer", 0.001, 16, 16, true, false},
        {"several tokens an event", 10, 4, 16, false, true},
        {"too short to tell", 0.001, 4, 4, false, false},
    };
    for (const Case& one : cases) {
        const PhaseResult phase{.exchanges = {exchange(0, 100, one.gap_ms, one.chunks, one.tokens)},
                                .start_ms = 0,
                                .stop_sending_ms = 1000};
        const domain::Cycle cycle = cycle_of(phase, {0, 1000});
        EXPECT_EQ(!cycle.flags.empty(), one.flagged) << one.name;
        EXPECT_EQ(cycle.metrics.latency_per_token_ms.has_value(), one.timed) << one.name;
    }
}

TEST(Cycle, AnswersInBurstsAreFlagged) {
    Exchange in_blocks = exchange(0, 100, 0, 1, 16);
    for (int i = 1; i < 16; ++i)
        in_blocks.chunk_times_ms.push_back(100 + 40 * (i / 8));  // two blocks of eight
    in_blocks.record.last_token_ms = 140;
    in_blocks.record.chunks = 16;
    PhaseResult phase{.exchanges = {in_blocks}, .start_ms = 0, .stop_sending_ms = 1000};
    EXPECT_EQ(cycle_of(phase, {0, 1000}).flags, (std::vector<std::string>{"answers_at_once"}));
    for (int i = 0; i < 20; ++i)
        phase.exchanges.push_back(exchange(0, 100, 10, 16, 16));
    EXPECT_TRUE(cycle_of(phase, {0, 1000}).flags.empty()) << "one of 21";
}

TEST(Cycle, GoodputCountsRequestsThatKeepEveryLimit) {
    // First token after 100, 100, 300 ms; per token 10, 50, 10 ms; the last one failed.
    PhaseResult phase{.exchanges = {exchange(0, 100, 10, 5, 5), exchange(0, 100, 50, 5, 5),
                                    exchange(0, 300, 10, 5, 5), exchange(0, 100, 10, 5, 5)},
                      .start_ms = 0,
                      .stop_sending_ms = 2000};
    phase.exchanges[3].record.error = "HTTP 500";
    const auto goodput = [&](const domain::RequestLimits& limits) {
        return *cycle_of(phase, {0, 2000}, &limits).metrics.goodput_requests_per_sec * 2;
    };
    EXPECT_DOUBLE_EQ(goodput({.time_to_first_token_ms = 100}), 2);
    EXPECT_DOUBLE_EQ(goodput({.latency_per_token_ms = 10}), 2);
    EXPECT_DOUBLE_EQ(goodput({.time_to_first_token_ms = 100, .latency_per_token_ms = 10}), 1);
    EXPECT_DOUBLE_EQ(goodput({.e2e_latency_ms = 300}), 2);
    EXPECT_DOUBLE_EQ(goodput({.e2e_latency_ms = 1}), 0) << "none is a finding, not an absence";
    const domain::RequestLimits limits{.time_to_first_token_ms = 100};
    domain::Cycle cycle = cycle_of(phase, {0, 2000}, &limits);
    EXPECT_DOUBLE_EQ(*cycle.metrics.goodput_share, 2.0 / 4);
    WindowEnergy energy;
    energy.reading.energy_joules = 8;
    add_energy(cycle, energy, "", std::nullopt);
    EXPECT_DOUBLE_EQ(*cycle.metrics.goodput_requests_per_joule, 2.0 / 8);
    EXPECT_FALSE(cycle_of(phase, {0, 2000}).metrics.goodput_share) << "no limits were set";
}

TEST(Cycle, EnergyGivesTheRatiosOrAReason) {
    const PhaseResult phase{
        .exchanges = {exchange(0, 100, 10, 4, 4)}, .start_ms = 0, .stop_sending_ms = 1000};
    domain::Cycle cycle = cycle_of(phase, {0, 1000});
    WindowEnergy energy;
    energy.reading.energy_joules = 8;
    energy.peak_memory_bytes = 3e9;
    add_energy(cycle, energy, "", 2);
    EXPECT_DOUBLE_EQ(*cycle.metrics.tokens_per_joule, 0.5);
    EXPECT_DOUBLE_EQ(*cycle.metrics.joules_per_token, 2);
    EXPECT_DOUBLE_EQ(*cycle.metrics.net_joules_per_token, 1.5) << "2 J of 8 were idle power";
    EXPECT_DOUBLE_EQ(*cycle.metrics.joules_per_request, 8);
    EXPECT_DOUBLE_EQ(*cycle.metrics.avg_power_watts, 8);
    EXPECT_DOUBLE_EQ(*cycle.metrics.peak_memory_mb, 3000);

    domain::Cycle without = cycle_of(phase, {0, 1000});
    add_energy(without, {}, "no source", std::nullopt);
    EXPECT_EQ(without.metrics.tokens_per_joule, std::nullopt);
    EXPECT_EQ(without.metrics.total_energy_joules, std::nullopt);
    EXPECT_EQ(without.energy.absent_reason, "no source");
    EXPECT_TRUE(without.flags.empty());

    WindowEnergy lost;
    lost.reading.invalid_reasons = {"device_missing"};
    domain::Cycle with_loss = cycle_of(phase, {0, 1000});
    add_energy(with_loss, lost, "lost", std::nullopt);
    EXPECT_EQ(with_loss.flags, (std::vector<std::string>{"energy_invalid"}));
}

TEST(WindowEdges, OfAClosedLoopAreTheFirstTokensOfAllStreamsAndTheEndOfSending) {
    WindowEdges edges(domain::ConcurrencyLoad{.streams = 3}, 60);
    EXPECT_FALSE(edges.just_passed(1, 2));
    EXPECT_TRUE(edges.just_passed(2, 3));
    EXPECT_FALSE(edges.just_passed(3, 9)) << "once";
    EXPECT_TRUE(edges.just_passed(60.001, 90));
    EXPECT_FALSE(edges.just_passed(61, 90));
}

TEST(WindowEdges, OfAnOpenLoopLeaveATenthOutAtEitherEnd) {
    WindowEdges edges(domain::PoissonLoad{}, 60);
    EXPECT_FALSE(edges.just_passed(5.9, 7));
    EXPECT_TRUE(edges.just_passed(6.01, 7));
    EXPECT_FALSE(edges.just_passed(53.9, 7));
    EXPECT_TRUE(edges.just_passed(54.01, 7));
}

TEST(DeviceConditions, HeatOverAHundredthOfTheWindowIsFlaggedThePowerLimitIsNot) {
    domain::Cycle cycle;
    add_conditions(cycle,
                   {{.device = 0, .power_capped_share = 1, .thermally_throttled_share = 0.01}});
    EXPECT_TRUE(cycle.flags.empty());
    add_conditions(cycle, {{.device = 0}, {.device = 1, .thermally_throttled_share = 0.011}});
    EXPECT_EQ(cycle.flags, std::vector<std::string>{"thermal"});
    EXPECT_EQ(cycle.device_conditions.size(), 2U);
}

}  // namespace
}  // namespace lem::measure
