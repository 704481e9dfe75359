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

/// What a version of the definitions changed; newest first. docs/changes/method.json has the dates.
struct DefinitionChange {
    std::string_view version, change;
};
inline constexpr std::array definition_changes{
    DefinitionChange{"1.4",
                     "Latencies of a closed loop are those of requests that were sent inside the "
                     "steady window, and are not compared with those of earlier versions. Time per "
                     "token divides by the tokens that were streamed."},
    DefinitionChange{"1.3", "Adds latencies counted from an open loop's schedule, and send lag."},
    DefinitionChange{"1.2", "Adds goodput."},
    DefinitionChange{"1.1",
                     "Adds net energy, energy of a request, of prefill and of decoding, "
                     "utilisation of compute and memory, and time to the first answer token."},
};
static_assert(definition_changes.front().version == metric_definitions_version);

struct DefinitionChangeInfo {
    std::string version;
    std::string change;
};

struct MetricList {
    std::vector<MetricInfo> items;
    std::string metric_definitions_version;
    std::vector<DefinitionChangeInfo> changes;
};

inline MetricList metric_list() {
    MetricList list{.items = {},
                    .metric_definitions_version = std::string(metric_definitions_version),
                    .changes = {}};
    for (const MetricDefinition& metric : metrics) {
        list.items.push_back({std::string(metric.name), std::string(metric.title),
                              std::string(metric.unit), metric.higher_is_better,
                              std::string(metric.definition)});
    }
    for (const auto& [version, change] : definition_changes)
        list.changes.push_back({std::string(version), std::string(change)});
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
        field("definition", &T::definition, {.doc = "Its exact definition."}));
};

template <>
struct description<domain::DefinitionChangeInfo> {
    using T = domain::DefinitionChangeInfo;
    static constexpr auto record =
        schema::record("DefinitionChange", "What a version of the definitions changed.",
                       field("version", &T::version, {.doc = "As in metric_definitions_version."}),
                       field("change", &T::change, {.doc = "In words."}));
};

template <>
struct description<domain::MetricList> {
    using T = domain::MetricList;
    static constexpr auto record = schema::record(
        "MetricList", "All metrics.", field("items", &T::items, {.doc = "The metrics."}),
        field("metric_definitions_version", &T::metric_definitions_version,
              {.doc = "Changes when a definition does."}),
        field("changes", &T::changes, {.doc = "What each version changed, newest first."}));
};

}  // namespace lem::schema
