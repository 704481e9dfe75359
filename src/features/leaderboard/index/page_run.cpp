#include "features/leaderboard/index/page_run.hpp"

#include <algorithm>
#include <bit>

namespace lem::leaderboard {
namespace {

constexpr std::uint32_t missing_rank = 0x80000000U;
constexpr std::uint32_t largest_key = 0x7fffffffU;

}  // namespace

PageRun::PageRun(const SortedColumn& column, const Bits& matches, const IndexQuery& query)
    : column_(column), matches_(matches), wanted_(query.limit + 1), descending_(query.descending) {
    if (query.after) first_ = rank_of(*query.after) + 1;
    found_.reserve(wanted_);
}

PageRun::Rank PageRun::rank_of(Position position) const {
    const auto ascending = static_cast<std::uint32_t>(position.key);
    const std::uint32_t high = position.key == missing_key ? missing_rank
                               : descending_               ? largest_key - ascending
                                                           : ascending;
    return Rank{high} << 32 | position.number;
}

PageRun::Rank PageRun::rank_at(std::uint32_t place) const {
    return rank_of({column_.keys[place], column_.numbers[place]});
}

Position PageRun::position_at(Rank rank) const {
    const auto number = static_cast<std::uint32_t>(rank & 0xffffffffU);
    const auto high = static_cast<std::uint32_t>(rank >> 32);
    if (high == missing_rank) return {missing_key, number};
    return {static_cast<Key>(descending_ ? largest_key - high : high), number};
}

/// Adds the matches among [begin, end) of the stored order until the page is full; false if the
/// steps run out first.
bool PageRun::walk_forwards(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && found_.size() < wanted_; ++i) {
        if (steps_left_-- == 0) return false;
        const std::uint32_t place = column_.order[i];
        if (is_set(matches_, place)) found_.push_back(rank_at(place));
    }
    return true;
}

/// The same, backwards. The stored order has ties by ascending number, so it continues to the end
/// of the last tie, and sorts.
bool PageRun::walk_backwards(std::size_t begin, std::size_t end) {
    for (std::size_t i = end; i > begin; --i) {
        if (steps_left_-- == 0) return false;
        const std::uint32_t place = column_.order[i - 1];
        if (!is_set(matches_, place)) continue;
        const Rank rank = rank_at(place);
        if (found_.size() >= wanted_ && rank >> 32 != found_.back() >> 32) break;
        if (rank >= first_) found_.push_back(rank);
    }
    std::sort(found_.begin(), found_.end());
    if (found_.size() > wanted_) found_.resize(wanted_);
    return true;
}

bool PageRun::walk(std::uint64_t steps_max) {
    steps_left_ = steps_max;
    const auto first_of = [&](std::size_t begin, std::size_t end, auto condition) {
        const auto order = column_.order.begin();
        const auto found =
            std::partition_point(order + static_cast<std::ptrdiff_t>(begin),
                                 order + static_cast<std::ptrdiff_t>(end), condition);
        return static_cast<std::size_t>(found - order);
    };
    const auto before_page = [&](std::uint32_t place) { return rank_at(place) < first_; };
    std::size_t begin = 0, end = column_.present;
    if (column_.limit) {
        const KeyRange limit = *column_.limit;
        begin = first_of(0, end, [&](auto place) { return column_.keys[place] > limit.high; });
        end = first_of(begin, end, [&](auto place) { return column_.keys[place] >= limit.low; });
    }
    if (descending_) {
        if (!walk_forwards(first_of(begin, end, before_page), end)) return false;
    } else {
        const auto reached = [&](auto place) { return rank_at(place) >> 32 >= first_ >> 32; };
        if (!walk_backwards(begin, first_of(begin, end, reached))) return false;
    }
    if (column_.limit) return true;  // no match is missing
    const std::size_t all = column_.order.size();
    return walk_forwards(first_of(column_.present, all, before_page), all);
}

/// Removes the rows of a block that are on earlier pages, or after a full page.
void PageRun::keep_possible(std::size_t first, Word* rows) const {
    const RowOrder order{column_.keys, column_.numbers, descending_};
    const bit_loops::WordSet words = bit_loops::words_in(rows);
    if (words == 0) return;
    if (found_.size() == wanted_)
        order.keep_before(position_at(found_.front()), first, words, rows);
    if (first_ == 0) return;
    std::array<Word, block_words> before{};
    std::copy_n(rows, block_words, before.begin());
    order.keep_before(position_at(first_), first, words, before.data());
    for (std::size_t w = 0; w < block_words; ++w)
        rows[w] &= ~before[w];
}

void PageRun::add(Rank rank) {
    if (found_.size() == wanted_) {
        if (rank > found_.front()) return;
        std::pop_heap(found_.begin(), found_.end());
        found_.pop_back();
    }
    found_.push_back(rank);
    std::push_heap(found_.begin(), found_.end());
}

void PageRun::scan() {
    found_.clear();
    std::array<Word, block_words> rows{};
    for (std::size_t first = 0; first < matches_.size(); first += block_words) {
        std::copy_n(matches_.data() + first, block_words, rows.begin());
        keep_possible(first * 64, rows.data());
        for (bit_loops::WordSet words = bit_loops::words_in(rows.data()); words != 0;
             words &= words - 1) {
            const auto w = static_cast<std::size_t>(std::countr_zero(words));
            for (Word bits = rows[w]; bits != 0; bits &= bits - 1)
                add(rank_at(static_cast<std::uint32_t>((first + w) * 64) +
                            static_cast<std::uint32_t>(std::countr_zero(bits))));
        }
    }
    std::sort_heap(found_.begin(), found_.end());
}

std::vector<Position> PageRun::run(std::uint64_t total) {
    if (total == 0) return {};
    // A scan compares the halves of all keys in words with a match; a walk reads at random. A walk
    // is tried if it should be much shorter, and abandoned if filters and metric are so correlated
    // that it is not. Columns of fewer questions have no stored order.
    const std::uint64_t expected = column_.order.size() / total * wanted_;
    const std::uint64_t steps_max = std::min(total, matches_.size()) / 2 + 512;
    if (column_.order.empty() || expected > steps_max || !walk(steps_max)) scan();
    std::vector<Position> page;
    page.reserve(found_.size());
    for (const Rank rank : found_)
        page.push_back(position_at(rank));
    return page;
}

}  // namespace lem::leaderboard
