#pragma once
/// Which rows come before a position in the order of a column: by key, missing ones last, ties by
/// number. Pure.

#include "features/leaderboard/index/bit_loops.hpp"

#include <span>

namespace lem::leaderboard {

struct RowOrder {
    const KeyColumn& keys;
    std::span<const std::uint32_t> numbers;  // of the rows
    bool descending;

    /// Keeps the rows of a block's words that come before `limit`. `first` is the block's first
    /// row; `rows` are the block's.
    void keep_before(Position limit, std::size_t first, bit_loops::WordSet words,
                     bit_loops::Word* rows) const;
};

}  // namespace lem::leaderboard
