#include "features/leaderboard/page_run.hpp"

#include <algorithm>
#include <bit>

namespace lem::leaderboard {
namespace {

constexpr std::uint32_t missing_rank = 0x80000000U;
constexpr std::uint32_t largest_key = 0x7fffffffU;

}  // namespace

PageRun::PageRun(const SortedColumn& column, const Bits& matches, const IndexQuery& query)
    : column_(column), matches_(matches), wanted_(query.limit + 1), descending_(query.descending) {
    if (query.after) first_ = (Rank{rank_of(query.after->key)} << 32 | query.after->number) + 1;
    found_.reserve(wanted_);
}

std::uint32_t PageRun::rank_of(Key key) const {
    if (key == missing_key) return missing_rank;
    const auto ascending = static_cast<std::uint32_t>(key);
    return descending_ ? largest_key - ascending : ascending;
}

PageRun::Rank PageRun::rank_at(std::uint32_t place) const {
    return Rank{rank_of(column_.keys[place])} << 32 | column_.numbers[place];
}

Position PageRun::position_at(Rank rank) const {
    const auto number = static_cast<std::uint32_t>(rank & 0xffffffffU);
    const auto high = static_cast<std::uint32_t>(rank >> 32);
    if (high == missing_rank) return {missing_key, number};
    return {static_cast<Key>(descending_ ? largest_key - high : high), number};
}

/// False when the steps ran out before the page was full.
bool PageRun::walk_part(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && found_.size() < wanted_; ++i) {
        if (steps_left_ == 0) return false;
        --steps_left_;
        const std::uint32_t place = column_.order[i];
        if (is_set(matches_, place)) found_.push_back(rank_at(place));
    }
    return true;
}

/// The stored order is descending: backwards through the runs of equal keys, each of them forwards.
bool PageRun::walk_ascending() {
    const auto begin = column_.order.begin();
    const auto start = std::partition_point(
        begin, begin + static_cast<std::ptrdiff_t>(column_.present),
        [&](std::uint32_t place) { return rank_of(column_.keys[place]) >= first_ >> 32; });
    auto end = static_cast<std::size_t>(start - begin);
    while (end > 0 && found_.size() < wanted_) {
        const Key key = column_.keys[column_.order[end - 1]];
        std::size_t run = end - 1;
        if (run > 0 && column_.keys[column_.order[run - 1]] == key) {
            run = static_cast<std::size_t>(
                std::partition_point(
                    begin, begin + static_cast<std::ptrdiff_t>(run),
                    [&](std::uint32_t place) { return column_.keys[place] > key; }) -
                begin);
        }
        const std::size_t from = static_cast<std::size_t>(
            std::partition_point(begin + static_cast<std::ptrdiff_t>(run),
                                 begin + static_cast<std::ptrdiff_t>(end),
                                 [&](std::uint32_t place) { return rank_at(place) < first_; }) -
            begin);
        if (!walk_part(from, end)) return false;
        end = run;
    }
    return true;
}

bool PageRun::walk(std::uint64_t steps_max) {
    steps_left_ = steps_max;
    const auto& order = column_.order;
    const auto before_page = [&](std::uint32_t place) { return rank_at(place) < first_; };
    if (!descending_ && !walk_ascending()) return false;
    const std::size_t part = descending_ ? 0 : column_.present;
    const auto from = std::partition_point(order.begin() + static_cast<std::ptrdiff_t>(part),
                                           order.end(), before_page);
    return walk_part(static_cast<std::size_t>(from - order.begin()), order.size());
}

void PageRun::scan() {
    found_.clear();
    Rank last = ~Rank{0};  // what does not come before it is not on the page
    for (std::size_t w = 0; w < matches_.size(); ++w) {
        for (std::uint64_t bits = matches_[w]; bits != 0; bits &= bits - 1) {
            const auto place = static_cast<std::uint32_t>(w * 64) +
                               static_cast<std::uint32_t>(std::countr_zero(bits));
            if (rank_of(column_.keys[place]) > last >> 32) continue;
            const Rank rank = rank_at(place);
            if (rank < first_ || rank >= last) continue;
            if (found_.size() == wanted_) {
                std::pop_heap(found_.begin(), found_.end());
                found_.pop_back();
            }
            found_.push_back(rank);
            std::push_heap(found_.begin(), found_.end());
            if (found_.size() == wanted_) last = found_.front();
        }
    }
    std::sort_heap(found_.begin(), found_.end());
}

std::vector<Position> PageRun::run(std::uint64_t total) {
    if (total == 0) return {};
    // A scan reads every match in the order of memory, a step of a walk reads anywhere. A walk is
    // tried where it should be much shorter, and given up where filters and metric are so
    // correlated that it is not.
    const std::uint64_t expected = column_.order.size() / total * wanted_;
    const std::uint64_t steps_max = (total + matches_.size() / 8) / 4 + 512;
    if (expected > steps_max || !walk(steps_max)) scan();
    std::vector<Position> page;
    page.reserve(found_.size());
    for (const Rank rank : found_)
        page.push_back(position_at(rank));
    return page;
}

}  // namespace lem::leaderboard
