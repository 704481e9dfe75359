#include "measure/summary.hpp"

#include "domain/statistics.hpp"

#include <algorithm>

namespace lem::measure {
namespace {

bool is_energy(std::string_view metric) {
    return metric == "tokens_per_joule" || metric == "joules_per_token" ||
           metric == "total_energy_joules" || metric == "avg_power_watts";
}

bool has_flag(const domain::Result& result, std::string_view flag) {
    return std::any_of(result.cycles.begin(), result.cycles.end(), [&](const auto& cycle) {
        return std::find(cycle.flags.begin(), cycle.flags.end(), flag) != cycle.flags.end();
    });
}

std::string absent_reason(const domain::Result& result, std::string_view metric,
                          const std::string& energy_absent_reason) {
    const bool per_token = metric.find("token") != std::string_view::npos &&
                           !metric.starts_with("time_to_first_token");
    if (is_energy(metric) && result.energy_method == domain::EnergyMethod::none)
        return energy_absent_reason.substr(0, 400);
    if ((per_token || metric == "flops_per_second" || metric == "requests_per_sec") &&
        has_flag(result, "token_count_unreliable"))
        return "the server gave no token counts (usage) for some requests";
    if (metric.ends_with("_p90") || metric.ends_with("_p99"))
        return "too few requests in a cycle for this percentile";
    if (metric == "flops_per_second") return "the shape of the model is not known";
    if (metric == "peak_memory_mb") return "the engine's memory cannot be seen from here";
    return "no request gave a value";
}

}  // namespace

void summarise(domain::Result& result, const std::string& energy_absent_reason) {
    double tokens = 0, joules = 0, seconds = 0;
    for (const domain::Cycle& cycle : result.cycles) {
        tokens += static_cast<double>(cycle.tokens.output);
        joules += cycle.energy.energy_joules.value_or(0);
        seconds += cycle.window.end_s - cycle.window.start_s;
    }
    for (const domain::MetricDefinition& metric : domain::metrics) {
        std::vector<double> values;
        for (const domain::Cycle& cycle : result.cycles) {
            if (const auto& value = cycle.metrics.*(metric.of_cycle)) values.push_back(*value);
        }
        std::optional<double> pooled;
        // A ratio of sums is only one when every cycle takes part in both sums.
        const bool whole = !values.empty() && values.size() == result.cycles.size();
        if (whole && metric.name == "tokens_per_joule" && joules > 0) pooled = tokens / joules;
        if (whole && metric.name == "joules_per_token" && tokens > 0) pooled = joules / tokens;
        if (whole && metric.name == "throughput_tokens_per_sec" && seconds > 0)
            pooled = tokens / seconds;
        result.summary.*(metric.of_summary) = domain::summarise(
            values, pooled, absent_reason(result, metric.name, energy_absent_reason));
    }
}

}  // namespace lem::measure
