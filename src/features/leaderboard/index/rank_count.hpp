#pragma once
/// Counts the ranked rows on the pages before this one, so that ranks continue across pages. A row
/// has a rank if it has the metric and is not excluded; energies of different scope are never
/// ranked together, so each scope is counted separately. Pure.

#include "features/leaderboard/index/bit_loops.hpp"

namespace lem::leaderboard {

class RankCount {
public:
    /// `matches`: the rows of the query, over all pages.
    RankCount(const RankingIndex& index, const IndexQuery& query, const Bits& matches)
        : index_(index), query_(query), matches_(matches) {}

    std::vector<RankedCount> run();

private:
    using Word = bit_loops::Word;

    void take_rows_before();
    void take_ties_before();
    void drop_value(Facet facet, std::string_view name);
    std::uint64_t count_value(Facet facet, std::uint32_t code) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    const Bits& matches_;
    Bits before_;
};

}  // namespace lem::leaderboard
