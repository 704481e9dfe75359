// A stub of libamd_smi.so, with the names and layouts of amdsmi.h that lem uses. Built once for
// each ABI (LEM_STUB_ABI), whose SONAME it bears.

#include "support/stub_amdsmi.hpp"

#include <cstdint>
#include <cstring>

namespace {

struct Playing : power_script::Player {
    StubAmdsmi more;
};
Playing play;

constexpr std::uint32_t success = 0, invalid = 1, not_supported = 2, input_output = 12;
constexpr float resolution_microjoules = 15.3F;
// One socket for each GPU, and a processor that is not a GPU in the first.
constexpr std::uintptr_t cpu = 1000;

std::uintptr_t number_of(void* handle) {
    return reinterpret_cast<std::uintptr_t>(handle);
}
unsigned index_of(void* handle) {
    return static_cast<unsigned>(number_of(handle)) - 1;
}
bool silent(void* handle) {
    return play.more.second_dies_silent && index_of(handle) % 2 == 1;
}
template <class Value>
void put(void* record, std::size_t offset, Value value) {
    std::memcpy(static_cast<char*>(record) + offset, &value, sizeof value);
}

}  // namespace

extern "C" {

void stub_amdsmi_play(const StubAmdsmi* script) {
    play.more = *script;
    play.script = *script;
    play.started = power_script::Clock::now();
}
std::uint32_t amdsmi_init(std::uint64_t flags) {
    return flags == 2 ? static_cast<std::uint32_t>(play.script.init_status) : invalid;
}
std::uint32_t amdsmi_shut_down() {
    return success;
}
std::uint32_t amdsmi_get_socket_handles(std::uint32_t* count, void** handles) {
    if (handles != nullptr) {
        for (std::uint32_t i = 0; i < *count && i < play.script.devices; ++i)
            handles[i] = reinterpret_cast<void*>(static_cast<std::uintptr_t>(i) + 1);
    }
    *count = play.script.devices;
    return success;
}
std::uint32_t amdsmi_get_processor_handles(void* socket, std::uint32_t* count, void** handles) {
    const std::uint32_t held = number_of(socket) == 1 ? 2 : 1;
    if (handles != nullptr) {
        handles[0] = socket;
        if (held == 2) handles[1] = reinterpret_cast<void*>(cpu);
    }
    *count = held;
    return success;
}
std::uint32_t amdsmi_get_processor_type(void* processor, int* type) {
    *type = number_of(processor) == cpu ? 2 : 1;
    return success;
}
std::uint32_t amdsmi_get_energy_count(void* processor, std::uint64_t* count, float* resolution,
                                      std::uint64_t* timestamp_ns) {
    play.take_time();
    if (play.script.device_lost) return input_output;
    if (!play.script.has_counter || silent(processor)) return not_supported;
    double joules = play.counter_joules(index_of(processor));
    if (play.now_s() >= play.more.back_at_s) joules -= 1000;
    *resolution = resolution_microjoules;
    *count = static_cast<std::uint64_t>(joules * 1e6 / static_cast<double>(resolution_microjoules));
    *timestamp_ns = static_cast<std::uint64_t>(play.now_s() * 1e9);
    return success;
}
std::uint32_t amdsmi_get_power_info(void* processor, void* info) {
    if (play.script.device_lost) return input_output;
    if (!play.more.has_power) return not_supported;
    const auto watts =
        silent(processor)
            ? 0
            : static_cast<std::uint32_t>(std::lround(play.watts(index_of(processor))));
    const std::uint32_t current = play.more.has_current_power ? watts : 0xFFFF;
    const std::uint32_t average = play.more.has_current_power ? 0xFFFF : watts;
    constexpr std::size_t size = LEM_STUB_ABI == 24 ? 68 : LEM_STUB_ABI == 25 ? 40 : 192;
    std::memset(info, 0, size);
    constexpr std::size_t at = LEM_STUB_ABI == 24 ? 0 : 8;
    if (at > 0) put(info, 0, std::uint64_t{watts});
    put(info, at, current);
    put(info, at + 4, average);
    put(info, at + 8, std::uint32_t{900});  // voltage of the graphics engine, mV
    return success;
}
std::uint32_t amdsmi_get_power_cap_info(void*, std::uint32_t, void* info) {
    put(info, 0, std::uint64_t{750'000'000});
    return success;
}
std::uint32_t amdsmi_get_gpu_asic_info(void*, void* info) {
    std::memset(info, 0, 448);
    std::strncpy(static_cast<char*>(info), play.more.market_name, 255);
    return success;
}
std::uint32_t amdsmi_get_gpu_device_uuid(void* processor, unsigned* size, char* text) {
    if (*size < 38) return invalid;
    std::snprintf(text, *size, "amd-stub-%u", index_of(processor));
    return success;
}
/// On the PCI bus 16 and the following, of domain 0.
std::uint32_t amdsmi_get_gpu_device_bdf(void* processor, std::uint64_t* bdf) {
    *bdf = std::uint64_t{16 + index_of(processor)} << 8;
    return success;
}
std::uint32_t amdsmi_get_gpu_memory_total(void*, int, std::uint64_t* bytes) {
    *bytes = 64'000'000'000;
    return success;
}
std::uint32_t amdsmi_get_gpu_memory_usage(void*, int, std::uint64_t* bytes) {
    if (play.script.device_lost) return input_output;
    *bytes = static_cast<std::uint64_t>(play.script.memory_used_bytes);
    return success;
}
std::uint32_t amdsmi_get_temp_metric(void*, int sensor, int, std::int64_t* celsius) {
    if (play.script.device_lost) return input_output;
    if (sensor != 1) return not_supported;
    *celsius = static_cast<std::int64_t>(play.script.temperature_celsius);
    return success;
}
std::uint32_t amdsmi_get_clock_info(void*, int, void* info) {
    if (play.script.device_lost) return input_output;
    put(info, 0, static_cast<std::uint32_t>(play.script.clock_mhz));
    return success;
}

}  // extern "C"
