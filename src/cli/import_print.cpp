#include "cli/import_print.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "interchange/results/replicates.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::cli {
namespace {

std::string counted(const domain::Provenance& provenance) {
    std::string text;
    for (const auto& fate : schema::enumeration<domain::FieldFate>::values) {
        const auto count =
            std::ranges::count(provenance.mapping, fate.value, &domain::MappedField::fate);
        if (count > 0)
            text +=
                (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(fate.name);
    }
    return "Fields: " + text + ".";
}

std::string name_of(const domain::LeaderboardRow& row) {
    return row.model + ", " + row.engine + (row.hardware.empty() ? "" : ", " + row.hardware) +
           ", " + row.load;
}

std::string lengths_of(const domain::LeaderboardRow& row) {
    std::string text;
    if (row.input_tokens) text += ", " + std::to_string(*row.input_tokens) + " in";
    if (row.output_tokens) text += ", " + std::to_string(*row.output_tokens) + " out";
    return text;
}

std::string in_one_line(const domain::LeaderboardRow& row) {
    std::string text = name_of(row);
    const auto add = [&](const domain::RankedValue& value, const char* unit) {
        if (value.value) text += fmt::format(", {:.4g} {}", *value.value, unit);
    };
    add(row.metrics.throughput_tokens_per_sec, "tok/s");
    add(row.metrics.tokens_per_joule, "tok/J");
    if (!row.metrics.tokens_per_joule.value) text += ", no energy";
    return text;
}

void print_fields(const domain::Provenance& provenance) {
    for (const domain::MappedField& field : provenance.mapping) {
        const std::string arrow = field.source.empty() || field.target.empty() ? "" : " -> ";
        fmt::print("    {:<9} {}{}{}: {}\n", schema::name_of(field.fate), field.source, arrow,
                   field.target, field.reason);
    }
    for (const std::string& note : provenance.notes)
        fmt::print("    note      {}\n", note);
}

std::vector<std::vector<std::size_t>> groups_of(std::span<const ImportedResult> results) {
    std::vector<std::optional<std::string>> keys;
    for (const ImportedResult& result : results)
        keys.push_back(result.natural_key);
    return interchange::replicates(keys);
}

}  // namespace

void print_result(const domain::Derived& derived, const std::string& folder, bool fields) {
    const domain::CheckReport& report = derived.report;
    fmt::print("  {}\n    {}\n", folder,
               report.row ? in_one_line(*report.row) : "is no valid result: see lem verify");
    if (const auto& provenance = derived.result.provenance) {
        fmt::print("    {}{}\n", counted(*provenance), fields ? "" : " --report shows each.");
        if (fields) print_fields(*provenance);
    }
    for (const domain::Check& check : report.checks) {
        if (check.outcome == domain::CheckOutcome::rejected ||
            check.outcome == domain::CheckOutcome::warning)
            fmt::print("    {:<9} {} {}\n", schema::name_of(check.outcome), check.code,
                       check.message);
    }
}

ImportedResult imported_result(const domain::Derived& derived, const std::string& folder) {
    const auto& row = derived.report.row;
    return {.id = derived.result.experiment.id,
            .folder = folder,
            .natural_key = interchange::natural_key_of(derived),
            .name = row ? name_of(*row) + lengths_of(*row) : ""};
}

void print_replicates(std::span<const ImportedResult> results) {
    constexpr std::size_t groups_max = 20, named_max = 10;
    auto groups = groups_of(results);
    if (!groups.empty())
        fmt::print(
            "Replicates, of one model, precision, engine with its settings, hardware, load and "
            "lengths:\n");
    const std::size_t more = groups.size() - std::min(groups.size(), groups_max);
    groups.resize(groups.size() - more);
    for (const auto& group : groups) {
        fmt::print("  {} of {}\n", group.size(), results[group[0]].name);
        for (std::size_t i = 0; i < std::min(group.size(), named_max); ++i)
            fmt::print("    {}\n", results[group[i]].folder);
        if (group.size() > named_max) fmt::print("    and {} more\n", group.size() - named_max);
    }
    if (more > 0) fmt::print("  and replicates of {} more; --json names all\n", more);
    const auto untold = std::ranges::count_if(
        results, [](const ImportedResult& result) { return !result.natural_key; });
    if (untold > 1)
        fmt::print(
            "{} results do not state their hardware or their load: nobody can tell whether they "
            "are replicates.\n",
            untold);
}

void print_replicates_json(std::span<const ImportedResult> results) {
    for (const auto& group : groups_of(results)) {
        schema::json ids = schema::json::array(), folders = schema::json::array();
        for (const std::size_t i : group) {
            ids.push_back(results[i].id);
            folders.push_back(results[i].folder);
        }
        const schema::json line{
            {"replicates", {{"count", group.size()}, {"ids", ids}, {"folders", folders}}}};
        fmt::print("{}\n", line.dump());
    }
}

}  // namespace lem::cli
