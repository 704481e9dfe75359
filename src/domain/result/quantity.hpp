#pragma once
/// The largest value of each quantity, by its unit: far above any measurement, and too small for
/// arithmetic with it to overflow. Every number of a document has a range, as
/// domain/schema_ranges_test.cpp checks.

#include <array>
#include <string_view>

namespace lem::domain {

struct Quantity {
    std::string_view unit;
    double maximum;
};

inline constexpr std::array quantities{
    Quantity{"s", 1e8},       Quantity{"ms", 1e11},  // a run of three years
    Quantity{"J", 1e15},      Quantity{"W", 1e9},    // a power plant
    Quantity{"J/tok", 1e9},   Quantity{"tok/J", 1e9}, Quantity{"1/J", 1e9},
    Quantity{"tok/s", 1e9},   Quantity{"1/s", 1e9},   Quantity{"tokens", 1e15},
    Quantity{"MB", 1e12},     Quantity{"B", 1e18},  // an exabyte
    Quantity{"FLOP/s", 1e24}, Quantity{"", 1e3},    // shares and other ratios
};

void the_unit_has_no_line_in_the_table();  // never defined: reaching it does not compile

consteval double most(std::string_view unit) {
    for (const Quantity& quantity : quantities) {
        if (quantity.unit == unit) return quantity.maximum;
    }
    the_unit_has_no_line_in_the_table();
    return 0;
}

/// Of whatever unit.
inline constexpr double most_of_any = 1e24;

/// A count: of requests, samples, tokens of one request.
inline constexpr double most_counted = 1e9;
inline constexpr double most_devices = 4096;
inline constexpr double most_cycles = 1000;

}  // namespace lem::domain
