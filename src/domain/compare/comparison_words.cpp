#include "domain/compare/comparison_words.hpp"

#include "base/text.hpp"
#include "domain/result/percent.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::domain {
namespace {

std::string short_model(const LeaderboardRow& row) {
    return std::string(text::file_name(row.model));
}

std::string engine_title(const LeaderboardRow& row) {
    const auto name = schema::value_of<EngineName>(row.engine);
    return std::string(name ? schema::title_of(*name) : std::string_view(row.engine));
}

/// Parts of a label, the most telling first.
using Part = std::string (*)(const LeaderboardRow&);
constexpr std::array<Part, 10> parts{
    short_model,
    [](const LeaderboardRow& row) { return row.precision; },
    engine_title,
    [](const LeaderboardRow& row) { return row.hardware; },
    [](const LeaderboardRow& row) { return row.load; },
    [](const LeaderboardRow& row) { return std::string(schema::title_of(row.energy_scope)); },
    [](const LeaderboardRow& row) { return row.engine_version; },
    [](const LeaderboardRow& row) { return row.submitted_by; },
    [](const LeaderboardRow& row) {  // "2026-11-30 15:26"
        std::string time = row.submitted_at.substr(0, 16);
        std::ranges::replace(time, 'T', ' ');
        return time;
    },
    [](const LeaderboardRow& row) { return row.id.text; },
};

/// Whether the part tells results apart that have the same label so far.
bool tells_apart(std::span<const LoadedResult> results, const std::vector<std::string>& labels,
                 Part part) {
    for (std::size_t i = 0; i < results.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (labels[i] == labels[j] &&
                part(results[i].detail.row) != part(results[j].detail.row))
                return true;
    return false;
}

/// "B", "B and C", "B, C and D"
std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

const ComparedValue* value_of(const ResultComparison& comparison, std::string_view metric,
                              std::size_t place) {
    const auto found = std::ranges::find(comparison.metrics, metric, &ComparedMetric::metric);
    return found == comparison.metrics.end() ? nullptr : &found->values[place];
}

/// Its main differences from the baseline in words: "39.9 % lower tokens per joule and no clear
/// difference in throughput"; empty if none is compared.
std::string main_differences(const ResultComparison& comparison, std::size_t place) {
    std::vector<std::string> found, unclear;
    for (const std::string_view metric : {"tokens_per_joule", "throughput_tokens_per_sec"}) {
        const ComparedValue* value = value_of(comparison, metric, place);
        if (value == nullptr || !value->ratio || value->verdict == Verdict::not_comparable)
            continue;
        const std::string name = text::lower(find_metric(metric)->title);
        const double change = *value->ratio - 1;
        if (value->verdict == Verdict::no_clear_difference && value->ratio_ci95_low)
            unclear.push_back(name);
        else
            found.push_back(percent(std::abs(change)) + (change < 0 ? " lower " : " higher ") +
                            name + (value->ratio_ci95_low ? "" : " (without an interval)"));
    }
    if (!unclear.empty()) found.push_back("no clear difference in " + listed(unclear));
    return listed(found);
}

bool refused(const ResultComparison& comparison, const std::string& letter, Concern concern) {
    return std::ranges::any_of(comparison.refusals, [&](const ComparisonRefusal& refusal) {
        return refusal.concerns == concern &&
               std::ranges::find(refusal.letters, letter) != refusal.letters.end();
    });
}

}  // namespace

std::vector<std::string> labels_of(std::span<const LoadedResult> results) {
    std::vector<std::string> labels(results.size());
    for (const Part part : parts) {
        if (!tells_apart(results, labels, part)) continue;
        for (std::size_t place = 0; place < results.size(); ++place) {
            const std::string more = part(results[place].detail.row);
            if (!more.empty()) labels[place] += (labels[place].empty() ? "" : ", ") + more;
        }
    }
    for (std::size_t place = 0; place < results.size(); ++place)
        if (labels[place].empty()) labels[place] = short_model(results[place].detail.row);
    return labels;
}

std::string title_of_comparison(const ResultComparison& comparison, std::size_t baseline) {
    const auto& results = comparison.results;
    const auto common = [&](Part part) {
        const std::string first = part(results.front().row);
        const bool same = std::ranges::all_of(
            results, [&](const ComparisonEntry& entry) { return part(entry.row) == first; });
        return same ? first : "";
    };
    const std::string model = common(short_model),
                      hardware = common([](const LeaderboardRow& row) { return row.hardware; });
    std::string title = model;
    if (!hardware.empty()) title += (title.empty() ? "" : " on ") + hardware;
    if (!title.empty()) title += ": ";
    constexpr std::size_t named_max = 3;
    if (results.size() > named_max)
        return title + results[baseline].label + " against " + std::to_string(results.size() - 1) +
               " others";
    std::vector<std::string> others;
    for (std::size_t place = 0; place < results.size(); ++place)
        if (place != baseline) others.push_back(results[place].label);
    return title + results[baseline].label + " against " + listed(others);
}

std::string summary_of_comparison(const ResultComparison& comparison, std::size_t baseline) {
    const std::string& reference = comparison.results[baseline].letter;
    std::string text;
    for (std::size_t place = 0; place < comparison.results.size(); ++place) {
        if (place == baseline) continue;
        const std::string& letter = comparison.results[place].letter;
        std::string sentence;
        if (refused(comparison, letter, Concern::all)) {
            sentence = letter + " is not compared with " + reference + ".";
        } else {
            const std::string found = main_differences(comparison, place);
            const bool energy = !refused(comparison, letter, Concern::energy);
            sentence = found.empty() ? letter + " has no figure in common with " + reference + "."
                                     : letter + " has " + found + " against " + reference +
                                           (energy ? "." : "; its energy is not compared.");
        }
        text += (text.empty() ? "" : " ") + sentence;
    }
    return text;
}

}  // namespace lem::domain
