#pragma once
/// Throttling of AMD's data-centre GPUs, from the table that the kernel driver exposes in sysfs as
/// `gpu_metrics` (Linux, drivers/gpu/drm/amd/include/kgd_pp_interface.h, tables 1.6 to 1.8). Its
/// counters count firmware cycles: one counts all cycles, and one per reason those with a reduced
/// clock.

#include "platform/power/energy_source.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace lem::power {

/// Counters of cycles; they wrap.
struct ThrottleTable {
    std::uint32_t all = 0;  // cycles
    std::uint32_t power = 0;
    std::array<std::uint32_t, 4> heat = {};  // package (PROCHOT), processor, regulators, memory
};
/// nullopt for a table of another version, or a truncated one. Pure.
std::optional<ThrottleTable> parse_gpu_metrics(std::string_view bytes);

/// Seconds of the monotonic clock.
double monotonic_s();

/// Converts cycles into seconds between reads. Used by one thread.
class ThrottleClock {
public:
    explicit ThrottleClock(std::filesystem::path gpu_metrics) : file_(std::move(gpu_metrics)) {}
    /// Adds the seconds since the first call, for power and for heat, if the table has them.
    void add_to(Condition& condition, double now_s = monotonic_s());

private:
    std::filesystem::path file_;
    std::optional<ThrottleTable> before_;
    double before_s_ = 0, power_capped_s_ = 0, thermally_throttled_s_ = 0;
};

}  // namespace lem::power
