/// The cost of the sampler: eight GPUs of a stub of the driver's library, read every 100 ms, as a
/// share of one core. The driver's own work is not included.

#include "base/clock.hpp"
#include "common/table.hpp"
#include "measure/energy/meter.hpp"
#include "support/stub_nvml.hpp"

#include <dlfcn.h>
#include <sys/resource.h>

namespace lem::bench {
namespace {

double cpu_s() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void wait(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

void measure_sampler() {
    constexpr double measured_s = 20;
    constexpr const char* library = LEM_BINARY_DIR "/tests/libnvidia-ml.so.1";
    void* handle = dlopen(library, RTLD_NOW);
    if (handle == nullptr) {
        fmt::print(stderr, "{}\n", dlerror());
        return;
    }
    StubNvml script;
    script.devices = 8;
    script.real_time = true;
    script.counter_period_ms = 100;
    reinterpret_cast<void (*)(const StubNvml*)>(dlsym(handle, "stub_nvml_play"))(&script);
    const power::Probe probe = power::probe_nvml(library);
    const std::int64_t start_ns = monotonic_ns();
    measure::Meter meter(
        probe.energy_source.get(), 100,
        [start_ns] { return static_cast<double>(monotonic_ns() - start_ns) / 1e6; },
        [] { return 0.0; });
    wait(1);  // while it determines the counters' periods
    const double before_s = cpu_s();
    wait(measured_s);
    const double share = (cpu_s() - before_s) / measured_s;
    const double before_edge_s = cpu_s();
    meter.follow_counters();
    wait(0.5);
    row("sampler, eight GPUs of a stub library, each 100 ms: share of one core",
        fmt::format("{:.2f} %, and {:.0f} ms at each edge of a window", share * 100,
                    (cpu_s() - before_edge_s - share * 0.5) * 1000),
        "", "", "<= 0.5 %");
}

}  // namespace
}  // namespace lem::bench

int main() {
    lem::bench::measure_sampler();
}
