#pragma once
/// A metric against the number of devices that a model runs on. Pure; does not throw.

#include "domain/analysis/analysis.hpp"

namespace lem::domain {

inline constexpr std::size_t scaling_series_max = 24;
inline constexpr std::size_t scaling_points_max = 24;

/// What a metric would do if devices added up without loss.
enum class IdealScaling { constant, proportional, unknown };

/// The best result on one number of devices.
struct ScalingPoint {
    int hardware_count = 1;
    std::int64_t results = 0;
    AnalysedResult best;
    std::optional<double> ideal;
    std::optional<double> share_of_ideal;
};

/// One model with one precision, engine and kind of device; lengths are alike.
struct ScalingSeries {
    std::string label;
    std::string model;
    std::string precision;
    std::string engine;
    std::string hardware;
    std::optional<int> input_tokens;
    std::optional<int> output_tokens;
    std::optional<EnergyScope> energy_scope;
    std::vector<ScalingPoint> points;
};

struct Scaling {
    std::string summary;
    AnalysedResults results;
    IdealScaling ideal = IdealScaling::unknown;
    std::int64_t series_total = 0;
    std::vector<ScalingSeries> series;
};

/// Only what was measured on two numbers of devices or more.
Scaling scaling(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
                const AnalysisQuery& query);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::IdealScaling> {
    static constexpr std::string_view name = "IdealScaling";
    static constexpr std::array values{
        Enumerator{domain::IdealScaling::constant, "constant", "the same on any number of devices"},
        Enumerator{domain::IdealScaling::proportional, "proportional",
                   "twice as much on twice as many devices"},
        Enumerator{domain::IdealScaling::unknown, "unknown", "no ideal is defined"},
    };
};

template <>
struct description<domain::ScalingPoint> {
    using T = domain::ScalingPoint;
    static constexpr auto record = schema::record(
        "ScalingPoint", "The best result on one number of devices.",
        field("hardware_count", &T::hardware_count, {.doc = "Devices."}),
        field("results", &T::results, {.doc = "Results with so many."}),
        field("best", &T::best, {.doc = "The best of them, at whatever load it was measured."}),
        field("ideal", &T::ideal,
              {.doc = "From the smallest number of devices on; null if no ideal is defined."}),
        field("share_of_ideal", &T::share_of_ideal,
              {.doc = "1: no loss. Of a metric where lower is better, ideal over value."}));
};

template <>
struct description<domain::ScalingSeries> {
    using T = domain::ScalingSeries;
    static constexpr auto record = schema::record(
        "ScalingSeries", "One configuration on several numbers of devices.",
        field("label", &T::label, {.doc = "What it is, in words."}),
        field("model", &T::model, {.doc = "Model."}),
        field("precision", &T::precision, {.doc = "Of the weights; empty: not stated."}),
        field("engine", &T::engine, {.doc = "Engine, in any version."}),
        field("hardware", &T::hardware, {.doc = "Kind of device."}),
        field("input_tokens", &T::input_tokens,
              {.doc = "Mean prompt length of the first point; the others differ by at most 5 %; "
                      "null: not stated.",
               .unit = "tokens"}),
        field("output_tokens", &T::output_tokens,
              {.doc = "Mean output length, likewise.", .unit = "tokens"}),
        field("energy_scope", &T::energy_scope, {.doc = "null unless the metric is energy."}),
        field("points", &T::points, {.doc = "By number of devices.", .items_max = 24}));
};

template <>
struct description<domain::Scaling> {
    using T = domain::Scaling;
    static constexpr auto record = schema::record(
        "Scaling", "A metric against the number of devices.",
        field("summary", &T::summary, {.doc = "In a sentence."}),
        field("results", &T::results, {.doc = "Which results this is about."}),
        field("ideal", &T::ideal, {.doc = "What the metric would do without loss."}),
        field("series_total", &T::series_total,
              {.doc = "Configurations that were measured on two numbers of devices or more."}),
        field("series", &T::series,
              {.doc = "Of them, the 24 with the most points.", .items_max = 24}));
};

}  // namespace lem::schema
