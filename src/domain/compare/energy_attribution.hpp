#pragma once
/// The energy of a prompt token and of an output token, from results that differ in their mix of
/// both. Pure; does not throw.

#include "domain/compare/comparison.hpp"
#include "domain/statistics/energy_fit.hpp"

namespace lem::domain {

/// One result as the fit sees it: the sums over its cycles.
struct AttributedMix {
    std::string name;
    double seconds = 0;
    double joules = 0;
    double input_tokens = 0;
    double output_tokens = 0;
    double mean_context_tokens = 0;
};

struct EnergyAttribution {
    std::string model;
    EnergyScope energy_scope = EnergyScope::none;
    std::vector<AttributedMix> mixes;
    std::optional<EnergyFit> fit;
    std::optional<EnergyFit> fit_above_idle;  // if the idle power was measured
    std::vector<std::string> refusals;        // why there is no fit
    std::vector<std::string> notes;           // possible sources of error
};

/// Refuses, in words: results of other models, precisions, engines, devices, energy scopes or
/// definitions than the first; energy that was modelled, replayed or is in doubt; fewer than six
/// mixes, where results whose proportion of prompt to output tokens and context are within 5 % of
/// each other count as one; and mixes that cannot separate the causes. Results without energy,
/// token counts or context are left out, each with a note.
EnergyAttribution attribute_energy(std::span<const ComparedResult> results);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::AttributedMix> {
    using T = domain::AttributedMix;
    static constexpr auto record = schema::record(
        "AttributedMix", "One result: the sums over its cycles.",
        field("name", &T::name, {.doc = "File that it was read from."}),
        field("seconds", &T::seconds, {.doc = "Of the steady windows.", .unit = "s"}),
        field("joules", &T::joules, {.doc = "Energy.", .unit = "J"}),
        field("input_tokens", &T::input_tokens,
              {.doc = "Prompt tokens that no cache held.", .unit = "tokens"}),
        field("output_tokens", &T::output_tokens, {.doc = "Output tokens.", .unit = "tokens"}),
        field("mean_context_tokens", &T::mean_context_tokens,
              {.doc = "Before an output token.", .unit = "tokens"}));
};

template <>
struct description<domain::EnergyAttribution> {
    using T = domain::EnergyAttribution;
    static constexpr auto record =
        schema::record("EnergyAttribution", "What a prompt token and an output token cost.",
                       field("model", &T::model, {.doc = "Of all results."}),
                       field("energy_scope", &T::energy_scope, {.doc = "Of all results."}),
                       field("mixes", &T::mixes, {.doc = "One for each result."}),
                       field("fit", &T::fit, {.doc = "Null when it was refused."}),
                       field("fit_above_idle", &T::fit_above_idle,
                             {.doc = "The same with the measured idle power of the loaded engine; "
                                     "null if that was not measured."}),
                       field("refusals", &T::refusals, {.doc = "Why there is no fit."}),
                       field("notes", &T::notes, {.doc = "Possible sources of error."}));
};

}  // namespace lem::schema
