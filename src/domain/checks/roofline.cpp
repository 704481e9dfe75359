#include "domain/checks/roofline.hpp"

#include "base/text.hpp"
#include "domain/result/model_shape.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain::roofline {
namespace {

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

}  // namespace

std::optional<Gpus> gpus_of(const CheckInput& input) {
    Gpus gpus;
    for (const Device& device : input.result.environment.devices) {
        if (device.kind != "gpu") continue;
        const HardwareProfile* profile = input.names->profile_of(device);
        if (profile == nullptr || (gpus.profile != nullptr && gpus.profile != profile))
            return std::nullopt;
        gpus.profile = profile;
        ++gpus.count;
    }
    return gpus.count > 0 ? std::optional(gpus) : std::nullopt;
}

std::optional<double> active_weights(const ModelRecord& model) {
    if (model.parameters_active) return model.parameters_active;
    return may_have_experts(model) ? std::nullopt : model.parameters_total;
}

std::optional<double> bytes_of_a_step(const Result& result, int gpus) {
    constexpr double cached_bytes = 200e6;  // of one GPU
    const auto weights = active_weights(result.model);
    const auto each = bytes_per_weight(result.model.precision.value_or(""));
    if (!weights || !each) return std::nullopt;
    const double bytes = *weights * *each;
    return bytes >= cached_bytes * gpus ? std::optional(bytes) : std::nullopt;
}

std::optional<double> step_s(const CheckInput& input) {
    const auto gpus = gpus_of(input);
    const auto bytes = gpus ? bytes_of_a_step(input.result, gpus->count) : std::nullopt;
    if (!bytes || !gpus->profile->bandwidth_gb_per_s) return std::nullopt;
    return *bytes / (gpus->count * *gpus->profile->bandwidth_gb_per_s * 1e9);
}

std::optional<double> requests_of_a_step(const Cycle& cycle) {
    const auto& requests = cycle.mean_batch ? cycle.mean_batch : cycle.mean_concurrency;
    return requests && *requests > 0 ? requests : std::nullopt;
}

void NearestLimit::see(double stated_value, double limit_value, const Cycle& cycle) {
    const double value = stated_value / limit_value;
    if (!std::isfinite(value) || (!where.empty() && value <= share())) return;
    *this = {stated_value, limit_value, place(cycle)};
}

Check judge_limit(const CheckDefinition& definition, const NearestLimit& nearest,
                  std::string_view unit, std::string_view limit, std::string_view otherwise) {
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    Verdict verdict(definition);
    const double most = nearest.limit * warned;
    verdict.bounds(nearest.stated, std::nullopt, most, unit);
    const std::string units = " " + std::string(unit);
    const std::string found = shown(nearest.stated) + units + " in " + nearest.where + " is " +
                              shown(nearest.share()) + " times the " + shown(nearest.limit) +
                              units + " " + std::string(limit) + "; up to " + shown(most) + units +
                              " passes";
    if (nearest.share() <= warned) return verdict.passed(found + ".");
    return verdict.failed(found + std::string(otherwise),
                          nearest.share() > rejected ? definition.severity : CheckOutcome::warning);
}

}  // namespace lem::domain::roofline
