#pragma once
/// Sources of energy readings: one interface for counters and power sensors. A source belongs to
/// one thread at a time.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::power {

/// Readings that are farther apart have a gap between them.
inline constexpr double gap_s_max = 3;

/// As domain::EnergyScope. `module` is a superchip's GPU, CPU and memory together.
enum class Scope { gpu, cpu, cpu_dram, module, node_wall };

struct DeviceInfo {
    std::string name;
    std::string kind;  // gpu, cpu, module, machine
    std::optional<std::string> uuid;
    std::optional<double> memory_bytes;
    std::optional<double> power_limit_watts;
    std::optional<std::string> driver_version;
    std::optional<bool> persistence_mode = {};  // the driver stays loaded between programs
    std::string settings = {};                  // in words: what else changes its power
    int dies = 1;                               // that a runtime numbers, on this board
    double power_mean_of_s = 0;                 // averaging time of its power readings; 0: instant
};

/// A reading of one device. A counter only grows; the source resolves wrap-around.
struct Reading {
    std::optional<double> counter_joules = {};
    std::optional<double> power_watts = {};
    std::optional<double> memory_bytes = {};
};

/// The reported state of a device, which changes more slowly than its power.
struct Condition {
    std::optional<double> temperature_celsius = {};
    std::optional<double> clock_mhz = {};  // of the shader processors
    /// Time since the driver was loaded in which the clock was reduced, for power and for heat.
    std::optional<double> power_capped_s = {};
    std::optional<double> thermally_throttled_s = {};
    std::optional<std::vector<unsigned>> compute_pids = {};  // processes that compute on it
};

class EnergySource {
public:
    virtual ~EnergySource() = default;
    virtual std::string name() const = 0;
    virtual Scope scope() const = 0;
    virtual const std::vector<DeviceInfo>& devices() const = 0;
    /// One reading for each device. `elapsed_s` is the time since the run's start (a replay needs
    /// it).
    virtual std::vector<Reading> sample(double elapsed_s) = 0;
    /// One for each device; empty if the source reports none.
    virtual std::vector<Condition> conditions() { return {}; }
};

/// The outcome of probing a source.
struct Probe {
    std::string source;
    bool available = false;
    std::string finding;
    std::optional<std::string> remedy;
    std::unique_ptr<EnergySource> energy_source;  // when available
    std::vector<std::string> left_out = {};       // what it does not measure; part of `finding` too
};

Probe probe_nvml(const std::string& library = "libnvidia-ml.so.1");
/// AMD GPUs through AMD SMI. An empty `library` searches the usual places: $AMDSMI_LIB_DIR,
/// $ROCM_PATH/lib, /opt/rocm*/lib, the loader's path. A counter that does not match the power
/// within `counter_test` is not used. Throttling comes from the kernel driver's tables.
Probe probe_amdsmi(const std::string& library = "",
                   std::chrono::milliseconds counter_test = std::chrono::milliseconds(500),
                   const std::filesystem::path& sysfs_root = "/sys");
/// Sleeps for a tenth of a second.
void pause_100_ms();
/// Packages and their memory. Several packages are watched for five times the duration of `wait`:
/// one that shows another's counter is not a package of its own.
Probe probe_rapl(const std::filesystem::path& sysfs_root = "/sys",
                 const std::function<void()>& wait = pause_100_ms);
/// The kernel's own sensors: `source` is amdgpu, xe, i915 or acpi_power_meter.
Probe probe_hwmon(std::string_view source, const std::filesystem::path& sysfs_root = "/sys");
/// Tests counters before a run relies on them: each must move within `gap_s_max`, since every
/// device uses energy in that time. A counter that does not move is not read, only the device's
/// power. A source with nothing left to read is not available. Returns as soon as every counter has
/// moved; calls `wait` in between, which a test replaces.
Probe test_counters(Probe probe, const std::function<void()>& wait = pause_100_ms);
/// Plays a recorded trace (trace_file.hpp) repeatedly. Throws Error.
std::unique_ptr<EnergySource> open_replay(const std::filesystem::path& csv);

}  // namespace lem::power
