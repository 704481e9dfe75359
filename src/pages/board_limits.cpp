#include "pages/board_limits.hpp"

#include "base/text.hpp"
#include "domain/experiment/slo_limits.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using domain::SloPreset;

/// MLPerf limits the 99th percentile of each, and the board ranks others.
std::vector<std::string> limits_of(SloPreset preset) {
    domain::RequestLimits limits;
    limits.preset = preset;
    limits = domain::resolve_limits(limits);
    std::vector<std::string> slo;
    const auto add = [&](std::string_view metric, const std::optional<double>& limit) {
        if (limit) slo.push_back(std::string(metric) + "<=" + text::number(*limit));
    };
    add(usual_limits[0], limits.time_to_first_token_ms);
    add(usual_limits[1], limits.latency_per_token_ms);
    return slo;
}

bool limits_latency(const std::string& slo) {
    const auto limit = read_limit(slo);
    return limit && limit->metric->kind == domain::MetricKind::latency;
}

}  // namespace

std::optional<Limit> read_limit(std::string_view text) {
    const std::size_t sign = text.find_first_of("<>");
    if (sign == std::string_view::npos || text.substr(sign + 1, 1) != "=") return std::nullopt;
    const auto value = text::to_double(text.substr(sign + 2));
    const auto metric = std::ranges::find(domain::ranked_metrics, text.substr(0, sign),
                                          [](const auto* known) { return known->name; });
    if (!value || *value < 0 || metric == domain::ranked_metrics.end()) return std::nullopt;
    return Limit{*metric, text[sign] == '>', *value};
}

std::string limit_words(const Limit& limit) {
    const domain::DisplayUnit shown = limit.metric->shown_in();
    std::string words = text::lower(limit.metric->short_name());
    if (limit.metric->percentile) words += " " + std::string(limit.metric->qualifier);
    words += (limit.at_least ? " ≥ " : " ≤ ") + fmt::format("{:.12g}", limit.value * shown.factor);
    return shown.unit.empty() ? words : words + " " + std::string(shown.unit);
}

const std::vector<LimitPreset>& limit_presets() {
    static const std::vector<LimitPreset> presets{
        {"chat", "Chat", limits_of(SloPreset::llama2_70b_interactive),
         "MLPerf Inference, Llama 2 70B interactive; there of the 99th "
         "percentile."},
        {"completion", "Code completion", limits_of(SloPreset::llama3_1_8b_interactive),
         "MLPerf Inference, Llama 3.1 8B interactive; there of the 99th "
         "percentile."},
        {"batch",
         "Batch",
         {},
         "No limit of latency, as in the offline scenario of MLPerf Inference."}};
    return presets;
}

std::vector<std::string> with_preset(const std::vector<std::string>& slo,
                                     const LimitPreset& preset) {
    std::vector<std::string> limits = preset.slo;
    for (const std::string& limit : slo)
        if (!limits_latency(limit)) limits.push_back(limit);
    return limits;
}

bool is_preset(const std::vector<std::string>& slo, const LimitPreset& preset) {
    const auto count = std::ranges::count_if(slo, limits_latency);
    return count == std::ssize(preset.slo) && std::ranges::all_of(preset.slo, [&](const auto& one) {
               return std::ranges::count(slo, one) > 0;
           });
}

}  // namespace lem::pages
