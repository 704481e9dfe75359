#pragma once
/// The operating curve of a system: what one device delivers and what a token costs, against how
/// fast each user is served, over the loads that were measured. Pure; does not throw.

#include "domain/analysis/analysis.hpp"

namespace lem::domain {

inline constexpr std::size_t curves_max = 6;
inline constexpr std::size_t curve_points_max = 60;
inline constexpr std::size_t curve_systems_max = 100;

/// A model with all that it runs on, for requests of one length: what is left to vary is the load.
struct CurveSystem {
    ResultId id;
    std::string label;
    std::string model;
    std::string precision;
    std::string engine;
    std::string engine_version;
    std::string hardware;
    int hardware_count = 1;
    std::optional<int> input_tokens;
    std::optional<int> output_tokens;
    EnergyScope energy_scope = EnergyScope::none;
    std::int64_t loads = 0;
};

/// One load that was measured.
struct LoadPoint {
    ResultId id;
    std::optional<int> concurrency;
    std::optional<double> offered_requests_per_sec;
    double tokens_per_sec_per_user = 0;
    double tokens_per_sec_per_device = 0;
    RankedValue joules_per_token;
    std::optional<double> latency_per_token_ms;
    std::optional<double> time_to_first_token_ms;
    std::optional<double> time_to_first_token_ms_p90;
    int cycles = 0;
    std::int64_t results = 0;
    bool within_limits = false;
};

/// What a load costs.
struct LoadCost {
    ResultId id;
    std::optional<double> watt_hours_per_1000_answers;
    std::optional<double> devices_per_1000_users;
};

struct OperatingCurve {
    std::string letter;
    CurveSystem system;
    std::vector<LoadPoint> points;
    std::optional<LoadCost> busiest;
};

struct OperatingCurves {
    std::string summary;
    AnalysedResults results;
    std::int64_t load_not_stated = 0;
    std::vector<std::string> limits;
    std::vector<OperatingCurve> curves;
    std::int64_t systems_total = 0;
    std::vector<CurveSystem> systems;
    std::vector<std::string> not_found;
};

/// A limit on a ranked metric, in words as the query has it.
struct MetricLimit {
    const MetricDefinition* metric = nullptr;
    schema::Range range;
    std::string words;
};

/// Looks at results that have a throughput and a time per token. `query.systems` are ids of
/// results; each stands for the system that it belongs to.
OperatingCurves operating_curves(std::span<const LeaderboardRow> rows,
                                 std::span<const MetricLimit> limits, const AnalysisQuery& query);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::CurveSystem> {
    using T = domain::CurveSystem;
    static constexpr auto record = schema::record(
        "CurveSystem", "A model with all that it runs on, for requests of one length.",
        field("id", &T::id,
              {.doc = "The result of its lowest load. As one of `systems` any of its results "
                      "stands for it."}),
        field("label", &T::label, {.doc = "What it is, in words."}),
        field("model", &T::model, {.doc = "Model."}),
        field("precision", &T::precision, {.doc = "Of the weights; empty: not stated."}),
        field("engine", &T::engine, {.doc = "Engine."}),
        field("engine_version", &T::engine_version, {.doc = "Empty: not stated."}),
        field("hardware", &T::hardware, {.doc = "Kind of device."}),
        field("hardware_count", &T::hardware_count, {.doc = "Devices."}),
        field("input_tokens", &T::input_tokens,
              {.doc = "Mean prompt length of the lowest load; the others differ by at most 5 %; "
                      "null: not stated.",
               .unit = "tokens"}),
        field("output_tokens", &T::output_tokens,
              {.doc = "Mean output length, likewise.", .unit = "tokens"}),
        field("energy_scope", &T::energy_scope, {.doc = "What the energy covers."}),
        field("loads", &T::loads, {.doc = "Loads that were measured."}));
};

template <>
struct description<domain::LoadPoint> {
    using T = domain::LoadPoint;
    static constexpr auto record = schema::record(
        "LoadPoint", "One load that was measured.",
        field("id", &T::id, {.doc = "The newest result of this load."}),
        field("concurrency", &T::concurrency,
              {.doc = "Requests in flight of a closed loop; null for an open one."}),
        field("offered_requests_per_sec", &T::offered_requests_per_sec,
              {.doc = "Rate of an open loop; null for a closed one.", .unit = "1/s"}),
        field("tokens_per_sec_per_user", &T::tokens_per_sec_per_user,
              {.doc = "Output speed that one request sees: 1000 / latency_per_token_ms.",
               .unit = "tok/s"}),
        field("tokens_per_sec_per_device", &T::tokens_per_sec_per_device,
              {.doc = "Output throughput over the number of devices.", .unit = "tok/s"}),
        field("joules_per_token", &T::joules_per_token,
              {.doc = "Energy of an output token.", .unit = "J/tok"}),
        field("latency_per_token_ms", &T::latency_per_token_ms,
              {.doc = "Mean time per output token.", .unit = "ms"}),
        field("time_to_first_token_ms", &T::time_to_first_token_ms,
              {.doc = "Mean time to the first token.", .unit = "ms"}),
        field("time_to_first_token_ms_p90", &T::time_to_first_token_ms_p90,
              {.doc = "Its 90th percentile.", .unit = "ms"}),
        field("cycles", &T::cycles, {.doc = "Repetitions."}),
        field("results", &T::results, {.doc = "Results of this load; the newest is shown."}),
        field("within_limits", &T::within_limits,
              {.doc = "Whether it meets every limit of `slo`; true without limits."}));
};

template <>
struct description<domain::LoadCost> {
    using T = domain::LoadCost;
    static constexpr auto record = schema::record(
        "LoadCost", "The busiest load that was measured within the limits, and what it costs.",
        field("id", &T::id, {.doc = "Its result."}),
        field("watt_hours_per_1000_answers", &T::watt_hours_per_1000_answers,
              {.doc = "Energy of 1,000 answers of the stated mean length; null if length or energy "
                      "is not known.",
               .unit = "Wh"}),
        field("devices_per_1000_users", &T::devices_per_1000_users,
              {.doc = "Devices that answer 1,000 requests at once; null for an open loop."}));
};

template <>
struct description<domain::OperatingCurve> {
    using T = domain::OperatingCurve;
    static constexpr auto record = schema::record(
        "OperatingCurve", "One system over its load.",
        field("letter", &T::letter, {.doc = "A, B, ...: what sentences call it."}),
        field("system", &T::system, {.doc = "What it is."}),
        field(
            "points", &T::points,
            {.doc = "From the lowest load to the highest, the first 60 at most.", .items_max = 60}),
        field("busiest", &T::busiest,
              {.doc = "Of the points within the limits the one with the highest load; null if none "
                      "is. Nothing is interpolated."}));
};

template <>
struct description<domain::OperatingCurves> {
    using T = domain::OperatingCurves;
    static constexpr auto record = schema::record(
        "OperatingCurves", "Systems under rising load.",
        field("summary", &T::summary, {.doc = "In a sentence."}),
        field("results", &T::results, {.doc = "Which results this is about."}),
        field("load_not_stated", &T::load_not_stated,
              {.doc = "Results that do not count because they state neither a concurrency nor one "
                      "rate of requests."}),
        field("limits", &T::limits, {.doc = "In words.", .items_max = 26}),
        field("curves", &T::curves, {.doc = "The systems that were asked for.", .items_max = 6}),
        field("systems_total", &T::systems_total,
              {.doc = "Systems that were measured with two loads or more."}),
        field("systems", &T::systems,
              {.doc = "Of them, the 100 with the most loads.", .items_max = 100}),
        field(
            "not_found", &T::not_found,
            {.doc = "What `systems` names that no result looked at belongs to.", .items_max = 6}));
};

}  // namespace lem::schema
