#include "domain/result/quality.hpp"

#include "domain/result/flags.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

std::string codes(const Quality& quality) {
    std::string all;
    for (const QualityReason& reason : quality.reasons)
        all += (all.empty() ? "" : " ") + reason.code;
    return all;
}

/// Five long cycles over three starts of the engine.
Result gold_result() {
    Result result = test::sample_result();
    while (result.cycles.size() < 5)
        result.cycles.push_back(result.cycles.back());
    for (std::size_t i = 0; i < result.cycles.size(); ++i) {
        Cycle& cycle = result.cycles[i];
        cycle.index = static_cast<int>(i) + 1;
        cycle.engine_start = 1 + static_cast<int>(i) / 2;
        cycle.window.end_s = cycle.window.start_s + 595;
        cycle.requests.completed = 470;
    }
    result.baseline.idle_loaded_watts = 15;
    return result;
}

TEST(Quality, GoldHasNothingAgainstIt) {
    const Quality quality = quality_of(gold_result());
    EXPECT_EQ(quality.grade, Grade::gold) << codes(quality);
    EXPECT_EQ(codes(quality), "");
}

TEST(Quality, ThreeCyclesOfAMinuteAreStandard) {
    const Quality quality = quality_of(test::sample_result());
    EXPECT_EQ(quality.grade, Grade::standard);
    EXPECT_EQ(codes(quality), "few_cycles short_window few_restarts few_requests no_baseline");
}

TEST(Quality, EveryDoubtHoldsTheGradeDown) {
    struct Case {
        const char* code;
        Grade grade;
        void (*change)(Result&);
    };
    for (const Case& one : {
             Case{"incomplete", Grade::indicative,
                  [](Result& r) { r.experiment.complete = false; }},
             Case{"few_cycles", Grade::indicative, [](Result& r) { r.cycles.resize(2); }},
             Case{"short_window", Grade::indicative,
                  [](Result& r) { r.cycles[2].window.end_s = r.cycles[2].window.start_s + 20; }},
             Case{"spread", Grade::unfit, [](Result& r) { r.summary.tokens_per_joule.cv = 0.2; }},
             Case{"spread", Grade::indicative,
                  [](Result& r) { r.summary.throughput_tokens_per_sec.cv = 0.07; }},
             Case{"outlier", Grade::indicative,
                  [](Result& r) { r.cycles[3].metrics.throughput_tokens_per_sec = 150; }},
             Case{"outlier", Grade::indicative,
                  [](Result& r) { r.cycles[3].metrics.tokens_per_joule = 9; }},
             Case{"energy_incomplete", Grade::indicative,
                  [](Result& r) { r.cycles[3].energy.energy_joules.reset(); }},
             Case{"telemetry_gap", Grade::unfit,
                  [](Result& r) { r.cycles[1].flags = words_of(CycleFlag::telemetry_gap); }},
             Case{"unsteady", Grade::indicative,
                  [](Result& r) { r.cycles[1].flags = {"unsteady"}; }},
             Case{"errors", Grade::unfit, [](Result& r) { r.cycles[1].requests.failed = 40; }},
             Case{"errors", Grade::standard, [](Result& r) { r.cycles[1].requests.failed = 1; }},
             Case{"energy_modelled", Grade::indicative,
                  [](Result& r) { r.energy_method = EnergyMethod::modelled; }},
             Case{"foreign_load", Grade::standard,
                  [](Result& r) {
                      r.environment.preflight = {{"foreign_load", false, "Others worked."}};
                  }},
         }) {
        Result result = gold_result();
        one.change(result);
        const Quality quality = quality_of(result);
        EXPECT_EQ(quality.grade, one.grade) << one.code;
        ASSERT_FALSE(quality.reasons.empty()) << one.code;
        EXPECT_EQ(quality.reasons.front().code, one.code);
    }
}

TEST(Quality, FailuresAreNamedInTheWordsOfTheServer) {
    Result result = gold_result();
    result.cycles[1].requests.failed = 1;
    result.cycles[1].requests.usual_error = "HTTP 503: overloaded";
    EXPECT_TRUE(quality_of(result).reasons.front().message.ends_with(
        "The usual error: HTTP 503: overloaded"))
        << quality_of(result).reasons.front().message;
    result.cycles[1].requests.failed = 0;
    result.cycles[1].flags = words_of(CycleFlag::errors);
    EXPECT_EQ(quality_of(result).reasons.front().message,
              "Requests failed outside the steady windows. The usual error: HTTP 503: overloaded");
    EXPECT_EQ(quality_of(result).grade, Grade::standard);
}

TEST(Quality, EveryFlagCostsWhatItsTableSays) {
    for (const FlagDefinition& definition : flag_definitions) {
        Result result = gold_result();
        result.cycles[1].flags = words_of(definition.flag);
        if (definition.flag == CycleFlag::errors) result.cycles[1].requests.failed = 1;
        const Quality quality = quality_of(result);
        EXPECT_EQ(quality.grade, definition.at_most) << definition.name;
        EXPECT_EQ(codes(quality), definition.name);
        EXPECT_EQ(energy_objection(result).has_value(), definition.spoils_energy)
            << definition.name;
    }
}

TEST(Quality, FlagThatIsNotKnownHereCostsAsMuchAsTheWorst) {
    Result result = gold_result();
    result.cycles[1].flags = {"of_a_newer_program"};
    EXPECT_EQ(quality_of(result).grade, Grade::unfit);
    EXPECT_EQ(quality_of(result).reasons.front().message,
              "Cycle 2: a flag that this version of lem does not know.");
}

TEST(Quality, EnergyReasonsAreAnObjectionKnownOrNot) {
    Result result = gold_result();
    EXPECT_EQ(energy_objection(result), std::nullopt);
    result.cycles[2].flags = words_of(CycleFlag::telemetry_gap);
    result.cycles[2].energy.invalid_reasons = words_of(EnergyReason::telemetry_gap);
    EXPECT_EQ(energy_objection(result), "cycle 3 has telemetry_gap") << "once";
    result.cycles[0].energy.invalid_reasons = {"of_a_newer_program"};
    EXPECT_EQ(energy_objection(result), "cycle 1 has of_a_newer_program");
}

TEST(Quality, SameDoubtInSeveralCyclesIsOneReason) {
    Result result = gold_result();
    result.cycles[0].flags = result.cycles[4].flags = {"unsteady"};
    EXPECT_TRUE(quality_of(result).reasons.front().message.starts_with("Cycles 1, 5: "));
}

}  // namespace
}  // namespace lem::domain
