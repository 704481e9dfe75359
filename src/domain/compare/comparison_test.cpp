#include "domain/compare/comparison.hpp"

#include "support/sample_result.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace lem::domain {
namespace {

/// With these tokens per joule in its cycles.
Result result_with(const std::vector<double>& efficiencies) {
    Result result = test::sample_result();
    const Cycle model = result.cycles.front();
    result.cycles.clear();
    for (const double efficiency : efficiencies) {
        Cycle cycle = model;
        cycle.index = static_cast<int>(result.cycles.size()) + 1;
        cycle.metrics.tokens_per_joule = efficiency;
        result.cycles.push_back(cycle);
    }
    return result;
}

Comparison compare_two(const Result& a, const Result& b, std::span<const RequestRecord> of_a = {},
                       std::span<const RequestRecord> of_b = {}) {
    RequestDigest digest_a, digest_b;
    for (const RequestRecord& request : of_a)
        add(digest_a, request, a);
    for (const RequestRecord& request : of_b)
        add(digest_b, request, b);
    const std::vector<ComparedResult> results{{"before", a, &digest_a}, {"after", b, &digest_b}};
    return compare(results).comparisons.at(0);
}

const MetricComparison& of(const Comparison& comparison, std::string_view metric) {
    for (const MetricComparison& one : comparison.metrics) {
        if (one.metric == metric) return one;
    }
    throw std::out_of_range("no such metric");
}

TEST(Comparison, SaysBetterWhenTheWholeIntervalIs) {
    const auto efficiency =
        of(compare_two(result_with({5, 5.1, 4.9, 5.05}), result_with({6, 6.1, 5.9, 6.05})),
           "tokens_per_joule");
    EXPECT_EQ(efficiency.verdict, Verdict::better);
    EXPECT_NEAR(*efficiency.ratio, 1.2, 0.01);
    EXPECT_LT(1, *efficiency.ratio_ci95_low);
    EXPECT_EQ(efficiency.cliffs_delta, 1);
    EXPECT_NEAR(*efficiency.p_value, 2.0 / 70, 1e-12);
    EXPECT_GE(*efficiency.p_value_holm, *efficiency.p_value);
    EXPECT_TRUE(efficiency.words.starts_with("20 % higher (95 % interval +")) << efficiency.words;
    EXPECT_GT(*efficiency.p_value_holm, 0.05);
    EXPECT_NE(
        efficiency.words.find("for this metric alone: the rank test does not confirm it over"),
        std::string::npos)
        << efficiency.words;
    const auto back =
        of(compare_two(result_with({6, 6.1, 5.9, 6.05}), result_with({5, 5.1, 4.9, 5.05})),
           "tokens_per_joule");
    EXPECT_EQ(back.verdict, Verdict::worse);
}

TEST(Comparison, ThreeCyclesHaveNoRankTestAndOneNoInterval) {
    const auto three =
        of(compare_two(result_with({5, 5.1, 4.9}), result_with({6, 6.1, 5.9})), "tokens_per_joule");
    EXPECT_EQ(three.p_value, std::nullopt);
    EXPECT_EQ(three.verdict, Verdict::better);
    const auto one = of(compare_two(result_with({5}), result_with({6, 6.1})), "tokens_per_joule");
    EXPECT_EQ(one.verdict, Verdict::no_clear_difference);
    EXPECT_EQ(one.words, "one cycle has no interval");
    const auto wild =
        of(compare_two(result_with({1, 9, 2}), result_with({6, 6.1})), "tokens_per_joule");
    EXPECT_EQ(wild.words, "the cycles of A vary too much for an interval");
}

TEST(Comparison, MetricsThatCameChangeNoDefinition) {
    Result b = result_with({6, 6.1, 5.9});
    b.metric_definitions_version = "1.9";
    EXPECT_TRUE(compare_two(result_with({5, 5.1, 4.9}), b).refusals.empty());
}

TEST(Comparison, OtherBoardsMayDifferByTheirSensors) {
    const Result a = result_with({5, 5.001, 4.999});
    Result b = result_with({5.1, 5.101, 5.099});
    EXPECT_EQ(of(compare_two(a, b), "tokens_per_joule").verdict, Verdict::better);
    b.environment.devices.front().uuid_hash = std::string(64, 'd');
    const auto other = of(compare_two(a, b), "tokens_per_joule");
    EXPECT_EQ(other.verdict, Verdict::no_clear_difference);
    EXPECT_TRUE(other.words.ends_with("within the tolerance of two boards' sensors"));
}

TEST(Comparison, RefusesWhatIsNotTheSameQuantity) {
    struct Case {
        RefusalCode code;
        std::string_view reason;
        std::function<void(Result&)> change;
    };
    const std::vector<Case> cases{
        {RefusalCode::other_energy_scope, "The energy covers different things: gpu and node_wall.",
         [](Result& b) { b.energy_scope = EnergyScope::node_wall; }},
        {RefusalCode::energy_unfit, "The energy of after is not usable: cycle 1 has telemetry_gap.",
         [](Result& b) { b.cycles[0].flags.emplace_back("telemetry_gap"); }},
        {RefusalCode::energy_unfit, "The energy of after is not usable: cycle 2 has counter_reset.",
         [](Result& b) { b.cycles[1].energy.invalid_reasons = {"counter_reset"}; }},
        {RefusalCode::energy_not_measured, "The energy of after is modelled, not measured.",
         [](Result& b) { b.energy_method = EnergyMethod::modelled; }},
        {RefusalCode::no_energy, "after has no energy.",
         [](Result& b) { b.energy_method = EnergyMethod::none; }},
        {RefusalCode::other_definitions,
         "The metrics follow different definitions: version 1.0 and 0.9.",
         [](Result& b) { b.metric_definitions_version = "0.9"; }},
        {RefusalCode::token_counts_unreliable, "after has no reliable token counts.",
         [](Result& b) { b.cycles[1].flags = {"token_count_unreliable"}; }},
        {RefusalCode::other_lengths,
         "The output lengths differ: 128 and 1,024 tokens per request were set.",
         [](Result& b) { b.experiment.config->workload.output_tokens = 1024; }},
        {RefusalCode::other_prefix_cache,
         "One used a prefix cache and the other did not: not the same work.",
         [](Result& b) { b.experiment.config->workload.prefix_cache = true; }},
        {RefusalCode::no_cycle, "after has no measured cycle.",
         [](Result& b) { b.cycles.clear(); }},
    };
    const Result a = result_with({5, 5.1, 4.9});
    for (const Case& one : cases) {
        Result b = result_with({6, 6.1, 5.9});
        one.change(b);
        const Comparison made = compare_two(a, b);
        ASSERT_EQ(made.refusals.size(), 1U) << one.reason;
        EXPECT_EQ(made.refusals.front().code, one.code);
        const Concern concerns = made.refusals.front().concerns;
        EXPECT_EQ(made.refusals.front().reason, one.reason);
        EXPECT_EQ(of(made, "tokens_per_joule").verdict, Verdict::not_comparable);
        const bool speed = of(made, "throughput_tokens_per_sec").verdict != Verdict::not_comparable;
        EXPECT_EQ(speed, concerns == Concern::energy);
        EXPECT_EQ(comparable(made), speed);
    }
}

TEST(Comparison, LengthsAreCountedWhereRequestsAreRecorded) {
    const auto requests = [](std::int64_t tokens) {
        const double sent_ms = test::sample_result().cycles.front().window.start_s * 1000;
        return std::vector<RequestRecord>(
            10, {.cycle = 1,
                 .sent_ms = sent_ms,
                 .first_token_ms = sent_ms + 10,
                 .last_token_ms = sent_ms + 10.0 + static_cast<double>(tokens),
                 .input_tokens = 50,
                 .output_tokens = tokens});
    };
    const Result a = result_with({5, 5.1}), b = result_with({6, 6.1});
    const auto few = requests(100), same = requests(103), more = requests(120);
    const Comparison other = compare_two(a, b, few, more);
    ASSERT_EQ(other.refusals.size(), 1U);
    EXPECT_EQ(other.refusals.front().reason,
              "The output lengths differ: 100 and 120 tokens per request.");
    const Comparison close = compare_two(a, b, few, same);
    EXPECT_TRUE(close.refusals.empty());
    ASSERT_EQ(close.latencies.size(), 3U);
    EXPECT_NEAR(close.latencies.back().wasserstein_ms, 3, 1e-9);
    EXPECT_EQ(close.latencies.back().a_requests, 10);
}

TEST(Comparison, LatenciesOfAClosedLoopFromBeforeTheStartWasLeftOutAreNotCompared) {
    Result before = result_with({5, 5.1, 4.9}), after = before;
    before.metric_definitions_version = "1.3";
    after.metric_definitions_version = "1.4";
    const auto compared = of(compare_two(before, after), "time_to_first_token_ms");
    EXPECT_EQ(compared.verdict, Verdict::not_comparable);
    EXPECT_NE(compared.words.find("definitions 1.3"), std::string::npos) << compared.words;
    for (const Result* one : {&before, &after})
        EXPECT_NE(of(compare_two(*one, *one), "time_to_first_token_ms").verdict,
                  Verdict::not_comparable);
    EXPECT_NE(of(compare_two(before, after), "throughput_tokens_per_sec").verdict,
              Verdict::not_comparable);
    for (Result* result : {&before, &after})
        result->experiment.config->load = PoissonLoad{};
    EXPECT_NE(of(compare_two(before, after), "time_to_first_token_ms").verdict,
              Verdict::not_comparable)
        << "an open loop has no such start";
}

TEST(Comparison, FasterRunGetsFurtherInTheSameWork) {
    const auto requests = [](std::int64_t count, std::int64_t more = 0) {
        std::vector<RequestRecord> made;
        for (std::int64_t i = 0; i < count; ++i)
            made.push_back({.cycle = 1,
                            .index = i,
                            .input_tokens = (i < 10 ? 100 : 400) + more,
                            .output_tokens = 64});
        return made;
    };
    const Result a = result_with({5, 5.1});
    Result b = result_with({6, 6.1});
    const auto ten = requests(10), twenty = requests(20), longer = requests(20, 50);
    EXPECT_TRUE(compare_two(a, b, ten, twenty).refusals.empty());
    EXPECT_EQ(compare_two(a, b, ten, longer).refusals.size(), 1U) << "other prompts under one name";
    b.experiment.config->workload.seed += 1;
    EXPECT_EQ(compare_two(a, b, ten, twenty).refusals.size(), 1U) << "of another seed";
}

TEST(Comparison, GradesStandBesideTheNames) {
    Result a = result_with({5, 5.1}), b = result_with({6, 6.1});
    a.quality = Quality{.grade = Grade::unfit, .reasons = {}};
    b.quality.reset();
    EXPECT_EQ(compare_two(a, b).a_grade, Grade::unfit);
    EXPECT_EQ(compare_two(a, b).b_grade, std::nullopt);
}

TEST(Comparison, OnlyIndependentMetricsAreTestedTogether) {
    const Result a = result_with({5, 5.1, 4.9, 5.05}), b = result_with({6, 6.1, 5.9, 6.05});
    Result summed_a = a, summed_b = b;
    for (Result* result : {&summed_a, &summed_b})
        summarise(*result, {}, {});
    const std::vector<ComparedResult> results{{"A", summed_a}, {"B", summed_b}};
    const Comparison few = compare(results).comparisons.at(0),
                     all = compare(results, MetricChoice::all).comparisons.at(0);
    EXPECT_EQ(of(all, "tokens_per_joule").p_value_holm, of(few, "tokens_per_joule").p_value_holm);
    const MetricComparison energy = of(all, "total_energy_joules");
    EXPECT_TRUE(energy.ratio_ci95_low.has_value());
    EXPECT_EQ(energy.p_value, std::nullopt);
}

}  // namespace
}  // namespace lem::domain
