#pragma once
/// Walking the marked rows of a part of an index. Pure.

#include "features/leaderboard/index/bit_loops.hpp"

#include <bit>

namespace lem::leaderboard {

/// Calls each(place) for each marked row of [begin, end), until it returns false.
template <class Each>
void for_each_row(const Bits& rows, std::size_t begin, std::size_t end, Each each) {
    for (std::size_t word = begin / 64; word * 64 < end; ++word) {
        bit_loops::Word bits = rows[word];
        if (word * 64 < begin) bits &= ~bit_loops::Word{0} << (begin % 64);
        if (end - word * 64 < 64) bits &= (bit_loops::Word{1} << (end % 64)) - 1;
        for (; bits != 0; bits &= bits - 1) {
            if (!each(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)))) return;
        }
    }
}

}  // namespace lem::leaderboard
