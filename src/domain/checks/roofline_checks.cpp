#include "domain/checks/roofline_checks.hpp"

#include "base/text.hpp"
#include "domain/checks/verdict.hpp"
#include "domain/result/model_shape.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain::roofline {
namespace {

constexpr std::string_view needs_both =
    "Needs GPUs of one kind whose bandwidth is known, and the size of the model.";
constexpr std::string_view or_speculative =
    "; only speculative decoding, which the document would have to state, explains some of it";

/// GPUs of one kind, together.
struct Gpus {
    const HardwareProfile* profile = nullptr;
    int count = 0;
};

std::optional<Gpus> gpus_of(const Result& result) {
    Gpus gpus;
    for (const Device& device : result.environment.devices) {
        if (device.kind != "gpu") continue;
        const HardwareProfile* profile = profile_of(device);
        if (profile == nullptr || (gpus.profile != nullptr && gpus.profile != profile))
            return std::nullopt;
        gpus.profile = profile;
        ++gpus.count;
    }
    return gpus.count > 0 ? std::optional(gpus) : std::nullopt;
}

/// "a3b" of Qwen3-30B-A3B: the weights that a token reads.
bool is_active_size(std::string_view part) {
    const std::size_t end = part.find('b');
    if (!part.starts_with('a') || end == std::string_view::npos || end < 2) return false;
    return text::to_double(part.substr(1, end - 1)).has_value();
}

/// Of a mixture of experts a token reads a part of the weights only, so its total says too much.
bool may_have_experts(const ModelRecord& model) {
    constexpr std::array signs{"moe",   "mixtral", "deepseek", "gpt-oss", "grok",   "kimi",
                               "glm-4", "llama-4", "llama4",   "minimax", "dbrx",   "arctic",
                               "jamba", "x7b",     "x8b",      "x22b",    "granite"};
    const std::string named = text::lower(model.name + " " + model.architecture.value_or(""));
    const bool family = std::ranges::any_of(
        signs, [&](const char* sign) { return named.find(sign) != std::string::npos; });
    return family || std::ranges::any_of(text::split(named, '-'), is_active_size);
}

std::optional<double> active_weights(const ModelRecord& model) {
    if (model.parameters_active) return model.parameters_active;
    return may_have_experts(model) ? std::nullopt : model.parameters_total;
}

/// Bytes that every decoding step reads at least: those of the active weights. Weights of less than
/// `cached_bytes` may stay in the caches of the chips.
std::optional<double> bytes_of_a_step(const Result& result, int gpus) {
    constexpr double cached_bytes = 200e6;
    const auto weights = active_weights(result.model);
    const auto each = bytes_per_weight(result.model.precision.value_or(""));
    if (!weights || !each) return std::nullopt;
    const double bytes = *weights * *each;
    return bytes >= cached_bytes * gpus ? std::optional(bytes) : std::nullopt;
}

/// Seconds in which these GPUs read the weights once.
std::optional<double> step_s(const Result& result) {
    const auto gpus = gpus_of(result);
    const auto bytes = gpus ? bytes_of_a_step(result, gpus->count) : std::nullopt;
    if (!bytes || gpus->profile->bandwidth_gb_per_s <= 0) return std::nullopt;
    return *bytes / (gpus->count * gpus->profile->bandwidth_gb_per_s * 1e9);
}

/// The largest share of a bound, and where.
struct Largest {
    double share = 0;
    std::string where;

    void see(double value, const Cycle& cycle) {
        if (!std::isfinite(value) || (!where.empty() && value <= share)) return;
        share = value;
        where = place(cycle);
    }
};

/// A share above "warned above" fails, with the definition's severity above "rejected above".
Check judge(const CheckDefinition& definition, const Largest& largest, const std::string& of,
            std::string_view otherwise) {
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    Verdict verdict(definition);
    verdict.bounds(largest.share, std::nullopt, warned, "");
    const std::string found = shown(largest.share) + " times " + of + " in " + largest.where;
    if (largest.share <= warned) return verdict.passed("At most " + found + ".");
    return verdict.failed("it is " + found + std::string(otherwise),
                          largest.share > rejected ? definition.severity : CheckOutcome::warning);
}

}  // namespace

const HardwareProfile* profile_of(const Device& device) {
    const HardwareProfile* known = device.profile ? profile_by_id(*device.profile) : nullptr;
    return known != nullptr ? known : find_profile(device.name);
}

Check decode_is_within_bandwidth(const CheckInput& input, const CheckDefinition& definition) {
    const auto step = step_s(input.result);
    if (!step) return Verdict(definition).not_applicable(std::string(needs_both));
    Largest largest;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& rate = cycle.metrics.throughput_tokens_per_sec;
        const auto& at_once = cycle.mean_batch ? cycle.mean_batch : cycle.mean_concurrency;
        // A step gives each request in flight one token.
        if (rate && at_once && *at_once > 0) largest.see(*rate * *step / *at_once, cycle);
    }
    if (largest.where.empty())
        return Verdict(definition).not_applicable("Needs throughput and requests in flight.");
    return judge(definition, largest,
                 "the tokens per second that the memory's bandwidth allows for the requests in "
                 "flight",
                 or_speculative);
}

Check token_time_is_above_its_floor(const CheckInput& input, const CheckDefinition& definition) {
    const auto step = step_s(input.result);
    if (!step) return Verdict(definition).not_applicable(std::string(needs_both));
    Largest largest;
    for (const Cycle& cycle : input.result.cycles) {
        const CycleMetrics& metrics = cycle.metrics;
        const auto& time_ms = metrics.latency_per_token_ms_p50 ? metrics.latency_per_token_ms_p50
                                                               : metrics.latency_per_token_ms;
        if (time_ms && *time_ms > 0) largest.see(*step * 1000 / *time_ms, cycle);
    }
    if (largest.where.empty()) return Verdict(definition).not_applicable("Needs time per token.");
    return judge(definition, largest,
                 "the highest token rate of one request that the memory's bandwidth allows",
                 or_speculative);
}

Check compute_is_within_peak(const CheckInput& input, const CheckDefinition& definition) {
    const Result& result = input.result;
    const auto gpus = gpus_of(result);
    const auto weights = active_weights(result.model);
    const auto peak =
        gpus ? peak_flops(*gpus->profile, result.model.precision.value_or("")) : std::nullopt;
    if (!weights || !peak || *peak <= 0)
        return Verdict(definition)
            .not_applicable(
                "Needs GPUs of one kind whose peak is known, and the size of the model.");
    Largest largest;
    for (const Cycle& cycle : result.cycles) {
        const auto& rate = cycle.metrics.throughput_tokens_per_sec;
        if (has_ratios_alone(result, cycle) && rate)
            largest.see(2 * *weights * *rate / (gpus->count * *peak), cycle);
        if (!cycle.tokens.output || length_s(cycle) <= 0) continue;
        auto tokens = static_cast<double>(*cycle.tokens.output);
        // Without the count of cached ones, all prompt tokens may have been computed before.
        if (cycle.tokens.input && cycle.tokens.cached_input)
            tokens += static_cast<double>(*cycle.tokens.input - *cycle.tokens.cached_input);
        largest.see(2 * *weights * tokens / (length_s(cycle) * gpus->count * *peak), cycle);
    }
    if (largest.where.empty()) return Verdict(definition).not_applicable("Needs token counts.");
    return judge(definition, largest, "the peak of the devices", {});
}

Check energy_of_a_token_is_usual(const CheckInput& input, const CheckDefinition& definition) {
    if (input.result.energy_scope != EnergyScope::gpu || !gpus_of(input.result))
        return Verdict(definition).not_applicable("Needs the energy of GPUs that lem knows.");
    Largest largest;
    for (const Cycle& cycle : input.result.cycles) {
        if (cycle.metrics.joules_per_token) largest.see(*cycle.metrics.joules_per_token, cycle);
    }
    if (largest.where.empty()) return Verdict(definition).not_applicable("Needs energy per token.");
    Verdict verdict(definition);
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    verdict.bounds(largest.share, std::nullopt, warned, "J/tok");
    const std::string found = shown(largest.share) + " J for an output token in " + largest.where;
    if (largest.share <= warned) return verdict.passed("At most " + found + ".");
    return verdict.failed(found + " is more than any that was published, " + shown(warned) + " J",
                          largest.share > rejected ? definition.severity : CheckOutcome::warning);
}

}  // namespace lem::domain::roofline
