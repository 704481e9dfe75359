#include "domain/checks/trace_checks.hpp"

#include "domain/checks/device_checks.hpp"
#include "domain/checks/verdict.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain::trace {
namespace {

constexpr const char* needs_trace = "Needs the power trace of a bundle.";

/// The trace if it has readings and all of it can be read.
const TraceTotals* readable(const CheckInput& input) {
    const TraceTotals* trace = input.trace;
    return trace != nullptr && trace->fault().empty() && trace->rows() > 0 && trace->devices() > 0
               ? trace
               : nullptr;
}

/// Visits the cycles with energy whose windows the trace is to cover.
template <class Visit>
void for_each_window(const CheckInput& input, const TraceTotals& trace, Visit visit) {
    for (const Cycle& cycle : input.result.cycles) {
        const TracedWindow* traced = trace.of(cycle);
        if (traced != nullptr && cycle.energy.energy_joules) visit(cycle, *traced);
    }
}

}  // namespace

Check samples_are_below_limits(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const TraceTotals* trace = readable(input);
    if (trace == nullptr) return verdict.not_applicable(needs_trace);
    if (!devices::limits_watts(input) ||
        trace->devices() != input.result.environment.devices.size())
        return verdict.not_applicable("Needs the power limit of each device of the trace.");
    std::int64_t readings = 0, high = 0;
    for_each_window(input, *trace, [&](const Cycle&, const TracedWindow& traced) {
        readings += traced.readings;
        high += traced.readings_high;
    });
    if (readings == 0) return verdict.not_applicable("The trace has no reading in a window.");
    const double share = static_cast<double>(high) / static_cast<double>(readings),
                 most = definition.tolerance("share");
    verdict.bounds(share * 100, std::nullopt, most * 100, "%");
    const std::string found = percent(share) + " of the readings are above " +
                              shown(TraceTotals::high_limits) +
                              " times the power limit of their device";
    if (high == 0) return verdict.passed("No reading is above what a board can draw.");
    if (share <= most) return verdict.information(found + ".");
    return verdict.failed(found);
}

namespace {

/// The longest part of a window without a reading, over what is usual for its trace.
struct Gap {
    double seconds = 0;
    double usual_s = 0;  // between two rows
    const Cycle* where = nullptr;
};

/// The run says itself that readings are missing in this window.
bool is_stated(const Cycle& cycle) {
    const Words& reasons = cycle.energy.invalid_reasons;
    return holds(reasons, EnergyReason::telemetry_gap) ||
           holds(reasons, EnergyReason::not_bracketed) ||
           holds(reasons, EnergyReason::device_missing) ||
           holds(reasons, EnergyReason::too_few_samples);
}

}  // namespace

Check trace_covers_the_windows(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    if (input.trace != nullptr && !input.trace->fault().empty())
        return verdict.failed(input.trace->fault(), CheckOutcome::warning);
    const TraceTotals* trace = readable(input);
    if (trace == nullptr) return verdict.not_applicable(needs_trace);
    Gap stated, longest;
    for_each_window(input, *trace, [&](const Cycle& cycle, const TracedWindow& traced) {
        Gap& gap = is_stated(cycle) ? stated : longest;
        if (gap.where != nullptr && traced.gap_max_s <= gap.seconds) return;
        gap = {traced.gap_max_s,
               length_s(cycle) / static_cast<double>(std::max<std::int64_t>(traced.rows, 1)),
               &cycle};
    });
    if (longest.where == nullptr && stated.where == nullptr)
        return verdict.not_applicable("No cycle states energy.");
    if (longest.where == nullptr)
        return verdict.information("Readings are missing for up to " + shown(stated.seconds) +
                                   " s, as the cycles say.");
    const double most_s = definition.tolerance("rejected above");
    // A wall meter may write a line every few seconds.
    const double noticed_s =
        std::clamp(2.5 * longest.usual_s, definition.tolerance("warned above"), most_s);
    verdict.bounds(longest.seconds, std::nullopt, noticed_s, "s");
    const std::string found =
        shown(longest.seconds) + " s without a reading of a device in " + place(*longest.where);
    if (longest.seconds <= noticed_s) return verdict.passed("At most " + found + ".");
    return verdict.failed("the trace is " + found + ", but the cycle does not say so",
                          longest.seconds > most_s ? definition.severity : CheckOutcome::warning);
}

namespace {

/// The energy of a window by its trace; a missing part at an edge has the mean power of the rest.
/// nullopt if less than half of it is covered.
std::optional<double> joules_of(const TracedWindow& traced, double length_s) {
    double joules = 0;
    for (const TracedDevice& device : traced.devices) {
        if (device.covered_s < length_s / 2) return std::nullopt;
        joules += device.joules * length_s / device.covered_s;
    }
    return traced.devices.empty() ? std::nullopt : std::optional(joules);
}

/// The stated energy that a trace of power is to give: that of the sampled power, if it is stated.
double stated_joules(const EnergyReading& energy) {
    return energy.integral_joules.value_or(*energy.energy_joules);
}

}  // namespace

Check energy_is_that_of_the_trace(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const TraceTotals* trace = readable(input);
    const EnergyMethod method = input.result.energy_method;
    if (trace == nullptr) return verdict.not_applicable(needs_trace);
    if (method == EnergyMethod::modelled || method == EnergyMethod::none)
        return verdict.not_applicable("The energy was not measured.");
    Deviation worst;
    double excess_of_worst = -INFINITY;
    for_each_window(input, *trace, [&](const Cycle& cycle, const TracedWindow& traced) {
        const auto joules = joules_of(traced, length_s(cycle));
        if (!joules) return;
        Deviation deviation;
        deviation.see(stated_joules(cycle.energy), *joules, place(cycle));
        // A short window has few rows, and the edges lie between two of them.
        const double slack = 2 / static_cast<double>(std::max<std::int64_t>(traced.rows, 1));
        if (deviation.relative - slack <= excess_of_worst) return;
        excess_of_worst = deviation.relative - slack;
        worst = deviation;
    });
    if (!worst.any) return verdict.not_applicable("The trace covers no window with energy.");
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    verdict.bounds(worst.relative * 100, std::nullopt, warned * 100, "%");
    const std::string found = "the energy stated and that of the trace differ by " +
                              percent(worst.relative) + " (" + worst.where + ")";
    if (excess_of_worst <= warned) return verdict.passed("T" + found.substr(1) + ".");
    return verdict.failed(found,
                          excess_of_worst > rejected ? definition.severity : CheckOutcome::warning);
}

Check power_changes_as_measured(const CheckInput& input, const Definition& definition) {
    Verdict verdict(definition);
    const TraceTotals* trace = readable(input);
    if (trace == nullptr) return verdict.not_applicable(needs_trace);
    constexpr std::int64_t pairs_min = 200;
    std::optional<double> least;
    bool any = false;
    std::string odd;
    for (const Succession& succession : trace->successions()) {
        if (succession.pairs < pairs_min) continue;
        any = true;
        const auto correlation = succession.correlation();
        if (!correlation) {
            odd = "all power samples of a device are the same";
            continue;
        }
        if (!least || std::abs(*correlation) < std::abs(*least)) least = correlation;
        // The standard error of the correlation of unrelated samples.
        const double error = 1 / std::sqrt(static_cast<double>(succession.pairs));
        if (std::abs(*correlation) < definition.tolerance("standard errors") * error)
            odd = "power samples in a row are unrelated (correlation " + shown(*correlation) +
                  "), while measured power changes slowly";
    }
    if (!any)
        return verdict.not_applicable("Fewer than " + std::to_string(pairs_min) +
                                      " power samples in the windows.");
    if (!odd.empty()) return verdict.failed(odd);
    return verdict.passed("Power samples in a row are related (correlation " + shown(*least) +
                          " at least).");
}

}  // namespace lem::domain::trace
