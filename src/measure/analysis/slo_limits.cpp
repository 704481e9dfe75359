#include "measure/analysis/slo_limits.hpp"

#include "base/error.hpp"
#include "domain/result/request_latency.hpp"

#include <array>

namespace lem::measure {
namespace {

using domain::SloPreset;

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
    for (const PresetLimits& preset : presets) {
        if (preset.preset == wanted) return preset;
    }
    LEM_ASSERT(false);
}

}  // namespace

domain::SloLimits resolve_limits(const domain::SloLimits& limits) {
    domain::SloLimits resolved = limits;
    if (!limits.preset) return resolved;
    const PresetLimits& preset = limits_of(*limits.preset);
    if (!resolved.time_to_first_token_ms_p99)
        resolved.time_to_first_token_ms_p99 = preset.first_token_ms;
    if (!resolved.latency_per_token_ms_p99) resolved.latency_per_token_ms_p99 = preset.per_token_ms;
    return resolved;
}

domain::RequestLimits resolve_limits(const domain::RequestLimits& limits) {
    domain::RequestLimits resolved = limits;
    if (limits.preset) {
        const PresetLimits& preset = limits_of(*limits.preset);
        if (!resolved.time_to_first_token_ms)
            resolved.time_to_first_token_ms = preset.first_token_ms;
        if (!resolved.latency_per_token_ms) resolved.latency_per_token_ms = preset.per_token_ms;
    }
    if (!resolved.time_to_first_token_ms && !resolved.latency_per_token_ms &&
        !resolved.e2e_latency_ms)
        throw Error(ErrorCode::bad_request,
                    "protocol.slo is empty; name a limit, for example time_to_first_token_ms: 500, "
                    "or a preset.");
    return resolved;
}

bool keeps_limits(const domain::RequestLimits& limits, const domain::RequestRecord& request) {
    const auto within = [](const std::optional<double>& limit, double value) {
        return !limit || value <= *limit;
    };
    const double first_ms = *request.first_token_ms, last_ms = *request.last_token_ms;
    const auto per_token_ms = domain::latency_per_token_ms(request);
    return within(limits.time_to_first_token_ms, first_ms - request.sent_ms) &&
           within(limits.e2e_latency_ms, last_ms - request.sent_ms) &&
           (!per_token_ms || within(limits.latency_per_token_ms, *per_token_ms));
}

}  // namespace lem::measure
