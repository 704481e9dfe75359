#pragma once
/// What is known of accelerators from their makers: the scale for utilisation, plausibility and
/// filters. Limits that a driver reports hold before those of this table. Pure.

#include <array>
#include <optional>
#include <string_view>

namespace lem::domain {

/// Where a row's figures come from.
enum class ProfileStatus {
    datasheet,  // the maker's data sheet
    looked_up,  // a maker's page or a secondary source
    uncertain,  // sources conflict
};

/// Dense TFLOP/s, never with sparsity; 0 where the device has no such unit. Fused multiply-add
/// counts as two.
struct PeakTflops {
    double bf16 = 0;
    double fp16 = 0;  // with the faster accumulation where there are two
    double fp8 = 0;
    double int8 = 0;  // 10^12 operations a second
    double fp4 = 0;
};

struct HardwareProfile {
    std::string_view id;
    std::array<std::string_view, 3> names;  // as drivers give them; empty ones are none
    double memory_gb = 0;                   // 10^9 bytes
    double bandwidth_gb_per_s = 0;
    double tdp_watts = 0;  // of the board or module at most; 0 where it is not published
    PeakTflops peak;
    ProfileStatus status = ProfileStatus::datasheet;
};

/// By a driver's name, whatever its case; nothing when no row has exactly this name: a part of a
/// device or a variant with other figures is not taken for the whole.
const HardwareProfile* find_profile(std::string_view driver_name);
const HardwareProfile* profile_by_id(std::string_view id);

/// FLOP/s at which matrices of weights of this precision are multiplied: natively where the device
/// can, else as 16-bit numbers; GGUF's blocks as 8-bit integers. Nothing for 32-bit weights, for
/// which the table has no peak, and for precisions that are not known.
std::optional<double> peak_flops(const HardwareProfile& profile, std::string_view precision);

}  // namespace lem::domain
