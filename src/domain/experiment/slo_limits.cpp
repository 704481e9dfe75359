#include "domain/experiment/slo_limits.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

struct PresetLimits {
    SloPreset preset;
    double first_token_ms;
    double per_token_ms;
};

/// MLPerf Inference, datacenter: 99th percentiles of TTFT and TPOT, server and interactive.
constexpr std::array presets{
    PresetLimits{SloPreset::llama2_70b_server, 2000, 200},
    PresetLimits{SloPreset::llama2_70b_interactive, 450, 40},
    PresetLimits{SloPreset::llama3_1_8b_server, 2000, 100},
    PresetLimits{SloPreset::llama3_1_8b_interactive, 500, 30},
    PresetLimits{SloPreset::llama3_1_405b_server, 6000, 175},
    PresetLimits{SloPreset::llama3_1_405b_interactive, 4500, 80},
    PresetLimits{SloPreset::mixtral_8x7b_server, 2000, 200},
    PresetLimits{SloPreset::deepseek_r1_server, 2000, 80},
    PresetLimits{SloPreset::deepseek_r1_interactive, 1500, 15},
    PresetLimits{SloPreset::gpt_oss_120b_server, 3000, 80},
    PresetLimits{SloPreset::gpt_oss_120b_interactive, 2000, 15},
};

const PresetLimits& limits_of(SloPreset wanted) {
    const auto found = std::ranges::find(presets, wanted, &PresetLimits::preset);
    LEM_ASSERT(found != presets.end());
    return *found;
}

template <class Limits>
bool any_limit(const Limits& limits) {
    bool any = limits.preset.has_value();
    schema::for_each_field<Limits>(
        [&](const auto& field) { any = any || (limits.*field.member).has_value(); });
    return any;
}

}  // namespace

SloLimits resolve_limits(const SloLimits& limits) {
    SloLimits resolved = limits;
    if (!limits.preset) return resolved;
    const PresetLimits& preset = limits_of(*limits.preset);
    if (!resolved.time_to_first_token_ms_p99)
        resolved.time_to_first_token_ms_p99 = preset.first_token_ms;
    if (!resolved.latency_per_token_ms_p99) resolved.latency_per_token_ms_p99 = preset.per_token_ms;
    return resolved;
}

RequestLimits resolve_limits(const RequestLimits& limits) {
    RequestLimits resolved = limits;
    if (!limits.preset) return resolved;
    const PresetLimits& preset = limits_of(*limits.preset);
    if (!resolved.time_to_first_token_ms) resolved.time_to_first_token_ms = preset.first_token_ms;
    if (!resolved.latency_per_token_ms) resolved.latency_per_token_ms = preset.per_token_ms;
    return resolved;
}

bool has_limit(const SloLimits& limits) {
    return any_limit(limits);
}
bool has_limit(const RequestLimits& limits) {
    return any_limit(limits);
}

}  // namespace lem::domain
