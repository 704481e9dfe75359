#include "domain/checks/memory_checks.hpp"

#include "base/text.hpp"
#include "domain/checks/device_checks.hpp"
#include "domain/checks/verdict.hpp"
#include "domain/result/model_shape.hpp"

#include <algorithm>
#include <map>

namespace lem::domain::memory {
namespace {

/// Describes a device with more memory in use than it has, and sets the verdict's bounds.
std::string overfull_device(const Result& result, double share, Verdict& verdict) {
    std::map<int, double> memory_mb;  // by index
    for (const Device& device : result.environment.devices) {
        if (device.memory_mb.value_or(0) > 0) memory_mb.emplace(device.index, *device.memory_mb);
    }
    for (const Cycle& cycle : result.cycles) {
        for (const DeviceEnergy& used : cycle.energy.per_device) {
            const auto device = memory_mb.find(used.device);
            if (device == memory_mb.end() || !used.peak_memory_mb) continue;
            const double has_mb = device->second;
            if (*used.peak_memory_mb <= has_mb * share) continue;
            verdict.bounds(*used.peak_memory_mb, std::nullopt, has_mb * share, "MB");
            return place(cycle) + " used " + shown(*used.peak_memory_mb) + " MB of device " +
                   std::to_string(used.device) + ", which has " + shown(has_mb) + " MB";
        }
    }
    return {};
}

struct MemoryUse {
    double mb = 0;
    std::string what;  // "" when nothing is stated
};

MemoryUse largest_use(const Result& result) {
    MemoryUse largest;
    const auto see = [&](double mb, const std::string& what) {
        if (largest.what.empty() || mb > largest.mb) largest = {mb, what};
    };
    for (const Cycle& cycle : result.cycles) {
        if (cycle.metrics.peak_memory_mb)
            see(*cycle.metrics.peak_memory_mb, "the peak memory of " + place(cycle));
    }
    if (result.model.file_bytes)
        see(static_cast<double>(*result.model.file_bytes) / 1e6, "the model's weights");
    return largest;
}

}  // namespace

Check memory_fits(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    const double share = 1 + definition.tolerance("relative");
    if (const std::string wrong = overfull_device(result, share, verdict); !wrong.empty())
        return verdict.failed(wrong);
    // Weights may be in main memory; without GPUs the memory is that of the processes.
    const auto devices_mb = devices::gpu_total(result, &Device::memory_mb);
    const bool unknown_gpu =
        !devices_mb && std::ranges::any_of(result.environment.devices, devices::is_gpu);
    const MemoryUse use = largest_use(result);
    if (!use.what.empty() && !result.environment.memory_mb)
        return verdict.not_checked(result, OptionalFact::memory_mb);
    const double all_mb = devices_mb.value_or(0) + result.environment.memory_mb.value_or(0);
    if (unknown_gpu || all_mb <= 0 || use.what.empty())
        return verdict.not_applicable("Needs the memory in use and the memory of the devices.");
    verdict.bounds(use.mb, std::nullopt, all_mb * share, "MB");
    const std::string found = shown(use.mb) + " MB for " + use.what +
                              "; devices and main memory have " + shown(all_mb) + " MB";
    if (use.mb > all_mb * share) return verdict.failed(found);
    return verdict.passed("At most " + found + ".");
}

namespace {

/// The least that the weights take: what they are stored in, or what their number and precision
/// give. A folder of weights may hold them twice.
std::optional<double> weights_mb(const ModelRecord& model) {
    const auto each = bytes_per_weight(model.precision.value_or(""));
    const auto counted = model.parameters_total && each
                             ? std::optional(*model.parameters_total * *each / 1e6)
                             : std::optional<double>();
    if (!model.file_bytes) return counted;
    const double stored = static_cast<double>(*model.file_bytes) / 1e6;
    return counted ? std::min(stored, *counted) : stored;
}

/// The least peak of a cycle, where it is that of the devices and not of a process.
std::optional<double> least_peak_mb(const Result& result) {
    std::optional<double> least;
    for (const Cycle& cycle : result.cycles) {
        const auto& peak = cycle.metrics.peak_memory_mb;
        const auto& shares = cycle.energy.per_device;
        const bool of_devices =
            shares.empty() || std::ranges::any_of(shares, [](const auto& share) {
                return share.peak_memory_mb.has_value();
            });
        if (peak && of_devices) least = std::min(least.value_or(*peak), *peak);
    }
    return least;
}

/// Engines that keep layers in main memory where the devices are too small, and unknown ones.
bool may_offload(const Result& result) {
    const auto& config = result.experiment.config;
    const EngineName engine = result.engine.name;
    return engine == EngineName::llama_cpp || engine == EngineName::ollama ||
           engine == EngineName::openai ||
           (config && (config->engine.settings.gpu_layers || config->engine.settings.device));
}

}  // namespace

Check memory_holds_the_weights(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    if (may_offload(result))
        return verdict.not_applicable("The engine may keep weights in main memory.");
    const auto weights = weights_mb(result.model), peak = least_peak_mb(result);
    if (!std::ranges::any_of(result.environment.devices, devices::is_gpu) || !weights || !peak)
        return verdict.not_applicable(
            "Needs the memory in use on GPUs, and the size and precision of the model.");
    const double least = *weights * definition.tolerance("of the weights");
    verdict.bounds(*peak, least, std::nullopt, "MB");
    const std::string found =
        shown(*peak) + " MB of memory in use; the weights take " + shown(*weights) + " MB";
    if (*peak >= least) return verdict.passed("At least " + found + ".");
    return verdict.failed(found);
}

namespace {

/// Bytes of a cached key or value. "auto" is that of the computation.
double bytes_per_value(const Result& result) {
    const auto& config = result.experiment.config;
    const std::string named =
        text::lower(config ? config->engine.settings.kv_cache_precision.value_or("auto") : "auto");
    if (named.find('8') != std::string::npos) return 1;  // also fp8_e4m3
    return named.find('4') != std::string::npos ? 0.5 : 2;
}

/// Tokens of a request at its end; nullopt if not known.
std::optional<double> tokens_of_a_request(const Result& result) {
    if (const auto& config = result.experiment.config)
        return double{1} * config->workload.input_tokens + config->workload.output_tokens;
    for (const Cycle& cycle : result.cycles) {
        if (cycle.mean_input_tokens && cycle.mean_output_tokens)
            return *cycle.mean_input_tokens + *cycle.mean_output_tokens;
    }
    return std::nullopt;
}

}  // namespace

Check memory_holds_the_requests(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    const ConcurrencyLoad* closed = closed_loop_of(result);
    const auto& shape = result.model.shape;
    const auto weights = weights_mb(result.model),
               devices_mb = devices::gpu_total(result, &Device::memory_mb);
    const auto tokens = tokens_of_a_request(result);
    if (closed == nullptr || !shape || shape->attention.empty() || !weights || !devices_mb ||
        !tokens || may_offload(result))
        return verdict.not_applicable(
            "Needs a number of streams, the memory of GPUs and the shape of the model.");
    const double streams = static_cast<double>(closed->streams), free_mb = *devices_mb - *weights;
    const double needed_mb =
        streams * kv_read_bytes(*shape, *tokens, bytes_per_value(result)) / 1e6;
    verdict.bounds(needed_mb, std::nullopt, free_mb, "MB");
    const std::string found = shown(streams) + " requests of " + shown(*tokens) +
                              " tokens keep up to " + shown(needed_mb) +
                              " MB of keys and values; beside the weights the GPUs have " +
                              shown(std::max(0.0, free_mb)) + " MB";
    if (needed_mb <= free_mb) return verdict.passed(found + ".");
    return verdict.information(found + ", so that some of the requests have to wait for a place.");
}

}  // namespace lem::domain::memory
