#pragma once
/// Summaries of the groups of an index that hold a match. Pure.

#include "features/leaderboard/index/ranked_rows.hpp"

namespace lem::leaderboard {

class GroupRun {
public:
    /// `query` has a GroupQuestion; `ranked` may be null if it has no ranges. All live longer than
    /// this object.
    GroupRun(const RankingIndex& index, const IndexQuery& query, const Bits& matches,
             RankedRows* ranked)
        : index_(index), query_(query), matches_(matches), ranked_(ranked) {}
    GroupAnswer run();

private:
    void count_rows();
    void find_newest();
    void add_ranges();
    /// The ranges of these rows, which all have a value.
    void add_ranges_of(const Bits& rows, std::string_view scope);
    void find_nearest();
    Distance distance_of(std::size_t place) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    const Bits& matches_;
    RankedRows* ranked_;
    std::vector<std::uint32_t> group_of_;  // in the index, by summary
    GroupAnswer answer_;
};

/// The factor by which a value is beyond a range; 1 or less if it is in it.
float factor_beyond(float value, const schema::Range& range);

}  // namespace lem::leaderboard
