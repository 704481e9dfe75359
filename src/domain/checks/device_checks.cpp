#include "domain/checks/device_checks.hpp"

#include "domain/checks/verdict.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace lem::domain::devices {

bool is_gpu(const Device& device) {
    return device.kind == "gpu";
}

std::optional<double> gpu_total(const Result& result, std::optional<double> Device::* member) {
    double total = 0;
    bool any = false;
    for (const Device& device : result.environment.devices) {
        if (!is_gpu(device)) continue;
        if (!(device.*member)) return std::nullopt;
        total += *(device.*member);
        any = true;
    }
    return any ? std::optional(total) : std::nullopt;
}

std::optional<double> limits_watts(const CheckInput& input) {
    double total = 0;
    for (const Device& device : input.result.environment.devices) {
        if (!is_gpu(device)) continue;
        const HardwareProfile* profile = input.names->profile_of(device);
        const auto limit = device.power_limit_watts || profile == nullptr ? device.power_limit_watts
                                                                          : profile->tdp_watts;
        if (!limit) return std::nullopt;
        total += *limit;
    }
    return total > 0 ? std::optional(total) : std::nullopt;
}

namespace {

/// Mean power of each cycle with energy and a length, or with ratios that give it.
template <class Visit>
void for_each_power(const Result& result, Visit visit) {
    for (const Cycle& cycle : result.cycles) {
        const auto &joules = cycle.energy.energy_joules, &of_token = cycle.metrics.joules_per_token,
                   &rate = cycle.metrics.throughput_tokens_per_sec;
        if (joules && length_s(cycle) > 0)
            visit(cycle, *joules / length_s(cycle));
        else if (has_ratios_alone(result, cycle) && of_token && rate)
            visit(cycle, *of_token * *rate);
    }
}

bool has_energy(const Result& result) {
    return std::ranges::any_of(result.cycles, [](const Cycle& cycle) {
        return cycle.energy.energy_joules.value_or(0) > 0 || cycle.metrics.joules_per_token;
    });
}

}  // namespace

Check power_is_within_limits(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const auto limit_watts = limits_watts(input);
    if (input.result.energy_scope != EnergyScope::gpu || !limit_watts || *limit_watts <= 0)
        return verdict.not_applicable("Needs the energy of GPUs with known power limits.");
    double worst_watts = 0;
    std::string where;
    for_each_power(input.result, [&](const Cycle& cycle, double watts) {
        if (!where.empty() && watts <= worst_watts) return;
        worst_watts = watts;
        where = place(cycle);
    });
    if (where.empty()) return verdict.not_applicable("The document has no energy.");
    const double warned_watts = *limit_watts * (1 + definition.tolerance("warned above"));
    const double rejected_watts = *limit_watts * (1 + definition.tolerance("rejected above"));
    verdict.bounds(worst_watts, 0, warned_watts, "W");
    const std::string found = shown(worst_watts) + " W of mean power in " + where +
                              "; the limits of the devices add up to " + shown(*limit_watts) +
                              " W, and " + percent(definition.tolerance("warned above")) +
                              " more is allowed";
    if (worst_watts <= warned_watts) return verdict.passed("At most " + found + ".");
    return verdict.failed(
        found, worst_watts > rejected_watts ? definition.severity : CheckOutcome::warning);
}

Check power_is_not_below_idle(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    double least_watts = 0;
    std::string where;
    for_each_power(input.result, [&](const Cycle& cycle, double watts) {
        if (!where.empty() && watts >= least_watts) return;
        least_watts = watts;
        where = place(cycle);
    });
    if (where.empty()) return verdict.not_applicable("The document has no energy.");
    const std::string found = shown(least_watts) + " W of mean power in " + where;
    if (const auto& idle = input.result.baseline.idle_loaded_watts) {
        const double warned_watts = *idle * definition.tolerance("warned below");
        verdict.bounds(least_watts, warned_watts, std::nullopt, "W");
        if (least_watts >= warned_watts)
            return verdict.passed("At least " + found + "; idle it was " + shown(*idle) + " W.");
        const bool impossible = least_watts < *idle * definition.tolerance("rejected below");
        return verdict.failed(found + " is below the idle power of " + shown(*idle) + " W",
                              impossible ? definition.severity : CheckOutcome::warning);
    }
    const auto limit_watts = limits_watts(input);
    if (input.result.energy_scope != EnergyScope::gpu || !limit_watts)
        return verdict.not_applicable("Needs the idle power, or the power limits of the GPUs.");
    const double least_of_limit = *limit_watts * definition.tolerance("warned below, of the limit");
    verdict.bounds(least_watts, least_of_limit, std::nullopt, "W");
    if (least_watts >= least_of_limit) return verdict.passed("At least " + found + ".");
    return verdict.failed(found + " is less than a GPU with a limit of " + shown(*limit_watts) +
                              " W draws when it is idle",
                          CheckOutcome::warning);
}

Check energy_is_its_estimate(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    Deviation from_estimate, between;
    for (const Cycle& cycle : input.result.cycles) {
        const EnergyReading& energy = cycle.energy;
        const auto &counted = energy.counter_joules, &integrated = energy.integral_joules;
        if (!energy.energy_joules || (!counted && !integrated)) continue;
        const double nearest =
            counted && (!integrated || std::abs(*energy.energy_joules - *counted) <=
                                           std::abs(*energy.energy_joules - *integrated))
                ? *counted
                : *integrated;
        from_estimate.see(*energy.energy_joules, nearest, place(cycle));
        if (counted && integrated) between.see(*counted, *integrated, place(cycle));
    }
    if (!from_estimate.any)
        return verdict.not_applicable("No cycle states a counter reading or sampled power.");
    const double most = definition.tolerance("energy against its estimate");
    verdict.bounds(from_estimate.relative * 100, 0, most * 100, "%");
    if (from_estimate.relative > most)
        return verdict.failed("the energy of " + from_estimate.where);
    const double most_between = definition.tolerance("counter against power");
    if (between.any) verdict.bounds(between.relative * 100, 0, most_between * 100, "%");
    if (between.relative > most_between)
        return verdict.failed("counter and sampled power differ by " + percent(between.relative) +
                              ", " + between.where);
    return verdict.passed("The energy agrees with its counter or its sampled power.");
}

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
        verdict.bounds(static_cast<double>(measured.size()), static_cast<double>(listed.size()),
                       static_cast<double>(listed.size()), "devices");
        return verdict.failed(place(cycle) + " states the energy of " +
                              std::to_string(measured.size()) + " devices, which are not the " +
                              std::to_string(listed.size()) + " of environment.devices");
    }
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

/// A part of the energy of a token that is above the whole; empty if there is none.
std::string part_above_whole(const Cycle& cycle, double share, bool& any) {
    const auto& gross = cycle.metrics.joules_per_token;
    const std::pair<std::string_view, std::optional<double>> parts[]{
        {"net_joules_per_token", cycle.metrics.net_joules_per_token},
        {"decode_joules_per_token", cycle.metrics.decode_joules_per_token}};
    for (const auto& [name, part] : parts) {
        if (!gross || !part) continue;
        any = true;
        if (*part > *gross * (1 + share))
            return std::string(name) + " of " + place(cycle) + " is " + shown(*part) +
                   " J/tok, above joules_per_token, " + shown(*gross) + " J/tok";
    }
    return {};
}

/// Seconds from before the first window, when idle power was measured, to the end of the last one.
double baseline_age_s(const Result& result) {
    double first_s = INFINITY, last_s = 0;
    for (const Cycle& cycle : result.cycles) {
        first_s = std::min(first_s, cycle.window.start_s);
        last_s = std::max(last_s, cycle.window.end_s);
    }
    return std::max(0.0, last_s - first_s);
}

}  // namespace

Check idle_and_parts_are_below_the_whole(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    bool any = false;
    for (const Cycle& cycle : result.cycles) {
        if (const std::string wrong =
                part_above_whole(cycle, definition.tolerance("relative"), any);
            !wrong.empty())
            return verdict.failed(wrong);
    }
    const auto& idle = result.baseline.idle_loaded_watts;
    const auto limit_watts = limits_watts(input);
    if (idle && limit_watts && result.energy_scope == EnergyScope::gpu) {
        any = true;
        const double most_watts = *limit_watts * definition.tolerance("idle, of the limits");
        verdict.bounds(*idle, 0, most_watts, "W");
        if (*idle > most_watts)
            return verdict.failed("the idle power is " + shown(*idle) +
                                      " W, more than half of the limits of " + shown(*limit_watts) +
                                      " W; did something else compute?",
                                  CheckOutcome::warning);
    }
    const double age_s = baseline_age_s(result);
    if (idle && age_s > definition.tolerance("age"))
        return verdict.information("The last window ended " + shown(age_s) +
                                   " s after the idle power was measured, which may have changed "
                                   "since.");
    if (!any)
        return verdict.not_applicable(
            "The document states no part of the energy and no idle power.");
    return verdict.passed("Idle power and the parts of the energy are below the whole.");
}

Check energy_has_its_source(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    if (!has_energy(result)) return verdict.not_applicable("The document has no energy.");
    if (result.energy_method == EnergyMethod::none)
        return verdict.failed("the cycles state energy, but energy_method is none");
    if (result.energy_scope == EnergyScope::none)
        return verdict.failed("the cycles state energy, but energy_scope is none");
    const bool gpu = std::ranges::any_of(result.environment.devices, is_gpu);
    const bool modelled = result.energy_method == EnergyMethod::modelled;
    if (result.energy_scope == EnergyScope::gpu && result.provenance &&
        result.environment.devices.empty())
        return verdict.information("The file does not say which GPUs the energy is of.");
    if (result.energy_scope == EnergyScope::gpu && !gpu && !modelled)
        return verdict.failed("energy_scope is gpu, but environment.devices lists no GPU");
    const auto& config = result.experiment.config;
    if (modelled && config && !config->energy.model)
        return verdict.failed("energy_method is modelled, but the configuration has no model",
                              CheckOutcome::warning);
    return verdict.passed("Scope, method and devices agree.");
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
    verdict.bounds(static_cast<double>(wanted), std::nullopt, static_cast<double>(gpus), "GPUs");
    const std::string found = "The engine was split over " + std::to_string(wanted) +
                              (wanted == 1 ? " GPU" : " GPUs") + ", and the document lists " +
                              std::to_string(gpus);
    if (wanted > gpus) return verdict.failed("t" + found.substr(1));
    return verdict.unless(uneven_heads(input.result, shared_by), found + ".");
}

}  // namespace lem::domain::devices
