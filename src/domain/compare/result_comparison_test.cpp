#include "domain/compare/result_comparison.hpp"

#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

LoadedResult published(const std::string& id, double tokens_per_joule) {
    const std::string document = schema::to_text(test::sample_result(tokens_per_joule));
    Derived derived = derive({.document = document}, {.received_at_ms = 1'763'100'000'000});
    EXPECT_TRUE(derived.report.row) << derived.report.violations.front().message;
    LoadedResult loaded{.detail = {}, .requests = nullptr, .requests_absent_reason = "none sent"};
    loaded.detail.row = *derived.report.row;
    loaded.detail.row.id.text = id;
    loaded.detail.evaluation = *derived.report.evaluation;
    loaded.detail.document = derived.result;
    return loaded;
}

const ComparedMetric& metric_of(const ResultComparison& made, std::string_view name) {
    for (const ComparedMetric& metric : made.metrics)
        if (metric.metric == name) return metric;
    throw std::out_of_range("no such metric");
}

const ComparedFact* fact_of(const ResultComparison& made, std::string_view name) {
    for (const ComparedFact& fact : made.facts)
        if (fact.name == name) return &fact;
    return nullptr;
}

TEST(ResultComparison, TellsEachResultFromTheBaseline) {
    std::vector<LoadedResult> results{published("res_1", 5), published("res_2", 6)};
    results[1].detail.row.precision = "bf16";
    const ResultComparison made = compare_published(results, 0);
    EXPECT_EQ(made.title, "Tiny-1B-Instruct on Example GPU 24GB: fp8 against bf16");
    EXPECT_EQ(made.summary,
              "B has 20 % higher tokens per joule and no clear difference in throughput against "
              "A.");
    EXPECT_EQ(made.baseline, "A");
    EXPECT_EQ(made.results[1].letter, "B");
    EXPECT_EQ(made.results[1].label, "bf16");
    EXPECT_EQ(made.results[1].requests_absent_reason, "none sent");
    const ComparedMetric& efficiency = metric_of(made, "tokens_per_joule");
    EXPECT_TRUE(efficiency.independent);
    EXPECT_FALSE(metric_of(made, "total_energy_joules").independent);
    EXPECT_NEAR(*efficiency.values[0].mean, 5, 1e-6);
    EXPECT_FALSE(efficiency.values[0].verdict || efficiency.values[0].ratio);
    EXPECT_NEAR(*efficiency.values[1].ratio, 1.2, 1e-6);
    EXPECT_EQ(efficiency.values[1].verdict, Verdict::better);
    EXPECT_TRUE(made.distributions.empty());
}

TEST(ResultComparison, AnotherBaselineTurnsTheDifferenceAndKeepsTheLetters) {
    const std::vector<LoadedResult> results{published("res_1", 5), published("res_2", 6),
                                            published("res_3", 5)};
    const ResultComparison made = compare_published(results, 1);
    EXPECT_EQ(made.baseline, "B");
    const ComparedMetric& efficiency = metric_of(made, "tokens_per_joule");
    EXPECT_NEAR(*efficiency.values[0].ratio, 5.0 / 6, 1e-6);
    EXPECT_FALSE(efficiency.values[1].ratio);
    EXPECT_EQ(efficiency.values[2].verdict, Verdict::worse);
    EXPECT_TRUE(made.summary.starts_with("A has 16.7 % lower tokens per joule")) << made.summary;
}

TEST(ResultComparison, SaysOnceForAllResultsWhatIsNotComparable) {
    std::vector<LoadedResult> results{published("res_1", 5), published("res_2", 6),
                                      published("res_3", 6), published("res_4", 6)};
    results[0].detail.document.energy_method = EnergyMethod::none;
    results[3].detail.document.experiment.config->workload.output_tokens = 1024;
    const ResultComparison made = compare_published(results, 0);
    ASSERT_EQ(made.refusals.size(), 2U);
    EXPECT_EQ(made.refusals[0].reason, "A has no energy.");
    EXPECT_EQ(made.refusals[0].letters, (std::vector<std::string>{"B", "C", "D"}));
    EXPECT_EQ(made.refusals[1].code, RefusalCode::other_lengths);
    EXPECT_EQ(made.refusals[1].letters, std::vector<std::string>{"D"});
    const ComparedValue& energy = metric_of(made, "tokens_per_joule").values[1];
    EXPECT_EQ(energy.verdict, Verdict::not_comparable);
    EXPECT_EQ(energy.words, "energy was not measured");
    EXPECT_FALSE(energy.ratio);
    EXPECT_EQ(metric_of(made, "throughput_tokens_per_sec").values[3].words,
              "prompts or answers differ in length");
    EXPECT_NE(made.summary.find("; its energy is not compared."), std::string::npos);
    EXPECT_TRUE(made.summary.ends_with("D is not compared with A.")) << made.summary;
}

TEST(ResultComparison, FactsSayWhatDiffersAndWhatIsNotStated) {
    std::vector<LoadedResult> results{published("res_1", 5), published("res_2", 6)};
    results[0].detail.document.experiment.config->engine.settings.max_sequences = 64;
    results[0].detail.document.experiment.config->engine.options["mode"] = std::string("fast");
    for (Cycle& cycle : results[1].detail.document.cycles)
        cycle.window.end_s = cycle.window.start_s;
    const ResultComparison made = compare_published(results, 0);
    const ComparedFact* setting = fact_of(made, "engine_max_sequences");
    ASSERT_NE(setting, nullptr);
    EXPECT_EQ(setting->values[0], "64");
    EXPECT_EQ(setting->values[1], std::nullopt);
    EXPECT_TRUE(setting->differs);
    EXPECT_EQ(fact_of(made, "engine_option mode")->values[0], "fast");
    EXPECT_FALSE(fact_of(made, "engine")->differs);
    EXPECT_EQ(fact_of(made, "engine")->values[0], "vLLM 0.11.2");
    EXPECT_EQ(fact_of(made, "cycles")->values[0], "3 of 60.0 s");
    EXPECT_EQ(fact_of(made, "cycles")->values[1], "3, length not stated");
    EXPECT_EQ(fact_of(made, "revision"), nullptr) << "nobody states it";
}

TEST(ResultComparison, AWithdrawnResultSaysWhenAndWhy) {
    std::vector<LoadedResult> results{published("res_1", 5), published("res_2", 6)};
    results[1].detail.row.state = ResultState::withdrawn;
    results[1].detail.history = {{.state = ResultState::withdrawn,
                                  .reason = StateReason::by_owner,
                                  .words = "wrong meter",
                                  .replaced_by = {},
                                  .by = "ada",
                                  .at = "2026-11-20T10:00:00Z"}};
    const ResultComparison made = compare_published(results, 0);
    EXPECT_FALSE(made.results[0].withdrawal);
    EXPECT_EQ(made.results[1].withdrawal->words, "wrong meter");
}

TEST(ResultComparison, RequestsGiveDistributionsAndDistances) {
    std::vector<LoadedResult> results{published("res_1", 5), published("res_2", 6),
                                      published("res_3", 6)};
    const auto digest = [](double latency_ms) {
        auto made = std::make_shared<RequestDigest>();
        made->served.resize(60);
        made->latencies.time_to_first_token_ms.assign(60, latency_ms);
        made->latencies.time_to_first_answer_token_ms.assign(60, latency_ms);
        return made;
    };
    results[0].requests = digest(100);
    results[2].requests = digest(130);
    const ResultComparison made = compare_published(results, 0);
    ASSERT_EQ(made.distributions.size(), 1U) << "the answer's first token is the first";
    const RequestDistribution& first_token = made.distributions.front();
    EXPECT_EQ(first_token.metric, "time_to_first_token_ms");
    EXPECT_EQ(first_token.histograms[0]->requests, 60);
    EXPECT_FALSE(first_token.histograms[1]);
    EXPECT_FALSE(first_token.wasserstein_ms[0] || first_token.wasserstein_ms[1]);
    EXPECT_NEAR(*first_token.wasserstein_ms[2], 30, 1e-9);
    EXPECT_FALSE(made.results[0].requests_absent_reason);
}

TEST(ResultComparison, SixResultsOfOneConfigurationHaveLabels) {
    std::vector<LoadedResult> results;
    for (int i = 0; i < 6; ++i)
        results.push_back(published("res_" + std::to_string(i), 5));
    const ResultComparison made = compare_published(results, 5);
    EXPECT_EQ(made.title, "Tiny-1B-Instruct on Example GPU 24GB: res_5 against 5 others");
    EXPECT_EQ(made.results[5].letter, "F");
    EXPECT_EQ(made.baseline, "F");
}

TEST(CompareQuery, NamesTwoToSixResultsOnceEach) {
    const auto faults = [](std::vector<std::string> ids, std::optional<std::string> baseline = {}) {
        std::string text;
        for (const auto& [pointer, message] :
             problems_of({.ids = std::move(ids), .baseline = std::move(baseline)}))
            text += pointer + " " + message + "\n";
        return text;
    };
    EXPECT_EQ(faults({"a", "b"}), "");
    EXPECT_EQ(faults({"a", "b"}, "b"), "");
    EXPECT_EQ(faults({}), "/ids must name two to 6 results, not 0\n");
    EXPECT_EQ(faults({"a"}), "/ids must name two to 6 results, not 1\n");
    EXPECT_EQ(faults(std::vector<std::string>(10'000, "a")).substr(0, 45),
              "/ids must name two to 6 results, not 10000\n/i");
    EXPECT_EQ(faults({"a", "b", "a"}), "/ids names a twice\n");
    EXPECT_EQ(faults({"a", "b"}, "c"), "/baseline must be one of the ids\n");
}

}  // namespace
}  // namespace lem::domain
