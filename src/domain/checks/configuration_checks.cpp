#include "domain/checks/configuration_checks.hpp"

#include "domain/checks/verdict.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace lem::domain::arithmetic {
namespace {

/// What the run has against what its configuration allows.
struct Contradiction {
    std::string words;
    double observed = 0;
    std::optional<double> low, high;
    std::string_view unit;  // empty: there is nothing to count
};
using Found = std::optional<Contradiction>;

std::string counted(double count, std::string_view what) {
    return shown(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

Found other_engine(const Result& result, const Experiment& config) {
    if (result.engine.name == config.engine.name) return std::nullopt;
    return Contradiction{.words =
                             "the engine is " + std::string(schema::name_of(result.engine.name)) +
                             "; configured is " + std::string(schema::name_of(config.engine.name))};
}

/// A run that was stopped early may have fewer.
Found other_cycles(const Result& result, const Experiment& config) {
    const auto cycles = static_cast<double>(result.cycles.size()),
               asked = static_cast<double>(config.protocol.cycles);
    if (cycles == asked || (cycles < asked && !result.experiment.complete)) return std::nullopt;
    Contradiction found{
        .words = "the run has " + counted(cycles, "cycle") + "; configured are " + shown(asked),
        .observed = cycles,
        .unit = "cycles"};
    (cycles < asked ? found.low : found.high) = asked;
    return found;
}

Found more_starts(const Result& result, const Experiment& config) {
    const int most = 1 + config.protocol.engine_restarts;
    const auto last = std::ranges::max_element(result.cycles, {}, &Cycle::engine_start);
    if (last == result.cycles.end() || last->engine_start <= most) return std::nullopt;
    return Contradiction{.words = place(*last) + " was measured after start " +
                                  std::to_string(last->engine_start) +
                                  " of the engine; configured are " + counted(most, "start"),
                         .observed = static_cast<double>(last->engine_start),
                         .high = most,
                         .unit = "starts"};
}

/// A window is a part of the time in which requests are sent.
Found longer_windows(const Result& result, const Experiment& config,
                     const CheckDefinition& definition) {
    const auto longest = std::ranges::max_element(result.cycles, {}, length_s);
    const double asked_s = config.protocol.cycle_s;
    const double most_s = asked_s + std::max(definition.tolerance("difference"),
                                             definition.tolerance("longer windows") * asked_s);
    if (longest == result.cycles.end() || length_s(*longest) <= most_s) return std::nullopt;
    return Contradiction{.words = "the window of " + place(*longest) + " is " +
                                  shown(length_s(*longest)) + " s long; configured are " +
                                  counted(asked_s, "second") + " of load, and up to " +
                                  shown(most_s) + " s passes",
                         .observed = length_s(*longest),
                         .high = most_s,
                         .unit = "s"};
}

/// The most requests that can have been due in one cycle; nullopt where the load does not limit
/// them. Random arrivals exceed their mean by five standard deviations less than once in a million
/// cycles.
std::optional<double> due_in_a_cycle(const Load& load, double cycle_s) {
    constexpr double deviations = 5;
    const auto at_random = [](double mean, double burstiness) {
        return std::ceil(mean + deviations * std::sqrt(mean / std::min(burstiness, 1.0)));
    };
    if (const auto* offline = std::get_if<OfflineLoad>(&load)) return offline->requests;
    if (const auto* constant = std::get_if<ConstantLoad>(&load))
        return std::ceil(constant->requests_per_sec * cycle_s) + 1;
    if (const auto* poisson = std::get_if<PoissonLoad>(&load))
        return at_random(poisson->requests_per_sec * cycle_s, 1);
    if (const auto* gamma = std::get_if<GammaLoad>(&load))
        return at_random(gamma->requests_per_sec * cycle_s, gamma->burstiness);
    if (const auto* ramp = std::get_if<RampLoad>(&load))
        return at_random(std::max(ramp->from_requests_per_sec, ramp->to_requests_per_sec) * cycle_s,
                         1);
    return std::nullopt;
}

Found more_requests(const Result& result, const Experiment& config) {
    const auto most = due_in_a_cycle(config.load, config.protocol.cycle_s);
    if (!most) return std::nullopt;
    for (const Cycle& cycle : result.cycles) {
        const int completed = cycle.requests.completed.value_or(0);
        if (completed <= *most) continue;
        return Contradiction{.words = counted(completed, "request") + " ended in the window of " +
                                      place(cycle) + "; with the configured load at most " +
                                      shown(*most) + " were due in the cycle",
                             .observed = static_cast<double>(completed),
                             .high = *most,
                             .unit = "requests"};
    }
    return std::nullopt;
}

/// Each entry of energy.devices selects one device. Those by UUID are not published, so two entries
/// may mean the same one.
Found other_devices(const Result& result, const Experiment& config) {
    const bool measured = result.energy_method == EnergyMethod::counter ||
                          result.energy_method == EnergyMethod::integrated_power;
    if (!measured || !config.energy.devices || config.energy.devices->empty()) return std::nullopt;
    std::set<std::string> numbers;
    std::size_t by_uuid = 0;
    for (const schema::Scalar& entry : *config.energy.devices) {
        const std::string words = schema::plain_text(entry);
        if (words.find_first_not_of("0123456789") == std::string::npos)
            numbers.insert(words);
        else
            ++by_uuid;
    }
    const std::size_t least = std::max(numbers.size(), std::size_t{1}),
                      most = numbers.size() + by_uuid, listed = result.environment.devices.size();
    if (listed >= least && listed <= most) return std::nullopt;
    Contradiction found{.words = counted(static_cast<double>(listed), "device") +
                                 " in the list; energy.devices of the configuration selects " +
                                 std::to_string(listed < least ? least : most),
                        .observed = static_cast<double>(listed),
                        .unit = "devices"};
    if (listed < least)
        found.low = static_cast<double>(least);
    else
        found.high = static_cast<double>(most);
    return found;
}

Found unwanted_energy(const Result& result, const Experiment& config) {
    const bool none = config.energy.source == EnergySourceName::none && !config.energy.model;
    const auto with = std::ranges::find_if(
        result.cycles, [](const Cycle& cycle) { return cycle.energy.energy_joules.has_value(); });
    if (!none || with == result.cycles.end()) return std::nullopt;
    return Contradiction{.words = place(*with) +
                                  " states energy; the configuration has energy.source: none"};
}

}  // namespace

Check run_is_as_configured(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const Result& result = input.result;
    const auto& config = result.experiment.config;
    if (!config) return verdict.not_checked(result, OptionalFact::config);
    for (const Found& found :
         {other_cycles(result, *config), longer_windows(result, *config, definition),
          more_starts(result, *config), more_requests(result, *config),
          other_devices(result, *config), unwanted_energy(result, *config),
          other_engine(result, *config)}) {
        if (!found) continue;
        if (!found->unit.empty())
            verdict.bounds(found->observed, found->low, found->high, found->unit);
        return verdict.failed(found->words);
    }
    return verdict.passed("Cycles, windows, requests, devices and engine are as configured.");
}

}  // namespace lem::domain::arithmetic
