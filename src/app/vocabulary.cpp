#include "app/vocabulary.hpp"

#include "base/limits.hpp"
#include "domain/analysis/analysis.hpp"
#include "domain/board/leaderboard_query.hpp"
#include "domain/board/published_result.hpp"
#include "domain/checks/check_list.hpp"
#include "domain/compare/comparison.hpp"
#include "domain/experiment/progress.hpp"
#include "domain/explorer/hardware_detail.hpp"
#include "domain/method/change_log.hpp"
#include "domain/result/flags.hpp"
#include "domain/views/saved_view.hpp"
#include "pages/analysis_view.hpp"
#include "pages/board_columns.hpp"
#include "pages/board_limits.hpp"
#include "pages/board_rank.hpp"
#include "pages/exports/answer_table.hpp"
#include "pages/exports/file_formats.hpp"
#include "pages/parts.hpp"
#include "pages/saved_view_page.hpp"
#include "pages/words.hpp"

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
            {"percentile", metric.percentile ? json(*metric.percentile) : json()},
            {"kind", schema::name_of(metric.kind)},
            {"higherIsBetter", metric.higher_is_better},
            {"column", schema::name_of(metric.column)},
            {"definition", metric.definition}};
}

json flags_json() {
    json flags = json::object();
    for (const domain::FlagDefinition& flag : domain::flag_definitions)
        flags[std::string(flag.name)] = json{{"doc", flag.meaning},
                                             {"atMost", schema::name_of(flag.at_most)},
                                             {"spoilsEnergy", flag.spoils_energy}};
    return flags;
}

json energy_reasons_json() {
    json reasons = json::object();
    for (const domain::EnergyReasonDefinition& reason : domain::energy_reason_definitions)
        reasons[std::string(reason.name)] =
            json{{"doc", reason.meaning}, {"flag", definition_of(reason.flag).name}};
    return reasons;
}

json refusals_json() {
    json refusals = json::object();
    for (const domain::RefusalDefinition& refusal : domain::refusal_definitions)
        refusals[std::string(refusal.name)] =
            json{{"doc", refusal.meaning}, {"concerns", schema::name_of(refusal.concerns)}};
    return refusals;
}

void add_constant(std::string& out, std::string_view doc, std::string_view name,
                  const json& value) {
    out += "\n/** " + std::string(doc) + " */\nexport const " + std::string(name) + " = " +
           value.dump(2) + " as const;\n";
}

json column_json(const pages::BoardColumn& column) {
    json shown{{"key", column.key},     {"title", column.title},       {"note", column.note},
               {"group", column.group}, {"optional", column.optional}, {"extra", column.extra}};
    if (column.sortable()) {
        shown["order"] = {
            {"name", column.name},
            {"title", column.metric == nullptr ? column.name : std::string(column.metric->title)},
            {"firstOrder", pages::first_order(column)},
            {"isName", column.is_name},
            {"cardLabel", column.card_label}};
    }
    if (!column.absent.empty()) shown["absent"] = column.absent;
    if (column.metric == nullptr) return shown;
    shown["metric"] = {{"unit", column.metric->unit},
                       {"factor", column.metric->shown_in().factor},
                       {"isEnergy", column.metric->kind == domain::MetricKind::energy},
                       {"wide", column.wide()}};
    return shown;
}

/// What the page above the board asks with.
void add_questions(std::string& out) {
    json limits = json::array(), presets = json::array(), choices = json::array(),
         filters = json::array(), ranges = json::array();
    for (const std::string_view filter : pages::analysis_filters)
        filters.push_back(filter);
    for (const std::string_view range : pages::analysis_ranges)
        ranges.push_back(range);
    for (const std::string_view metric : pages::usual_limits)
        limits.push_back(metric);
    for (const pages::LimitPreset& preset : pages::limit_presets())
        presets.push_back({{"name", preset.name},
                           {"title", preset.title},
                           {"slo", preset.slo},
                           {"source", preset.source}});
    for (const pages::ListChoice& choice : pages::list_choices)
        choices.push_back({{"value", choice.value}, {"label", choice.label}});
    add_constant(out, "Rows that a saved view of the board keeps at most.", "savedRowsMax",
                 domain::saved_rows_max);
    add_constant(out, "Filters that all analyses share.", "analysisFilters", filters);
    add_constant(out, "Ranges that all analyses share.", "analysisRanges", ranges);
    add_constant(out, "Metrics that the board offers to limit.", "usualLimits", limits);
    add_constant(out, "Limits of latency of a kind of use, and where the figures are from.",
                 "limitPresets", presets);
    add_constant(out, "What a preset without a limit of latency says.", "noLatencyLimit",
                 pages::no_latency_limit);
    add_constant(out, "What becomes of a choice on a saved view.", "savedViewNote",
                 pages::saved_view_note);
    add_constant(out, "What the list has one row of.", "listChoices", choices);
    add_constant(out, "Under which everybody may use what is published.", "dataLicence",
                 {{"name", pages::exports::data_licence.name},
                  {"address", pages::exports::data_licence.address}});
    add_constant(out, "How ranks are made, below the table.", "rankNote",
                 {{"order", pages::rank_order},
                  {"rule", pages::rank_rule},
                  {"example", pages::rank_example},
                  {"scopes", pages::rank_scopes},
                  {"exceptions", pages::rank_exceptions}});
    add_constant(out, "Power sensors of one kind differ by up to this share.", "sensorGain",
                 domain::sensor_gain);
}

void add_looks(std::string& out) {
    json columns = json::array(), symbols = json::object(), variations = json::array(),
         looks = json::object(), checks = json::object();
    for (const pages::BoardColumn& column : pages::board_columns())
        columns.push_back(column_json(column));
    for (const auto& [engine, symbol] : pages::engine_symbols)
        symbols[std::string(engine)] = symbol;
    for (const auto& [cv_max, word] : pages::variation_words)
        variations.push_back({{"cvMax", cv_max}, {"word", word}});
    for (const pages::OutcomeLook& look : pages::outcome_looks)
        looks[std::string(schema::name_of(look.outcome))] = {
            {"icon", look.icon}, {"tone", look.tone}, {"word", look.word}};
    for (const domain::CheckDefinition& check : domain::all_checks())
        checks[std::string(check.code)] = {{"title", check.title},
                                           {"family", schema::name_of(check.family)}};
    add_constant(out, "The columns of the board, in their order.", "boardColumns", columns);
    add_constant(
        out, "The symbol of an engine, which decides its colour too; other engines have \"other\".",
        "engineSymbols", symbols);
    add_constant(out, "How much cycles vary, by the coefficient of variation.", "variationWords",
                 variations);
    add_constant(out, "How the verdict of a check is shown.", "outcomeLooks", looks);
    add_constant(out, "Every check by its code.", "checks", checks);
    json files = json::array();
    for (const pages::exports::FileFormat& format : pages::exports::file_formats)
        files.push_back(
            {{"extension", format.extension}, {"title", format.title}, {"use", format.use}});
    add_constant(out, "The files that a page can be had as, by the extension of its address.",
                 "fileFormats", files);
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
    add_enumeration<domain::SignerStanding>(out, "signerStandings");
    add_enumeration<domain::NotRanked>(out, "notRankedReasons");
    add_enumeration<domain::Flagged>(out, "flaggedChoices");
    add_constant(out, "The source of a result that lem measured.", "ownSource",
                 std::string(domain::own_source));
    add_enumeration<domain::ResultState>(out, "resultStates");
    add_enumeration<domain::StateReason>(out, "stateReasons");
    add_enumeration<domain::CheckOutcome>(out, "checkOutcomes");
    add_enumeration<domain::IntervalMethod>(out, "intervalMethods");
    add_enumeration<domain::Stage>(out, "stages");
    add_constant(out, "Flags of a cycle, and the best grade that each leaves.", "cycleFlags",
                 flags_json());
    add_constant(out, "Reasons against the energy of a window, and the flag that each sets.",
                 "energyReasons", energy_reasons_json());
    add_constant(out, "Reasons to refuse a comparison, and the metrics that each concerns.",
                 "comparisonRefusals", refusals_json());
    add_enumeration<domain::CheckFamily>(out, "checkFamilies");
    add_enumeration<domain::RowFact>(out, "rowFacts");
    add_enumeration<domain::TrendOrder>(out, "trendOrders");
    add_enumeration<domain::RowChange>(out, "rowChanges");
    add_enumeration<domain::MethodPart>(out, "methodParts");
    add_enumeration<pages::AnalysisQuestion>(out, "analysisQuestions");
    add_enumeration<domain::FactStatus>(out, "factStatuses");
    add_enumeration<domain::ObservedKind>(out, "observedKinds");
    add_enumeration<domain::Likeness>(out, "likenesses");
    add_looks(out);
    add_questions(out);
    add_constant(
        out,
        "What is imported at once: bytes of a file, and of what is in an archive; files of "
        "an archive; its content to its own size, above 1 MiB.",
        "importLimits",
        {{"bytes", limits::import_bytes_max},
         {"archiveFiles", limits::zip_files_max},
         {"packingRatio", limits::packing_ratio_max}});
    return out;
}

}  // namespace lem::app
