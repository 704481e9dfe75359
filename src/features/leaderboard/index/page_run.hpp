#pragma once
/// The page of a query: the first matches in the order of one metric, by walking the sorted order
/// or by scanning the matches, whichever is shorter. Pure.

#include "features/leaderboard/index/row_order.hpp"

#include <optional>
#include <utility>

namespace lem::leaderboard {

/// A metric's part of an index.
struct SortedColumn {
    const KeyColumn& keys;
    std::span<const std::uint32_t> order;  // places: descending, missing last, ties by number
    std::size_t present = 0;
    std::span<const std::uint32_t> numbers;
    std::optional<bit_loops::KeyRange> limit;  // that every match meets
};

class PageRun {
public:
    PageRun(const SortedColumn& column, const Bits& matches, const IndexQuery& query);
    /// Up to limit + 1 positions. `total` is the number of matches.
    std::vector<Position> run(std::uint64_t total);

private:
    using KeyRange = bit_loops::KeyRange;
    using Word = bit_loops::Word;
    /// The position of a row as one number: smaller comes first.
    using Rank = std::uint64_t;

    Rank rank_of(Position position) const;
    Rank rank_at(std::uint32_t place) const;
    Position position_at(Rank rank) const;
    bool walk(std::uint64_t steps_max);
    bool walk_forwards(std::size_t begin, std::size_t end);
    bool walk_backwards(std::size_t begin, std::size_t end);
    void scan();
    void keep_possible(std::size_t first, Word* rows) const;
    void add(Rank rank);

    const SortedColumn& column_;
    const Bits& matches_;
    const std::size_t wanted_;
    const bool descending_;
    Rank first_ = 0;  // smaller ranks were on earlier pages
    std::uint64_t steps_left_ = 0;
    std::vector<Rank> found_;  // while scanning a heap: the last of the page in front
};

}  // namespace lem::leaderboard
