#include "domain/hardware_profile.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

constexpr PeakTflops dense(double bf16, double fp8 = 0, double fp4 = 0) {
    return {.bf16 = bf16, .fp16 = bf16, .fp8 = fp8, .int8 = fp8, .fp4 = fp4};
}

/// Before FP8 there was INT8.
constexpr PeakTflops dense_int8(double bf16, double int8) {
    return {.bf16 = bf16, .fp16 = bf16, .int8 = int8};
}

using enum ProfileStatus;

/// Memory GB, bandwidth GB/s, TDP W, dense TFLOP/s.
constexpr std::array profiles{
    HardwareProfile{"a100-40-pcie", {"NVIDIA A100-PCIE-40GB"}, 40, 1555, 250, dense_int8(312, 624)},
    HardwareProfile{"a100-40-sxm", {"NVIDIA A100-SXM4-40GB"}, 40, 1555, 400, dense_int8(312, 624)},
    HardwareProfile{"a100-80-pcie", {"NVIDIA A100 80GB PCIe"}, 80, 1935, 300, dense_int8(312, 624)},
    HardwareProfile{"a100-80-sxm", {"NVIDIA A100-SXM4-80GB"}, 80, 2039, 400, dense_int8(312, 624)},
    HardwareProfile{"h100-sxm", {"NVIDIA H100 80GB HBM3"}, 80, 3350, 700, dense(989.4, 1978.9)},
    HardwareProfile{"h100-pcie", {"NVIDIA H100 PCIe"}, 80, 2039, 350, dense(756, 1513)},
    HardwareProfile{"h100-nvl", {"NVIDIA H100 NVL"}, 94, 3938, 400, dense(835, 1671)},
    HardwareProfile{"h200-sxm", {"NVIDIA H200"}, 141, 4800, 700, dense(989.4, 1978.9)},
    HardwareProfile{"h200-nvl", {"NVIDIA H200 NVL"}, 141, 4800, 600, dense(835, 1671)},
    HardwareProfile{"gh200-96", {"NVIDIA GH200 480GB"}, 96, 4000, 1000, dense(989.4, 1978.9)},
    HardwareProfile{
        "gh200-144", {"NVIDIA GH200 144G HBM3e"}, 144, 4900, 1000, dense(989.4, 1978.9)},
    HardwareProfile{
        "b200-hgx", {"NVIDIA B200"}, 180, 8000, 1000, dense(2250, 4500, 9000), looked_up},
    HardwareProfile{
        "gb200", {"NVIDIA GB200"}, 186, 8000, 1200, dense(2500, 5000, 10000), looked_up},
    HardwareProfile{
        "b300-hgx", {"NVIDIA B300"}, 288, 8000, 1100, dense(2250, 4500, 15000), uncertain},
    HardwareProfile{
        "gb300", {"NVIDIA GB300"}, 288, 8000, 1400, dense(2500, 5000, 15000), uncertain},
    HardwareProfile{"l4", {"NVIDIA L4"}, 24, 300, 72, dense(121, 242)},
    HardwareProfile{"l40", {"NVIDIA L40"}, 48, 864, 300, dense(181, 362)},
    HardwareProfile{"l40s", {"NVIDIA L40S"}, 48, 864, 350, dense(362, 733)},
    HardwareProfile{"a10", {"NVIDIA A10"}, 24, 600, 150, dense_int8(125, 250)},
    HardwareProfile{"a10g", {"NVIDIA A10G"}, 24, 600, 150, dense_int8(70, 140)},
    HardwareProfile{"a40", {"NVIDIA A40"}, 48, 696, 300, dense_int8(149.7, 299)},
    HardwareProfile{"a6000", {"NVIDIA RTX A6000"}, 48, 768, 300, dense_int8(154.8, 309.7)},
    HardwareProfile{"rtx-pro-6000-bw",
                    {"NVIDIA RTX PRO 6000 Blackwell Workstation Edition",
                     "NVIDIA RTX PRO 6000 Blackwell Server Edition"},
                    96,
                    1792,
                    600,
                    dense(503, 1007, 2015),
                    uncertain},
    HardwareProfile{"rtx-pro-6000-bw-max-q",
                    {"NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition"},
                    96,
                    1792,
                    300,
                    dense(503, 1007, 2015),
                    uncertain},
    HardwareProfile{"t4", {"Tesla T4", "NVIDIA T4"}, 16, 320, 70, {.fp16 = 65, .int8 = 130}},
    HardwareProfile{"v100-32-sxm", {"Tesla V100-SXM2-32GB"}, 32, 900, 300, {.fp16 = 125}},
    HardwareProfile{"rtx-3090",
                    {"NVIDIA GeForce RTX 3090"},
                    24,
                    936,
                    350,
                    {.bf16 = 71, .fp16 = 142, .int8 = 284}},
    HardwareProfile{"rtx-4090",
                    {"NVIDIA GeForce RTX 4090"},
                    24,
                    1008,
                    450,
                    {.bf16 = 165.2, .fp16 = 330.3, .fp8 = 660.6, .int8 = 660.6},
                    looked_up},
    HardwareProfile{"rtx-5090",
                    {"NVIDIA GeForce RTX 5090"},
                    32,
                    1792,
                    575,
                    {.bf16 = 209.5, .fp16 = 419, .fp8 = 419, .int8 = 419, .fp4 = 1676},
                    looked_up},
    HardwareProfile{"dgx-spark", {"NVIDIA GB10"}, 128, 273, 140, dense(125, 250, 500), uncertain},
    HardwareProfile{"mi210", {"AMD Instinct MI210"}, 64, 1638, 300, dense_int8(181, 181)},
    HardwareProfile{"mi250x", {"AMD Instinct MI250X"}, 128, 3277, 560, dense_int8(383, 383)},
    HardwareProfile{"mi300a", {"AMD Instinct MI300A"}, 128, 5300, 760, dense(981, 1961)},
    HardwareProfile{"mi300x",
                    {"AMD Instinct MI300X", "AMD Instinct MI300X OAM"},
                    192,
                    5300,
                    750,
                    dense(1307, 2615)},
    HardwareProfile{"mi325x",
                    {"AMD Instinct MI325X", "AMD Instinct MI325X OAM"},
                    256,
                    6000,
                    1000,
                    dense(1307, 2615)},
    HardwareProfile{"mi350x",
                    {"AMD Instinct MI350X", "AMD Instinct MI350X OAM"},
                    288,
                    8000,
                    1000,
                    dense(2307, 4614, 9227),
                    looked_up},
    HardwareProfile{"mi355x",
                    {"AMD Instinct MI355X", "AMD Instinct MI355X OAM"},
                    288,
                    8000,
                    1400,
                    dense(2517, 5033, 10066),
                    looked_up},
    HardwareProfile{"gaudi2", {"HL-225"}, 96, 2450, 600, dense(432, 865), looked_up},
    HardwareProfile{"gaudi3-oam", {"HL-325L"}, 128, 3700, 900, dense(1835, 1835), looked_up},
    // No driver that lem reads reports these names.
    HardwareProfile{"tpu-v5e", {}, 16, 819, 0, dense_int8(197, 393), looked_up},
    HardwareProfile{"tpu-v5p", {}, 95, 2765, 0, dense_int8(459, 918), looked_up},
    HardwareProfile{"tpu-v6e", {}, 32, 1638, 0, dense_int8(918, 1836), looked_up},
    HardwareProfile{"tpu-v7", {}, 192, 7370, 0, dense(2307, 4614), looked_up},
    HardwareProfile{"grace-cpu", {}, 480, 512, 250, {}},
    HardwareProfile{"grace-cpu-superchip", {}, 960, 1024, 500, {}},
    HardwareProfile{"apple-m1-max", {}, 64, 400, 0, {}},
    HardwareProfile{"apple-m2-ultra", {}, 192, 800, 0, {}},
    HardwareProfile{"apple-m3-max", {}, 128, 400, 0, {}},
    HardwareProfile{"apple-m3-ultra", {}, 512, 819, 0, {}},
    HardwareProfile{"apple-m4-pro", {}, 64, 273, 0, {}},
    HardwareProfile{"apple-m4-max", {}, 128, 546, 0, {}},
    HardwareProfile{"apple-m5", {}, 32, 153, 0, {}},
};

bool starts(std::string_view name, std::string_view with) {
    return text::iequals(name.substr(0, with.size()), with);
}

std::optional<double> first_known(std::initializer_list<double> tflops) {
    for (const double known : tflops) {
        if (known > 0) return known * 1e12;
    }
    return std::nullopt;
}

}  // namespace

const HardwareProfile* find_profile(std::string_view driver_name) {
    if (driver_name.empty()) return nullptr;
    for (const HardwareProfile& profile : profiles) {
        for (const std::string_view name : profile.names) {
            if (text::iequals(name, driver_name)) return &profile;
        }
    }
    return nullptr;
}

const HardwareProfile* profile_by_id(std::string_view id) {
    for (const HardwareProfile& profile : profiles) {
        if (profile.id == id) return &profile;
    }
    return nullptr;
}

std::optional<double> peak_flops(const HardwareProfile& profile, std::string_view precision) {
    const PeakTflops& peak = profile.peak;
    const double half = std::max(peak.fp16, peak.bf16);
    const auto is = [&](std::string_view name) { return text::iequals(precision, name); };
    if (is("bf16") || is("bfloat16")) return first_known({peak.bf16, half});
    if (is("fp8")) return first_known({peak.fp8, half});
    if (is("int8") || is("w8a8") || starts(precision, "q") || starts(precision, "iq"))
        return first_known({peak.int8, half});
    if (is("mxfp4") || is("nvfp4")) return first_known({peak.fp4, half});
    const bool weights_only = starts(precision, "awq") || starts(precision, "gptq") ||
                              starts(precision, "bnb") || is("int4") || is("w4a16");
    if (is("fp16") || is("f16") || is("float16") || weights_only) return first_known({half});
    return std::nullopt;
}

}  // namespace lem::domain
