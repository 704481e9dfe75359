#include "domain/analysis/analysis.hpp"

#include "support/board_rows.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

const MetricDefinition& efficiency = *find_metric("tokens_per_joule");
const MetricDefinition& throughput = *find_metric("throughput_tokens_per_sec");

std::vector<LeaderboardRow> mixed_rows() {
    std::vector<LeaderboardRow> rows;
    for (const std::string id :
         {"good", "stopped", "warned", "modelled", "replayed", "zero", "none"})
        rows.push_back(test::board_row(id, 5));
    rows[1].complete = false;
    rows[2].flags = {"E2"};
    rows[3].energy_method = EnergyMethod::modelled;
    rows[4].energy_method = EnergyMethod::replayed;
    rows[5].metrics.tokens_per_joule.value = 0;
    rows[6].metrics.tokens_per_joule.value.reset();
    return rows;
}

std::vector<std::string> ids_of(const Rows& rows) {
    std::vector<std::string> ids;
    for (const LeaderboardRow* row : rows)
        ids.push_back(row->id.text);
    return ids;
}

using Ids = std::vector<std::string>;

TEST(AnalysedRows, WhatHasNoRankDoesNotCountUnlessItIsAskedFor) {
    const auto rows = mixed_rows();
    AnalysedResults results;
    EXPECT_EQ(ids_of(counted_rows(rows, efficiency, {}, results)), Ids{"good"});
    EXPECT_EQ(results.rows, 7);
    EXPECT_EQ(results.used, 1);
    ASSERT_EQ(results.set_aside.size(), 5U);
    EXPECT_EQ(results.set_aside[0].reason, NotRanked::not_measured);
    EXPECT_EQ(results.set_aside[0].results, 2);

    AnalysisQuery query;
    query.flagged = Flagged::shown;
    query.energy_method = {EnergyMethod::modelled, EnergyMethod::counter};
    query.not_ranked = {NotRanked::incomplete};
    AnalysedResults others;
    EXPECT_EQ(ids_of(counted_rows(rows, efficiency, query, others)),
              (Ids{"good", "stopped", "warned", "modelled"}));
}

TEST(AnalysedRows, HowEnergyWasObtainedDoesNotMatterForSpeed) {
    const auto rows = mixed_rows();
    AnalysedResults results;
    EXPECT_EQ(ids_of(counted_rows(rows, throughput, {}, results)),
              (Ids{"good", "modelled", "replayed", "zero", "none"}));
    EXPECT_EQ(scope_of(rows[0], efficiency), EnergyScope::gpu);
    EXPECT_FALSE(scope_of(rows[0], throughput));
}

TEST(AnalysedRows, ValuesOfFactsHaveTheirOwnOrder) {
    EXPECT_TRUE(fact_precedes(RowFact::concurrency, "8", "16"));
    EXPECT_TRUE(fact_precedes(RowFact::engine_version, "vllm 0.9.2", "vllm 0.10.0"));
    EXPECT_TRUE(fact_precedes(RowFact::engine_version, "llama_cpp b5922", "llama_cpp b10001"));
    EXPECT_FALSE(fact_precedes(RowFact::engine_version, "vllm 0.10.0", "vllm 0.10.0"));
    EXPECT_TRUE(fact_precedes(RowFact::precision, "bf16", "fp8"));
    EXPECT_TRUE(fact_precedes(RowFact::precision, "fp8", "unheard-of"));
    EXPECT_TRUE(fact_precedes(RowFact::precision, "fp8", ""));
    EXPECT_FALSE(fact_precedes(RowFact::precision, "", "fp8"));
}

TEST(AnalysedRows, LengthsWithinFivePercentAreAlike) {
    std::vector<LeaderboardRow> rows;
    for (const int length : {100, 105, 106, 128})
        rows.push_back(test::board_row(std::to_string(length), 5));
    for (auto& row : rows)
        row.output_tokens = std::stoi(row.id.text);
    rows.push_back(test::board_row("not stated", 5));
    rows.back().output_tokens.reset();
    rows.push_back(test::board_row("nor here", 5));
    rows.back().output_tokens.reset();
    Rows all;
    for (const auto& row : rows)
        all.push_back(&row);
    const auto groups = alike(all, {.key = [](const LeaderboardRow& row) { return row.model; }});
    ASSERT_EQ(groups.size(), 4U);
    EXPECT_EQ(ids_of(groups[0]), (Ids{"nor here", "not stated"}));
    EXPECT_EQ(ids_of(groups[1]), (Ids{"100", "105"}));
    EXPECT_EQ(ids_of(groups[2]), Ids{"106"});
    EXPECT_EQ(ids_of(groups[3]), Ids{"128"});
}

TEST(AnalysedRows, WordsNameWhatIsMeant) {
    LeaderboardRow row = test::board_row("a", 5);
    EXPECT_EQ(device_of(row), "Example GPU 24GB");
    row.hardware_count = 2;
    row.hardware = "2 x Example GPU 24GB";
    EXPECT_EQ(device_of(row), "Example GPU 24GB");
    EXPECT_EQ(words::of_row(row), "Tiny-1B, bf16, vLLM 0.11.2, 2 x Example GPU 24GB");
    EXPECT_EQ(words::of_fact(RowFact::precision, ""), "precision not stated");
    EXPECT_EQ(words::of_fact(RowFact::engine_version, "vllm 0.11.2"), "vLLM 0.11.2");
    EXPECT_EQ(words::of_fact(RowFact::hardware_count, "1"), "1 device");
    EXPECT_EQ(words::of_value(12.345, efficiency), "12.3 tok/J");
    EXPECT_EQ(words::of_metric(efficiency), "tokens per joule");
}

}  // namespace
}  // namespace lem::domain
