#pragma once
/// Counts how many intervals of a list are certainly above and below each of a few, those of a
/// page. Pure.

#include "features/leaderboard/index/ranking_index.hpp"

#include <algorithm>

namespace lem::leaderboard {

class RankCounter {
public:
    /// Of `intervals` those of this scope count.
    RankCounter(const std::vector<RankInterval>& intervals, std::string_view scope);

    void add(Interval one) {
        if (add_all(one, 1)) return;
        ++added_;
        if (one.low > highs_.front()) ++above_[below(highs_, one.low)];
        if (one.high < lows_.back()) ++below_[not_above(lows_, one.high)];
    }
    /// `count` intervals that lie within `all`; false, and nothing is counted, if that does not
    /// decide them. Without an interval of the scope there is nothing to count either.
    bool add_all(Interval all, std::uint64_t count) {
        if (lows_.empty()) return true;
        const bool is_below = all.high < lows_.front();
        const bool is_above = all.low > highs_.back();
        if (!is_below && !is_above) return false;
        (is_below ? all_below_ : all_above_) += count;
        added_ += count;
        return true;
    }
    /// Adds what was counted to the intervals of the scope.
    void write(std::vector<RankInterval>& intervals) const;

private:
    using Ends = std::vector<float>;
    static std::size_t below(const Ends& ends, float value) {
        return static_cast<std::size_t>(std::ranges::lower_bound(ends, value) - ends.begin());
    }
    static std::size_t not_above(const Ends& ends, float value) {
        return static_cast<std::size_t>(std::ranges::upper_bound(ends, value) - ends.begin());
    }

    std::string_view scope_;
    Ends lows_, highs_;                         // ascending
    std::vector<std::uint64_t> above_, below_;  // by the number of ends that were passed
    std::uint64_t all_above_ = 0, all_below_ = 0, added_ = 0;
};

}  // namespace lem::leaderboard
