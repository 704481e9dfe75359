// A stub of libnvidia-ml.so.1, with the names and layouts of nvml.h (API v13) that lem uses.

#include "support/stub_nvml.hpp"

#include <cstdint>
#include <cstdio>

namespace {

struct Playing : power_script::Player {
    StubNvml more;
};
Playing play;

constexpr int success = 0, not_supported = 3, no_permission = 4, gpu_is_lost = 15,
              argument_version_mismatch = 25, insufficient_size = 7;

struct FieldValue {
    unsigned field_id, scope_id;
    long long timestamp_us, latency_us;
    int value_type, status;
    unsigned long long value;
};
struct Memory {
    unsigned long long total, free, used;
};
struct Temperature {
    unsigned version, sensor;
    int celsius;
};
struct ProcessInfo {
    unsigned pid;
    unsigned long long memory_bytes;
    unsigned gpu_instance, compute_instance;
};
struct MemoryV2 {
    unsigned version;
    unsigned long long total, reserved, free, used;
};

unsigned index_of(void* device) {
    return static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(device)) - 1;
}
unsigned long long millijoules_of(void* device) {
    return static_cast<unsigned long long>(
        std::llround(play.counter_joules(index_of(device)) * 1e3));
}
unsigned milliwatts(double watts) {
    return static_cast<unsigned>(std::lround(watts * 1e3));
}

/// A field as the driver reports it: energy as unsigned long long, power as unsigned.
void answer(void* device, FieldValue& field) {
    const bool module = field.scope_id == 1;
    if (module && !play.more.has_module) {
        field.status = not_supported;
        return;
    }
    const bool energy =
        module ? field.field_id == 191 : field.field_id == 83 && play.script.has_counter;
    const bool instant = field.field_id == 186 && (module || play.more.has_instant_power);
    const bool average = field.field_id == 185 && (module || play.more.has_average_power);
    const bool throttle = field.field_id == 74 || field.field_id == 270;
    field.status = energy || instant || average || throttle ? success : not_supported;
    field.value_type = energy || throttle ? 3 : 1;
    const double more_watts = module ? 100 : 0;
    if (energy)
        field.value = millijoules_of(device) +
                      static_cast<unsigned long long>(more_watts * play.now_s() * 1e3);
    else if (throttle)
        field.value = static_cast<unsigned long long>(
            (field.field_id == 74 ? play.script.power_capped_share : play.script.thermal_share) *
            play.now_s() * 1e9);
    else if (instant)
        field.value = milliwatts(play.watts(index_of(device)) + more_watts);
    else if (average)
        field.value = milliwatts(play.mean_watts_of_a_second(index_of(device)) + more_watts);
}

}  // namespace

extern "C" {

void stub_nvml_play(const StubNvml* script) {
    play.more = *script;
    play.script = *script;
    play.started = power_script::Clock::now();
}
int nvmlInit_v2() {
    return play.script.init_status;
}
int nvmlShutdown() {
    return success;
}
int nvmlDeviceGetCount_v2(unsigned* count) {
    *count = play.script.devices;
    return success;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
    if (static_cast<int>(index) == play.more.closed_device) return no_permission;
    *device = reinterpret_cast<void*>(static_cast<std::uintptr_t>(index) + 1);
    return success;
}
int nvmlSystemGetDriverVersion(char* text, unsigned size) {
    std::snprintf(text, size, "595.10");
    return success;
}
int nvmlDeviceGetName(void*, char* text, unsigned size) {
    std::snprintf(text, size, "Stub GPU 24GB");
    return success;
}
int nvmlDeviceGetUUID(void* device, char* text, unsigned size) {
    std::snprintf(text, size, "GPU-stub-%u", index_of(device));
    return success;
}
int nvmlDeviceGetEnforcedPowerLimit(void*, unsigned* value) {
    *value = 350'000;
    return success;
}
int nvmlDeviceGetPersistenceMode(void*, int* mode) {
    *mode = play.more.persistence_mode ? 1 : 0;
    return play.more.has_settings ? success : not_supported;
}
int nvmlDeviceGetEccMode(void*, int* current, int* pending) {
    *current = *pending = play.more.ecc ? 1 : 0;
    return play.more.has_settings ? success : not_supported;
}
int nvmlDeviceGetApplicationsClock(void*, unsigned type, unsigned* mhz) {
    *mhz = type == 1 ? play.more.application_clock_mhz : 1;
    return play.more.has_settings ? success : not_supported;
}
int nvmlDeviceGetPowerManagementLimit(void* device, unsigned* value) {
    const bool limited = index_of(device) == play.more.limited_device;
    *value = limited ? play.more.limited_watts * 1000 : 350'000;
    return play.more.has_settings ? success : not_supported;
}
int nvmlDeviceGetPowerManagementDefaultLimit(void*, unsigned* value) {
    *value = 350'000;
    return play.more.has_settings ? success : not_supported;
}
int nvmlDeviceGetMemoryInfo(void*, Memory* memory) {
    memory->total = 24'000'000'000;
    memory->used = static_cast<unsigned long long>(play.script.memory_used_bytes) + 500'000'000;
    memory->free = memory->total - memory->used;
    return success;
}
int nvmlDeviceGetMemoryInfo_v2(void*, MemoryV2* memory) {
    if (memory->version != 0x02000028) return argument_version_mismatch;
    memory->total = 24'000'000'000;
    memory->reserved = 500'000'000;
    memory->used = static_cast<unsigned long long>(play.script.memory_used_bytes);
    memory->free = memory->total - memory->reserved - memory->used;
    return success;
}
int nvmlDeviceGetMigMode(void*, unsigned* current, unsigned* pending) {
    *current = *pending = play.more.mig ? 1 : 0;
    return success;
}
int nvmlDeviceGetTotalEnergyConsumption(void* device, unsigned long long* millijoules) {
    play.take_time();
    if (play.script.device_lost) return gpu_is_lost;
    if (!play.script.has_counter || play.more.counter_is_field) return not_supported;
    *millijoules = millijoules_of(device);
    return success;
}
int nvmlDeviceGetPowerUsage(void* device, unsigned* value) {
    if (play.script.device_lost) return gpu_is_lost;
    if (!play.more.has_power) return not_supported;
    *value = milliwatts(play.more.power_is_a_mean ? play.mean_watts_of_a_second(index_of(device))
                                                  : play.watts(index_of(device)));
    return success;
}
int nvmlDeviceGetTemperatureV(void*, Temperature* temperature) {
    if (play.script.device_lost) return gpu_is_lost;
    if (temperature->version != 0x0100000c) return argument_version_mismatch;
    temperature->celsius = static_cast<int>(play.script.temperature_celsius);
    return success;
}
int nvmlDeviceGetClockInfo(void*, unsigned type, unsigned* mhz) {
    if (play.script.device_lost) return gpu_is_lost;
    *mhz = static_cast<unsigned>(type == 1 ? play.script.clock_mhz : 1);
    return success;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void*, unsigned* count, ProcessInfo* processes) {
    const unsigned room = *count;
    *count = play.script.compute_processes;
    if (room < *count) return insufficient_size;
    for (unsigned i = 0; i < *count; ++i)
        processes[i] = {play.script.compute_pids[i], 1'000'000, 0xFFFFFFFF, 0xFFFFFFFF};
    return success;
}
int nvmlDeviceGetFieldValues(void* device, int count, FieldValue* values) {
    if (play.script.device_lost) return gpu_is_lost;
    for (int i = 0; i < count; ++i) {
        answer(device, values[i]);
    }
    return success;
}

}  // extern "C"
