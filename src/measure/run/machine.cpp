#include "measure/run/machine.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/hardware_profile.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/sysinfo.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace lem::measure {
namespace {

std::string value_in(const std::string& file, const std::string& key, char separator) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        const std::size_t at = line.find(separator);
        if (at == std::string::npos || text::trim(std::string_view(line).substr(0, at)) != key)
            continue;
        std::string_view value = text::trim(std::string_view(line).substr(at + 1));
        if (value.size() > 1 && value.front() == '"') value = value.substr(1, value.size() - 2);
        return std::string(value);
    }
    return {};
}

std::string first_line(const char* file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return std::string(text::trim(line).substr(0, 60));
}

std::optional<std::string> virtualisation() {
    std::string seen;
    if (value_in("/proc/cpuinfo", "flags", ':').find("hypervisor") != std::string::npos) {
        const std::string product = first_line("/sys/class/dmi/id/product_name");
        seen = "virtual machine" + (product.empty() ? "" : " (" + product + ")");
    }
    std::error_code unknown;
    const bool container = std::filesystem::exists("/.dockerenv", unknown) ||
                           std::filesystem::exists("/run/.containerenv", unknown);
    if (container) seen += std::string(seen.empty() ? "" : ", ") + "container";
    return seen.empty() ? std::nullopt : std::optional(seen);
}

}  // namespace

std::string identity_salt(const Variables& variables, RandomSource& random) {
    const auto folder = config_folder(variables), file = folder / "identity-salt";
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    std::ostringstream held;
    held << std::ifstream(file, std::ios::binary).rdbuf();
    if (held.str().size() == 64) return held.str();
    std::string salt = text::hex(random.bytes(32));
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = descriptor >= 0 && write(descriptor, salt.data(), salt.size()) ==
                                                static_cast<ssize_t>(salt.size());
    if (descriptor >= 0) close(descriptor);
    if (!written)
        throw Error(ErrorCode::unavailable, "Cannot write " + file.string() +
                                                "; set XDG_CONFIG_HOME to a writable folder.");
    return salt;
}

domain::Environment read_environment(const std::string& salt) {
    domain::Environment environment;
    utsname names{};
    uname(&names);
    environment.host_hash = sha256_hex(salt + names.nodename);
    environment.kernel = std::string(names.sysname) + " " + names.release;
    environment.os = value_in("/etc/os-release", "PRETTY_NAME", '=');
    environment.cpu_model = value_in("/proc/cpuinfo", "model name", ':');
    if (environment.cpu_model->empty()) environment.cpu_model = names.machine;
    environment.cpu_count = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    struct sysinfo memory{};
    environment.memory_mb = 0;
    if (sysinfo(&memory) == 0)
        environment.memory_mb = static_cast<double>(memory.totalram) * memory.mem_unit / 1e6;
    environment.virtualisation = virtualisation();
    return environment;
}

ClockReport read_clock() {
    ClockReport report{
        .source = first_line("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
        .synchronised = false,
        .remedy = std::nullopt};
    timex state{};
    report.synchronised = adjtimex(&state) != TIME_ERROR;
    if (!report.synchronised)
        report.remedy =
            "start a time service (systemd-timesyncd or chrony); without it durations are right, "
            "but dates of results may be wrong";
    return report;
}

domain::Device to_device(const power::DeviceInfo& info, int index, const std::string& salt) {
    domain::Device device{.index = index,
                          .kind = info.kind,
                          .name = info.name,
                          .uuid_hash = {},
                          .memory_mb = {},
                          .power_limit_watts = info.power_limit_watts,
                          .driver_version = info.driver_version};
    if (info.uuid && !info.uuid->empty()) device.uuid_hash = sha256_hex(salt + *info.uuid);
    if (info.memory_bytes) device.memory_mb = *info.memory_bytes / 1e6;
    if (const auto* profile = domain::find_profile(info.name, device.memory_mb))
        device.profile = profile->id;
    return device;
}

namespace {

/// The configured library belongs to the configured source; with `auto`, to the one whose
/// file name it has. nullopt: the default library.
std::optional<std::string> library_for(const domain::EnergyConfig& config,
                                       domain::EnergySourceName source,
                                       std::string_view file_name) {
    if (!config.library) return std::nullopt;
    const std::string file = std::filesystem::path(*config.library).filename().string();
    const bool fits =
        config.source == domain::EnergySourceName::automatic && file.starts_with(file_name);
    return fits || config.source == source ? config.library : std::nullopt;
}

}  // namespace

namespace {

constexpr std::string_view nvml_library = "libnvidia-ml", amdsmi_library = "libamd_smi";

/// With `auto`, a library of another name would be ignored silently.
void refuse_unknown_library(const domain::EnergyConfig& config) {
    if (!config.library || config.source != domain::EnergySourceName::automatic) return;
    const std::string file = std::filesystem::path(*config.library).filename().string();
    if (file.starts_with(nvml_library) || file.starts_with(amdsmi_library)) return;
    throw Error(ErrorCode::bad_request,
                "energy.library is " + file + ", which is neither " + std::string(nvml_library) +
                    ".so (NVIDIA) nor " + std::string(amdsmi_library) +
                    ".so (AMD). Rename it, or set energy.source to nvml or amdsmi.");
}

}  // namespace

std::vector<power::Probe> probe_energy_sources(const domain::EnergyConfig& config) {
    refuse_unknown_library(config);
    const std::filesystem::path sysfs = config.sysfs_root.value_or("/sys");
    std::vector<power::Probe> probes;
    using Name = domain::EnergySourceName;
    const auto add = [&](power::Probe probe) {
        probes.push_back(power::test_counters(std::move(probe)));
    };
    add(power::probe_nvml(
        library_for(config, Name::nvml, nvml_library).value_or("libnvidia-ml.so.1")));
    add(power::probe_amdsmi(library_for(config, Name::amdsmi, amdsmi_library).value_or(""),
                            std::chrono::milliseconds(500), sysfs));
    for (const char* gpu : {"amdgpu", "xe", "i915"})
        add(power::probe_hwmon(gpu, sysfs));
    add(power::probe_rapl(sysfs));
    add(power::probe_hwmon("acpi_power_meter", sysfs));
    return probes;
}

domain::EnergyScope to_scope(power::Scope scope) {
    switch (scope) {
        case power::Scope::gpu:
            return domain::EnergyScope::gpu;
        case power::Scope::cpu:
            return domain::EnergyScope::cpu;
        case power::Scope::cpu_dram:
            return domain::EnergyScope::cpu_dram;
        case power::Scope::module:
            return domain::EnergyScope::module;
        case power::Scope::node_wall:
            break;
    }
    return domain::EnergyScope::node_wall;
}

domain::EnergySourceReport to_report(const power::Probe& probe) {
    return {.source = probe.source,
            .available = probe.available,
            .finding = probe.finding,
            .remedy = probe.remedy};
}

}  // namespace lem::measure
