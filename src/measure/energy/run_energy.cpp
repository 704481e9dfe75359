#include "measure/energy/run_energy.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/result/flags.hpp"
#include "measure/analysis/cycle.hpp"
#include "measure/energy/device_use.hpp"
#include "measure/run/machine.hpp"
#include "measure/run/preflight.hpp"

#include <algorithm>
#include <iterator>

namespace lem::measure {
namespace {

double length_s(SteadyWindow window) {
    return (window.end_ms - window.start_ms) / 1000;
}

/// Why no cycle has energy, by the first one that says so.
std::string reason_of_cycles(const domain::Result& result) {
    for (const domain::Cycle& cycle : result.cycles) {
        if (const auto& reason = cycle.energy.absent_reason; reason && !reason->empty())
            return "Energy could not be read: " + *reason + ".";
    }
    return "The energy source gave no complete series of readings.";
}

}  // namespace

RunEnergy::RunEnergy(const domain::EnergyConfig& config, const std::filesystem::path& config_folder,
                     const std::optional<Variables>& engine_variables,
                     const std::function<double()>& now_ms,
                     const std::function<double()>& memory_bytes)
    : config_(config),
      choice_(choose_energy_source(config, config_folder, engine_variables)),
      meter_(choice_.source.get(), config.period_ms, now_ms, memory_bytes) {}

void RunEnergy::describe(domain::Result& result, const std::string& salt) const {
    result.environment.energy_sources = choice_.probed;
    result.energy_scope = choice_.scope;
    result.energy_method = choice_.method;
    if (!choice_.source) return;
    auto& devices = result.environment.devices;
    for (const power::DeviceInfo& info : choice_.source->devices())
        devices.push_back(to_device(info, static_cast<int>(devices.size()), salt));
}

std::vector<domain::PreflightFinding> RunEnergy::settings() const {
    std::vector<domain::PreflightFinding> findings = choice_.findings;
    if (choice_.source)
        std::ranges::copy(device_settings(choice_.source->devices()), std::back_inserter(findings));
    return findings;
}

std::optional<double> RunEnergy::watts(const std::optional<SteadyWindow>& window) const {
    if (!window) return std::nullopt;
    return mean_watts(meter_.window(window->start_ms, window->end_ms), *window);
}

void RunEnergy::add_loaded_idle(domain::Baseline& baseline,
                                const std::optional<SteadyWindow>& window) {
    if (!is_measured()) baseline.absent_reason = choice_.absent_reason;
    if (!has_source() || !window) return;
    const WindowEnergy energy = meter_.window(window->start_ms, window->end_ms);
    baseline.idle_loaded_watts = mean_watts(energy, *window);
    idle_ = energy.reading.per_device;
    idle_s_ = length_s(*window);
    if (baseline.idle_loaded_watts) return;
    std::string reasons;
    for (const std::string& reason : energy.reading.invalid_reasons)
        reasons += (reasons.empty() ? " (" : ", ") + reason;
    baseline.absent_reason =
        "Idle power could not be read: " + energy.reading.absent_reason.value_or("no energy") +
        (reasons.empty() ? "" : reasons + ")") + ".";
}

CycleEnergy RunEnergy::measured(SteadyWindow window) const {
    CycleEnergy cycle{.energy = meter_.window(window.start_ms, window.end_ms),
                      .method = choice_.method};
    if (choice_.method == domain::EnergyMethod::modelled)
        cycle.energy.reading.energy_joules =
            config_.model->tdp_watts * config_.model->utilisation * length_s(window);
    else if (cycle.energy.reading.energy_joules)
        cycle.method = config_.source == domain::EnergySourceName::replay
                           ? domain::EnergyMethod::replayed
                       : cycle.energy.from_counter ? domain::EnergyMethod::counter
                                                   : domain::EnergyMethod::integrated_power;
    return cycle;
}

std::optional<std::string> RunEnergy::add_to(domain::Cycle& cycle, SteadyWindow window,
                                             const std::optional<double>& idle_watts) {
    const CycleEnergy measured_energy = measured(window);
    // A summary has the weakest method of its cycles.
    weakest_method_ = std::max(weakest_method_, measured_energy.method);
    add_energy(cycle, measured_energy.energy, choice_.absent_reason, idle_watts);
    add_conditions(cycle, meter_.conditions(window.start_ms, window.end_ms));
    if (holds(cycle.energy.invalid_reasons, domain::EnergyReason::device_without_energy))
        return "No energy: " + cycle.energy.absent_reason.value_or("a device reported 0 J") +
               ". Name the devices that the engine uses in energy.devices.";
    const std::vector<int> idle =
        choice_.scope != domain::EnergyScope::gpu
            ? std::vector<int>{}
            : idle_devices(cycle.energy.per_device, length_s(window), idle_, idle_s_);
    if (idle.empty()) return std::nullopt;
    add_word(cycle.flags, domain::CycleFlag::idle_devices);
    std::string numbers;
    for (const int device : idle)
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(device);
    return "Device " + numbers +
           " only idled while others computed; their idle power is part of the energy. Name the "
           "devices that the engine uses in energy.devices.";
}

std::optional<std::string> RunEnergy::add_wall_meter(domain::Result& result,
                                                     const IdleWindows& idle,
                                                     const ClockAnchor& start,
                                                     const ClockAnchor& end, bool stepped) {
    if (!choice_.external) return std::nullopt;
    wall_meter_read_ = true;
    try {
        const power::WallRecord record = power::read_wall_record(*choice_.external);
        result.environment.energy_sources.push_back(report_of(record));
        if (record.lines.empty())
            throw Error(ErrorCode::invalid, result.environment.energy_sources.back().finding);
        auto samples = wall_samples(record.lines, start, end, config_.clock_offset_s);
        add_external_energy(result, samples, idle, stepped);
        std::erase_if(samples, [&](const Sample& sample) {
            return sample.at_ms < 0 || sample.at_ms > end.run_ms;  // outside the run
        });
        PowerCsv rows(0);
        for (const Sample& sample : samples)
            rows.add(sample);
        wall_csv_ = rows.text();
        return record.left_out > 0 ? std::optional(describe_left_out(record)) : std::nullopt;
    } catch (const Error& error) {
        constexpr std::size_t reason_length_max = 400;  // limit of the wire format
        const std::filesystem::path folder = choice_.external->parent_path() / "";
        std::string why = error.message();
        if (const auto at = why.find(folder.string()); at != std::string::npos)
            why.erase(at, folder.string().size());  // the user's folders are not published
        choice_.absent_reason =
            text::cut("The wall meter's record could not be read: " + why, reason_length_max);
        result.baseline.absent_reason = choice_.absent_reason;
        for (domain::Cycle& cycle : result.cycles)
            cycle.energy.absent_reason = choice_.absent_reason;
        return error.message();
    }
}

void RunEnergy::conclude(domain::Result& result) const {
    result.energy_method = std::max(result.energy_method, weakest_method_);
    if (result.energy_method != domain::EnergyMethod::none) return;
    result.energy_absent_reason = choice_.absent_reason;
    if (result.energy_scope == domain::EnergyScope::none) return;
    result.energy_scope = domain::EnergyScope::none;
    if (choice_.external && !wall_meter_read_)
        result.energy_absent_reason = "The wall meter's record is read after the last cycle.";
    else if (choice_.absent_reason.empty())
        result.energy_absent_reason = reason_of_cycles(result);
}

std::string RunEnergy::power_csv() const {
    return has_source() ? meter_.csv() : wall_csv_;
}

}  // namespace lem::measure
