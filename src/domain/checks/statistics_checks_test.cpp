/// What a document says of its repetitions.

#include "domain/result/flags.hpp"
#include "support/check_cases.hpp"
#include "support/sample_provenance.hpp"
#include "support/sample_result.hpp"

namespace lem::domain {
namespace {

using enum CheckOutcome;
using test::CheckCase;

void set_latencies(Result& result, double first, double second, double third) {
    result.cycles[0].metrics.latency_per_token_ms = first;
    result.cycles[1].metrics.latency_per_token_ms = second;
    result.cycles[2].metrics.latency_per_token_ms = third;
}

const std::vector<CheckCase> cases{
    {"an interval of no width", "S1",
     [](Result& r) {
         MetricSummary& summary = r.summary.time_to_first_token_ms;
         summary.ci95_low = summary.ci95_high = summary.mean;
     },
     warning, "its cycles give 119.5 to 124.5"},
    {"an interval that is twice as wide", "S1",
     [](Result& r) { *r.summary.time_to_first_token_ms.ci95_high += 2.5; }, warning},
    {"an interval of one cycle", "S1", [](Result& r) { r.cycles.resize(1); }, warning,
     "fewer than two cycles"},
    {"a percentile of pooled requests", "S1",
     [](Result& r) {
         r.summary.time_to_first_token_ms_p90 = {.mean = 130,
                                                 .ci95_low = 125,
                                                 .ci95_high = 131,
                                                 .n = 3,
                                                 .method = IntervalMethod::cluster_bootstrap};
     },
     information},
    {"no interval", "S1", [](Result& r) { r.summary = {}; }, not_applicable},
    {"cycles far apart", "S2",
     [](Result& r) { r.cycles[0].metrics.throughput_tokens_per_sec = 150; }, information, "24.7 %"},
    {"an uneven cycle", "S2",
     [](Result& r) {
         r.cycles[0].steadiness = Steadiness{.throughput_cv = 0.2};
         add_word(r.cycles[0].flags, CycleFlag::unsteady);
     },
     passed},
    {"an uneven cycle that is not marked", "S2",
     [](Result& r) { r.cycles[0].steadiness = Steadiness{.power_cv = 0.2}; }, warning,
     "not marked as unsteady"},
    {"a latency copied to all cycles", "S3",
     [](Result& r) { set_latencies(r, 12.34567, 12.345671, 12.34567); }, warning,
     "latency_per_token_ms"},
    {"a latency copied to two of three", "S3",
     [](Result& r) { set_latencies(r, 12.34567, 12.34567, 12.34612); }, passed},
    {"a latency that a table rounds", "S3", [](Result& r) { set_latencies(r, 12.3, 12.3, 12.3); },
     passed},
    {"an energy copied to all cycles", "S3",
     [](Result& r) {
         for (Cycle& cycle : r.cycles)
             cycle.energy.energy_joules = 1234.567;
     },
     warning, "energy_joules"},
    {"a modelled energy", "S3",
     [](Result& r) {
         r.energy_method = EnergyMethod::modelled;
         for (Cycle& cycle : r.cycles)
             cycle.energy.energy_joules = 1234.567;
     },
     passed},
    {"one cycle", "S3", [](Result& r) { r.cycles.resize(1); }, not_applicable},
    {"a 99th percentile of 47 requests", "S4",
     [](Result& r) { r.cycles[1].metrics.e2e_latency_ms_p99 = 900; }, information,
     "cycle 2 rests on 47 requests; 459"},
    {"a failed request", "S5", [](Result& r) { r.cycles[1].requests.failed = 2; }, information,
     "2 of 143 requests failed"},
    {"late requests", "S6",
     [](Result& r) {
         r.cycles[0].metrics.client_lag_ms_p99 = 40;
         add_word(r.cycles[0].flags, CycleFlag::client_lag);
     },
     information, "over 10 ms late"},
    {"late requests that are not marked", "S6",
     [](Result& r) { r.cycles[0].metrics.client_lag_ms_p99 = 40; }, warning},
    {"a client that was too slow", "S6",
     [](Result& r) {
         r.cycles[0].metrics.client_lag_ms_p99 = 4000;
         add_word(r.cycles[0].flags, CycleFlag::client_lag);
     },
     warning, "client_bound"},
    {"requests in time", "S6", [](Result& r) { r.cycles[0].metrics.client_lag_ms_p99 = 0.4; },
     passed, "0.4 ms"},
};

TEST(StatisticsChecks, JudgeWhatIsSaidOfTheCycles) {
    test::expect_outcomes(test::sample_result(), cases);
}

TEST(StatisticsChecks, FactsThatAreAbsentAreNamed) {
    Result result = test::sample_result();
    result.provenance = test::sample_provenance();
    for (Cycle& cycle : result.cycles)
        cycle.requests = {};
    for (const auto& [code, fact] :
         {std::pair("S4", "cycles.requests.completed"), std::pair("S5", "cycles.requests.failed")})
        EXPECT_EQ(
            test::verdict_of(code, {.result = result}).message,
            std::string("Not checked, because ") + fact + " is absent: the file does not say.");
}

std::vector<RequestRecord> failures_of(const Cycle& cycle, int count) {
    std::vector<RequestRecord> requests;
    for (int i = 0; i < count; ++i) {
        RequestRecord request{
            .cycle = cycle.index, .index = i, .sent_ms = cycle.window.start_s * 1000 + i};
        request.error = "no GPU left";
        requests.push_back(request);
    }
    return requests;
}

TEST(StatisticsChecks, FailuresInTheBundleAreStated) {
    Result result = test::sample_result();  // four unfinished requests in a cycle, none failed
    const auto verdict = [&](int failures) {
        const RequestTotals totals = totals_of(result, failures_of(result.cycles[1], failures));
        return test::verdict_of("S5", {.result = result, .requests = &totals});
    };
    EXPECT_EQ(verdict(4).outcome, passed) << "those at the end of a cycle are cut off";
    EXPECT_EQ(verdict(5).outcome, warning);
    EXPECT_EQ(
        verdict(5).message,
        "Doubtful: 5 requests of cycle 2 have an error, but the document states 0 failed and 4 "
        "unfinished.");
    add_word(result.cycles[1].flags, CycleFlag::errors);
    EXPECT_EQ(verdict(5).outcome, information) << "they failed outside the steady window";
}

TEST(StatisticsChecks, NoRequestHasMoreCachedThanSent) {
    const Result result = test::sample_result();
    std::vector<RequestRecord> requests{{.cycle = 1, .index = 0}};
    requests[0].input_tokens = 100;
    const auto verdict = [&](std::int64_t cached) {
        requests[0].cached_input_tokens = cached;
        const RequestTotals totals = totals_of(result, requests);
        return test::verdict_of("P9", {.result = result, .requests = &totals}).outcome;
    };
    EXPECT_EQ(verdict(101), warning);
    EXPECT_EQ(verdict(100), not_applicable);
}

}  // namespace
}  // namespace lem::domain
