#include "platform/power/energy_source.hpp"
#include "platform/power/sysfs.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <unistd.h>

namespace lem::power {
namespace {

constexpr const char* how_to_permit =
    "run as root, or let every user read them: chmod a+r /sys/class/powercap/*/energy_uj (a "
    "tmpfiles.d rule keeps it over a restart)";
constexpr const char* how_to_reach =
    "in a container, mount the host's /sys/devices/virtual/powercap and /sys/class/powercap and "
    "set energy.sysfs_root to that place; otherwise measure on the machine itself";

struct Zone {
    std::filesystem::path folder;
    std::string label;
    bool dram = false;
    double range_uj = 0;  // where the counter wraps; 0 when the kernel does not say
    std::optional<double> last_uj;
    double last_s = 0;
    double total_uj = 0;
};

/// Packages and their DRAM: Linux powercap, intel-rapl (also AMD's driver). Core and uncore are
/// part of the package, and psys includes it, so none of them is added.
class Rapl final : public EnergySource {
public:
    explicit Rapl(std::vector<Zone> zones) : zones_(std::move(zones)) {
        for (const Zone& zone : zones_)
            devices_.push_back({.name = zone.label,
                                .kind = "cpu",
                                .uuid = {},
                                .memory_bytes = {},
                                .power_limit_watts = {},
                                .driver_version = {}});
    }

    std::string name() const override { return "rapl"; }
    Scope scope() const override {
        return std::ranges::any_of(zones_, &Zone::dram) ? Scope::cpu_dram : Scope::cpu;
    }
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
    /// A step back is a wrap-around if the counter's range explains it with a possible power of a
    /// package. Otherwise the counter was reset, and the total goes back with it, so that readers
    /// see the reset.
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

/// Reads every zone's counter, then every one again.
struct Reads {
    std::vector<double> first, again;
};

std::vector<Reads> reads_of(const std::vector<Zone>& zones, const std::function<void()>& wait) {
    constexpr int waits = 5;
    const auto read = [&] {
        std::vector<double> counters;
        for (const Zone& zone : zones)
            counters.push_back(read_number(zone.folder / "energy_uj").value_or(0));
        return counters;
    };
    std::vector<Reads> reads;
    for (int i = 0; i <= waits; ++i) {
        if (i > 0) wait();
        Reads both{.first = read(), .again = {}};
        both.again = read();
        reads.push_back(std::move(both));
    }
    return reads;
}

/// Dies that mirror each other show the same counter. Separate packages never do, even under equal
/// load: their counters differ by thousands of joules. `earlier` is read before and after `later`,
/// so that a shared counter is between the two.
bool mirror(const std::vector<Reads>& reads, std::size_t earlier, std::size_t later) {
    const bool same = std::ranges::all_of(reads, [&](const Reads& read) {
        const double low = read.first[earlier], between = read.first[later],
                     high = read.again[earlier];
        if (high < low) return between >= low || between <= high;  // it wrapped around
        return low <= between && between <= high;
    });
    return same && reads.front().first[later] != reads.back().first[later];
}

/// Removes packages that show another's counter, as the dies of a Threadripper do (without memory
/// counters; with them, packages are sockets), and the memory of some packages if others have none.
/// Returns what it removed, in words.
std::vector<std::string> take_out_what_misleads(std::vector<Zone>& zones,
                                                const std::function<void()>& wait) {
    std::vector<std::string> left_out;
    if (zones.size() > 1 && std::ranges::count(zones, true, &Zone::dram) == 0) {
        const std::vector<Reads> reads = reads_of(zones, wait);
        std::vector<std::size_t> kept;
        for (std::size_t zone = 0; zone < zones.size(); ++zone) {
            const auto mirrored = std::ranges::find_if(
                kept, [&](std::size_t other) { return mirror(reads, other, zone); });
            if (mirrored == kept.end())
                kept.push_back(zone);
            else
                left_out.push_back(zones[zone].label + " shows the counter of " +
                                   zones[*mirrored].label + ", and is not added");
        }
        std::vector<Zone> distinct;
        for (const std::size_t zone : kept)
            distinct.push_back(std::move(zones[zone]));
        zones = std::move(distinct);
    }
    const auto memories = std::ranges::count(zones, true, &Zone::dram);
    if (memories > 0 && 2 * memories < std::ssize(zones)) {
        std::erase_if(zones, [](const Zone& zone) { return zone.dram; });
        left_out.emplace_back("memory is not added, since not every package gives its own");
    }
    return left_out;
}

/// True if only permissions prevent reading the file.
bool may_not_read(const std::filesystem::path& file) {
    return ::access(file.c_str(), R_OK) != 0 && errno == EACCES;
}

}  // namespace

Probe probe_rapl(const std::filesystem::path& sysfs_root, const std::function<void()>& wait) {
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
    std::set<std::string> seen;
    std::string unread;
    bool permitted = true;
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
            unread += (unread.empty() ? "" : ", ") + label;
            permitted = permitted && !may_not_read(folder / "energy_uj");
            continue;
        }
        zones.push_back({.folder = folder,
                         .label = label,
                         .dram = dram,
                         .range_uj = read_number(folder / "max_energy_range_uj").value_or(0),
                         .last_uj = {}});
    }
    if (!unread.empty()) {
        // Some of the packages must not count as all of them.
        probe.finding = (zones.empty() ? "the counters are there but " : "some counters ") +
                        std::string(permitted ? "cannot be read, although permitted: "
                                              : "are readable by root only: ") +
                        unread;
        probe.remedy = permitted ? how_to_reach : how_to_permit;
    } else if (!zones.empty()) {
        probe.left_out = take_out_what_misleads(zones, wait);
        probe.available = true;
        for (const Zone& zone : zones)
            probe.finding += (probe.finding.empty() ? "" : ", ") + zone.label;
        for (const std::string& words : probe.left_out)
            probe.finding += "; " + words;
        probe.energy_source = std::make_unique<Rapl>(std::move(zones));
    } else {
        probe.finding = "no powercap counters; most virtual machines have none";
        probe.remedy =
            "measure on the machine itself, with a kernel that has the intel_rapl driver";
    }
    return probe;
}

}  // namespace lem::power
