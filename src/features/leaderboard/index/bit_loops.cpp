#include "features/leaderboard/index/bit_loops.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// ThreadSanitizer would instrument the resolver functions, which run before it is initialised.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define LEM_FOR_EACH_CPU \
    __attribute__((target_clones("avx512vpopcntdq", "arch=x86-64-v3", "default")))
#else
#define LEM_FOR_EACH_CPU
#endif

namespace lem::leaderboard::bit_loops {

namespace {

using Half = std::uint16_t;

/// Calls each(word) for the words of a set.
template <class Each>
[[gnu::always_inline]] inline void for_each_word(WordSet words, Each each) {
    for (; words != 0; words &= words - 1)
        each(static_cast<std::size_t>(std::countr_zero(words)));
}

Word to_bits(const std::uint8_t* bytes) {
    // Eight bytes to eight bits by one multiplication.
    Word word = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        Word eight;
        std::memcpy(&eight, bytes + 8 * i, sizeof eight);
        word |= ((eight * 0x0102040810204080ULL) >> 56) << (8 * i);
    }
    return word;
}

void compare_portable(const Half* halves, HalfRange range, WordSet words, Halves& found) {
    for_each_word(words, [&](std::size_t w) {
        std::uint8_t inside[64], at_low[64], at_high[64];
        for (std::size_t i = 0; i < 64; ++i) {
            const Half half = halves[w * 64 + i];
            inside[i] = static_cast<std::uint8_t>(static_cast<unsigned>(half >= range.low) &
                                                  static_cast<unsigned>(half <= range.high));
            at_low[i] = static_cast<std::uint8_t>(half == range.low);
            at_high[i] = static_cast<std::uint8_t>(half == range.high);
        }
        found.inside[w] = to_bits(inside);
        found.at_low[w] = to_bits(at_low);
        found.at_high[w] = to_bits(at_high);
    });
}

#if defined(__x86_64__)
// Limits dominate the memory traffic of a query, and compilers do not find these forms. A half is
// inside when its distance from `low`, modulo 2^16, is at most `high - low`.

__attribute__((target("avx512bw"))) void compare_avx512(const Half* halves, HalfRange range,
                                                        WordSet words, Halves& found) {
    const __m512i low = _mm512_set1_epi16(static_cast<short>(range.low)),
                  width = _mm512_set1_epi16(static_cast<short>(range.high - range.low));
    for (; words != 0; words &= words - 1) {
        const auto w = static_cast<std::size_t>(std::countr_zero(words));
        Word inside = 0, at_low = 0, at_high = 0;
        for (unsigned i = 0; i < 2; ++i) {
            const __m512i distance =
                _mm512_sub_epi16(_mm512_loadu_si512(halves + w * 64 + 32 * i), low);
            inside |= Word{_mm512_cmple_epu16_mask(distance, width)} << (32 * i);
            at_low |= Word{_mm512_testn_epi16_mask(distance, distance)} << (32 * i);
            at_high |= Word{_mm512_cmpeq_epu16_mask(distance, width)} << (32 * i);
        }
        found.inside[w] = inside;
        found.at_low[w] = at_low;
        found.at_high[w] = at_high;
    }
}

__attribute__((target("avx2"))) Word bits_avx2(const __m256i (&lanes)[4]) {
    // Packing interleaves the 128-bit lanes; the permutation puts them back in order.
    const auto half_of = [](__m256i first, __m256i second) __attribute__((target("avx2"))) {
        const __m256i bytes =
            _mm256_permute4x64_epi64(_mm256_packs_epi16(first, second), 0b11'01'10'00);
        return Word{static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes))};
    };
    return half_of(lanes[0], lanes[1]) | half_of(lanes[2], lanes[3]) << 32;
}

__attribute__((target("avx2"))) void compare_avx2(const Half* halves, HalfRange range,
                                                  WordSet words, Halves& found) {
    const __m256i low = _mm256_set1_epi16(static_cast<short>(range.low)),
                  width = _mm256_set1_epi16(static_cast<short>(range.high - range.low)),
                  zero = _mm256_setzero_si256();
    for (; words != 0; words &= words - 1) {
        const auto w = static_cast<std::size_t>(std::countr_zero(words));
        __m256i inside[4], at_low[4], at_high[4];
        for (unsigned i = 0; i < 4; ++i) {
            const auto* sixteen = reinterpret_cast<const __m256i*>(halves + w * 64 + 16 * i);
            const __m256i distance = _mm256_sub_epi16(_mm256_loadu_si256(sixteen), low);
            inside[i] = _mm256_cmpeq_epi16(_mm256_min_epu16(distance, width), distance);
            at_low[i] = _mm256_cmpeq_epi16(distance, zero);
            at_high[i] = _mm256_cmpeq_epi16(distance, width);
        }
        found.inside[w] = bits_avx2(inside);
        found.at_low[w] = bits_avx2(at_low);
        found.at_high[w] = bits_avx2(at_high);
    }
}
#endif

LEM_FOR_EACH_CPU Decided decide_by(const Half* smallest, const Half* largest, HalfRange range) {
    WordSet all_inside = 0, all_outside = 0;
    for (std::size_t w = 0; w < block_words; ++w) {
        const bool outside = largest[w] < range.low || smallest[w] > range.high;
        const bool inside = smallest[w] > range.low && largest[w] < range.high;
        all_outside |= WordSet{outside} << w;
        all_inside |= WordSet{inside} << w;
    }
    return {all_inside, all_outside};
}

}  // namespace

std::vector<Compare> compare_forms() {
    std::vector<Compare> forms;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") != 0) forms.push_back(compare_avx512);
    if (__builtin_cpu_supports("avx2") != 0) forms.push_back(compare_avx2);
#endif
    forms.push_back(compare_portable);
    return forms;
}

HalfRange halves_of(KeyRange range) {
    return {static_cast<Half>(range.low >> 16), static_cast<Half>(range.high >> 16)};
}

Decided decide(const KeyColumn& keys, std::size_t first, HalfRange range) {
    return decide_by(keys.smallest() + first / 64, keys.largest() + first / 64, range);
}

void prefetch(const KeyColumn& keys, std::size_t first, WordSet words) {
    for_each_word(words, [&](std::size_t w) {
        __builtin_prefetch(keys.high() + first + w * 64);
        __builtin_prefetch(keys.high() + first + w * 64 + 32);
    });
}

LEM_FOR_EACH_CPU WordSet words_in(const Word* passed, const Word* failed_one) {
    WordSet words = 0;
    for (std::size_t w = 0; w < block_words; ++w)
        words |= WordSet{(passed[w] | failed_one[w]) != 0} << w;
    return words;
}

WordSet words_in(const Word* rows) {
    return words_in(rows, rows);
}

void drop_words(WordSet words, Word* passed, Word* failed_one) {
    for_each_word(words, [&](std::size_t w) { passed[w] = failed_one[w] = 0; });
}

void drop_words(WordSet words, Word* rows) {
    drop_words(words, rows, rows);
}

void keep_within(const KeyColumn& keys, std::size_t first, KeyRange range, WordSet words,
                 Word* rows) {
    static const Compare compare = compare_forms().front();
    Halves high, low;
    compare(keys.high() + first, halves_of(range), words, high);
    WordSet undecided = 0;
    for_each_word(words, [&](std::size_t w) {
        rows[w] &= high.inside[w];
        undecided |= WordSet{(rows[w] & (high.at_low[w] | high.at_high[w])) != 0} << w;
    });
    if (undecided == 0) return;
    constexpr Half largest = 0xffff;
    const auto low_end = static_cast<Half>(range.low), high_end = static_cast<Half>(range.high);
    if (low_end > 0) {
        compare(keys.low() + first, {low_end, largest}, undecided, low);
        for_each_word(undecided,
                      [&](std::size_t w) { rows[w] &= low.inside[w] | ~high.at_low[w]; });
    }
    if (high_end < largest) {
        compare(keys.low() + first, {0, high_end}, undecided, low);
        for_each_word(undecided,
                      [&](std::size_t w) { rows[w] &= low.inside[w] | ~high.at_high[w]; });
    }
}

LEM_FOR_EACH_CPU void keep_below(std::span<const std::uint32_t> numbers, std::uint32_t limit,
                                 WordSet words, Word* rows) {
    for_each_word(words, [&](std::size_t w) {
        std::uint8_t below[64]{};
        const std::size_t size = std::min<std::size_t>(64, numbers.size() - w * 64);
        for (std::size_t i = 0; i < size; ++i)
            below[i] = static_cast<std::uint8_t>(numbers[w * 64 + i] < limit);
        rows[w] &= to_bits(below);
    });
}

void add_words(WordSet words, const Word* added, Word* rows) {
    for_each_word(words, [&](std::size_t w) { rows[w] |= added[w]; });
}

void require_within(const KeyColumn& keys, std::size_t first, KeyRange range, WordSet words,
                    Word* passed, Word* failed_one) {
    Word rows[block_words];
    for_each_word(words, [&](std::size_t w) { rows[w] = passed[w] | failed_one[w]; });
    keep_within(keys, first, range, words, rows);
    for_each_word(words, [&](std::size_t w) {
        passed[w] &= rows[w];
        failed_one[w] &= rows[w];
    });
}

LEM_FOR_EACH_CPU void unite(const Word* bits, Span span, Word* mask) {
    for (std::size_t w = span.begin; w < span.end; ++w)
        mask[w] |= bits[w];
}

LEM_FOR_EACH_CPU void require(const Word* mask, Span span, Word* passed, Word* failed_one) {
    for (std::size_t w = span.begin; w < span.end; ++w) {
        passed[w] &= mask[w];
        failed_one[w] &= mask[w];
    }
}

LEM_FOR_EACH_CPU void fold(const Word* mask, Span span, Word* passed, Word* failed_one) {
    for (std::size_t w = span.begin; w < span.end; ++w) {
        failed_one[w] = (failed_one[w] & mask[w]) | (passed[w] & ~mask[w]);
        passed[w] &= mask[w];
    }
}

LEM_FOR_EACH_CPU void view_without(const Word* mask, const Word* passed, const Word* failed_one,
                                   Span span, Word* view) {
    for (std::size_t w = span.begin; w < span.end; ++w)
        view[w] = passed[w] | (failed_one[w] & ~mask[w]);
}

LEM_FOR_EACH_CPU void count_values(const Word* view, const Word* bits, std::size_t values,
                                   Span span, std::uint64_t* counts) {
    for (std::size_t v = 0; v < values; ++v) {
        const Word* of_value = bits + v * block_words;
        std::uint64_t sum = 0;
        for (std::size_t w = span.begin; w < span.end; ++w)
            sum += static_cast<std::uint64_t>(std::popcount(view[w] & of_value[w]));
        counts[v] += sum;
    }
}

LEM_FOR_EACH_CPU std::uint64_t count(const Word* words, std::size_t size) {
    std::uint64_t sum = 0;
    for (std::size_t w = 0; w < size; ++w)
        sum += static_cast<std::uint64_t>(std::popcount(words[w]));
    return sum;
}

LEM_FOR_EACH_CPU void count_before(const Word* words, std::size_t size, std::uint32_t* before) {
    std::uint32_t sum = 0;
    for (std::size_t w = 0; w < size; ++w) {
        before[w] = sum;
        sum += static_cast<std::uint32_t>(std::popcount(words[w]));
    }
    before[size] = sum;
}

LEM_FOR_EACH_CPU void count_parts(const Word* words, const std::uint32_t* before,
                                  const std::uint32_t* begins, std::size_t parts,
                                  std::uint32_t* counts) {
    std::uint32_t start = 0;
    for (std::size_t i = 0; i <= parts; ++i) {
        const std::size_t end = begins[i];
        std::uint32_t until = before[end / 64];
        if (end % 64 != 0) {
            const Word within_word = (Word{1} << (end % 64)) - 1;
            until += static_cast<std::uint32_t>(std::popcount(words[end / 64] & within_word));
        }
        if (i > 0) counts[i - 1] = until - start;
        start = until;
    }
}

}  // namespace lem::leaderboard::bit_loops
