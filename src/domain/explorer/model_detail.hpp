#pragma once
/// What is known of one model: its results, where it was measured, and its published facts.

#include "domain/catalogue/model_facts.hpp"
#include "domain/explorer/model_list.hpp"

namespace lem::domain {

/// Results of a precision on some hardware.
struct CoverageCell {
    std::string precision;
    std::string hardware;
    std::int64_t results = 0;
    std::optional<bool> fits;  // nullopt: a size is not known
};

/// A name in submitted files.
struct SubmittedName {
    std::string name;
    std::int64_t results = 0;
};

/// Another model of the same family.
struct RelatedModel {
    std::string id;
    std::string name;
    std::optional<double> parameters_total;
    std::int64_t results = 0;
};

struct ModelDetail {
    ModelSummary summary;
    std::vector<CoveredHardware> hardware;
    std::vector<LeaderboardRow> best;
    std::vector<NearestResult> outside;
    std::vector<std::string> precisions;
    std::vector<CoverageCell> cells;
    std::vector<SubmittedName> names;
    std::int64_t names_counted = 0;
    std::optional<ModelFacts> facts;
    std::optional<double> kv_bytes_per_token;
    std::vector<RelatedModel> related;
    std::string meaning;
    std::string data_version;
};

/// Results whose submitted names are counted, the newest.
inline constexpr std::size_t named_results_max = 5'000;
inline constexpr std::size_t related_models_max = 50;

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::CoverageCell> {
    using T = domain::CoverageCell;
    static constexpr auto record = schema::record(
        "CoverageCell", "Results of a precision on some hardware.",
        field("precision", &T::precision, {.doc = "Of the weights; empty when unknown."}),
        field("hardware", &T::hardware, {.doc = "As it is shown."}),
        field("results", &T::results, {.doc = "Results."}),
        field("fits", &T::fits,
              {.doc = "Whether the memory holds the weights, by the catalogue; null when a size is "
                      "not known."}));
};

template <>
struct description<domain::SubmittedName> {
    using T = domain::SubmittedName;
    static constexpr auto record =
        schema::record("SubmittedName", "A name in submitted files.",
                       field("name", &T::name, {.doc = "As submitted."}),
                       field("results", &T::results, {.doc = "Results that have it."}));
};

template <>
struct description<domain::RelatedModel> {
    using T = domain::RelatedModel;
    static constexpr auto record = schema::record(
        "RelatedModel", "Another measured model of the same family.",
        field("id", &T::id, {.doc = "Its page is /models/{id}."}),
        field("name", &T::name, {.doc = "As it is shown."}),
        field("parameters_total", &T::parameters_total, {.doc = "Weights; null when unknown."}),
        field("results", &T::results, {.doc = "Its results."}));
};

template <>
struct description<domain::ModelDetail> {
    using T = domain::ModelDetail;
    static constexpr auto record = schema::record(
        "ModelDetail", "What is known of a model.",
        field("summary", &T::summary,
              {.doc = "As in the list of models, but ranks and coverage are of this model alone."}),
        field("hardware", &T::hardware,
              {.doc = "The hardware that it was measured on, that of the most results first."}),
        field("best", &T::best,
              {.doc = "Its best result on each hardware within the limits, with its rank among "
                      "them; of each energy scope, if the metric is energy."}),
        field("outside", &T::outside,
              {.doc = "The best result on each other hardware, none of which is within the "
                      "limits."}),
        field("precisions", &T::precisions, {.doc = "In the order of their results."}),
        field("cells", &T::cells,
              {.doc = "Each pair of a precision and hardware that has a result, or whose memory is "
                      "too small; nobody measured the others."}),
        field("names", &T::names,
              {.doc = "What submitted files call it, the most frequent first."}),
        field("names_counted", &T::names_counted,
              {.doc = "The newest results that `names` counts; at most 5,000."}),
        field("facts", &T::facts, {.doc = "Published facts; null when it is not known."}),
        field("kv_bytes_per_token", &T::kv_bytes_per_token,
              {.doc = "What a token adds to the cache of keys and values, in 16 bits; null when "
                      "its architecture is not known.",
               .unit = "B"}),
        field("related", &T::related, {.doc = "Other measured models of its family."}),
        field("meaning", &T::meaning, {.doc = "The question in words."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
