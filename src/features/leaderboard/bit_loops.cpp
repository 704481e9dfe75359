#include "features/leaderboard/bit_loops.hpp"

#include <bit>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// ThreadSanitizer would instrument the functions that choose, which run before it is there.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define LEM_FOR_EACH_CPU \
    __attribute__((target_clones("avx512vpopcntdq", "arch=x86-64-v3", "default")))
#else
#define LEM_FOR_EACH_CPU
#endif

namespace lem::leaderboard::bit_loops {

namespace {

Word within_portable(const Key* key, Key low, Key high) {
    // One byte for each row first, then eight bytes to eight bits by one multiplication.
    std::uint8_t bytes[64];
    for (std::size_t i = 0; i < 64; ++i) {
        bytes[i] = static_cast<std::uint8_t>(static_cast<unsigned>(key[i] >= low) &
                                             static_cast<unsigned>(key[i] <= high));
    }
    Word word = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        Word eight;
        std::memcpy(&eight, bytes + 8 * i, sizeof eight);
        word |= ((eight * 0x0102040810204080ULL) >> 56) << (8 * i);
    }
    return word;
}

#if defined(__x86_64__)
/// Ranges read most of the memory that a query reads, and compilers do not find this form.
__attribute__((target("avx2"))) void within_avx2(const Key* keys, Key low, Key high, Span span,
                                                 const Word* wanted, Word* mask) {
    const __m256i lows = _mm256_set1_epi32(low), highs = _mm256_set1_epi32(high);
    for (std::size_t w = span.begin; w < span.end; ++w) {
        mask[w] = 0;
        if (wanted[w] == 0) continue;
        const Key* key = keys + w * 64;
        Word outside = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            const __m256i eight = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(key + 8 * i));
            const __m256i out =
                _mm256_or_si256(_mm256_cmpgt_epi32(lows, eight), _mm256_cmpgt_epi32(eight, highs));
            const auto bits = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(out)));
            outside |= Word{bits} << (8 * i);
        }
        mask[w] = ~outside;
    }
}
#endif

}  // namespace

void within(const Key* keys, Key low, Key high, Span span, const Word* wanted, Word* mask) {
#if defined(__x86_64__)
    static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
    if (has_avx2) return within_avx2(keys, low, high, span, wanted, mask);
#endif
    for (std::size_t w = span.begin; w < span.end; ++w)
        mask[w] = wanted[w] == 0 ? 0 : within_portable(keys + w * 64, low, high);
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
