#pragma once
/// Published figures of accelerators: the scale for utilisation, plausibility and filters. Limits
/// that a driver reports take precedence over this table. Pure.

#include <array>
#include <optional>
#include <string_view>

namespace lem::domain {

/// Source of a row's figures.
enum class ProfileStatus {
    datasheet,  // the maker's data sheet
    looked_up,  // a maker's page or a secondary source
    uncertain,  // sources conflict
};

/// Dense TFLOP/s, never with sparsity; 0 if the device has no such unit. Fused multiply-add counts
/// as two.
struct PeakTflops {
    double bf16 = 0;
    double fp16 = 0;  // with the faster accumulation if there are two
    double fp8 = 0;
    double int8 = 0;  // 10^12 operations a second
    double fp4 = 0;
};

struct HardwareProfile {
    std::string_view id;
    std::array<std::string_view, 3> names;  // as drivers report them; unused ones are empty
    double memory_gb = 0;                   // 10^9 bytes
    double bandwidth_gb_per_s = 0;
    double tdp_watts = 0;  // of the board or module at most; 0 if it is not published
    PeakTflops peak;
    ProfileStatus status = ProfileStatus::datasheet;
};

/// The row with exactly this driver name, in any case; null if there is none: a part of a device,
/// or a variant with other figures, must not match.
const HardwareProfile* find_profile(std::string_view driver_name);
const HardwareProfile* profile_by_id(std::string_view id);

/// Peak FLOP/s for weights of this precision: native if the device supports it, else 16-bit; GGUF's
/// blocks as 8-bit integers. nullopt for 32-bit weights, for which the table has no peak, and for
/// unknown precisions.
std::optional<double> peak_flops(const HardwareProfile& profile, std::string_view precision);

}  // namespace lem::domain
