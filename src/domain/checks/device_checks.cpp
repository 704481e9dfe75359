#include "domain/checks/device_checks.hpp"

#include "domain/checks/verdict.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <cmath>

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

bool has_energy(const Result& result) {
    return std::ranges::any_of(result.cycles, [](const Cycle& cycle) {
        return cycle.energy.energy_joules.value_or(0) > 0 || cycle.metrics.joules_per_token;
    });
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
    verdict.bounds(worst_watts, std::nullopt, warned_watts, "W");
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
    verdict.bounds(from_estimate.relative * 100, std::nullopt, most * 100, "%");
    if (from_estimate.relative > most)
        return verdict.failed("the energy of " + from_estimate.where);
    const double most_between = definition.tolerance("counter against power");
    if (between.any) verdict.bounds(between.relative * 100, std::nullopt, most_between * 100, "%");
    if (between.relative > most_between)
        return verdict.failed("counter and sampled power differ by " + percent(between.relative) +
                              ", " + between.where);
    return verdict.passed("The energy agrees with its counter or its sampled power.");
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
    std::string idle_found;
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
        verdict.bounds(*idle, std::nullopt, most_watts, "W");
        if (*idle > most_watts)
            return verdict.failed("the idle power is " + shown(*idle) + " W, more than " +
                                      shown(most_watts) + " W, half of the power limits; did " +
                                      "something else compute?",
                                  CheckOutcome::warning);
        idle_found = ": idle, the devices drew " + shown(*idle) + " W of at most " +
                     shown(most_watts) + " W";
    }
    const double age_s = baseline_age_s(result), most_s = definition.tolerance("age");
    if (idle && age_s > most_s)
        return verdict.bounds(age_s, std::nullopt, most_s, "s")
            .information("The last window ended " + shown(age_s) +
                         " s after the idle power was measured, more than " + shown(most_s) +
                         " s, so it may have changed since.");
    if (!any)
        return verdict.not_applicable(
            "The document states no part of the energy and no idle power.");
    return verdict.passed("Idle power and the parts of the energy are below the whole" +
                          idle_found + ".");
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

}  // namespace lem::domain::devices
