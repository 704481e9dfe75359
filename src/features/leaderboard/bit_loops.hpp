#pragma once
/// The inner loops of the index over blocks of 4,096 rows: 64 words of 64 bits. Plain loops that
/// the compiler vectorises; on x86-64 they are compiled for several instruction sets and the
/// processor's is chosen when the program is loaded. Pure.

#include "features/leaderboard/ranking_index.hpp"

namespace lem::leaderboard::bit_loops {

using Word = std::uint64_t;

/// The words of a block that are still of interest: [begin, end).
struct Span {
    std::size_t begin = 0;
    std::size_t end = block_words;
    bool empty() const { return begin >= end; }
};

/// mask: rows of the block whose key lies within, in words that hold a wanted row; 0 in the others.
void within(const Key* keys, Key low, Key high, Span span, const Word* wanted, Word* mask);
/// mask |= bits
void unite(const Word* bits, Span span, Word* mask);
/// passed &= mask, failed_one &= mask
void require(const Word* mask, Span span, Word* passed, Word* failed_one);
/// Rows that failed nothing but this go from `passed` to `failed_one`; what fails twice is gone.
void fold(const Word* mask, Span span, Word* passed, Word* failed_one);
/// view = passed | (failed_one & ~mask): the rows as the facet with this filter sees them.
void view_without(const Word* mask, const Word* passed, const Word* failed_one, Span span,
                  Word* view);
/// counts[v] += rows of `view` that have value v; `bits` holds 64 words for each value.
void count_values(const Word* view, const Word* bits, std::size_t values, Span span,
                  std::uint64_t* counts);
std::uint64_t count(const Word* words, std::size_t size);
/// Running counts: before[i] is the number of bits in words [0, i). size + 1 entries.
void count_before(const Word* words, std::size_t size, std::uint32_t* before);

/// counts[i]: bits in [begins[i], begins[i + 1]), given their running counts.
void count_parts(const Word* words, const std::uint32_t* before, const std::uint32_t* begins,
                 std::size_t parts, std::uint32_t* counts);

}  // namespace lem::leaderboard::bit_loops
