#pragma once
/// The energy of one run: its source, the sampler, and its part of the result.

#include "measure/energy/energy_choice.hpp"
#include "measure/energy/external_energy.hpp"
#include "measure/energy/meter.hpp"

namespace lem::measure {

/// The energy of one window, and how it was obtained.
struct CycleEnergy {
    WindowEnergy energy;
    domain::EnergyMethod method = domain::EnergyMethod::none;
};

/// Used by the thread of the run; its meter by any.
class RunEnergy {
public:
    /// Chooses the source and starts to sample it; `memory_bytes` is the engine's memory. Throws as
    /// choose_energy_source.
    RunEnergy(const domain::EnergyConfig& config, const std::filesystem::path& config_folder,
              const std::optional<Variables>& engine_variables,
              const std::function<double()>& now_ms, const std::function<double()>& memory_bytes);

    /// Sets the probed sources, scope, method and devices of the result.
    void describe(domain::Result& result, const std::string& salt) const;
    /// Lines for the user: what is not measured, and how to fix it.
    const std::vector<std::string>& advice() const { return choice_.advice; }

    /// The settings of the devices, and which of them are measured.
    std::vector<domain::PreflightFinding> settings() const;
    /// True when energy is measured, if only by a wall meter.
    bool is_measured() const { return choice_.source || choice_.external; }
    /// True when energy can be read during the run.
    bool has_source() const { return choice_.source != nullptr; }
    /// Why energy is not measured; empty when it is.
    const std::string& absent_reason() const { return choice_.absent_reason; }
    Meter& meter() { return meter_; }

    /// Mean power of a window; nullopt when it is not known.
    std::optional<double> watts(const std::optional<SteadyWindow>& window) const;
    /// Sets the idle power of the loaded engine in the baseline, or the reason why it is not known.
    void add_loaded_idle(domain::Baseline& baseline, const std::optional<SteadyWindow>& window);
    /// Adds the energy of the window, measured or modelled, and the devices' conditions in it.
    /// Returns a note for the user about devices that did not compute.
    std::optional<std::string> add_to(domain::Cycle& cycle, SteadyWindow window,
                                      const std::optional<double>& idle_watts);

    /// Call it after the last cycle: aligns the wall meter's record, if there is one, with the run.
    /// Returns why the record, or a line of it, could not be read; other measurements are kept.
    std::optional<std::string> add_wall_meter(domain::Result& result, const IdleWindows& idle,
                                              const ClockAnchor& start, const ClockAnchor& end,
                                              bool stepped);
    /// Sets the method of the whole run, the weakest of its cycles, and the reason when the source
    /// gave no energy.
    void conclude(domain::Result& result) const;
    /// The samples, or the wall meter's record; empty when there are none.
    std::string power_csv() const;

private:
    CycleEnergy measured(SteadyWindow window) const;

    const domain::EnergyConfig& config_;
    EnergyChoice choice_;
    domain::EnergyMethod weakest_method_ = domain::EnergyMethod::none;
    std::vector<domain::DeviceEnergy> idle_;  // of the loaded engine
    double idle_s_ = 0;
    std::string wall_csv_;
    bool wall_meter_read_ = false;
    Meter meter_;
};

}  // namespace lem::measure
