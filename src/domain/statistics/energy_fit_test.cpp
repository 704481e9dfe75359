#include "domain/statistics/energy_fit.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace lem::domain {
namespace {

struct Truth {
    double input, output, context, idle_watts;
};

/// Runs of a minute over a grid of prompt and answer lengths, as a server might take them.
std::vector<EnergyMix> mixes_of(const Truth& truth) {
    std::vector<EnergyMix> mixes;
    for (const double prompt : {64.0, 512.0, 2048.0}) {
        for (const double answer : {32.0, 256.0, 1024.0}) {
            const double requests = 60 * 20 / (1 + answer / 100 + prompt / 2000);
            EnergyMix mix{.seconds = 60,
                          .input_tokens = requests * prompt,
                          .output_tokens = requests * answer,
                          .context_tokens = requests * answer * (prompt + answer / 2)};
            mix.joules = truth.input * mix.input_tokens + truth.output * mix.output_tokens +
                         truth.context * mix.context_tokens + truth.idle_watts * mix.seconds;
            mixes.push_back(mix);
        }
    }
    return mixes;
}

TEST(EnergyFit, RecoversWhatMadeTheEnergy) {
    const auto fit = fit_energy(mixes_of({0.01, 0.4, 2e-5, 90}));
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->joules_per_input_token.value, 0.01, 1e-8);
    EXPECT_NEAR(fit->joules_per_output_token.value, 0.4, 1e-7);
    EXPECT_NEAR(fit->joules_per_context_token.value, 2e-5, 1e-11);
    EXPECT_NEAR(fit->idle_watts.value, 90, 1e-5);
    EXPECT_NEAR(fit->r_squared, 1, 1e-9);
    EXPECT_EQ(fit->mixes, 9);
}

TEST(EnergyFit, IntervalsCoverTheTruthInNineteenOfTwentyRuns) {
    const Truth truth{0.01, 0.4, 2e-5, 90};
    const auto exact = mixes_of(truth);
    std::mt19937_64 rng(7);
    std::normal_distribution<double> noise(0, 5);  // watts
    constexpr int runs = 4000;
    std::array<int, 4> covered{};
    for (int run = 0; run < runs; ++run) {
        auto mixes = exact;
        for (EnergyMix& mix : mixes)
            mix.joules += noise(rng) * mix.seconds;
        const auto fit = fit_energy(mixes);
        ASSERT_TRUE(fit);
        const auto count = [&](std::size_t i, const FittedValue& fitted, double value) {
            ASSERT_LE(fitted.ci95_low, fitted.value);
            ASSERT_GE(fitted.ci95_high, fitted.value);
            ASSERT_GE(fitted.ci95_low, 0);
            covered[i] += fitted.ci95_low <= value && value <= fitted.ci95_high ? 1 : 0;
        };
        count(0, fit->joules_per_input_token, truth.input);
        count(1, fit->joules_per_output_token, truth.output);
        count(2, fit->joules_per_context_token, truth.context);
        count(3, fit->idle_watts, truth.idle_watts);
    }
    for (const int times : covered)
        EXPECT_NEAR(static_cast<double>(times) / runs, 0.95, 0.011);
}

TEST(EnergyFit, NothingIsEverBelowZero) {
    // A context that seems to save energy: the plain solution would be negative.
    auto mixes = mixes_of({0.01, 0.4, 0, 90});
    for (EnergyMix& mix : mixes)
        mix.joules -= 1e-6 * mix.context_tokens;
    const auto fit = fit_energy(mixes);
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->joules_per_context_token.value, 0);
    EXPECT_EQ(fit->joules_per_context_token.ci95_low, 0);
    EXPECT_NEAR(fit->joules_per_output_token.value, 0.4, 0.01);
}

TEST(EnergyFit, TooFewOrTooSimilarMixesGiveNothing) {
    const auto mixes = mixes_of({0.01, 0.4, 2e-5, 90});
    EXPECT_FALSE(fit_energy(std::span(mixes).first(5)));
    EXPECT_TRUE(fit_energy(std::span(mixes).first(6)));
    // The same lengths at other rates: prompts and answers always come together.
    std::vector<EnergyMix> alike(8, mixes[4]);
    for (std::size_t i = 0; i < alike.size(); ++i)
        alike[i].seconds = 60 + 10.0 * static_cast<double>(i);
    EXPECT_FALSE(fit_energy(alike));
}

}  // namespace
}  // namespace lem::domain
