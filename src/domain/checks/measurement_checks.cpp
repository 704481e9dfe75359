#include "domain/checks/measurement_checks.hpp"

#include "domain/checks/device_checks.hpp"
#include "domain/checks/verdict.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace lem::domain::measurement {
namespace {

bool is_measured(const Result& result) {
    return result.energy_method == EnergyMethod::counter ||
           result.energy_method == EnergyMethod::integrated_power;
}

/// The devices of a cycle that drew the most and the least power.
struct Shares {
    double most_joules = 0, least_joules = 0;
    int most = 0, least = 0;
    std::size_t count = 0;

    double ratio() const { return most_joules / least_joules; }
};

Shares shares_of(const Result& result, const Cycle& cycle) {
    std::map<int, bool> is_gpu;  // by index
    for (const Device& device : result.environment.devices)
        is_gpu[device.index] = devices::is_gpu(device);
    Shares shares;
    for (const DeviceEnergy& share : cycle.energy.per_device) {
        const auto device = is_gpu.find(share.device);
        if (device == is_gpu.end() || !device->second) continue;
        if (share.energy_joules <= 0) continue;  // no share at all, of which E6 speaks
        const bool first = shares.count++ == 0;
        if (first || share.energy_joules > shares.most_joules) {
            shares.most_joules = share.energy_joules;
            shares.most = share.device;
        }
        if (first || share.energy_joules < shares.least_joules) {
            shares.least_joules = share.energy_joules;
            shares.least = share.device;
        }
    }
    return shares;
}

/// True if every GPU computes a part of every layer, so that all work alike.
bool split_within_layers(const Result& result, std::size_t gpus) {
    const auto& config = result.experiment.config;
    return config &&
           static_cast<std::size_t>(config->engine.settings.tensor_parallel.value_or(1)) == gpus;
}

}  // namespace

Check devices_share_the_work(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    Shares worst;
    const Cycle* where = nullptr;
    for (const Cycle& cycle : result.cycles) {
        const Shares shares = shares_of(result, cycle);
        if (shares.count < 2 || shares.most_joules <= 0) continue;
        if (where != nullptr && shares.ratio() <= worst.ratio()) continue;
        worst = shares;
        where = &cycle;
    }
    if (where == nullptr)
        return verdict.not_applicable("Needs the energy of each of several GPUs.");
    const double most = definition.tolerance(
        split_within_layers(result, worst.count) ? "split within layers" : "otherwise");
    verdict.bounds(worst.ratio(), std::nullopt, most, "times");
    const std::string found = "device " + std::to_string(worst.most) + " used " +
                              shown(worst.most_joules) + " J in " + place(*where) + ", device " +
                              std::to_string(worst.least) + " used " + shown(worst.least_joules) +
                              " J";
    if (worst.ratio() <= most) return verdict.passed("Most uneven: " + found + ".");
    if (result.provenance || holds(where->flags, CycleFlag::idle_devices))
        return verdict.information("The devices did not share the work evenly: " + found + ".");
    return verdict.failed(found +
                          "; the energy of devices that did not compute does not belong to "
                          "the run");
}

namespace {

/// The energy is what the counters say, and not what the sampled power says.
bool is_counted(const EnergyReading& energy) {
    const auto near = [&](const std::optional<double>& estimate) {
        return energy.energy_joules && estimate &&
               std::abs(*energy.energy_joules - *estimate) <= 0.01 * *energy.energy_joules;
    };
    return near(energy.counter_joules) && !near(energy.integral_joules);
}

}  // namespace

Check counters_only_grow(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    bool any = false;
    for (const Cycle& cycle : input.result.cycles) {
        const EnergyReading& energy = cycle.energy;
        const TracedWindow* traced = input.trace != nullptr ? input.trace->of(cycle) : nullptr;
        const bool fell = traced != nullptr && traced->readings_low > 0;
        if (!energy.energy_joules || (!energy.counter_joules && !fell)) continue;
        any = true;
        const bool stated = holds(energy.invalid_reasons, EnergyReason::counter_reset) ||
                            holds(energy.invalid_reasons, EnergyReason::counter_stopped);
        if (stated && is_counted(energy))
            return verdict.failed("the energy of " + place(cycle) +
                                  " is that of a counter which, as the document says, was reset or "
                                  "stood still");
        if (fell && !stated)
            return verdict.failed("the trace has power below zero in " + place(cycle) +
                                  ": a counter went backwards");
    }
    if (!any) return verdict.not_applicable("No cycle states a counter reading.");
    return verdict.passed("Nothing shows a counter that was reset or stood still.");
}

Check window_is_long_enough(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    std::optional<double> shortest_s;
    for (const Cycle& cycle : result.cycles) {
        if (length_s(cycle) > 0)
            shortest_s = std::min(shortest_s.value_or(length_s(cycle)), length_s(cycle));
    }
    if (!shortest_s) return verdict.not_applicable("No cycle states the length of its window.");
    const double least_s = definition.tolerance("warned below");
    verdict.bounds(*shortest_s, least_s, std::nullopt, "s");
    std::string words = "The shortest window is long enough for every grade.";
    for (const QualityReason& reason : quality_of(result).reasons) {
        if (reason.code == "short_window") words = reason.message;
    }
    if (*shortest_s >= least_s) return verdict.passed(words);
    // The edges of a window weigh on its energy; on speed and on another tool's file, the grade
    // decides alone.
    if (!is_measured(result) || result.provenance) return verdict.information(words);
    return verdict.failed("t" + words.substr(1));
}

namespace {

std::string implausible_heat(const Cycle& cycle, const Definition& definition) {
    const double coldest = definition.tolerance("coldest"),
                 hottest = definition.tolerance("hottest"),
                 throttled = definition.tolerance("throttled");
    for (const DeviceCondition& condition : cycle.device_conditions) {
        const std::string of =
            " of device " + std::to_string(condition.device) + " in " + place(cycle);
        if (const auto& mean = condition.temperature_mean_celsius;
            mean && (*mean < coldest || *mean > hottest))
            return "the mean temperature" + of + " is " + shown(*mean) + " °C";
        const double share = condition.thermally_throttled_share.value_or(0);
        if (share > throttled && !holds(cycle.flags, CycleFlag::thermal))
            return "heat held the clock" + of + " down for " + percent(share) +
                   " of the window, but the cycle is not marked as thermal";
    }
    return {};
}

}  // namespace

Check heat_is_plausible(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    bool any = false;
    double throttled = 0;
    for (const Cycle& cycle : input.result.cycles) {
        if (const std::string wrong = implausible_heat(cycle, definition); !wrong.empty())
            return verdict.failed(wrong);
        for (const DeviceCondition& condition : cycle.device_conditions) {
            any = any || condition.temperature_mean_celsius || condition.thermally_throttled_share;
            throttled = std::max(throttled, condition.thermally_throttled_share.value_or(0));
        }
    }
    if (!any) return verdict.not_applicable("No cycle states temperatures or throttling.");
    verdict.bounds(throttled * 100, std::nullopt, definition.tolerance("throttled") * 100, "%");
    if (throttled > definition.tolerance("throttled"))
        return verdict.information("Heat held a device down for up to " + percent(throttled) +
                                   " of a window, as its cycle says.");
    return verdict.passed("Temperatures and throttling are plausible.");
}

Check power_is_energy_times_rate(const CheckInput& input, const Definition& definition) {
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        const CycleMetrics& metrics = cycle.metrics;
        const auto &watts = metrics.avg_power_watts, &rate = metrics.throughput_tokens_per_sec,
                   &of_token = metrics.joules_per_token, &of_joule = metrics.tokens_per_joule;
        if (watts && rate && of_token)
            worst.see(*watts, *of_token * *rate, place(cycle) + " power");
        if (of_token && of_joule && *of_token > 0)
            worst.see(*of_joule, 1 / *of_token, place(cycle) + " tokens per joule");
    }
    return Verdict(definition)
        .within(worst, "relative", "Needs power, or energy per token both ways.");
}

}  // namespace lem::domain::measurement
