/// Checks of device_checks.hpp: whether the energy and the engine's GPUs are those that the
/// document lists.

#include "domain/checks/device_checks.hpp"
#include "domain/checks/verdict.hpp"

#include <algorithm>
#include <set>

namespace lem::domain::devices {
namespace {

/// The first cycle in which devices have 0 J beside others with energy; empty if there is none.
std::string devices_without_energy(const Result& result) {
    for (const Cycle& cycle : result.cycles) {
        std::string without;
        std::ptrdiff_t count = 0;
        for (const DeviceEnergy& device : cycle.energy.per_device) {
            if (device.energy_joules > 0) continue;
            ++count;
            without += (without.empty() ? "" : ", ") + std::to_string(device.device);
        }
        if (count == 0 || count == std::ssize(cycle.energy.per_device)) continue;
        return place(cycle) + " states 0 J for device" + (count == 1 ? " " : "s ") + without +
               ", which no device draws that is switched on: the sum lacks " +
               (count == 1 ? "its" : "their") + " energy";
    }
    return {};
}

}  // namespace

Check energy_is_of_the_devices(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    std::set<int> listed;
    for (const Device& device : input.result.environment.devices) {
        if (!listed.insert(device.index).second)
            return verdict.failed("environment.devices has the index " +
                                  std::to_string(device.index) + " twice");
    }
    bool any = false;
    for (const Cycle& cycle : input.result.cycles) {
        if (!cycle.energy.energy_joules || cycle.energy.per_device.empty()) continue;
        any = true;
        std::set<int> measured;
        for (const DeviceEnergy& device : cycle.energy.per_device) {
            if (!measured.insert(device.device).second)
                return verdict.failed(place(cycle) + " states the energy of device " +
                                      std::to_string(device.device) + " twice");
        }
        if (measured == listed) continue;
        const auto count = static_cast<double>(measured.size()),
                   of_list = static_cast<double>(listed.size());
        if (count < of_list) verdict.bounds(count, of_list, std::nullopt, "devices");
        if (count > of_list) verdict.bounds(count, std::nullopt, of_list, "devices");
        return verdict.failed(place(cycle) + " states the energy of " +
                              std::to_string(measured.size()) + " devices, which are not the " +
                              std::to_string(listed.size()) + " of environment.devices");
    }
    if (const std::string dead = devices_without_energy(input.result); !dead.empty())
        return verdict.failed(dead, CheckOutcome::warning);
    if (any) return verdict.passed("Every listed device has its energy.");
    const EnergyMethod method = input.result.energy_method;
    const bool measured =
        method == EnergyMethod::counter || method == EnergyMethod::integrated_power;
    if (has_energy(input.result) && input.result.provenance && listed.size() > 1)
        return verdict.information("The file states the energy of " +
                                   std::to_string(listed.size()) + " devices in sum only.");
    if (has_energy(input.result) && measured && listed.size() > 1)
        return verdict.failed(std::to_string(listed.size()) +
                                  " devices are listed, but the energy of each is not stated",
                              CheckOutcome::warning);
    return verdict.not_applicable("No cycle states energy by device.");
}

namespace {

/// Says which heads cannot be shared evenly by this many GPUs; empty if all can.
std::string uneven_heads(const Result& result, int gpus) {
    // llama.cpp and Ollama split layers or rows, not heads.
    const bool splits_heads =
        result.engine.name != EngineName::llama_cpp && result.engine.name != EngineName::ollama;
    if (!result.model.shape || !splits_heads || gpus <= 1) return {};
    for (const AttentionGroup& group : result.model.shape->attention) {
        if (group.heads % gpus != 0)
            return "the model's " + std::to_string(group.heads) +
                   " attention heads cannot be shared evenly by " + std::to_string(gpus) + " GPUs";
    }
    return {};
}

}  // namespace

Check parallelism_fits(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const auto& config = input.result.experiment.config;
    if (!config) return verdict.not_checked(input.result, OptionalFact::config);
    const EngineSettings& settings = config->engine.settings;
    const int shared_by = settings.tensor_parallel.value_or(1);
    const auto gpus = std::ranges::count_if(input.result.environment.devices, is_gpu);
    const std::int64_t wanted = std::int64_t{shared_by} * settings.pipeline_parallel.value_or(1);
    if (gpus == 0 || input.result.energy_scope != EnergyScope::gpu)
        return verdict.not_applicable("Needs the energy of GPUs.");
    const std::string found = "The engine was split over " + std::to_string(wanted) +
                              (wanted == 1 ? " GPU" : " GPUs") + ", and the document lists " +
                              std::to_string(gpus);
    // The heads have another limit than the list.
    if (const std::string uneven = uneven_heads(input.result, shared_by);
        wanted <= gpus && !uneven.empty())
        return verdict.failed(uneven);
    verdict.bounds(static_cast<double>(wanted), std::nullopt, static_cast<double>(gpus), "GPUs");
    return wanted > gpus ? verdict.failed("t" + found.substr(1)) : verdict.passed(found + ".");
}

}  // namespace lem::domain::devices
