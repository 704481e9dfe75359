#include "domain/compare/energy_attribution.hpp"

#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

constexpr double joules_per_input = 0.01, joules_per_output = 0.4, joules_per_context = 2e-5,
                 idle_watts = 90;

/// A result whose energy follows from its tokens.
Result result_of(double prompt, double answer) {
    Result result = test::sample_result();
    result.metric_definitions_version = "1.2";
    const double requests = 60 * 20 / (1 + answer / 100 + prompt / 2000);
    for (Cycle& cycle : result.cycles) {
        cycle.tokens.input = std::llround(requests * prompt);
        cycle.tokens.output = std::llround(requests * answer);
        cycle.mean_context_tokens = prompt + answer / 2;
        cycle.mean_batch = 8;
        const auto input = static_cast<double>(*cycle.tokens.input),
                   output = static_cast<double>(*cycle.tokens.output);
        cycle.energy.energy_joules = joules_per_input * input + joules_per_output * output +
                                     joules_per_context * output * *cycle.mean_context_tokens +
                                     idle_watts * (cycle.window.end_s - cycle.window.start_s);
    }
    return result;
}

class EnergyAttributionTest : public testing::Test {
protected:
    EnergyAttributionTest() {
        for (const double prompt : {64.0, 512.0, 2048.0}) {
            for (const double answer : {64.0, 512.0})
                results_.push_back(result_of(prompt, answer));
        }
    }
    EnergyAttribution attribute() const {
        std::vector<ComparedResult> compared;
        for (std::size_t i = 0; i < results_.size(); ++i)
            compared.push_back({std::string(1, static_cast<char>('a' + i)), results_[i]});
        return attribute_energy(compared);
    }
    std::string refusals() const {
        const EnergyAttribution made = attribute();
        EXPECT_FALSE(made.fit);
        std::string all;
        for (const std::string& refusal : made.refusals)
            all += refusal + "\n";
        return all;
    }

    std::vector<Result> results_;
};

TEST_F(EnergyAttributionTest, SplitsTheEnergyOfResults) {
    const EnergyAttribution made = attribute();
    ASSERT_TRUE(made.fit) << made.refusals.front();
    EXPECT_NEAR(made.fit->joules_per_input_token.value, joules_per_input, 1e-6);
    EXPECT_NEAR(made.fit->joules_per_output_token.value, joules_per_output, 1e-5);
    EXPECT_NEAR(made.fit->idle_watts.value, idle_watts, 1e-3);
    EXPECT_EQ(made.mixes.size(), 6U);
    EXPECT_TRUE(made.notes.empty()) << made.notes.front();
    results_[0].cycles[0].mean_batch = 2;
    EXPECT_NE(attribute().notes.front().find("Between 2.00 and 8.00"), std::string::npos)
        << attribute().notes.front();
}

TEST_F(EnergyAttributionTest, CachedPromptsCostNothing) {
    for (Result& result : results_) {
        for (Cycle& cycle : result.cycles) {
            cycle.tokens.cached_input = cycle.tokens.input;
            *cycle.tokens.input *= 2;
        }
    }
    EXPECT_NEAR(attribute().fit->joules_per_input_token.value, joules_per_input, 1e-6);
}

TEST_F(EnergyAttributionTest, OtherSetUpsAreNamed) {
    results_[1].model.name = "Acme/Other";
    results_[2].energy_scope = EnergyScope::node_wall;
    results_[3].environment.devices[0].name = "Another GPU";
    const std::string why = refusals();
    EXPECT_NE(why.find("b: its model (Acme/Other)"), std::string::npos) << why;
    EXPECT_NE(why.find("c: its energy scope (node_wall) differs from the first result's (gpu)"),
              std::string::npos)
        << why;
    EXPECT_NE(why.find("d: its devices (Another GPU)"), std::string::npos) << why;
}

TEST_F(EnergyAttributionTest, ResultsThatDoNotTellAreLeftOutByName) {
    results_.push_back(result_of(1000, 20));
    results_[6].cycles[0].mean_context_tokens.reset();
    EnergyAttribution made = attribute();
    EXPECT_TRUE(made.fit);
    EXPECT_EQ(made.mixes.size(), 6U);
    EXPECT_EQ(made.notes.front(),
              "Left out: g has a cycle in which no answer went beyond its first token; make "
              "protocol.cycle_s longer, or load.streams fewer.");
    results_[1].cycles[0].flags = {"token_count_unreliable"};
    EXPECT_NE(refusals().find("These are 5 different mixes"), std::string::npos);
    results_[0].energy_method = EnergyMethod::modelled;
    EXPECT_NE(refusals().find("a: its energy was modelled"), std::string::npos);
}

TEST_F(EnergyAttributionTest, EnergyThatIsNotOfTheseTokensIsRefusedByName) {
    results_[0].energy_method = EnergyMethod::replayed;
    results_[1].cycles[0].index = 3;
    results_[1].cycles[0].energy.invalid_reasons = {"counter_reset", "too_few_samples"};
    results_[2].cycles[0].flags = {"counter_mismatch"};
    results_[3].cycles[0].energy.invalid_reasons = {"device_missing"};
    results_[3].energy_method = EnergyMethod::none;
    const std::string why = refusals();
    EXPECT_NE(why.find("a: its energy was played back from a recorded trace"), std::string::npos)
        << why;
    EXPECT_NE(why.find("b: its energy is not usable: cycle 3 has counter_reset, "
                       "too_few_samples."),
              std::string::npos)
        << why;
    EXPECT_NE(why.find("c: its energy is not usable: cycle 1 has counter_mismatch."),
              std::string::npos)
        << why;
    EXPECT_EQ(why.find("d: "), std::string::npos) << "it has none, and is left out";
}

TEST_F(EnergyAttributionTest, MeasuredIdlePowerTellsTimeAndTokensApart) {
    for (Result& result : results_) {
        result.baseline.idle_loaded_watts = idle_watts;
        for (Cycle& cycle : result.cycles) {  // busy all the time: the power is always the same
            const double seconds = cycle.window.end_s - cycle.window.start_s,
                         used = *cycle.energy.energy_joules - idle_watts * seconds,
                         scale = 200 * seconds / used;
            cycle.tokens.input = std::llround(static_cast<double>(*cycle.tokens.input) * scale);
            cycle.tokens.output = std::llround(static_cast<double>(*cycle.tokens.output) * scale);
            cycle.energy.energy_joules = (200 + idle_watts) * seconds;
        }
    }
    results_.push_back(result_of(1000, 20));
    results_.back().cycles.clear();  // left out: that it has no idle power does not matter
    const EnergyAttribution made = attribute();
    ASSERT_TRUE(made.fit_above_idle);
    EXPECT_NEAR(made.fit_above_idle->joules_per_input_token.value, joules_per_input, 1e-4);
    EXPECT_NEAR(made.fit_above_idle->joules_per_output_token.value, joules_per_output, 1e-3);
    EXPECT_EQ(made.fit_above_idle->idle_watts.ci95_low, idle_watts);
    ASSERT_EQ(made.notes.size(), 2U);
    EXPECT_NE(made.notes[1].find("differs from the measured one (90.0 W)"), std::string::npos)
        << made.notes[1];
}

TEST_F(EnergyAttributionTest, RepetitionsAreOneMix) {
    results_.pop_back();
    results_.push_back(results_[0]);
    EXPECT_NE(refusals().find("These are 5 different mixes"), std::string::npos);
}

}  // namespace
}  // namespace lem::domain
