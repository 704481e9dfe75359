/// Results that another tool measured: what they may leave out, and what the checks say of it.

#include "domain/board/derivation.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/result/absent_facts.hpp"
#include "schema/csv.hpp"
#include "support/sample_provenance.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>

namespace lem::domain {
namespace {

constexpr std::int64_t received_at_ms = 1'764'000'000'000;

/// A sample without anything that only lem knows of its own runs.
Result stripped() {
    Result result = test::sample_result();
    result.tool.name = "vllm";
    ExperimentRecord& run = result.experiment;
    run.config_sha256 = run.schedule_sha256 = run.started_at = run.ended_at = std::nullopt;
    run.seed.reset();
    Environment& machine = result.environment;
    machine.host_hash = machine.os = machine.kernel = machine.cpu_model = std::nullopt;
    machine.cpu_count.reset();
    machine.memory_mb.reset();
    for (Cycle& cycle : result.cycles) {
        cycle.window.started_at = cycle.window.ended_at = std::nullopt;
        cycle.requests = {};
        cycle.mean_concurrency.reset();
        cycle.metrics.requests_per_sec = 1;
        cycle.metrics.peak_memory_mb = 1000;
    }
    return result;
}

Derived derived(const Result& result) {
    return derive({.document = schema::to_text(result)}, {.received_at_ms = received_at_ms});
}

TEST(ImportedResult, WithoutProvenanceEveryMissingFactIsNamed) {
    const auto report = derived(stripped()).report;
    EXPECT_FALSE(report.acceptable);
    std::set<std::string> places;
    for (const auto& [pointer, message] : report.violations) {
        EXPECT_NE(message.find("only a result with provenance"), std::string::npos) << message;
        places.insert(pointer);
    }
    for (const char* place :
         {"/experiment/config_sha256", "/experiment/seed", "/experiment/schedule_sha256",
          "/experiment/started_at", "/experiment/ended_at", "/environment/host_hash",
          "/environment/os", "/environment/kernel", "/environment/cpu_model",
          "/environment/cpu_count", "/environment/memory_mb", "/cycles/0/window/started_at",
          "/cycles/0/window/ended_at", "/cycles/2/requests/completed", "/cycles/2/requests/failed",
          "/cycles/2/requests/unfinished", "/cycles/1/mean_concurrency"})
        EXPECT_TRUE(places.contains(place)) << place;
}

TEST(ImportedResult, EachMissingFactNeedsItsReason) {
    Result result = stripped();
    result.provenance = test::sample_provenance();
    std::erase_if(result.provenance->absent,
                  [](const AbsentFact& absent) { return absent.field == OptionalFact::seed; });
    const auto report = derived(result).report;
    ASSERT_EQ(report.violations.size(), 1U);
    EXPECT_EQ(report.violations[0].pointer, "/experiment/seed");
    EXPECT_EQ(report.violations[0].message,
              "is null; give the reason for experiment.seed in /provenance/absent");
}

TEST(ImportedResult, IsAcceptedAndItsChecksSayWhatTheyCouldNotCompare) {
    Result result = stripped();
    result.provenance = test::sample_provenance();
    const Derived made = derived(result);
    ASSERT_TRUE(made.report.violations.empty())
        << made.report.violations[0].pointer << made.report.violations[0].message;
    EXPECT_TRUE(made.report.acceptable);
    std::map<std::string, Check> checks;
    for (const Check& check : made.report.checks)
        checks[check.code] = check;
    const auto expect_not_checked = [&](const std::string& code, const std::string& field) {
        EXPECT_EQ(checks[code].outcome, CheckOutcome::not_applicable) << code;
        EXPECT_EQ(checks[code].message,
                  "Not checked, because " + field + " is absent: the file does not say.")
            << code;
    };
    expect_not_checked("A5", "cycles.window.started_at");
    expect_not_checked("A6", "experiment.started_at");
    expect_not_checked("A12", "cycles.mean_concurrency");
    expect_not_checked("A15", "cycles.requests.completed");
    expect_not_checked("P5", "environment.memory_mb");
    const auto& reasons = made.report.evaluation->quality.reasons;
    EXPECT_TRUE(std::ranges::any_of(
        reasons, [](const auto& reason) { return reason.code == "requests_unknown"; }));
    EXPECT_EQ(made.report.row->imported_from, "vllm-bench");
    EXPECT_EQ(made.report.row->submitted_at, text::rfc3339(received_at_ms));
    EXPECT_NE(schema::csv_row(*made.report.row).find("vllm-bench"), std::string::npos);
    EXPECT_EQ(schema::to_text(made.result), schema::to_text(result));
}

TEST(ImportedResult, UnknownTokenCountsGiveNoRates) {
    Result result = stripped();
    result.provenance = test::sample_provenance();
    for (Cycle& cycle : result.cycles) {
        cycle.tokens = {};
        cycle.metrics.tokens_per_joule = cycle.metrics.joules_per_token = std::nullopt;
        cycle.metrics.throughput_tokens_per_sec = std::nullopt;
    }
    const auto report = derived(result).report;
    ASSERT_TRUE(report.violations.empty());
    EXPECT_EQ(report.evaluation->summary.tokens_per_joule.mean, std::nullopt);
    EXPECT_EQ(report.evaluation->summary.throughput_tokens_per_sec.mean, std::nullopt);
    std::erase_if(result.provenance->absent, [](const AbsentFact& absent) {
        return absent.field == OptionalFact::tokens_output;
    });
    EXPECT_EQ(derived(result).report.violations.size(), result.cycles.size());
}

TEST(ImportedResult, WhatIsThereIsStillChecked) {
    Result result = stripped();
    result.provenance = test::sample_provenance();
    result.experiment.ended_at = "2036-01-01T00:00:00Z";
    result.cycles[0].window.end_s = 10'000;  // overlaps the next
    const auto report = derived(result).report;
    EXPECT_FALSE(report.acceptable);
    const auto& times = *std::ranges::find(report.checks, "A6", &Check::code);
    EXPECT_EQ(times.outcome, CheckOutcome::rejected);
    EXPECT_NE(times.message.find("ended in the future"), std::string::npos) << times.message;
}

TEST(ImportedResult, TwoFilesWithEqualFiguresAreTwoRuns) {
    Result one = stripped();
    one.provenance = test::sample_provenance();
    Result other = one;
    other.provenance->original_sha256 = std::string(64, 'f');
    EXPECT_NE(derived(one).run_facts, derived(other).run_facts);
    other.provenance = one.provenance;
    other.provenance->importer_version = "2";
    EXPECT_EQ(derived(one).run_facts, derived(other).run_facts);
}

/// A document of lem is read and written as before the field existed.
TEST(ImportedResult, ARunOfLemHasNoProvenance) {
    const std::string text = schema::to_text(test::sample_result());
    EXPECT_EQ(text.find("provenance"), std::string::npos);
    const Derived made = derived(test::sample_result());
    EXPECT_TRUE(made.report.acceptable);
    EXPECT_EQ(schema::to_text(*made.report.row).find("imported_from"), std::string::npos);
}

}  // namespace
}  // namespace lem::domain
