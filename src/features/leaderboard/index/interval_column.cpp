#include "features/leaderboard/index/interval_column.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace lem::leaderboard {
namespace {

constexpr double smallest_width = 1e-4, largest_width = 1e3;
constexpr Width unlimited = 255;

/// By code: 0 is no interval; the last is without limit.
const std::array<float, 256> relative_widths = [] {
    std::array<float, 256> widths{};
    for (std::size_t code = 1; code < unlimited; ++code)
        widths[code] = static_cast<float>(
            smallest_width * std::pow(largest_width / smallest_width,
                                      static_cast<double>(code - 1) / (unlimited - 2)));
    widths[unlimited] = std::numeric_limits<float>::infinity();
    return widths;
}();

}  // namespace

Width width_of(std::optional<double> value, std::optional<double> half_width) {
    if (!value || !half_width) return 0;
    const double relative = *half_width / std::abs(*value);
    if (!(relative < largest_width)) return unlimited;
    const auto code = std::lower_bound(relative_widths.begin() + 1, relative_widths.end(),
                                       static_cast<float>(relative));
    return static_cast<Width>(code - relative_widths.begin());
}

Interval interval_of(Key key, Width width) {
    const auto value = std::bit_cast<float>(key);
    if (width == unlimited) return {0, std::numeric_limits<float>::infinity()};
    const float half = value * relative_widths[width];
    return {value - half, value + half};
}

IntervalColumn::IntervalColumn(const std::vector<Key>& keys, std::vector<Width> widths)
    : widths_(std::move(widths)) {
    words_.reserve(keys.size() / 64);
    for (std::size_t first = 0; first < keys.size(); first += 64) {
        constexpr float infinity = std::numeric_limits<float>::infinity();
        Interval all{infinity, -infinity};
        for (std::size_t place = first; place < first + 64; ++place) {
            if (keys[place] == missing_key) continue;
            const Interval one = interval_of(keys[place], widths_[place]);
            all = {std::min(all.low, one.low), std::max(all.high, one.high)};
        }
        words_.push_back(all);
    }
}

}  // namespace lem::leaderboard
