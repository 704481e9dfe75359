#pragma once
/// Limits that a configuration must meet (service level objectives): their text in an address,
/// presets, and their words. The web application reads and writes them alike
/// (web/src/features/leaderboard/slo.ts); tables reach it through the generated vocabulary. Pure.

#include "domain/result/metric.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::pages {

/// The metrics that the page offers to limit before others are chosen.
inline constexpr std::array<std::string_view, 3> usual_limits{
    "time_to_first_token_ms_p90", "latency_per_token_ms", "peak_memory_mb"};

/// One limit: the metric is at least, or at most, this value in its own unit.
struct Limit {
    const domain::MetricDefinition* metric = nullptr;
    bool at_least = false;
    double value = 0;
};
/// Reads "peak_memory_mb<=80000"; nullopt if it is not a ranked metric, <= or >=, and a number from
/// 0.
std::optional<Limit> read_limit(std::string_view text);
/// "first token p90 ≤ 200 ms", in the unit for display.
std::string limit_words(const Limit& limit);

/// Limits of a kind of use. Its source says where the figures are from, and what differs.
struct LimitPreset {
    std::string_view name, title;
    std::vector<std::string> slo;  // of latency; a preset says nothing of other metrics
    std::string_view source;
};
const std::vector<LimitPreset>& limit_presets();

/// What a preset without any of them says.
inline constexpr std::string_view no_latency_limit = "no limit of latency";

/// What the list has one row of. Its value is empty for every result.
struct ListChoice {
    std::string_view value, label;
};
inline constexpr std::array list_choices{
    ListChoice{"", "All results"}, ListChoice{"model", "Best per model"},
    ListChoice{"model,hardware", "Best per model and hardware"}};

/// `slo` with a preset's limits in the place of its limits of latency.
std::vector<std::string> with_preset(const std::vector<std::string>& slo,
                                     const LimitPreset& preset);
/// True if the limits of latency are the preset's.
bool is_preset(const std::vector<std::string>& slo, const LimitPreset& preset);

}  // namespace lem::pages
