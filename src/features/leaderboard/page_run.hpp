#pragma once
/// The page of a query: the first matches in the order of one metric, by walking the sorted order
/// or by scanning the matches, whichever is shorter. Pure.

#include "features/leaderboard/ranking_index.hpp"

#include <span>

namespace lem::leaderboard {

/// A metric's part of an index.
struct SortedColumn {
    std::span<const Key> keys;
    std::span<const std::uint32_t> order;  // places: descending, missing last, ties by number
    std::size_t present = 0;
    std::span<const std::uint32_t> numbers;
};

class PageRun {
public:
    PageRun(const SortedColumn& column, const Bits& matches, const IndexQuery& query);
    /// Up to limit + 1 positions. `total` is the number of matches.
    std::vector<Position> run(std::uint64_t total);

private:
    /// Where a row stands, as one number: smaller comes first.
    using Rank = std::uint64_t;

    std::uint32_t rank_of(Key key) const;
    Rank rank_at(std::uint32_t place) const;
    Position position_at(Rank rank) const;
    bool walk(std::uint64_t steps_max);
    bool walk_ascending();
    bool walk_part(std::size_t begin, std::size_t end);
    void scan();

    const SortedColumn& column_;
    const Bits& matches_;
    const std::size_t wanted_;
    const bool descending_;
    Rank first_ = 0;  // what stands before it was on earlier pages
    std::uint64_t steps_left_ = 0;
    std::vector<Rank> found_;
};

}  // namespace lem::leaderboard
