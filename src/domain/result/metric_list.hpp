#pragma once
/// The metrics table on the wire.

#include "domain/result/metric.hpp"

namespace lem::domain {

struct MetricInfo {
    std::string name;
    std::string title;
    std::string unit;
    bool higher_is_better = true;
    std::string definition;
};

struct MetricList {
    std::vector<MetricInfo> items;
    std::string metric_definitions_version;
};

inline MetricList metric_list() {
    MetricList list{.items = {},
                    .metric_definitions_version = std::string(metric_definitions_version)};
    for (const MetricDefinition& metric : metrics) {
        list.items.push_back({std::string(metric.name), std::string(metric.title),
                              std::string(metric.unit), metric.higher_is_better,
                              std::string(metric.definition)});
    }
    return list;
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::MetricInfo> {
    using T = domain::MetricInfo;
    static constexpr auto record = schema::record(
        "MetricInfo", "What a metric is.", field("name", &T::name, {.doc = "Its name everywhere."}),
        field("title", &T::title, {.doc = "In words."}),
        field("unit", &T::unit, {.doc = "Its unit."}),
        field("higher_is_better", &T::higher_is_better, {.doc = "Direction."}),
        field("definition", &T::definition, {.doc = "Exactly what it is."}));
};

template <>
struct description<domain::MetricList> {
    using T = domain::MetricList;
    static constexpr auto record = schema::record(
        "MetricList", "All metrics.", field("items", &T::items, {.doc = "The metrics."}),
        field("metric_definitions_version", &T::metric_definitions_version,
              {.doc = "Changes when a definition does."}));
};

}  // namespace lem::schema
