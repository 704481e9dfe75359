#include "measure/run_energy.hpp"

#include "base/error.hpp"
#include "measure/machine.hpp"

namespace lem::measure {

RunEnergy::RunEnergy(const domain::EnergyConfig& config, const std::filesystem::path& config_folder,
                     const std::function<double()>& now_ms,
                     const std::function<double()>& memory_bytes)
    : config_(config),
      choice_(choose_energy_source(config, config_folder)),
      meter_(choice_.source.get(), config.period_ms, now_ms, memory_bytes) {}

void RunEnergy::describe(domain::Result& result, const std::string& salt) const {
    result.environment.energy_sources = choice_.looked_at;
    result.energy_scope = choice_.scope;
    result.energy_method = choice_.method;
    if (!choice_.source) return;
    auto& devices = result.environment.devices;
    for (const power::DeviceInfo& info : choice_.source->devices())
        devices.push_back(to_device(info, static_cast<int>(devices.size()), salt));
}

std::optional<double> RunEnergy::watts(const std::optional<SteadyWindow>& window) const {
    if (!window) return std::nullopt;
    return mean_watts(meter_.window(window->start_ms, window->end_ms), *window);
}

void RunEnergy::add_to(domain::Cycle& cycle, SteadyWindow window, domain::Result& result) const {
    WindowEnergy energy = meter_.window(window.start_ms, window.end_ms);
    if (result.energy_method == domain::EnergyMethod::modelled) {
        const domain::ModelledEnergy& model = *config_.model;
        energy.reading.energy_joules =
            model.tdp_watts * model.utilisation * (window.end_ms - window.start_ms) / 1000;
        energy.gap = false;
    } else if (energy.reading.energy_joules) {
        const bool replay = config_.source == domain::EnergySourceName::replay;
        result.energy_method = replay                ? domain::EnergyMethod::replayed
                               : energy.from_counter ? domain::EnergyMethod::counter
                                                     : domain::EnergyMethod::integrated_power;
    }
    add_energy(cycle, energy, choice_.absent_reason, result.baseline.idle_loaded_watts);
    add_conditions(cycle, meter_.conditions(window.start_ms, window.end_ms));
}

std::optional<std::string> RunEnergy::add_wall_meter(domain::Result& result,
                                                     const IdleWindows& idle,
                                                     const ClockAnchor& start,
                                                     const ClockAnchor& end, bool stepped) {
    if (!choice_.external) return std::nullopt;
    wall_meter_read_ = true;
    try {
        const auto record = power::read_trace(*choice_.external, power::TraceTime::wall);
        auto samples = wall_samples(record, start, end, config_.clock_offset_s);
        add_external_energy(result, samples, idle, stepped);
        std::erase_if(samples, [&](const Sample& sample) {
            return sample.at_ms < 0 || sample.at_ms > end.run_ms;  // what is not of the run
        });
        wall_csv_ = measure::power_csv(samples, 0);
        return std::nullopt;
    } catch (const Error& error) {
        choice_.absent_reason = "The wall meter's record could not be read.";
        result.baseline.absent_reason = choice_.absent_reason;
        for (domain::Cycle& cycle : result.cycles)
            cycle.energy.absent_reason = choice_.absent_reason;
        return error.message();
    }
}

void RunEnergy::conclude(domain::Result& result) const {
    if (result.energy_method != domain::EnergyMethod::none) return;
    result.energy_absent_reason = choice_.absent_reason;
    if (result.energy_scope == domain::EnergyScope::none) return;
    result.energy_scope = domain::EnergyScope::none;
    if (choice_.external && !wall_meter_read_)
        result.energy_absent_reason = "The wall meter's record is read after the last cycle.";
    else if (choice_.absent_reason.empty())
        result.energy_absent_reason = "The energy source gave no complete readings.";
}

std::string RunEnergy::power_csv() const {
    return has_source() ? meter_.csv() : wall_csv_;
}

}  // namespace lem::measure
