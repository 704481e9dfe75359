#pragma once
/// The energy of one run: its source, the sampler, and what of it a result gets.

#include "measure/energy/energy_choice.hpp"
#include "measure/energy/external_energy.hpp"
#include "measure/energy/meter.hpp"

namespace lem::measure {

/// Of one window, and how it was obtained.
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

    /// The sources that were looked at, scope, method and devices.
    void describe(domain::Result& result, const std::string& salt) const;
    /// Lines for the user: what is not measured, and what to do about it.
    const std::vector<std::string>& advice() const { return choice_.advice; }

    /// How the devices are set, and which of them are measured.
    std::vector<domain::PreflightFinding> settings() const;
    /// Something measures, if only a wall meter beside the run.
    bool is_measured() const { return choice_.source || choice_.external; }
    /// It can be read while the run goes on.
    bool has_source() const { return choice_.source != nullptr; }
    /// Why nothing is measured; empty when something is.
    const std::string& absent_reason() const { return choice_.absent_reason; }
    Meter& meter() { return meter_; }

    /// Mean power of a window; nothing where it is not known.
    std::optional<double> watts(const std::optional<SteadyWindow>& window) const;
    /// The idle power of the loaded engine into the baseline, or why it is not known.
    void add_loaded_idle(domain::Baseline& baseline, const std::optional<SteadyWindow>& window);
    /// Energy of the window, measured or modelled, and the devices' conditions in it. Returns what
    /// the user should know of devices that did not compute.
    std::optional<std::string> add_to(domain::Cycle& cycle, SteadyWindow window,
                                      const std::optional<double>& idle_watts);

    /// After the last cycle: lays the wall meter's record, where there is one, beside the run.
    /// Returns why the record, or a line of it, could not be read; what else was measured is kept.
    std::optional<std::string> add_wall_meter(domain::Result& result, const IdleWindows& idle,
                                              const ClockAnchor& start, const ClockAnchor& end,
                                              bool stepped);
    /// The method of the whole run, which is the weakest that a cycle needed; says so where the
    /// source gave nothing after all, or nothing yet.
    void conclude(domain::Result& result) const;
    /// What was sampled, or recorded by the wall meter; empty when nothing was.
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
