#include "base/error.hpp"
#include "platform/power/energy_source.hpp"

#include <array>
#include <dlfcn.h>

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
};
static_assert(sizeof(FieldValue) == 40);
struct Memory {
    unsigned long long total, free, used;
};
constexpr unsigned field_power_instant = 186;
constexpr int success = 0;

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
            return "the library and the loaded kernel driver are of different versions";
        default:
            return "see nvmlReturn_t";
    }
}

std::string code_and_words(int status) {
    return "NVML code " + std::to_string(status) + ", " + words_for(status);
}

/// A GPU of this machine; without a handle it could not be opened, and gives no readings.
struct Opened {
    Device handle = nullptr;
    unsigned index = 0;
    int status = success;
};

class Library {
public:
    explicit Library(const std::string& name)
        : handle_(dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL)) {
        if (handle_ == nullptr) return;
        if (auto* init = function<int()>("nvmlInit_v2")) status_ = init();
    }
    ~Library() {
        if (handle_ == nullptr) return;
        if (auto* shutdown = function<int()>("nvmlShutdown");
            shutdown != nullptr && status_ == success)
            shutdown();
        dlclose(handle_);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    bool loaded() const { return handle_ != nullptr; }
    int status() const { return status_; }
    template <class Signature>
    Signature* function(const char* name) const {
        return reinterpret_cast<Signature*>(dlsym(handle_, name));
    }

private:
    void* handle_;
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

class Nvml final : public EnergySource {
public:
    Nvml(std::unique_ptr<Library> library, std::vector<Opened> gpus)
        : library_(std::move(library)), gpus_(std::move(gpus)) {
        energy_ = library_->function<int(Device, unsigned long long*)>(
            "nvmlDeviceGetTotalEnergyConsumption");
        fields_ = library_->function<int(Device, int, FieldValue*)>("nvmlDeviceGetFieldValues");
        power_ = library_->function<int(Device, unsigned*)>("nvmlDeviceGetPowerUsage");
        memory_ = library_->function<int(Device, Memory*)>("nvmlDeviceGetMemoryInfo");
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
            devices_.push_back(std::move(info));
        }
    }

    std::string name() const override { return "nvml"; }
    Scope scope() const override { return Scope::gpu; }
    const std::vector<DeviceInfo>& devices() const override { return devices_; }

    std::vector<Reading> sample(double) override {
        std::vector<Reading> readings;
        for (const Opened& gpu : gpus_)
            readings.push_back(gpu.handle == nullptr ? Reading{} : read(gpu.handle));
        return readings;
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

    Reading read(Device handle) const {
        Reading reading;
        unsigned long long millijoules = 0;
        if (energy_ != nullptr && energy_(handle, &millijoules) == success)
            reading.counter_joules = static_cast<double>(millijoules) / 1e3;
        // PowerUsage is a one-second mean on Ampere (but GA100) and later; the field is
        // instantaneous.
        FieldValue field{};
        field.field_id = field_power_instant;
        unsigned milliwatts = 0;
        if (fields_ != nullptr && fields_(handle, 1, &field) == success && field.status == success)
            reading.power_watts = field.value.whole / 1e3;
        else if (power_ != nullptr && power_(handle, &milliwatts) == success)
            reading.power_watts = milliwatts / 1e3;
        Memory memory{};
        if (memory_ != nullptr && memory_(handle, &memory) == success)
            reading.memory_bytes = static_cast<double>(memory.used);
        return reading;
    }

    std::unique_ptr<Library> library_;
    std::vector<Opened> gpus_;
    std::vector<DeviceInfo> devices_;
    int (*energy_)(Device, unsigned long long*) = nullptr;
    int (*fields_)(Device, int, FieldValue*) = nullptr;
    int (*power_)(Device, unsigned*) = nullptr;
    int (*memory_)(Device, Memory*) = nullptr;
};

}  // namespace

Probe probe_nvml(const std::string& library_name) {
    Probe probe{.source = "nvml", .finding = {}, .remedy = std::nullopt, .energy_source = nullptr};
    auto library = std::make_unique<Library>(library_name);
    if (!library->loaded()) {
        probe.finding = "NVIDIA's driver library (" + library_name + ") is not here";
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
        probe.finding = "the driver library is here but gives no GPU (" +
                        (status == success ? "it counts none" : code_and_words(status)) + ")";
        probe.remedy = status == 18 ? "reboot, or reload the NVIDIA kernel modules, after an "
                                      "update of the driver"
                                    : "check nvidia-smi: is the driver loaded and of the "
                                      "library's version?";
        return probe;
    }
    std::vector<Opened> gpus;
    std::string closed;
    std::optional<unsigned> opened;
    gpus.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
        Opened gpu{.handle = nullptr, .index = i, .status = success};
        gpu.status = handle_of(i, &gpu.handle);
        if (gpu.status != success) {
            gpu.handle = nullptr;
            closed += "; GPU " + std::to_string(i) + " cannot be opened (" +
                      code_and_words(gpu.status) + "), so that energy of all is not known";
        }
        gpus.push_back(gpu);
        if (gpu.handle != nullptr && !opened) opened = i;
    }
    if (!opened) {
        probe.finding = std::to_string(count) + " GPU, none of which may be opened";
        probe.remedy = "give the user or container access to /dev/nvidia*";
        return probe;
    }
    auto source = std::make_unique<Nvml>(std::move(library), std::move(gpus));
    const auto readings = source->sample(0);
    for (const Reading& reading : readings)
        probe.available = probe.available || reading.counter_joules || reading.power_watts;
    probe.finding = std::to_string(count) + " GPU: " + source->devices()[*opened].name + closed;
    if (!probe.available) {
        probe.finding += ", which reports neither energy nor power (virtual GPUs do not)";
        probe.remedy = "measure on the machine that owns the GPU";
        return probe;
    }
    if (!closed.empty())
        probe.remedy =
            "give the user or container access to every /dev/nvidia*, or hide the GPU "
            "that is not measured";
    probe.energy_source = std::move(source);
    return probe;
}

}  // namespace lem::power
