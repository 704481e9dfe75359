#pragma once
/// The units of AIPerf's metrics: each metric is {unit, value}, and its unit decides. Wrong ones
/// are reported by the run.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <algorithm>

namespace lem::interchange {

struct AiperfUnit {
    std::string_view name;
    double factor;
};
inline constexpr std::array aiperf_to_ms{AiperfUnit{"ms", 1}, AiperfUnit{"sec", 1e3},
                                         AiperfUnit{"s", 1e3}, AiperfUnit{"us", 1e-3},
                                         AiperfUnit{"ns", 1e-6}};
inline constexpr std::array aiperf_to_s{AiperfUnit{"sec", 1}, AiperfUnit{"s", 1},
                                        AiperfUnit{"ms", 1e-3}, AiperfUnit{"ns", 1e-9}};
inline constexpr std::array aiperf_to_w{AiperfUnit{"W", 1}, AiperfUnit{"mW", 1e-3},
                                        AiperfUnit{"kW", 1e3}};
inline constexpr std::array aiperf_to_mb{AiperfUnit{"GB", 1e3}, AiperfUnit{"MB", 1},
                                         AiperfUnit{"MiB", mb_per_mib},
                                         AiperfUnit{"GiB", mb_per_gib}};
inline constexpr std::array aiperf_counts{AiperfUnit{"tokens", 1}, AiperfUnit{"requests", 1},
                                          AiperfUnit{"count", 1}};

/// The factor of a metric's unit; a violation for one that is not in the list.
inline Quantity aiperf_quantity(const schema::json& metric, const std::string& pointer,
                                std::span<const AiperfUnit> units, ImportedRun& run) {
    const schema::json& unit = member(metric, "unit");
    const std::string name = unit.is_string() ? unit.get<std::string>() : "";
    const auto found = std::ranges::find(units, name, &AiperfUnit::name);
    if (found == units.end()) {
        run.wrong(pointer + "/unit", "is not a unit that lem knows here: " + text::cut(name, 40));
        return {};
    }
    return {.factor = found->factor,
            .reason = found->factor == 1 ? std::string_view() : found->name};
}

}  // namespace lem::interchange
