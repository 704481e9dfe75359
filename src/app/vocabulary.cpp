#include "app/vocabulary.hpp"

#include "domain/board/published_result.hpp"

namespace lem::app {
namespace {

using schema::json;

template <class E>
void add_enumeration(std::string& out, std::string_view name) {
    json values = json::object();
    for (const auto& candidate : schema::enumeration<E>::values)
        values[std::string(candidate.name)] =
            json{{"title", schema::title_of(candidate.value)}, {"doc", candidate.doc}};
    out += "\nexport const " + std::string(name) + " = " + values.dump(2) + " as const;\n";
}

json metric_json(const domain::MetricDefinition& metric) {
    const domain::DisplayUnit shown = metric.shown_in();
    return {{"name", metric.name},
            {"title", metric.title},
            {"shortTitle", metric.short_name()},
            {"qualifier", metric.qualifier},
            {"unit", metric.unit},
            {"displayUnit", shown.unit},
            {"displayFactor", shown.factor},
            {"kind", schema::name_of(metric.kind)},
            {"higherIsBetter", metric.higher_is_better},
            {"column", schema::name_of(metric.column)},
            {"definition", metric.definition}};
}

}  // namespace

std::string vocabulary_typescript() {
    std::string out =
        "// Written by `lem openapi --vocabulary` from the program's own tables; do not edit.\n";
    json metrics = json::array();
    for (const domain::MetricDefinition& metric : domain::metrics)
        metrics.push_back(metric_json(metric));
    out +=
        "\n/** In the order in which they are shown. A column of the leaderboard is ranked. */\n"
        "export const metrics = " +
        metrics.dump(2) + " as const;\n";
    json ranked = json::array();
    for (const domain::MetricDefinition* metric : domain::ranked_metrics)
        ranked.push_back(metric->name);
    out += "\nexport const rankedMetrics = " + ranked.dump(2) + " as const;\n";
    add_enumeration<domain::EnergyScope>(out, "energyScopes");
    add_enumeration<domain::EnergyMethod>(out, "energyMethods");
    add_enumeration<domain::EngineName>(out, "engines");
    add_enumeration<domain::Grade>(out, "grades");
    add_enumeration<domain::Trust>(out, "trustLevels");
    add_enumeration<domain::NotRanked>(out, "notRankedReasons");
    add_enumeration<domain::ResultState>(out, "resultStates");
    add_enumeration<domain::StateReason>(out, "stateReasons");
    add_enumeration<domain::CheckOutcome>(out, "checkOutcomes");
    add_enumeration<domain::IntervalMethod>(out, "intervalMethods");
    return out;
}

}  // namespace lem::app
