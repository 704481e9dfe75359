#include "features/leaderboard/index/rank_counter.hpp"

namespace lem::leaderboard {

RankCounter::RankCounter(const std::vector<RankInterval>& intervals, std::string_view scope)
    : scope_(scope) {
    for (const RankInterval& one : intervals) {
        if (one.scope != scope) continue;
        lows_.push_back(one.interval.low);
        highs_.push_back(one.interval.high);
    }
    std::ranges::sort(lows_);
    std::ranges::sort(highs_);
    above_.assign(highs_.size() + 1, 0);
    below_.assign(lows_.size() + 1, 0);
}

void RankCounter::write(std::vector<RankInterval>& intervals) const {
    for (RankInterval& one : intervals) {
        if (one.scope != scope_) continue;
        one.ranked += added_;
        one.above += all_above_;
        one.below += all_below_;
        for (std::size_t i = below(highs_, one.interval.high) + 1; i < above_.size(); ++i)
            one.above += above_[i];
        for (std::size_t i = 0; i < not_above(lows_, one.interval.low); ++i)
            one.below += below_[i];
    }
}

}  // namespace lem::leaderboard
