#include "platform/power/energy_source.hpp"
#include "platform/power/gpu_metrics.hpp"
#include "platform/power/sysfs.hpp"

#include <algorithm>
#include <array>

namespace lem::power {
namespace {

namespace fs = std::filesystem;

/// Files of a kernel driver's devices: Linux Documentation/hwmon/sysfs-interface, energies in
/// microjoules, powers in microwatts.
struct Driver {
    std::string_view source;
    std::string_view hwmon_name;               // content of the file `name`
    std::array<std::string_view, 2> counters;  // the first that can be read is used
    std::array<std::string_view, 2> powers;    // likewise
    std::string_view limit;                    // enforced power limit
    std::string_view temperature;              // of the chip
    std::string_view absent;                   // finding when there is none
};

constexpr std::array drivers{
    Driver{"amdgpu",
           "amdgpu",
           {},
           {"power1_average", "power1_input"},
           "power1_cap",
           "temp1_input",
           "no AMD GPU with the kernel's amdgpu driver"},
    // energy1 is the whole card, energy2 its package.
    Driver{"xe",
           "xe",
           {"energy1_input", "energy2_input"},
           {},
           "power1_max",
           "temp2_input",
           "no Intel GPU with the kernel's xe driver"},
    Driver{"i915",
           "i915",
           {"energy1_input", ""},
           {},
           "power1_max",
           "temp1_input",
           "no Intel GPU with an energy counter of the kernel's i915 driver"},
    Driver{"acpi_power_meter",
           "power_meter",
           {},
           {"power1_average", ""},
           "power1_cap",
           "temp1_input",
           "no ACPI power meter"},
};

/// Sensors of one device.
struct Sensors {
    fs::path counter;  // empty when there is none
    fs::path power;
    fs::path memory_used;
    fs::path temperature;
    fs::path clock;
    ThrottleClock throttle;
};

std::optional<double> micro(const fs::path& file) {
    if (file.empty()) return std::nullopt;
    const auto value = read_number(file);
    return value ? std::optional(*value / 1e6) : std::nullopt;
}

class Hwmon final : public EnergySource {
public:
    Hwmon(std::string name, Scope scope) : name_(std::move(name)), scope_(scope) {}

    void add(Sensors sensors, DeviceInfo device) {
        sensors_.push_back(std::move(sensors));
        devices_.push_back(std::move(device));
    }
    std::string name() const override { return name_; }
    Scope scope() const override { return scope_; }
    const std::vector<DeviceInfo>& devices() const override { return devices_; }

    std::vector<Reading> sample(double) override {
        std::vector<Reading> readings;
        for (const Sensors& sensors : sensors_) {
            Reading reading;
            reading.counter_joules = micro(sensors.counter);
            reading.power_watts = micro(sensors.power);
            if (!sensors.memory_used.empty())
                reading.memory_bytes = read_number(sensors.memory_used);
            readings.push_back(reading);
        }
        return readings;
    }

    std::vector<Condition> conditions() override {
        std::vector<Condition> conditions;
        for (Sensors& sensors : sensors_) {
            const auto millidegrees = read_number(sensors.temperature);
            const auto hertz = read_number(sensors.clock);
            conditions.push_back({.temperature_celsius = millidegrees
                                                             ? std::optional(*millidegrees / 1e3)
                                                             : std::nullopt,
                                  .clock_mhz = hertz ? std::optional(*hertz / 1e6) : std::nullopt});
            sensors.throttle.add_to(conditions.back());
        }
        return conditions;
    }

private:
    std::string name_;
    Scope scope_;
    std::vector<Sensors> sensors_;
    std::vector<DeviceInfo> devices_;
};

/// In the order of the device names, which is that of the bus.
std::vector<fs::path> folders_of(const Driver& driver, const fs::path& sysfs_root) {
    std::vector<fs::path> folders;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(sysfs_root / "class/hwmon", absent)) {
        if (read_line(entry.path() / "name") == driver.hwmon_name) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end(), [](const fs::path& a, const fs::path& b) {
        std::error_code unknown;
        return std::pair(fs::canonical(a / "device", unknown), a) <
               std::pair(fs::canonical(b / "device", unknown), b);
    });
    return folders;
}

fs::path first_readable(const fs::path& folder, const std::array<std::string_view, 2>& names) {
    for (const std::string_view name : names) {
        if (!name.empty() && read_number(folder / name)) return folder / name;
    }
    return {};
}

DeviceInfo describe(const Driver& driver, const fs::path& folder) {
    std::error_code unknown;
    const fs::path device = folder / "device";
    const std::string address = fs::canonical(device, unknown).filename().string();
    DeviceInfo info{.name = read_line(device / "product_name").value_or(""),
                    .kind = "gpu",
                    .uuid = read_line(device / "unique_id"),
                    .memory_bytes = read_number(device / "mem_info_vram_total"),
                    .power_limit_watts = micro(folder / driver.limit),
                    .driver_version = {}};
    if (info.name.empty())
        info.name = std::string(driver.source) + (address.empty() ? "" : " " + address);
    return info;
}

/// The text of an ACPI meter states what it measures: on NVIDIA's Grace "Module Power Socket 0"
/// (GPU, CPU and memory), "Grace Power Socket 0" (CPU, memory and I/O), and parts of these: the
/// CPU, and I/O of its socket. A meter without such a text measures the machine.
enum class MeterKind { machine, grace_part, grace, module };

MeterKind kind_of(const std::string& oem_info) {
    if (oem_info.starts_with("Module Power")) return MeterKind::module;
    if (oem_info.starts_with("Grace Power")) return MeterKind::grace;
    const bool part = oem_info.starts_with("CPU Power") || oem_info.starts_with("SysIO Power");
    return part ? MeterKind::grace_part : MeterKind::machine;
}

Scope scope_of(MeterKind kind) {
    return kind == MeterKind::module       ? Scope::module
           : kind == MeterKind::machine    ? Scope::node_wall
           : kind == MeterKind::grace_part ? Scope::cpu
                                           : Scope::cpu_dram;
}

/// The averaging time of its power. Only ACPI meters have a file with the interval, in
/// milliseconds; for amdgpu, the second of NVIDIA's boards is assumed.
double mean_of_s(const fs::path& power) {
    if (power.filename() != "power1_average") return 0;
    const auto interval_ms = read_number(power.parent_path() / "power1_average_interval");
    return interval_ms.value_or(0) > 0 ? *interval_ms / 1e3 : 1;
}

/// Only the meters of the widest kind: narrower ones are part of them.
MeterKind widest(const std::vector<fs::path>& folders) {
    MeterKind kind = MeterKind::machine;
    for (const fs::path& folder : folders)
        kind = std::max(kind, kind_of(read_line(folder / "power1_oem_info").value_or("")));
    return kind;
}

}  // namespace

Probe probe_hwmon(std::string_view source, const fs::path& sysfs_root) {
    const auto* driver = std::find_if(drivers.begin(), drivers.end(), [&](const Driver& candidate) {
        return candidate.source == source;
    });
    Probe probe{.source = std::string(source),
                .finding = {},
                .remedy = std::nullopt,
                .energy_source = nullptr};
    const auto folders = folders_of(*driver, sysfs_root);
    const bool acpi = source == "acpi_power_meter";
    const MeterKind kind = widest(folders);
    auto found = std::make_unique<Hwmon>(probe.source, acpi ? scope_of(kind) : Scope::gpu);
    std::size_t silent = 0;
    for (const fs::path& folder : folders) {
        const std::string oem_info = read_line(folder / "power1_oem_info").value_or("");
        if (acpi && kind_of(oem_info) != kind) continue;
        Sensors sensors{.counter = first_readable(folder, driver->counters),
                        .power = first_readable(folder, driver->powers),
                        .memory_used = {},
                        .temperature = folder / driver->temperature,
                        .clock = folder / "freq1_input",
                        .throttle = ThrottleClock(folder / "device/gpu_metrics")};
        if (sensors.counter.empty() && sensors.power.empty()) {
            ++silent;
            continue;
        }
        if (fs::exists(folder / "device/mem_info_vram_used"))
            sensors.memory_used = folder / "device/mem_info_vram_used";
        DeviceInfo device = describe(*driver, folder);
        device.power_mean_of_s = mean_of_s(sensors.power);
        if (acpi) {
            device.kind = kind == MeterKind::machine ? "machine" : "module";
            device.name = oem_info.empty() ? "power meter" : oem_info;
        }
        probe.finding += (probe.finding.empty() ? "" : ", ") + device.name;
        found->add(std::move(sensors), std::move(device));
    }
    probe.available = !found->devices().empty();
    if (probe.available) {
        probe.energy_source = std::move(found);
        return probe;
    }
    probe.finding = driver->absent;
    if (silent > 0) {
        probe.finding = std::to_string(silent) + " device" + (silent == 1 ? "" : "s") +
                        " of the driver, which reports neither power nor energy";
        probe.remedy = acpi ? "load the driver with acpi_power_meter.force_cap_on=y, and read as "
                              "root"
                            : "run as root, or use a newer kernel";
    }
    return probe;
}

}  // namespace lem::power
