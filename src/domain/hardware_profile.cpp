#include "domain/hardware_profile.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

bool starts(std::string_view name, std::string_view with) {
    return text::iequals(name.substr(0, with.size()), with);
}

std::optional<double> first_known(std::initializer_list<std::optional<double>> tflops) {
    for (const auto& known : tflops) {
        if (known) return *known * 1e12;
    }
    return std::nullopt;
}

}  // namespace

std::optional<double> peak_flops(const HardwareProfile& profile, std::string_view precision) {
    const PeakTflops& peak = profile.peak_tflops;
    const std::optional<double> half = std::max(peak.fp16, peak.bf16);
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
