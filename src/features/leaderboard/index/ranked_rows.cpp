#include "features/leaderboard/index/ranked_rows.hpp"

#include <algorithm>
#include <bit>

namespace lem::leaderboard {
namespace {

using bit_loops::Word;

void keep_within(const KeyColumn& keys, bit_loops::KeyRange range, Bits& rows) {
    std::array<Word, block_words> nothing{};
    for (std::size_t first = 0; first < rows.size(); first += block_words) {
        Word* block = rows.data() + first;
        const bit_loops::WordSet words = bit_loops::words_in(block, block);
        if (words != 0)
            bit_loops::require_within(keys, first * 64, range, words, block, nothing.data());
    }
}

/// The ends of the intervals of a scope, in ascending order, and how many rows passed each.
class Ends {
public:
    void add(float end) { ends_.push_back(end); }
    void sort() {
        std::sort(ends_.begin(), ends_.end());
        counts_.assign(ends_.size() + 1, 0);
    }
    float first() const { return ends_.front(); }
    float last() const { return ends_.back(); }
    /// `rows` rows whose end is above the first `place` of these ends.
    void count(std::size_t place, std::uint64_t rows = 1) { counts_[place] += rows; }
    std::size_t below(float value) const {
        return static_cast<std::size_t>(std::lower_bound(ends_.begin(), ends_.end(), value) -
                                        ends_.begin());
    }
    std::size_t not_above(float value) const {
        return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), value) -
                                        ends_.begin());
    }
    std::size_t size() const { return ends_.size(); }
    std::uint64_t counted(std::size_t place) const { return counts_[place]; }

private:
    std::vector<float> ends_;
    std::vector<std::uint64_t> counts_;
};

}  // namespace

RankedRows::RankedRows(const RankingIndex& index, const IndexQuery& query, const Bits& matches,
                       BitBuffers& buffers)
    : index_(index), query_(query), buffers_(buffers) {
    rows_ = &buffers.copy(matches);
    keep_ranked(index, {query.sort_column}, *rows_);
}

void RankedRows::keep_ranked(const RankingIndex& index, std::initializer_list<std::size_t> columns,
                             Bits& rows) {
    const auto drop_value = [&](Facet facet, std::string_view name) {
        const auto& small =
            index.small_[static_cast<std::size_t>(facet) - RankingIndex::group_facets];
        const auto code = small.names.find(name);
        if (!code) return;
        for (const std::uint32_t place : small.rare[*code])
            rows[place / 64] &= ~(Word{1} << (place % 64));
        if (small.bitset_of[*code] == RankingIndex::no_bitset) return;
        for (std::size_t word = 0; word < rows.size(); ++word)
            rows[word] &= ~small.block_of(word / block_words, *code)[word % block_words];
    };
    const NameList& reasons = index.names(static_cast<std::size_t>(Facet::not_ranked));
    for (std::size_t code = 0; code < reasons.size(); ++code) {
        if (!reasons[code].empty()) drop_value(Facet::not_ranked, reasons[code]);
    }
    if (std::ranges::any_of(columns, is_energy)) {
        for (const auto& method : schema::enumeration<domain::EnergyMethod>::values) {
            if (domain::held_back(method.value)) drop_value(Facet::energy_method, method.name);
        }
    }
    for (const std::size_t column : columns)
        keep_within(index.keys_[column], {}, rows);
}

Bits& RankedRows::of_scope(const Bits& all, std::uint32_t code) {
    const auto& small =
        index_.small_[static_cast<std::size_t>(Facet::energy_scope) - RankingIndex::group_facets];
    if (small.bitset_of[code] == RankingIndex::no_bitset) {
        Bits& rows = buffers_.take();
        for (const std::uint32_t place : small.rare[code]) {
            if (is_set(all, place)) set(rows, place);
        }
        return rows;
    }
    Bits& rows = buffers_.copy(all);
    for (std::size_t block = 0; block * block_words < rows.size(); ++block) {
        const Word* bits = small.block_of(block, code);
        for (std::size_t w = 0; w < block_words; ++w)
            rows[block * block_words + w] &= bits[w];
    }
    return rows;
}

/// Keeps rows whose key comes before that of the last row of the page before.
void RankedRows::take_rows_before(Bits& rows) {
    const Key last = query_.after->key;
    if (last == missing_key) return;
    bit_loops::KeyRange range;
    if (query_.descending) range.low = last + 1;
    if (!query_.descending) {
        if (last == 0) return rows.assign(rows.size(), 0);
        range.high = last - 1;
    }
    keep_within(index_.keys_[query_.sort_column], range, rows);
}

/// Adds those with the same key and a smaller number, and the last row itself.
void RankedRows::take_ties_before(Bits& rows) {
    const auto [last, number] = *query_.after;
    if (last == missing_key) return;
    Bits& ties = buffers_.copy(*rows_);
    keep_within(index_.keys_[query_.sort_column], {.low = last, .high = last}, ties);
    for (std::size_t word = 0; word < ties.size(); ++word) {
        for (Word bits = ties[word]; bits != 0; bits &= bits - 1) {
            const std::size_t place = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            if (index_.numbers_[place] <= number) set(rows, place);
        }
    }
}

std::vector<RankedCount> RankedRows::before_page() {
    if (!query_.after || index_.size() == 0) return {};
    Bits& before = buffers_.copy(*rows_);
    take_rows_before(before);
    take_ties_before(before);
    if (!is_energy(query_.sort_column))
        return {{"", bit_loops::count(before.data(), before.size())}};
    std::vector<RankedCount> counts;
    for (std::uint32_t code = 0; code < scopes().size(); ++code) {
        const Bits& rows = of_scope(before, code);
        counts.push_back({scopes()[code], bit_loops::count(rows.data(), rows.size())});
    }
    return counts;
}

void RankedRows::count(std::vector<RankInterval>& intervals) {
    if (index_.size() == 0 || intervals.empty()) return;
    if (!is_energy(query_.sort_column)) return count_scope(*rows_, "", intervals);
    for (std::uint32_t code = 0; code < scopes().size(); ++code) {
        const std::string_view scope = scopes()[code];
        if (std::ranges::count(intervals, scope, &RankInterval::scope) > 0)
            count_scope(of_scope(*rows_, code), scope, intervals);
    }
}

void RankedRows::count_scope(const Bits& rows, std::string_view scope,
                             std::vector<RankInterval>& intervals) const {
    Ends lows, highs;
    for (const RankInterval& one : intervals) {
        if (one.scope != scope) continue;
        lows.add(one.interval.low);
        highs.add(one.interval.high);
    }
    lows.sort();
    highs.sort();
    const KeyColumn& keys = index_.keys_[query_.sort_column];
    const IntervalColumn& column = index_.intervals_[query_.sort_column];
    const std::uint64_t ranked = bit_loops::count(rows.data(), rows.size());
    std::uint64_t all_above = 0, all_below = 0;
    for (std::size_t word = 0; word < rows.size(); ++word) {
        Word bits = rows[word];
        if (bits == 0) continue;
        // Most words are decided as a whole: neighbours are similar.
        const Interval of_word = column.of_word(word);
        if (of_word.high < lows.first()) {
            all_below += static_cast<std::uint64_t>(std::popcount(bits));
            continue;
        }
        if (of_word.low > highs.last()) {
            all_above += static_cast<std::uint64_t>(std::popcount(bits));
            continue;
        }
        for (; bits != 0; bits &= bits - 1) {
            const std::size_t place = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            const Interval one = interval_of(keys[place], column.width(place));
            if (one.high < lows.first())
                ++all_below;
            else if (one.low > highs.last())
                ++all_above;
            else {
                if (one.low > highs.first()) highs.count(highs.below(one.low));
                if (one.high < lows.last()) lows.count(lows.not_above(one.high));
            }
        }
    }
    for (RankInterval& one : intervals) {
        if (one.scope != scope) continue;
        one.ranked += ranked;
        one.above += all_above;
        one.below += all_below;
        for (std::size_t i = highs.below(one.interval.high) + 1; i <= highs.size(); ++i)
            one.above += highs.counted(i);
        for (std::size_t i = 0; i <= lows.not_above(one.interval.low) - 1; ++i)
            one.below += lows.counted(i);
    }
}

}  // namespace lem::leaderboard
