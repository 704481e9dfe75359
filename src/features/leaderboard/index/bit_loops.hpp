#pragma once
/// The inner loops of the index over blocks of 4,096 rows: 64 words of 64 bits. Plain loops that
/// the compiler vectorises; on x86-64 they are compiled for several instruction sets, and the
/// loader chooses the processor's. Pure.

#include "features/leaderboard/index/ranking_index.hpp"

#include <limits>
#include <span>

namespace lem::leaderboard::bit_loops {

using Word = std::uint64_t;

/// Inclusive. Ends compare as unsigned numbers: the missing key is the largest, so that only a
/// range that ends with it has it.
struct KeyRange {
    Key low = 0;
    Key high = std::numeric_limits<Key>::max();
};

/// The words of a block that are still needed: [begin, end).
struct Span {
    std::size_t begin = 0;
    std::size_t end = block_words;
    bool empty() const { return begin >= end; }
    /// Drops words at both ends while `is_done(word)` is true.
    template <class IsDone>
    void shrink(IsDone is_done) {
        while (begin < end && is_done(begin))
            ++begin;
        while (begin < end && is_done(end - 1))
            --end;
    }
};

/// Some of the 64 words of a block: bit w for word w.
using WordSet = std::uint64_t;

/// A range of halves of keys, inclusive; those of a missing key are the largest.
struct HalfRange {
    std::uint16_t low = 0, high = 0xffff;
};
HalfRange halves_of(KeyRange range);

/// Words whose rows' halves are all strictly inside a range, or all outside; the others must be
/// read.
struct Decided {
    WordSet inside = 0, outside = 0;
};
/// `first` is the block's first row, here and below.
Decided decide(const KeyColumn& keys, std::size_t first, HalfRange range);

/// Rows of some words by one half of their keys: inside a range (its ends included), or equal to
/// one of its ends.
struct Halves {
    Word inside[block_words], at_low[block_words], at_high[block_words];
};
/// The forms of a comparison that this processor can run, best first. `halves` are the block's.
using Compare = void (*)(const std::uint16_t* halves, HalfRange range, WordSet words,
                         Halves& found);
std::vector<Compare> compare_forms();
/// Keeps the rows of these words whose key is within the range. `rows` are the block's.
void keep_within(const KeyColumn& keys, std::size_t first, KeyRange range, WordSet words,
                 Word* rows);
/// Keeps the rows of these words whose number is below a limit. `numbers` start with the block's.
void keep_below(std::span<const std::uint32_t> numbers, std::uint32_t limit, WordSet words,
                Word* rows);
/// Prefetches what a comparison of keys will read.
void prefetch(const KeyColumn& keys, std::size_t first, WordSet words);

/// The words in which `passed` or `failed_one` has a row.
WordSet words_in(const Word* passed, const Word* failed_one);
WordSet words_in(const Word* rows);
/// Removes all rows of these words from passed and failed_one.
void drop_words(WordSet words, Word* passed, Word* failed_one);
void drop_words(WordSet words, Word* rows);
/// Adds the rows of these words.
void add_words(WordSet words, const Word* added, Word* rows);
/// Removes the rows of these words whose key is not within the range from passed and failed_one.
void require_within(const KeyColumn& keys, std::size_t first, KeyRange range, WordSet words,
                    Word* passed, Word* failed_one);
/// mask |= bits
void unite(const Word* bits, Span span, Word* mask);
/// passed &= mask, failed_one &= mask
void require(const Word* mask, Span span, Word* passed, Word* failed_one);
/// Moves rows that fail only this condition from `passed` to `failed_one`; rows that fail twice are
/// removed.
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
