#pragma once
/// The models that were measured: the best of each under the limits of a question, and the spread
/// of all its results.

#include "domain/board/leaderboard_query.hpp"

namespace lem::domain {

/// What orders a list of models; each in its usual direction.
enum class ModelOrder { best, name, parameters, results, spread, newest };

/// The parameters of the leaderboard, and the order of the models.
struct ModelListQuery : LeaderboardQuery {
    ModelOrder order = ModelOrder::best;
    bool reverse = false;
};

/// All ranked values of a model by the metric that the question sorts by, whether they are within
/// its limits or not.
struct ModelRange {
    std::optional<EnergyScope> energy_scope;  // nullopt: the metric is not energy
    std::int64_t results = 0;
    double lowest = 0;
    double median = 0;
    double highest = 0;
};

/// A limit that a result does not meet.
struct ExceededLimit {
    std::string metric;
    std::optional<double> value;  // nullopt: not measured
    std::optional<double> minimum;
    std::optional<double> maximum;
};

/// The result that comes nearest to limits that none meets.
struct NearestResult {
    LeaderboardRow row;
    std::vector<ExceededLimit> exceeded;
};

struct ModelSummary {
    std::string id;
    std::string name;
    std::string family;
    bool known = false;
    std::optional<double> parameters_total;
    std::optional<double> parameters_active;
    std::optional<bool> has_experts;
    std::int64_t results = 0;
    std::int64_t hardware = 0;
    std::vector<std::int64_t> coverage;
    std::optional<std::string> newest_at;
    std::vector<LeaderboardRow> best;
    std::vector<ModelRange> ranges;
    std::optional<NearestResult> nearest;
};

/// Hardware that results are of.
struct CoveredHardware {
    std::string id;
    std::string name;
    std::int64_t results = 0;
    std::int64_t models = 0;
};

struct ModelList {
    std::vector<ModelSummary> items;
    std::optional<std::string> next_cursor;
    std::int64_t total = 0;
    std::int64_t within_limits = 0;
    std::int64_t results = 0;
    std::vector<CoveredHardware> hardware;
    std::int64_t hardware_total = 0;
    std::int64_t cells_measured = 0;
    std::int64_t cells = 0;
    std::string meaning;
    std::map<std::string, std::vector<FacetValue>> facets;
    std::string data_version;
};

/// Columns of the coverage in one answer.
inline constexpr std::size_t covered_hardware_max = 60;

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::ModelOrder> {
    static constexpr std::string_view name = "ModelOrder";
    static constexpr std::array values{
        Enumerator{
            domain::ModelOrder::best, "best",
            "by the best result within the limits, the best first; then models without one, the "
            "most results first"},
        Enumerator{domain::ModelOrder::name, "name", "by name"},
        Enumerator{domain::ModelOrder::parameters, "parameters", "the largest first"},
        Enumerator{domain::ModelOrder::results, "results", "the most results first"},
        Enumerator{domain::ModelOrder::spread, "spread",
                   "by the ratio of the highest value to the lowest, the widest first"},
        Enumerator{domain::ModelOrder::newest, "newest", "the newest result first"},
    };
};

template <>
struct description<domain::ModelListQuery> {
    using T = domain::ModelListQuery;
    using Board = description<domain::LeaderboardQuery>;
    static constexpr bool is_selection = true;
    static constexpr auto record = schema::record_of(
        "ModelListQuery", "Which models to list, and in which order.",
        std::tuple_cat(Board::filters, Board::limits, Board::rest,
                       std::tuple(field("order", &T::order,
                                        {.doc = "What orders the models.", .defaulted = true}),
                                  field("reverse", &T::reverse,
                                        {.doc = "The other way round.", .defaulted = true}))));
};

template <>
struct description<domain::ModelRange> {
    using T = domain::ModelRange;
    static constexpr auto record = schema::record(
        "ModelRange",
        "The ranked values of a model, within the limits or not; of one energy scope, if the "
        "metric is energy.",
        field("energy_scope", &T::energy_scope, {.doc = "null: the metric is not energy."}),
        field("results", &T::results, {.doc = "Results with a rank."}),
        field("lowest", &T::lowest, {.doc = "The metric's unit, as are the next."}),
        field("median", &T::median, {.doc = "Of all of them."}),
        field("highest", &T::highest, {.doc = "The highest value."}));
};

template <>
struct description<domain::ExceededLimit> {
    using T = domain::ExceededLimit;
    static constexpr auto record =
        schema::record("ExceededLimit", "A limit that a result does not meet.",
                       field("metric", &T::metric, {.doc = "The metric that is limited."}),
                       field("value", &T::value, {.doc = "Of the result; null: not measured."}),
                       field("minimum", &T::minimum, {.doc = "The limit, in the metric's unit."}),
                       field("maximum", &T::maximum, {.doc = "The same."}));
};

template <>
struct description<domain::NearestResult> {
    using T = domain::NearestResult;
    static constexpr auto record =
        schema::record("NearestResult", "A result, and the limits that it does not meet.",
                       field("row", &T::row, {.doc = "The result."}),
                       field("exceeded", &T::exceeded, {.doc = "The limits.", .items_max = 26}));
};

template <>
struct description<domain::ModelSummary> {
    using T = domain::ModelSummary;
    static constexpr auto record = schema::record(
        "ModelSummary", "A model that was measured.",
        field("id", &T::id, {.doc = "Its page is /models/{id}."}),
        field("name", &T::name,
              {.doc = "The catalogue's name, or as submitted if it does not know it."}),
        field("family", &T::family, {.doc = "Family derived from the name, for example Qwen3."}),
        field("known", &T::known, {.doc = "Whether the catalogue knows it."}),
        field("parameters_total", &T::parameters_total, {.doc = "Weights; null when unknown."}),
        field("parameters_active", &T::parameters_active,
              {.doc = "Weights that one token is multiplied with; null when unknown."}),
        field("has_experts", &T::has_experts,
              {.doc = "Whether it is a mixture of experts; null when unknown."}),
        field("results", &T::results, {.doc = "Results that match, within the limits or not."}),
        field("hardware", &T::hardware, {.doc = "Kinds of hardware that they are of."}),
        field("coverage", &T::coverage,
              {.doc = "Results on each hardware of the list, in its order."}),
        field("newest_at", &T::newest_at,
              {.doc = "When the newest of them was submitted, UTC, to the minute.",
               .format = TextFormat::date_time}),
        field("best", &T::best,
              {.doc = "The best result within the limits, with its rank among those of all models; "
                      "of each energy scope, if the metric is energy."}),
        field("ranges", &T::ranges,
              {.doc = "The spread of its results, those of the most results first."}),
        field("nearest", &T::nearest, {.doc = "If none is within the limits: the nearest."}));
};

template <>
struct description<domain::CoveredHardware> {
    using T = domain::CoveredHardware;
    static constexpr auto record =
        schema::record("CoveredHardware", "Hardware that results are of.",
                       field("id", &T::id, {.doc = "Its page is /hardware/{id}."}),
                       field("name", &T::name, {.doc = "As it is shown."}),
                       field("results", &T::results, {.doc = "Results on it."}),
                       field("models", &T::models, {.doc = "Models measured on it."}));
};

template <>
struct description<domain::ModelList> {
    using T = domain::ModelList;
    static constexpr auto record = schema::record(
        "ModelList", "A page of the models.", field("items", &T::items, {.doc = "The models."}),
        field("next_cursor", &T::next_cursor, {.doc = "null on the last page."}),
        field("total", &T::total, {.doc = "Models of the whole list."}),
        field("within_limits", &T::within_limits,
              {.doc = "Those of them that have a result within the limits."}),
        field("results", &T::results, {.doc = "Results of all of them."}),
        field("hardware", &T::hardware,
              {.doc = "The hardware of the coverage: that of the most results first, at most 60."}),
        field("hardware_total", &T::hardware_total, {.doc = "All hardware that results are of."}),
        field("cells_measured", &T::cells_measured,
              {.doc = "Pairs of a model and hardware that have a result."}),
        field("cells", &T::cells, {.doc = "All pairs of these models and this hardware."}),
        field("meaning", &T::meaning, {.doc = "The question in words."}),
        field("facets", &T::facets,
              {.doc = "Counts of results for each facet that was asked for, as in the leaderboard; "
                      "without the limits."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
