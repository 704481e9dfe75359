#pragma once
/// Energy as a sum of its causes, fitted over runs with different mixes of prompts and answers:
///   E = a input + b output + c context + P seconds
/// Pure; does not throw.

#include "schema/record.hpp"

#include <span>

namespace lem::domain {

/// One run: its energy and what was done with it.
struct EnergyMix {
    double seconds = 0;
    double joules = 0;
    double input_tokens = 0;  // prompt tokens that no cache held
    double output_tokens = 0;
    double context_tokens = 0;  // before each output token, summed over them
};

struct FittedValue {
    double value = 0;
    double ci95_low = 0;
    double ci95_high = 0;
};

struct EnergyFit {
    FittedValue joules_per_input_token;
    FittedValue joules_per_output_token;
    FittedValue joules_per_context_token;  // for each token before an output token
    FittedValue idle_watts;
    double r_squared = 0;  // of mean power
    int mixes = 0;
};

inline constexpr int energy_mixes_min = 6;

/// Non-negative least squares (Lawson & Hanson 1974, chapter 23) of mean power, so that long runs
/// weigh no more than short ones. The intervals are those of plain least squares (Student t, n - 4
/// degrees of freedom) without the part below 0. nullopt for fewer than six mixes, and if they
/// cannot separate the four causes. With a measured `idle_watts` that power is not fitted: three
/// causes remain, even if every mix draws the same power.
std::optional<EnergyFit> fit_energy(std::span<const EnergyMix> mixes,
                                    std::optional<double> idle_watts = std::nullopt);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::FittedValue> {
    using T = domain::FittedValue;
    static constexpr auto record = schema::record(
        "FittedValue", "A coefficient with its 95 % interval.",
        field("value", &T::value, {.doc = "Estimate."}),
        field("ci95_low", &T::ci95_low, {.doc = "Lower end of the 95 % confidence interval."}),
        field("ci95_high", &T::ci95_high, {.doc = "Upper end."}));
};

template <>
struct description<domain::EnergyFit> {
    using T = domain::EnergyFit;
    static constexpr auto record = schema::record(
        "EnergyFit", "Energy as a sum of its causes.",
        field("joules_per_input_token", &T::joules_per_input_token,
              {.doc = "For a prompt token that no cache held.", .unit = "J/tok"}),
        field("joules_per_output_token", &T::joules_per_output_token,
              {.doc = "For an output token, without its context.", .unit = "J/tok"}),
        field("joules_per_context_token", &T::joules_per_context_token,
              {.doc = "For each token before an output token.", .unit = "J/tok"}),
        field("idle_watts", &T::idle_watts,
              {.doc = "Without any token; without an interval if it was measured.", .unit = "W"}),
        field("r_squared", &T::r_squared, {.doc = "Share of the variance of power explained."}),
        field("mixes", &T::mixes, {.doc = "Runs it is based on.", .minimum = 0}));
};

}  // namespace lem::schema
