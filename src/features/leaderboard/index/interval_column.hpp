#pragma once
/// The 95 % intervals of a metric of all rows: the half width relative to the value, in one byte.
/// Widths are rounded up to the next of 254 steps, 6.6 % apart from 0.01 % to 100,000 %; wider ones
/// are without limit.

#include "features/leaderboard/index/key_column.hpp"

#include <limits>
#include <optional>

namespace lem::leaderboard {

using Width = std::uint8_t;

struct Interval {
    float low = 0, high = 0;
};

/// The value's own interval is the value alone if nothing is known of it.
Width width_of(std::optional<double> value, std::optional<double> half_width);
/// `key` is not the missing one.
Interval interval_of(Key key, Width width);

class IntervalColumn {
public:
    IntervalColumn() = default;
    /// As many widths as keys: a multiple of 64.
    IntervalColumn(const std::vector<Key>& keys, std::vector<Width> widths);

    Width width(std::size_t place) const { return widths_[place]; }
    /// From the smallest to the largest end of the intervals of 64 rows; nothing if none has one.
    const Interval& of_word(std::size_t word) const { return words_[word]; }
    template <class Self>
    static auto parts(Self& self) {
        return std::tie(self.widths_, self.words_);
    }

private:
    std::vector<Width> widths_;
    std::vector<Interval> words_;
};

}  // namespace lem::leaderboard
