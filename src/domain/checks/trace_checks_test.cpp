/// The power trace of a bundle: how it is read, what it sums to, and what the checks say of it.

#include "domain/checks/trace_lines.hpp"
#include "domain/result/flags.hpp"
#include "support/check_cases.hpp"
#include "support/sample_result.hpp"

#include <cmath>
#include <functional>

namespace lem::domain {
namespace {

using enum CheckOutcome;
using Power = std::function<double(double at_s)>;

TraceTotals totals_of_text(const Result& result, std::string_view csv, std::size_t piece = 1000) {
    TraceTotals totals(result);
    TraceLines lines(totals);
    while (!csv.empty() && lines.append(csv.substr(0, piece)))
        csv.remove_prefix(std::min(piece, csv.size()));
    lines.finish();
    return totals;
}

/// Rows from 1 s to 300 s; the cycles of the sample are from 70, 140 and 210 s on, of 60 s each.
std::string trace_of(const Power& watts, double period_s = 0.1) {
    std::string csv = "t_s,watts\n";
    for (double at_s = 1; at_s < 300; at_s += period_s)
        csv += std::to_string(at_s) + "," + std::to_string(watts(at_s)) + "\n";
    return csv;
}

Check verdict(std::string_view code, const Result& result, const std::string& csv) {
    const TraceTotals totals = totals_of_text(result, csv);
    return test::verdict_of(code, {.result = result, .trace = &totals});
}

double steady(double) {
    return 20;
}

TEST(TraceTotals, IntegratesEachWindowWithItsEdges) {
    Result result = test::sample_result();
    result.cycles[0].window.start_s = 70.03;
    result.cycles[0].window.end_s = 130.01;
    const TraceTotals totals = totals_of_text(result, trace_of([](double t) { return 2 * t; }));
    const TracedWindow* window = totals.of(result.cycles[0]);
    ASSERT_NE(window, nullptr);
    ASSERT_EQ(window->devices.size(), 1U);
    EXPECT_NEAR(window->devices[0].joules, 130.01 * 130.01 - 70.03 * 70.03, 0.01);
    EXPECT_NEAR(window->devices[0].covered_s, 59.98, 1e-9);
    EXPECT_NEAR(window->gap_max_s, 0.1, 1e-4);
    EXPECT_EQ(window->rows, 600);
    EXPECT_EQ(window->readings, 600);
    EXPECT_EQ(totals.of(Cycle{.index = 9}), nullptr);
}

TEST(TraceTotals, PiecesMayBeCutAnywhere) {
    const Result result = test::sample_result();
    const std::string csv = trace_of([](double t) { return 20 + std::sin(t); }, 0.7);
    const double whole = totals_of_text(result, csv).of(result.cycles[1])->devices[0].joules;
    for (const std::size_t piece : {1U, 7U, 4096U})
        EXPECT_EQ(totals_of_text(result, csv, piece).of(result.cycles[1])->devices[0].joules,
                  whole);
}

TEST(TraceTotals, AMissingReadingIsAGapOfItsDevice) {
    const Result result = test::sample_result();
    std::string csv = "t_s,watts_0,watts_1\n";
    for (int at_s = 1; at_s < 300; ++at_s)
        csv += std::to_string(at_s) + ",10," + (at_s > 80 && at_s < 90 ? "" : "30") + "\n";
    const TraceTotals totals = totals_of_text(result, csv);
    EXPECT_EQ(totals.fault(), "");
    const TracedWindow& window = *totals.of(result.cycles[0]);
    EXPECT_NEAR(window.devices[0].joules, 600, 1e-9);
    EXPECT_NEAR(window.devices[1].joules, 1800, 1e-9);
    EXPECT_NEAR(window.gap_max_s, 10, 1e-9);
    EXPECT_EQ(window.readings, 60 + 51);
    EXPECT_NEAR(totals.of(result.cycles[1])->gap_max_s, 1, 1e-9);
}

/// Work for a row is that of its own window: a thousand cycles cost no more than one.
TEST(TraceTotals, WindowsThatOverlapHaveNoTotals) {
    Result result = test::sample_result();
    result.cycles[1].window.start_s = 100;
    const TraceTotals totals = totals_of_text(result, trace_of(steady));
    EXPECT_NE(totals.of(result.cycles[0]), nullptr);
    EXPECT_EQ(totals.of(result.cycles[1]), nullptr);
    EXPECT_NE(totals.of(result.cycles[2]), nullptr);
}

TEST(TraceLines, WhatCannotBeReadIsNamed) {
    const Result result = test::sample_result();
    const auto fault = [&](const std::string& csv) { return totals_of_text(result, csv).fault(); };
    EXPECT_EQ(fault(""), "");
    EXPECT_EQ(fault("t_s\n"), "");
    EXPECT_EQ(fault("t_s,watts\n1,\n\n2,3\n"), "");
    EXPECT_EQ(fault("time,watts\n"), "line 1 of power.csv does not begin with t_s");
    EXPECT_EQ(fault("t_s,volts\n"), "line 1 of power.csv names a column that is no power");
    EXPECT_EQ(fault("t_s,watts\nnow,3\n"), "line 2 of power.csv has no time in its first column");
    EXPECT_EQ(fault("t_s,watts\n1,many\n"), "line 2 of power.csv has a power that is no number");
    EXPECT_EQ(fault("t_s,watts\n1,1e300\n"), "line 2 of power.csv has a power that is no number");
    EXPECT_EQ(fault("t_s,watts\n1,3,4\n"), "line 2 of power.csv has more cells than the header");
    EXPECT_EQ(fault("t_s,watts\n2,3\n2,3\n"), "");
    EXPECT_EQ(fault("t_s,watts\n2,3\n1.9,3\n"),
              "line 3 of power.csv is earlier than the line before");
    EXPECT_EQ(fault("t_s," + std::string(20'000, 'w')),
              "line 1 of power.csv is longer than 16384 bytes");
    std::string columns = "t_s";
    for (int i = 0; i < 1025; ++i)
        columns += ",watts_" + std::to_string(i);
    EXPECT_EQ(fault(columns + "\n"), "line 1 of power.csv has more than 1024 power columns");
    const Check check = verdict("E5", result, "t_s,watts\n1,many\n");
    EXPECT_EQ(check.outcome, warning);
    EXPECT_NE(check.message.find("line 2 of power.csv"), std::string::npos) << check.message;
    EXPECT_EQ(verdict("E16", result, "t_s,watts\n1,many\n").outcome, not_applicable);
}

TEST(TraceChecks, ATraceOfTheStatedEnergyPasses) {
    const Result result = test::sample_result();
    for (const char* code : {"E2", "E5", "E16"}) {
        const Check check = verdict(code, result, trace_of(steady));
        EXPECT_EQ(check.outcome, passed) << check.message;
        EXPECT_EQ(test::verdict_of(code, {.result = result}).outcome, not_applicable);
    }
    EXPECT_NE(verdict("E9", result, trace_of(steady)).outcome, rejected);
}

TEST(TraceChecks, AnEditedEnergyIsCaught) {
    Result result = test::sample_result();
    EXPECT_EQ(verdict("E16", result, trace_of([](double) { return 21.6; })).outcome, warning);
    const Check check = verdict("E16", result, trace_of([](double) { return 30; }));
    EXPECT_EQ(check.outcome, rejected);
    EXPECT_NE(check.message.find("33.3 %"), std::string::npos) << check.message;
    const Power one_cycle = [](double t) { return t > 140 && t < 200 ? 30.0 : 20.0; };
    EXPECT_NE(verdict("E16", result, trace_of(one_cycle)).message.find("cycle 2"),
              std::string::npos);
    for (Cycle& cycle : result.cycles)
        cycle.energy.integral_joules = *cycle.energy.energy_joules * 1.08;  // beside a counter
    EXPECT_EQ(verdict("E16", result, trace_of([](double) { return 21.6; })).outcome, passed)
        << "it is compared with the sampled power";
    result.energy_method = EnergyMethod::modelled;
    EXPECT_EQ(verdict("E16", result, trace_of(steady)).outcome, not_applicable);
}

TEST(TraceChecks, AShortWindowHasCoarseEdges) {
    Result result = test::sample_result();
    for (Cycle& cycle : result.cycles) {
        cycle.window.end_s = cycle.window.start_s + 0.35;
        cycle.energy.energy_joules = 7 * 1.15;
    }
    EXPECT_EQ(verdict("E16", result, trace_of(steady)).outcome, passed);
}

TEST(TraceChecks, GapsInTheTraceAreStated) {
    Result result = test::sample_result();
    const auto without = [](double from_s, double to_s) {
        std::string csv = "t_s,watts\n";
        for (double at_s = 1; at_s < 300; at_s += 0.1) {
            if (at_s < from_s || at_s > to_s) csv += std::to_string(at_s) + ",20\n";
        }
        return csv;
    };
    EXPECT_EQ(verdict("E5", result, without(135, 139)).outcome, passed) << "between two windows";
    EXPECT_EQ(verdict("E5", result, without(150, 152)).outcome, warning);
    EXPECT_EQ(verdict("E5", result, without(150, 155)).outcome, rejected);
    EXPECT_EQ(verdict("E5", result, without(265, 400)).outcome, rejected) << "it ends early";
    EXPECT_EQ(verdict("E5", result, without(0, 74)).outcome, rejected) << "it begins late";
    EXPECT_EQ(verdict("E5", result, trace_of(steady, 2)).outcome, passed)
        << "a wall meter with a line every two seconds";
    result.cycles[1].energy.invalid_reasons = words_of(EnergyReason::telemetry_gap);
    EXPECT_EQ(verdict("E5", result, without(150, 155)).outcome, passed) << "cycle 2 says so";
    for (Cycle& cycle : result.cycles)
        cycle.energy.energy_joules.reset();
    EXPECT_EQ(verdict("E5", result, without(150, 155)).outcome, not_applicable);
}

TEST(TraceChecks, ReadingsAreWhatABoardCanDraw) {
    Result result = test::sample_result();  // the limit is 70 W
    const auto spikes = [](int every, double watts) {
        return [=](double t) {
            return static_cast<int>(std::lround(t * 10)) % every == 0 ? watts : 20.0;
        };
    };
    EXPECT_EQ(verdict("E2", result, trace_of(spikes(10, 118))).outcome, passed);
    EXPECT_EQ(verdict("E2", result, trace_of(spikes(50, 500))).outcome, information);
    EXPECT_EQ(verdict("E2", result, trace_of(spikes(10, 500))).outcome, warning);
    EXPECT_EQ(verdict("E9", result, trace_of(spikes(100, -3))).outcome, rejected)
        << "power from a counter that went backwards";
    result.environment.devices[0].power_limit_watts.reset();
    EXPECT_EQ(verdict("E2", result, trace_of(spikes(10, 500))).outcome, not_applicable);
}

TEST(TraceChecks, PowerThatJumpsWithoutMemoryIsPointedOut) {
    const Result result = test::sample_result();
    unsigned state = 1;
    const auto noise = [&](double) {
        state = state * 1'664'525U + 1'013'904'223U;
        return 15 + 10 * (state >> 8) / 16'777'216.0;
    };
    const Check white = verdict("S8", result, trace_of(noise));
    EXPECT_EQ(white.outcome, information) << white.message;
    EXPECT_NE(white.message.find("unrelated"), std::string::npos);
    EXPECT_EQ(verdict("S8", result, trace_of(steady)).outcome, information);
    double watts = 20;
    const auto slow = [&](double at_s) { return watts += 0.2 * (noise(at_s) - 20 - (watts - 20)); };
    EXPECT_EQ(verdict("S8", result, trace_of(slow)).outcome, passed);
    EXPECT_EQ(verdict("S8", result, trace_of(noise, 2)).outcome, not_applicable);
    EXPECT_EQ(test::verdict_of("S8", {.result = result}).outcome, not_applicable);
}

}  // namespace
}  // namespace lem::domain
