#include "platform/power/energy_source.hpp"
#include "platform/power/sysfs.hpp"

#include <algorithm>
#include <set>

namespace lem::power {
namespace {

constexpr const char* how_to_permit =
    "run as root, or let everyone read them: chmod a+r /sys/class/powercap/*/energy_uj (a "
    "tmpfiles.d rule keeps it over a restart)";

struct Zone {
    std::filesystem::path folder;
    double range_uj = 0;  // where the counter wraps; 0 when the kernel does not say
    std::optional<double> last_uj;
    double last_s = 0;
    double total_uj = 0;
};

/// Packages and their DRAM: Linux powercap, intel-rapl (also AMD's driver). Core and uncore are
/// part of the package and psys holds it, so none of them is added.
class Rapl final : public EnergySource {
public:
    Rapl(std::vector<Zone> zones, std::vector<DeviceInfo> devices)
        : zones_(std::move(zones)), devices_(std::move(devices)) {}

    std::string name() const override { return "rapl"; }
    Scope scope() const override { return Scope::cpu_dram; }
    const std::vector<DeviceInfo>& devices() const override { return devices_; }

    std::vector<Reading> sample(double elapsed_s) override {
        std::vector<Reading> readings;
        for (Zone& zone : zones_) {
            Reading reading;
            if (const auto now_uj = read_number(zone.folder / "energy_uj")) {
                const double step_uj = zone.last_uj ? *now_uj - *zone.last_uj : 0;
                zone.total_uj += forward(step_uj, zone.range_uj, elapsed_s - zone.last_s);
                zone.last_uj = now_uj;
                zone.last_s = elapsed_s;
                reading.counter_joules = zone.total_uj / 1e6;
            }
            readings.push_back(reading);
        }
        return readings;
    }

private:
    /// A step back is a wrap-around when the counter's range explains it with a power that a
    /// package can have. Otherwise the counter was reset, and the total goes back with it, so that
    /// whoever reads it sees the reset.
    static double forward(double step_uj, double range_uj, double step_s) {
        constexpr double package_watts_max = 2000;
        const double wrapped_uj = step_uj + range_uj;
        const bool wraps =
            step_uj < 0 && wrapped_uj >= 0 && wrapped_uj <= package_watts_max * 1e6 * step_s;
        return wraps ? wrapped_uj : step_uj;
    }

    std::vector<Zone> zones_;
    std::vector<DeviceInfo> devices_;
};

}  // namespace

Probe probe_rapl(const std::filesystem::path& sysfs_root) {
    Probe probe{.source = "rapl", .finding = {}, .remedy = std::nullopt, .energy_source = nullptr};
    const auto tree = sysfs_root / "class/powercap";
    std::vector<std::filesystem::path> folders;
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator(tree, absent))
        folders.push_back(entry.path());
    // MSR and MMIO list the same packages, each counter once; MSR also has DRAM, so it comes first.
    std::sort(folders.begin(), folders.end(), [](const auto& a, const auto& b) {
        const auto mmio = [](const std::filesystem::path& folder) {
            return folder.filename().string().starts_with("intel-rapl-mmio");
        };
        return std::pair(mmio(a), a) < std::pair(mmio(b), b);
    });

    std::vector<Zone> zones;
    std::vector<DeviceInfo> devices;
    std::set<std::string> seen;
    std::string forbidden;
    for (const auto& folder : folders) {
        const std::string file = folder.filename().string();
        if (!file.starts_with("intel-rapl")) continue;
        const std::string name = read_line(folder / "name").value_or("");
        const bool package = name.starts_with("package"), dram = name == "dram";
        if (!package && !dram) continue;
        const std::string parent =
            dram ? read_line(tree / file.substr(0, file.rfind(':')) / "name").value_or("") : "";
        const std::string label = dram ? parent + " dram" : name;
        if (!seen.insert(label).second) continue;
        if (!read_number(folder / "energy_uj")) {
            forbidden += (forbidden.empty() ? "" : ", ") + label;
            continue;
        }
        zones.push_back(
            {folder, read_number(folder / "max_energy_range_uj").value_or(0), std::nullopt, 0});
        devices.push_back({.name = label,
                           .kind = "cpu",
                           .uuid = {},
                           .memory_bytes = {},
                           .power_limit_watts = {},
                           .driver_version = {}});
    }
    if (!forbidden.empty()) {
        // A part of the packages must not pass for all of them.
        probe.finding = (zones.empty() ? "the counters are there but may only be read by root: "
                                       : "some counters may only be read by root: ") +
                        forbidden;
        probe.remedy = how_to_permit;
    } else if (!zones.empty()) {
        probe.available = true;
        for (const DeviceInfo& device : devices)
            probe.finding += (probe.finding.empty() ? "" : ", ") + device.name;
        probe.energy_source = std::make_unique<Rapl>(std::move(zones), std::move(devices));
    } else {
        probe.finding = "no powercap counters; most virtual machines have none";
        probe.remedy =
            "measure on the machine itself, with a kernel that has the intel_rapl driver";
    }
    return probe;
}

}  // namespace lem::power
