#pragma once
/// Carbon and cost: derived from measured energy by stated factors. Shown with the factors, never
/// ranked.

#include "domain/result/quantity.hpp"
#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

/// Assumptions about the power supply.
struct SupplyFactors {
    double carbon_intensity_g_per_kwh = 475;
    std::string carbon_intensity_source =
        "world average, CodeCarbon's default (IEA 2019); state your grid's";
    double pue = 1;
    std::optional<double> price_per_kwh;
    std::optional<std::string> currency;
};

struct Footprint {
    double co2e_grams_per_million_tokens = 0;
    std::optional<double> cost_per_million_tokens;
    SupplyFactors factors;
};

/// kWh x PUE x factor, for a million output tokens.
inline Footprint footprint_of(const SupplyFactors& factors, double joules_per_token) {
    constexpr double joules_per_kwh = 3.6e6, tokens = 1e6;
    const double kwh = joules_per_token * tokens / joules_per_kwh * factors.pue;
    Footprint footprint{.co2e_grams_per_million_tokens = kwh * factors.carbon_intensity_g_per_kwh,
                        .cost_per_million_tokens = std::nullopt,
                        .factors = factors};
    if (factors.price_per_kwh) footprint.cost_per_million_tokens = kwh * *factors.price_per_kwh;
    return footprint;
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::SupplyFactors> {
    using T = domain::SupplyFactors;
    static constexpr auto record = schema::record(
        "SupplyFactors", "Assumptions about the power supply; for derived values only.",
        field("carbon_intensity_g_per_kwh", &T::carbon_intensity_g_per_kwh,
              {.doc = "CO2 equivalent of a kilowatt-hour.",
               .unit = "g/kWh",
               .minimum = 0,
               .maximum = 5000,
               .defaulted = true}),
        field("carbon_intensity_source", &T::carbon_intensity_source,
              {.doc = "Where that figure comes from, with its date.",
               .length_max = 200,
               .format = TextFormat::name,
               .defaulted = true}),
        field("pue", &T::pue,
              {.doc = "Power usage effectiveness of the building: supply over IT power.",
               .minimum = 1,
               .maximum = 10,
               .defaulted = true}),
        field("price_per_kwh", &T::price_per_kwh,
              {.doc = "Price of a kilowatt-hour.", .minimum = 0, .maximum = 1e6}),
        field("currency", &T::currency,
              {.doc = "Of the price, for example EUR.",
               .length_max = 10,
               .format = TextFormat::identifier}));
};

template <>
struct description<domain::Footprint> {
    using T = domain::Footprint;
    static constexpr auto record = schema::record(
        "Footprint", "Derived from the measured energy by stated factors; never ranked.",
        field("co2e_grams_per_million_tokens", &T::co2e_grams_per_million_tokens,
              {.doc = "CO2 equivalent of a million output tokens.",
               .unit = "g",
               .minimum = 0,
               .maximum = domain::most_of_any}),
        field("cost_per_million_tokens", &T::cost_per_million_tokens,
              {.doc = "Cost of a million output tokens; null without a price.",
               .minimum = 0,
               .maximum = domain::most_of_any}),
        field("factors", &T::factors, {.doc = "The factors it was derived with."}));
};

}  // namespace lem::schema
