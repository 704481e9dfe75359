/// The table of checks, and contradictions that one document holds within itself.

#include "domain/checks/check_list.hpp"
#include "schema/write.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>
#include <set>

namespace lem::domain {
namespace {

Check verdict_of(std::string_view code, const Result& result) {
    const CheckDefinition* definition = find_check(code);
    return definition->function({.result = result}, *definition);
}

TEST(CheckDefinitions, EachIsWhole) {
    std::set<std::string_view> codes;
    const Result result = test::sample_result();
    for (const CheckDefinition& definition : all_checks()) {
        EXPECT_TRUE(codes.insert(definition.code).second) << definition.code;
        EXPECT_FALSE(definition.title.empty()) << definition.code;
        EXPECT_FALSE(definition.reference.empty()) << definition.code;
        const Check verdict = verdict_of(definition.code, result);
        EXPECT_EQ(verdict.code, definition.code);
        EXPECT_EQ(verdict.title, definition.title);
        EXPECT_FALSE(verdict.message.empty()) << definition.code;
        EXPECT_NE(verdict.outcome, CheckOutcome::rejected)
            << definition.code << ": " << verdict.message;
    }
    EXPECT_THROW(find_check("A2")->tolerance("no such name"), AssertionFailure);
    EXPECT_EQ(find_check("Z9"), nullptr);
    EXPECT_EQ(check_list().items.size(), all_checks().size());
    EXPECT_NE(schema::to_text(check_list()).find(R"({"name":"relative","value":0.01,"unit":""})"),
              std::string::npos);
}

void add_gpus(Result& result, int count) {
    while (static_cast<int>(result.environment.devices.size()) < count) {
        Device device = result.environment.devices[0];
        device.index = static_cast<int>(result.environment.devices.size());
        result.environment.devices.push_back(device);
    }
}

void set_energy(Result& result, double watts) {
    for (Cycle& cycle : result.cycles) {
        cycle.energy.energy_joules = watts * (cycle.window.end_s - cycle.window.start_s);
        if (!cycle.energy.per_device.empty())
            cycle.energy.per_device[0].energy_joules = *cycle.energy.energy_joules;
    }
}

/// Eight billion weights of 16 bits on an L4, whose memory moves 300 GB/s: 53 ms a token.
void run_on_an_l4(Result& result) {
    result.environment.devices[0].name = "NVIDIA L4";
    result.environment.devices[0].power_limit_watts.reset();
    result.model.precision = "bf16";
    result.model.parameters_total = 8e9;
    for (Cycle& cycle : result.cycles) {
        cycle.mean_concurrency = 16;
        cycle.metrics.latency_per_token_ms = 60;
        cycle.metrics.joules_per_token = 0.5;
    }
    set_energy(result, 50);
}

struct Contradiction {
    const char* what;
    std::string_view code;
    void (*change)(Result&);
    CheckOutcome outcome = CheckOutcome::rejected;
};

using enum CheckOutcome;

const std::vector<Contradiction> contradictions{
    {"0.6 W while idle is 18 W", "E3",
     [](Result& r) {
         r.baseline.idle_loaded_watts = 18;
         set_energy(r, 0.6);
     }},
    {"a little below idle", "E3",
     [](Result& r) {
         r.baseline.idle_loaded_watts = 18;
         set_energy(r, 16);
     },
     warning},
    {"0.45 W of a GPU with a limit of 70 W", "E3", [](Result& r) { set_energy(r, 0.45); }, warning},
    {"60 kW on a limit of 72 W", "E1",
     [](Result& r) {
         r.environment.devices[0].power_limit_watts = 72;
         set_energy(r, 60'000);
     }},
    {"5 % above the limit", "E1", [](Result& r) { set_energy(r, 70 * 1.05); }, warning},
    {"900 TB of memory on 24 GB", "P5",
     [](Result& r) { r.cycles[0].metrics.peak_memory_mb = 9e8; }},
    {"a device that holds more than it has", "P5",
     [](Result& r) { r.cycles[0].energy.per_device[0].peak_memory_mb = 25'000; }},
    {"weights larger than the machine", "P5",
     [](Result& r) { r.model.file_bytes = 90'000'000'000; }},
    {"4 streams at 33 ms a token giving 6,000 tok/s", "A16",
     [](Result& r) {
         r.cycles[0].metrics.throughput_tokens_per_sec = 6000;
         r.cycles[0].metrics.latency_per_token_ms = 33;
     }},
    {"6,000 tok/s of streams that were never in flight", "A16",
     [](Result& r) {
         for (Cycle& cycle : r.cycles) {
             cycle.mean_concurrency = 0;
             cycle.metrics.throughput_tokens_per_sec = 6000;
             cycle.metrics.latency_per_token_ms = 33;
         }
     }},
    {"4 streams at 33 ms a token giving 600 tok/s", "A16",
     [](Result& r) {
         r.cycles[0].metrics.throughput_tokens_per_sec = 600;
         r.cycles[0].metrics.latency_per_token_ms = 33;
     },
     warning},
    {"energy by no method", "E15", [](Result& r) { r.energy_method = EnergyMethod::none; }},
    {"energy of no scope", "E15", [](Result& r) { r.energy_scope = EnergyScope::none; }},
    {"energy of GPUs without a GPU", "E15", [](Result& r) { r.environment.devices.clear(); }},
    {"eight GPUs and the energy of one", "E6", [](Result& r) { add_gpus(r, 8); }},
    {"energy of a device that is not listed", "E6",
     [](Result& r) { r.cycles[1].energy.per_device[0].device = 5; }},
    {"one device twice", "E6",
     [](Result& r) {
         add_gpus(r, 2);
         r.environment.devices[1].index = 0;
     }},
    {"eight GPUs and no energy of each", "E6",
     [](Result& r) {
         add_gpus(r, 8);
         for (Cycle& cycle : r.cycles)
             cycle.energy.per_device.clear();
     },
     warning},
    {"a counter that has counted next to nothing", "E4",
     [](Result& r) { r.cycles[0].energy.counter_joules = 1; }, warning},
    {"a counter and a power that differ by a factor of ten", "E4",
     [](Result& r) {
         EnergyReading& energy = r.cycles[1].energy;
         energy.counter_joules = energy.energy_joules;
         energy.integral_joules = *energy.energy_joules / 10;
     },
     warning},
    {"more net energy than gross", "E12",
     [](Result& r) {
         r.cycles[0].metrics.joules_per_token = 0.2;
         r.cycles[0].metrics.net_joules_per_token = 0.3;
     }},
    {"split over eight GPUs, of which one is listed", "P10",
     [](Result& r) { r.experiment.config->engine.settings.tensor_parallel = 8; }, warning},
    {"80 W on a board that draws 72 W at most", "E1",
     [](Result& r) {
         run_on_an_l4(r);
         set_energy(r, 80);
     }},
    {"40 J a token", "E8",
     [](Result& r) {
         run_on_an_l4(r);
         r.cycles[0].metrics.joules_per_token = 40;
     },
     warning},
    {"120 J a token", "E8",
     [](Result& r) {
         run_on_an_l4(r);
         r.cycles[0].metrics.joules_per_token = 120;
     }},
    {"100 tok/s of one request", "P1",
     [](Result& r) {
         run_on_an_l4(r);
         r.cycles[0].mean_concurrency = 1;
     },
     warning},
    {"10 ms a token", "P3",
     [](Result& r) {
         run_on_an_l4(r);
         r.cycles[0].metrics.latency_per_token_ms = 10;
     },
     warning},
    {"1 ms a token", "P3",
     [](Result& r) {
         run_on_an_l4(r);
         r.cycles[0].metrics.latency_per_token_ms = 1;
     }},
    {"more operations than the chip can do", "P2",
     [](Result& r) {
         run_on_an_l4(r);
         r.cycles[0].tokens.output = 1'000'000;
     }},
    {"more good requests than requests", "A15",
     [](Result& r) {
         r.cycles[0].metrics.requests_per_sec = 47 / 60.0;
         r.cycles[0].metrics.goodput_requests_per_sec = 2;
     }},
    {"requests a second that are not its requests", "A15",
     [](Result& r) { r.cycles[0].metrics.requests_per_sec = 5; }},
    {"a first token after the last", "A15",
     [](Result& r) { r.cycles[0].metrics.e2e_latency_ms = 20; }},
    {"more cached than sent", "A15", [](Result& r) { r.cycles[0].tokens.cached_input = 4000; }},
    {"a throughput in total that is not the sum", "A15",
     [](Result& r) {
         r.cycles[0].metrics.input_throughput_tokens_per_sec = 50;
         r.cycles[0].metrics.total_throughput_tokens_per_sec = 500;
     }},
    {"a cycle twice", "A1", [](Result& r) { r.cycles[1].index = 1; }},
    {"a mean that nobody can have", "A1", [](Result& r) { r.summary.goodput_share.mean = 5000; }},
    {"an interval that nobody can have", "A1",
     [](Result& r) { r.summary.throughput_tokens_per_sec.ci95_high = 1e20; }},
};

TEST(Checks, ContradictionsWithinADocumentAreSeen) {
    for (const Contradiction& contradiction : contradictions) {
        Result result = test::sample_result();
        const Check before = verdict_of(contradiction.code, result);
        EXPECT_TRUE(before.outcome == passed || before.outcome == not_applicable)
            << contradiction.what << ": " << before.message;
        contradiction.change(result);
        const Check after = verdict_of(contradiction.code, result);
        EXPECT_EQ(after.outcome, contradiction.outcome)
            << contradiction.what << ": " << after.message;
        EXPECT_TRUE(
            after.message.starts_with(after.outcome == rejected ? "Failed: " : "Doubtful: ") &&
            after.message.ends_with('.'))
            << contradiction.what << ": " << after.message;
    }
}

/// The table of another tool: the energy of a token and rates, without tokens, energy and time.
TEST(Checks, RatiosAloneAreComparedWithTheDevices) {
    Result result = test::sample_result();
    run_on_an_l4(result);
    result.provenance = Provenance{.format = "a-table"};
    for (Cycle& cycle : result.cycles) {
        cycle.tokens = {};
        cycle.energy = {};
        cycle.window.end_s = cycle.window.start_s = 0;
        cycle.metrics.joules_per_token = 0.5;
        cycle.metrics.tokens_per_joule = 2;
        cycle.metrics.throughput_tokens_per_sec = 100;
    }
    for (const char* code : {"A1", "A2", "A3", "E1", "E15", "P2"})
        EXPECT_NE(verdict_of(code, result).outcome, CheckOutcome::rejected) << code;
    EXPECT_EQ(verdict_of("E1", result).outcome, CheckOutcome::passed) << "50 W";
    result.cycles[0].metrics.joules_per_token = 2;
    EXPECT_EQ(verdict_of("E1", result).outcome, CheckOutcome::rejected) << "200 W";
    Result mixed = test::sample_result();
    mixed.provenance = Provenance{.format = "a-table"};
    mixed.cycles[0].tokens = {};
    mixed.cycles[0].energy = {};
    mixed.cycles[1].metrics.tokens_per_joule = 50;
    EXPECT_EQ(verdict_of("A2", mixed).outcome, CheckOutcome::rejected) << "of the other cycles";
    result.provenance.reset();
    EXPECT_EQ(verdict_of("A1", result).outcome, CheckOutcome::rejected) << "lem always has them";
    EXPECT_EQ(verdict_of("A2", result).outcome, CheckOutcome::rejected);
}

TEST(Checks, WhatIsUnusualButPossiblePasses) {
    const auto outcome = [](std::string_view code, void (*change)(Result&)) {
        Result result = test::sample_result();
        change(result);
        return verdict_of(code, result).outcome;
    };
    const auto modelled = [](Result& r) {
        r.energy_method = EnergyMethod::modelled;
        r.energy_scope = EnergyScope::node_wall;
        r.experiment.config->energy.model = ModelledEnergy{.tdp_watts = 70};
        r.environment.devices.clear();
    };
    EXPECT_EQ(outcome("E15", modelled), CheckOutcome::passed);
    EXPECT_EQ(outcome("E6",
                      [](Result& r) {
                          add_gpus(r, 2);
                          for (Cycle& cycle : r.cycles)
                              cycle.energy.per_device.push_back({1, 1});
                      }),
              CheckOutcome::passed);
    EXPECT_EQ(outcome("P5", [](Result& r) { r.cycles[0].metrics.peak_memory_mb = 23'000; }),
              CheckOutcome::passed);
    for (const char* code : {"E1", "E8", "P1", "P2", "P3"})
        EXPECT_EQ(outcome(code, run_on_an_l4), CheckOutcome::passed) << code;
    EXPECT_EQ(outcome("P3",
                      [](Result& r) {  // three billion of thirty are read for a token
                          run_on_an_l4(r);
                          r.model.name = "Acme/Tiny-30B-A3B";  // or any other A<number>B
                          r.model.parameters_total = 30e9;
                      }),
              CheckOutcome::not_applicable);
    EXPECT_EQ(outcome("P5",
                      [](Result& r) {
                          r.environment.memory_mb = 128'000;  // weights that are offloaded
                          r.model.file_bytes = 90'000'000'000;
                      }),
              CheckOutcome::passed);
    EXPECT_EQ(outcome("E12",
                      [](Result& r) {
                          r.cycles[0].metrics.joules_per_token = 0.2;
                          r.cycles[0].metrics.net_joules_per_token = -0.01;
                      }),
              CheckOutcome::passed);
}

/// Work for each record is a look-up of its cycle: a thousand cycles cost no more than one.
TEST(RequestTotals, ARecordIsAddedToItsCycleOnly) {
    Result result = test::sample_result();
    result.cycles.resize(1);
    const Cycle cycle = result.cycles[0];
    for (int index = 2; index <= 1000; ++index) {
        result.cycles.push_back(cycle);
        result.cycles.back().index = index;
    }
    RequestTotals totals(result);
    const double start_ms = cycle.window.start_s * 1000;
    for (int i = 0; i < 20'000; ++i) {
        RequestRecord request{.cycle = 1 + i % 1000, .index = i, .sent_ms = start_ms};
        request.first_token_ms = start_ms + 10;
        request.last_token_ms = start_ms + 100;
        request.output_tokens = 10;
        totals.add(request);
    }
    totals.add({.cycle = 0});
    totals.add({.cycle = 1001});
    EXPECT_EQ(totals.count(), 20'000);
    for (const Cycle& each : result.cycles) {
        ASSERT_NE(totals.of(each), nullptr);
        EXPECT_EQ(totals.of(each)->output_tokens_least, 200);
        EXPECT_EQ(totals.of(each)->in_flight_ms, 2000);
    }
    EXPECT_EQ(totals.of({.index = 1001}), nullptr);
}

}  // namespace
}  // namespace lem::domain
