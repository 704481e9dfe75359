#pragma once
/// Summaries of the groups of an index that hold a match, in one pass over the matches for each
/// column that is asked for. Pure.

#include "features/leaderboard/index/ranked_rows.hpp"

namespace lem::leaderboard {

class GroupRun {
public:
    /// `query` has a GroupQuestion. All live longer than this object.
    GroupRun(const RankingIndex& index, const IndexQuery& query, const Bits& matches,
             RankedRows& ranked)
        : index_(index), query_(query), matches_(matches), ranked_(ranked) {}
    std::vector<GroupSummary> run();

private:
    void count_rows();
    void find_newest();
    /// The values of these rows, which all have one.
    void add_values(const Bits& rows, std::string_view scope);
    void find_nearest();
    Distance distance_of(std::size_t place) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    const Bits& matches_;
    RankedRows& ranked_;
    std::vector<std::size_t> group_of_;  // by summary
    std::vector<GroupSummary> summaries_;
};

/// The distance of a value from a range of which it is not in; 1 or less if it is.
float factor_beyond(float value, const schema::Range& range);

}  // namespace lem::leaderboard
