#include "features/leaderboard/index/row_order.hpp"

#include <algorithm>
#include <optional>

namespace lem::leaderboard {
namespace {

/// The keys that come before a key; nullopt if none does.
std::optional<bit_loops::KeyRange> keys_before(Key key, bool descending) {
    if (key == missing_key) return bit_loops::KeyRange{};
    if (descending) return bit_loops::KeyRange{.low = key + 1};
    if (key == 0) return std::nullopt;
    return bit_loops::KeyRange{.high = key - 1};
}

/// The halves of these keys and of the key itself.
bit_loops::HalfRange halves_up_to(Key key, bool descending) {
    if (key == missing_key) return {};
    const bit_loops::KeyRange keys =
        descending ? bit_loops::KeyRange{.low = key} : bit_loops::KeyRange{.high = key};
    return bit_loops::halves_of(keys);
}

}  // namespace

void RowOrder::keep_before(Position limit, std::size_t first, bit_loops::WordSet words,
                           bit_loops::Word* rows) const {
    const bit_loops::WordSet after =
        words & bit_loops::decide(keys, first, halves_up_to(limit.key, descending)).outside;
    bit_loops::drop_words(after, rows);
    words &= ~after;
    if (words == 0) return;
    std::array<bit_loops::Word, block_words> ties{};
    std::copy_n(rows, block_words, ties.begin());
    bit_loops::keep_within(keys, first, {.low = limit.key, .high = limit.key}, words, ties.data());
    if (const auto before = keys_before(limit.key, descending))
        bit_loops::keep_within(keys, first, *before, words, rows);
    else
        bit_loops::drop_words(words, rows);
    const bit_loops::WordSet tied = words & bit_loops::words_in(ties.data());
    if (tied == 0) return;
    bit_loops::keep_below(numbers.subspan(first), limit.number, tied, ties.data());
    bit_loops::add_words(tied, ties.data(), rows);
}

}  // namespace lem::leaderboard
