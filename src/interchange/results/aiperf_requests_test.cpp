/// AIPerf's file of requests: one run of those that were profiled.

#include "domain/board/derivation.hpp"
#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::notes_hold;
using test::read_file;
using test::refusal;
using test::replaced;
using test::samples;

namespace fs = std::filesystem;

const GivenFacts given{.model = "Acme/Tiny-1B"};

/// A request that starts `start_ms` after the first, and takes 400 ms, with 31 tokens after the
/// first one, which came after `first_ms`.
std::string request(int start_ms, int first_ms, const std::string& phase = "profiling") {
    const std::int64_t start_ns = 1'759'813'207'000'000'001 + std::int64_t{start_ms} * 1'000'000;
    return R"({"metadata":{"session_num":1,"x_request_id":"secret","request_start_ns":)" +
           std::to_string(start_ns) + R"(,"request_end_ns":)" +
           std::to_string(start_ns + 400'000'000) +
           R"(,"worker_id":"worker_host","benchmark_phase":")" + phase +
           R"(","was_cancelled":false},"metrics":{"time_to_first_token":{"value":)" +
           std::to_string(first_ms) +
           R"(,"unit":"ms"},"request_latency":{"value":0.4,"unit":"sec"},)"
           R"("inter_token_latency":{"value":10,"unit":"ms"},)"
           R"("inter_chunk_latency":{"value":[10.0,20.0],"unit":"ms"},)"
           R"("output_sequence_length":{"value":32,"unit":"tokens"},)"
           R"("input_sequence_length":{"value":16,"unit":"tokens"},)"
           R"("http_req_waiting":{"value":5,"unit":"ms"}},"error":null})"
           "\n";
}

const std::string failed =
    R"({"metadata":{"request_start_ns":1759813207100000001,"request_end_ns":1759813207100000001,)"
    R"("benchmark_phase":"profiling","was_cancelled":false},"metrics":{},)"
    R"("error":{"code":500,"type":"Error","message":"at /home/someone"}})"
    "\n";

std::string requests(int count) {
    std::string lines;
    for (int i = 0; i < count; ++i)
        lines += request(i * 100, 50 + i);
    return lines;
}

std::vector<domain::Result> imported(const std::string& lines) {
    return test::imported(lines, given);
}

TEST(AiperfRequests, AreOneRun) {
    const auto results = imported(request(0, 90, "warmup") + requests(5) + failed);
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    EXPECT_EQ(result.provenance->format, "aiperf-requests");
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_EQ(cycle.requests.completed, 5);
    EXPECT_EQ(cycle.requests.failed, 1);
    EXPECT_EQ(cycle.tokens.output, 160);
    EXPECT_EQ(cycle.tokens.input, 80);
    EXPECT_NEAR(cycle.window.end_s, 0.8, 1e-12) << "from the first start to the last end";
    EXPECT_NEAR(cycle.metrics.throughput_tokens_per_sec.value_or(0), 200, 1e-9);
    EXPECT_NEAR(cycle.metrics.e2e_latency_ms.value_or(0), 400, 1e-9) << "seconds";
    EXPECT_NEAR(cycle.metrics.time_to_first_token_ms.value_or(0), 52, 1e-9);
    EXPECT_NEAR(cycle.metrics.inter_chunk_latency_ms.value_or(0), 15, 1e-9);
    EXPECT_NEAR(cycle.mean_concurrency.value_or(0), 2.5, 1e-9);
    EXPECT_EQ(cycle.window.started_at, "2025-10-07T05:00:07.000Z");
    EXPECT_EQ(cycle.energy.energy_joules, std::nullopt);
    EXPECT_TRUE(notes_hold(result, "left out: 1"));
}

TEST(AiperfRequests, PercentilesNeedAsManyRequestsAsLemsOwn) {
    const domain::CycleMetrics few = imported(requests(43)).at(0).cycles.at(0).metrics;
    EXPECT_NEAR(few.time_to_first_token_ms_p50.value_or(0), 71, 1e-9);
    EXPECT_EQ(few.time_to_first_token_ms_p90, std::nullopt);
    const domain::CycleMetrics more = imported(requests(44)).at(0).cycles.at(0).metrics;
    EXPECT_NEAR(more.time_to_first_token_ms_p90.value_or(0), 50 + 0.9 * 43, 1e-9);
    EXPECT_EQ(more.time_to_first_token_ms_p99, std::nullopt);
}

TEST(AiperfRequests, OneWithoutACountLeavesTheTotalUnknown) {
    const auto results =
        imported(requests(2) + replaced(request(200, 50), R"("output_sequence_length":{"value":32)",
                                        R"("other":{"value":32)"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).tokens.input, 48);
    EXPECT_EQ(results[0].summary.throughput_tokens_per_sec.mean, std::nullopt);
}

TEST(AiperfRequests, ARunOfFailuresHasNoTokens) {
    const std::string later =
        replaced(failed, "request_end_ns\":17598132071", "request_end_ns\":17598132072");
    const auto results = imported(failed + later);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).requests.completed, 0);
    EXPECT_EQ(results[0].cycles.at(0).requests.failed, 2);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).metrics.e2e_latency_ms, std::nullopt);
}

TEST(AiperfRequests, NothingPrivateIsInTheDocument) {
    const std::string document = schema::to_text(imported(requests(2) + failed).at(0));
    for (const char* secret : {"secret", "worker_host", "someone"})
        EXPECT_EQ(document.find(secret), std::string::npos) << secret;
}

TEST(AiperfRequests, WrongRecordsAreNamed) {
    const std::string good = requests(2), one = request(200, 50);
    const auto wrong = [&](std::string_view what, std::string_view with) {
        return refusal(good + replaced(one, what, with), given);
    };
    EXPECT_EQ(wrong("1759813207200000001", "\"soon\""),
              "line 3 /metadata/request_start_ns must be a time in nanoseconds since 1970");
    EXPECT_EQ(wrong("1759813207200000001", "-1"),
              "line 3 /metadata/request_start_ns must be a time in nanoseconds since 1970");
    EXPECT_EQ(wrong("1759813207200000001", "1759813209200000001"),
              "line 3 /metadata/request_end_ns is before request_start_ns");
    EXPECT_EQ(wrong("50,\"unit\":\"ms\"", "50,\"unit\":\"fortnights\""),
              "line 3 /metrics/time_to_first_token/unit is not a unit that lem knows here: "
              "fortnights");
    EXPECT_EQ(wrong("[10.0,20.0]", "[10.0,-20.0]"),
              "line 3 /metrics/inter_chunk_latency/value must be an array of times");
    EXPECT_EQ(wrong("\"value\":32", "\"value\":[]"),
              "line 3 /metrics/output_sequence_length/value must be a number, found an array");
    EXPECT_EQ(wrong("{\"value\":32,\"unit\":\"tokens\"}", "7"),
              "line 3 /metrics/output_sequence_length must be an object, found a number");
    EXPECT_EQ(refusal(request(0, 50, "warmup"), given), " has no request of the profiling phase");
    EXPECT_EQ(refusal(good), " does not name the model; give it with --model NAME");
}

TEST(AiperfRequests, GiveTheFiguresOfTheSummaryBesideThem) {
    for (const char* run : {"conc", "gpu_failures"}) {
        const fs::path folder = samples / "generated" / "aiperf" / run;
        if (!fs::exists(folder)) return;
        const auto requests = imported(read_file(folder / "profile_export.jsonl"));
        const auto summary = imported(read_file(folder / "profile_export_aiperf.json"));
        ASSERT_EQ(requests.size(), 1U);
        ASSERT_EQ(summary.size(), 1U);
        const domain::Cycle &own = requests[0].cycles.at(0), &stated = summary[0].cycles.at(0);
        EXPECT_EQ(own.tokens.output, stated.tokens.output);
        EXPECT_EQ(own.tokens.input, stated.tokens.input);
        EXPECT_EQ(own.requests.completed, stated.requests.completed);
        EXPECT_EQ(own.requests.failed, stated.requests.failed);
        EXPECT_NEAR(own.window.end_s, stated.window.end_s, 1e-6);
        for (const auto metric : {&domain::CycleMetrics::time_to_first_token_ms,
                                  &domain::CycleMetrics::time_to_first_token_ms_p50,
                                  &domain::CycleMetrics::latency_per_token_ms,
                                  &domain::CycleMetrics::e2e_latency_ms_p50,
                                  &domain::CycleMetrics::inter_chunk_latency_ms})
            EXPECT_NEAR((own.metrics.*metric).value_or(0), (stated.metrics.*metric).value_or(1),
                        1e-9);
        const auto report = domain::derive({.document = schema::to_text(requests[0])},
                                           {.received_at_ms = 1'800'000'000'000})
                                .report;
        EXPECT_TRUE(report.violations.empty());
        for (const domain::Check& check : report.checks)
            EXPECT_NE(check.outcome, domain::CheckOutcome::rejected)
                << check.code << " " << check.message;
    }
}

}  // namespace
}  // namespace lem::interchange
