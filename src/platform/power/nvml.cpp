#include "platform/power/dynamic_library.hpp"
#include "platform/power/energy_source.hpp"

#include <algorithm>
#include <array>

namespace lem::power {
namespace {

// Facts of nvml.h (API v13): structures are laid out by hand, functions found by name at run time,
// so that lem builds and runs without NVIDIA's files.
using Device = void*;
struct FieldValue {
    unsigned field_id;
    unsigned scope_id;
    long long timestamp_us;
    long long latency_us;
    int value_type;
    int status;
    union {
        double real;
        unsigned whole;
        unsigned long long wide;
    } value;

    std::optional<double> number() const {
        switch (value_type) {
            case 0:
                return value.real;
            case 1:
                return value.whole;
            case 2:
            case 3:
                return static_cast<double>(value.wide);
            default:
                return std::nullopt;
        }
    }
};
static_assert(sizeof(FieldValue) == 40);
struct Memory {
    unsigned long long total, free, used;
};
/// Memory of the driver itself is separate here; the first version counts it as used.
struct MemoryV2 {
    unsigned version;
    unsigned long long total, reserved, free, used;
};
static_assert(sizeof(MemoryV2) == 40);
constexpr unsigned memory_v2_version = 0x02000028;

struct Temperature {
    unsigned version;
    unsigned sensor;
    int celsius;
};
static_assert(sizeof(Temperature) == 12);
constexpr unsigned temperature_version = 0x0100000c;
struct ProcessInfo {
    unsigned pid;
    unsigned long long memory_bytes;
    unsigned gpu_instance, compute_instance;
};
static_assert(sizeof(ProcessInfo) == 24);

constexpr unsigned clock_sm = 1;
/// Nanoseconds since the driver was loaded in which the clock was reduced.
constexpr unsigned field_power_cap = 74, field_thermal_software = 269, field_thermal_hardware = 270,
                   field_power_brake = 271;
constexpr unsigned field_total_energy = 83, field_power_average = 185, field_power_instant = 186,
                   field_energy = 191;
/// What a field describes: the GPU, or on a Grace superchip the module with its CPU and memory.
constexpr unsigned scope_gpu = 0, scope_module = 1;
constexpr int success = 0, insufficient_size = 7;

std::string words_for(int status) {
    switch (status) {
        case 3:
            return "not supported";
        case 4:
            return "no permission";
        case 9:
            return "the kernel driver is not loaded";
        case 15:
            return "the GPU is lost: it fell off the bus or failed";
        case 18:
            return "the library and the loaded kernel driver have different versions";
        default:
            return "see nvmlReturn_t";
    }
}

std::string code_and_words(int status) {
    return "NVML code " + std::to_string(status) + ", " + words_for(status);
}

class Library : public DynamicLibrary {
public:
    explicit Library(const std::string& name) : DynamicLibrary(name) {
        if (auto* init = function<int()>("nvmlInit_v2")) status_ = init();
    }
    ~Library() {
        if (auto* shutdown = function<int()>("nvmlShutdown");
            shutdown != nullptr && status_ == success)
            shutdown();
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    int status() const { return status_; }

private:
    int status_ = -1;
};

std::string text_of(const Library& library, const char* function, Device device) {
    std::array<char, 128> buffer{};
    auto* call = library.function<int(Device, char*, unsigned)>(function);
    if (call == nullptr ||
        call(device, buffer.data(), static_cast<unsigned>(buffer.size() - 1)) != success)
        return {};
    return buffer.data();
}

/// How a GPU's power is queried. Since Ampere (except A100 and A30) the plain function returns the
/// mean of the last second, which smears the edges of a window: it is the last choice.
enum class PowerKind { none, instant, mean_of_a_second, plain };

std::string words_for(PowerKind kind) {
    switch (kind) {
        case PowerKind::instant:
            return "instant power";
        case PowerKind::mean_of_a_second:
            return "power as the mean of a second";
        case PowerKind::plain:
            return "power by the older function (since Ampere the mean of a second)";
        case PowerKind::none:
            break;
    }
    return "no power";
}

/// A GPU of this machine; without a handle it could not be opened, and gives no readings.
struct Opened {
    Device handle = nullptr;
    unsigned index = 0;
    int status = success;
    bool counter = false;  // it has one
    PowerKind power = PowerKind::none;
};

class Nvml final : public EnergySource {
public:
    Nvml(std::unique_ptr<Library> library, std::vector<Opened> gpus)
        : library_(std::move(library)), gpus_(std::move(gpus)) {
        energy_ = library_->function<int(Device, unsigned long long*)>(
            "nvmlDeviceGetTotalEnergyConsumption");
        fields_ = library_->function<int(Device, int, FieldValue*)>("nvmlDeviceGetFieldValues");
        power_ = library_->function<int(Device, unsigned*)>("nvmlDeviceGetPowerUsage");
        memory_ = library_->function<int(Device, Memory*)>("nvmlDeviceGetMemoryInfo");
        memory_v2_ = library_->function<int(Device, MemoryV2*)>("nvmlDeviceGetMemoryInfo_v2");
        temperature_ = library_->function<int(Device, Temperature*)>("nvmlDeviceGetTemperatureV");
        temperature_v1_ =
            library_->function<int(Device, unsigned, unsigned*)>("nvmlDeviceGetTemperature");
        clock_ = library_->function<int(Device, unsigned, unsigned*)>("nvmlDeviceGetClockInfo");
        processes_ = library_->function<int(Device, unsigned*, ProcessInfo*)>(
            "nvmlDeviceGetComputeRunningProcesses_v3");
        std::array<char, 96> driver{};
        auto* version = library_->function<int(char*, unsigned)>("nvmlSystemGetDriverVersion");
        const bool known =
            version != nullptr &&
            version(driver.data(), static_cast<unsigned>(driver.size() - 1)) == success;
        auto* limit = library_->function<int(Device, unsigned*)>("nvmlDeviceGetEnforcedPowerLimit");
        for (const Opened& gpu : gpus_) {
            if (gpu.handle == nullptr) {
                devices_.push_back(closed(gpu.index));
                continue;
            }
            const Device handle = gpu.handle;
            DeviceInfo info{.name = text_of(*library_, "nvmlDeviceGetName", handle),
                            .kind = "gpu",
                            .uuid = text_of(*library_, "nvmlDeviceGetUUID", handle),
                            .memory_bytes = {},
                            .power_limit_watts = {},
                            .driver_version = {}};
            unsigned limit_mw = 0;
            if (limit != nullptr && limit(handle, &limit_mw) == success)
                info.power_limit_watts = limit_mw / 1e3;
            Memory memory{};
            if (memory_ != nullptr && memory_(handle, &memory) == success)
                info.memory_bytes = static_cast<double>(memory.total);
            if (known) info.driver_version = driver.data();
            describe_settings(handle, info);
            devices_.push_back(std::move(info));
        }
        choose_readings(scope_gpu);
        if (!reads_anything()) choose_readings(scope_module);
        if (!reads_anything()) asked_scope_ = scope_gpu;
        for (std::size_t i = 0; i < gpus_.size(); ++i)
            devices_[i].power_mean_of_s = gpus_[i].power == PowerKind::instant ? 0 : 1;
    }

    std::string name() const override { return "nvml"; }
    Scope scope() const override {
        return asked_scope_ == scope_module ? Scope::module : Scope::gpu;
    }
    bool reads_anything() const {
        return std::ranges::any_of(
            gpus_, [](const Opened& gpu) { return gpu.counter || gpu.power != PowerKind::none; });
    }
    /// Describes what is read, for the finding. GPUs of one machine may differ; each kind is named
    /// once.
    std::string what_is_read() const {
        const auto has = [](const Opened& gpu) { return gpu.handle != nullptr && gpu.counter; };
        std::string words =
            std::ranges::any_of(gpus_, has) ? "energy counter" : "no energy counter";
        for (const PowerKind kind :
             {PowerKind::instant, PowerKind::mean_of_a_second, PowerKind::plain, PowerKind::none}) {
            if (std::ranges::any_of(gpus_, [kind](const Opened& gpu) {
                    return gpu.handle != nullptr && gpu.power == kind;
                }))
                words += ", " + words_for(kind);
        }
        if (asked_scope_ == scope_module)
            words += "; of the whole module (GPU, CPU, memory), the GPU alone has none";
        return words;
    }
    const std::vector<DeviceInfo>& devices() const override { return devices_; }

    std::vector<Reading> sample(double) override {
        std::vector<Reading> readings;
        for (const Opened& gpu : gpus_)
            readings.push_back(gpu.handle == nullptr ? Reading{} : read(gpu));
        return readings;
    }

    std::vector<Condition> conditions() override {
        std::vector<Condition> conditions;
        for (const Opened& gpu : gpus_)
            conditions.push_back(gpu.handle == nullptr ? Condition{} : condition_of(gpu.handle));
        return conditions;
    }

private:
    static DeviceInfo closed(unsigned index) {
        return {.name = "GPU " + std::to_string(index) + ", which cannot be opened",
                .kind = "gpu",
                .uuid = {},
                .memory_bytes = {},
                .power_limit_watts = {},
                .driver_version = {}};
    }

    /// Settings of an administrator, as far as the driver reports them.
    void describe_settings(Device handle, DeviceInfo& info) const {
        const auto ask = [&](const char* name, auto* first, auto... more) {
            auto* call = library_->function<int(Device, decltype(first), decltype(more)...)>(name);
            return call != nullptr && call(handle, first, more...) == success;
        };
        const auto add = [&](const std::string& words) {
            info.settings += (info.settings.empty() ? "" : ", ") + words;
        };
        int mode = 0, pending = 0;
        if (ask("nvmlDeviceGetPersistenceMode", &mode)) info.persistence_mode = mode == 1;
        if (ask("nvmlDeviceGetEccMode", &mode, &pending)) add(mode == 1 ? "ECC on" : "ECC off");
        auto* clock =
            library_->function<int(Device, unsigned, unsigned*)>("nvmlDeviceGetApplicationsClock");
        unsigned mhz = 0, limit_mw = 0, default_mw = 0;
        if (clock != nullptr && clock(handle, clock_sm, &mhz) == success)
            add("application clock " + std::to_string(mhz) + " MHz");
        if (ask("nvmlDeviceGetPowerManagementLimit", &limit_mw) &&
            ask("nvmlDeviceGetPowerManagementDefaultLimit", &default_mw))
            add("power limit " + std::to_string(limit_mw / 1000) + " W, by default " +
                std::to_string(default_mw / 1000) + " W");
    }

    /// One way of reading for the whole run: switching would look like a change of power.
    void choose_readings(unsigned scope) {
        asked_scope_ = scope;
        for (Opened& gpu : gpus_) {
            if (gpu.handle == nullptr) continue;
            gpu.counter = counter_joules(gpu.handle).has_value();
            gpu.power = PowerKind::none;
            for (const PowerKind kind :
                 {PowerKind::instant, PowerKind::mean_of_a_second, PowerKind::plain}) {
                if (gpu.power == PowerKind::none && power_watts(gpu.handle, kind)) gpu.power = kind;
            }
        }
    }

    Reading read(const Opened& gpu) const {
        Reading reading;
        if (gpu.counter) reading.counter_joules = counter_joules(gpu.handle);
        reading.power_watts = power_watts(gpu.handle, gpu.power);
        reading.memory_bytes = memory_used_bytes(gpu.handle);
        return reading;
    }

    Condition condition_of(Device handle) const {
        // The longer of two reasons, which may apply at the same time.
        const auto seconds = [&](unsigned first, unsigned second) -> std::optional<double> {
            const auto a = field(handle, first, scope_gpu), b = field(handle, second, scope_gpu);
            if (!a && !b) return std::nullopt;
            return std::max(a.value_or(0), b.value_or(0)) / 1e9;
        };
        return {.temperature_celsius = temperature_celsius(handle),
                .clock_mhz = clock_mhz(handle),
                .power_capped_s = seconds(field_power_cap, field_power_brake),
                .thermally_throttled_s = seconds(field_thermal_software, field_thermal_hardware),
                .compute_pids = compute_pids(handle)};
    }

    std::optional<double> temperature_celsius(Device handle) const {
        Temperature newer{.version = temperature_version, .sensor = 0, .celsius = 0};
        if (temperature_ != nullptr && temperature_(handle, &newer) == success)
            return newer.celsius;
        unsigned celsius = 0;
        if (temperature_v1_ != nullptr && temperature_v1_(handle, 0, &celsius) == success)
            return celsius;
        return std::nullopt;
    }

    std::optional<double> clock_mhz(Device handle) const {
        unsigned mhz = 0;
        if (clock_ == nullptr || clock_(handle, clock_sm, &mhz) != success) return std::nullopt;
        return mhz;
    }

    std::optional<std::vector<unsigned>> compute_pids(Device handle) const {
        constexpr unsigned many = 4096;
        unsigned count = 16;
        std::vector<ProcessInfo> processes(count);
        int status = insufficient_size;
        while (processes_ != nullptr && status == insufficient_size && count <= many) {
            processes.resize(count);
            status = processes_(handle, &count, processes.data());
            if (status == insufficient_size)
                count = std::max(2 * static_cast<unsigned>(processes.size()), count);
        }
        if (processes_ == nullptr || status != success) return std::nullopt;
        std::vector<unsigned> pids;
        for (unsigned i = 0; i < count; ++i)
            pids.push_back(processes[i].pid);
        return pids;
    }

    std::optional<double> field(Device handle, unsigned id) const {
        return field(handle, id, asked_scope_);
    }
    std::optional<double> field(Device handle, unsigned id, unsigned scope) const {
        FieldValue field{};
        field.field_id = id;
        field.scope_id = scope;
        if (fields_ == nullptr || fields_(handle, 1, &field) != success || field.status != success)
            return std::nullopt;
        return field.number();
    }

    std::optional<double> counter_joules(Device handle) const {
        unsigned long long millijoules = 0;
        if (asked_scope_ == scope_gpu && energy_ != nullptr &&
            energy_(handle, &millijoules) == success)
            return static_cast<double>(millijoules) / 1e3;
        const auto by_field =
            field(handle, asked_scope_ == scope_gpu ? field_total_energy : field_energy);
        return by_field ? std::optional(*by_field / 1e3) : std::nullopt;
    }

    std::optional<double> power_watts(Device handle, PowerKind kind) const {
        unsigned milliwatts = 0;
        if (kind == PowerKind::plain && asked_scope_ == scope_gpu && power_ != nullptr &&
            power_(handle, &milliwatts) == success)
            return milliwatts / 1e3;
        if (kind == PowerKind::none || kind == PowerKind::plain) return std::nullopt;
        const auto by_field =
            field(handle, kind == PowerKind::instant ? field_power_instant : field_power_average);
        return by_field ? std::optional(*by_field / 1e3) : std::nullopt;
    }

    std::optional<double> memory_used_bytes(Device handle) const {
        MemoryV2 newer{
            .version = memory_v2_version, .total = 0, .reserved = 0, .free = 0, .used = 0};
        if (memory_v2_ != nullptr && memory_v2_(handle, &newer) == success)
            return static_cast<double>(newer.used);
        Memory older{};
        if (memory_ != nullptr && memory_(handle, &older) == success)
            return static_cast<double>(older.used);
        return std::nullopt;
    }

    std::unique_ptr<Library> library_;
    std::vector<Opened> gpus_;
    std::vector<DeviceInfo> devices_;
    int (*energy_)(Device, unsigned long long*) = nullptr;
    int (*fields_)(Device, int, FieldValue*) = nullptr;
    int (*power_)(Device, unsigned*) = nullptr;
    int (*memory_)(Device, Memory*) = nullptr;
    int (*memory_v2_)(Device, MemoryV2*) = nullptr;
    int (*temperature_)(Device, Temperature*) = nullptr;
    int (*temperature_v1_)(Device, unsigned, unsigned*) = nullptr;
    int (*clock_)(Device, unsigned, unsigned*) = nullptr;
    int (*processes_)(Device, unsigned*, ProcessInfo*) = nullptr;
    unsigned asked_scope_ = scope_gpu;
};

/// The first GPU that is divided into instances.
std::optional<unsigned> gpu_with_mig(const Library& library, const std::vector<Opened>& gpus) {
    auto* mode_of = library.function<int(Device, unsigned*, unsigned*)>("nvmlDeviceGetMigMode");
    for (const Opened& gpu : gpus) {
        unsigned current = 0, pending = 0;
        if (mode_of != nullptr && gpu.handle != nullptr &&
            mode_of(gpu.handle, &current, &pending) == success && current == 1)
            return gpu.index;
    }
    return std::nullopt;
}

}  // namespace

Probe probe_nvml(const std::string& library_name) {
    Probe probe{.source = "nvml", .finding = {}, .remedy = std::nullopt, .energy_source = nullptr};
    auto library = std::make_unique<Library>(library_name);
    if (!library->loaded()) {
        probe.finding = "NVIDIA's driver library (" + library_name + ") was not found";
        probe.remedy =
            "install the NVIDIA driver; in a container, start it with the NVIDIA runtime and "
            "NVIDIA_DRIVER_CAPABILITIES=utility,compute";
        return probe;
    }
    auto* count_of = library->function<int(unsigned*)>("nvmlDeviceGetCount_v2");
    auto* handle_of = library->function<int(unsigned, Device*)>("nvmlDeviceGetHandleByIndex_v2");
    unsigned count = 0;
    int status = library->status();
    if (status == success && count_of != nullptr) status = count_of(&count);
    if (status != success || count_of == nullptr || handle_of == nullptr || count == 0) {
        probe.finding = "the driver library finds no GPU (" +
                        (status == success ? "it reports none" : code_and_words(status)) + ")";
        probe.remedy = status == 18 ? "reboot, or reload the NVIDIA kernel modules, after an "
                                      "update of the driver"
                                    : "check with nvidia-smi that the driver is loaded and matches "
                                      "the library's version";
        return probe;
    }
    std::vector<Opened> gpus;
    std::string closed;
    std::optional<unsigned> opened;
    gpus.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
        Opened gpu;
        gpu.index = i;
        gpu.status = handle_of(i, &gpu.handle);
        if (gpu.status != success) {
            gpu.handle = nullptr;
            closed += "; GPU " + std::to_string(i) + " cannot be opened (" +
                      code_and_words(gpu.status) + "), so the energy of all devices is not known";
        }
        gpus.push_back(gpu);
        if (gpu.handle != nullptr && !opened) opened = i;
    }
    if (!opened) {
        probe.finding = std::to_string(count) + " GPU, none of which can be opened";
        probe.remedy = "give the user or container access to /dev/nvidia*";
        return probe;
    }
    if (const auto instances = gpu_with_mig(*library, gpus)) {
        probe.finding =
            "GPU " + std::to_string(*instances) +
            " is divided by MIG: power and energy are those of the whole GPU, not of one instance";
        probe.remedy =
            "turn MIG off to measure (nvidia-smi -i " + std::to_string(*instances) + " -mig 0)";
        return probe;
    }
    auto source = std::make_unique<Nvml>(std::move(library), std::move(gpus));
    probe.available = source->reads_anything();
    probe.finding = std::to_string(count) + " GPU: " + source->devices()[*opened].name + closed;
    if (!probe.available) {
        probe.finding += ", which reports neither energy nor power (virtual GPUs do not)";
        probe.remedy = "measure on the machine that owns the GPU";
        return probe;
    }
    probe.finding += "; " + source->what_is_read();
    if (!closed.empty())
        probe.remedy =
            "give the user or container access to every /dev/nvidia*, or hide the GPU "
            "that is not measured";
    probe.energy_source = std::move(source);
    return probe;
}

}  // namespace lem::power
