#include "features/leaderboard/index/ranked_rows.hpp"

#include "features/leaderboard/index/rank_counter.hpp"

#include <algorithm>
#include <bit>

namespace lem::leaderboard {
namespace {

using bit_loops::Word;

void keep_present(const KeyColumn& keys, Bits& rows) {
    for (std::size_t first = 0; first < rows.size(); first += block_words) {
        Word* block = rows.data() + first;
        bit_loops::keep_within(keys, first * 64, {}, bit_loops::words_in(block), block);
    }
}

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
    for (const std::size_t column : columns) {
        if (index.present_[column] < index.size()) keep_present(index.keys_[column], rows);
    }
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

/// Those on earlier pages: the last row of the page before, and all before it.
Bits& RankedRows::earlier_rows() {
    Bits& rows = buffers_.copy(*rows_);
    const RowOrder order{index_.keys_[query_.sort_column], index_.numbers_, query_.descending};
    const Position next{query_.after->key, query_.after->number + 1};
    for (std::size_t first = 0; first < rows.size(); first += block_words) {
        Word* block = rows.data() + first;
        order.keep_before(next, first * 64, bit_loops::words_in(block), block);
    }
    return rows;
}

std::vector<RankedCount> RankedRows::before_page() {
    if (!query_.after || index_.size() == 0) return {};
    const Bits& before = earlier_rows();
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
    RankCounter counter(intervals, scope);
    const KeyColumn& keys = index_.keys_[query_.sort_column];
    const IntervalColumn& column = index_.intervals_[query_.sort_column];
    for (std::size_t word = 0; word < rows.size(); ++word) {
        Word bits = rows[word];
        // Most words are decided as a whole: neighbours are similar.
        if (bits == 0 ||
            counter.add_all(column.of_word(word), static_cast<std::uint64_t>(std::popcount(bits))))
            continue;
        for (; bits != 0; bits &= bits - 1) {
            const std::size_t place = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            counter.add(interval_of(keys[place], column.width(place)));
        }
    }
    counter.write(intervals);
}

}  // namespace lem::leaderboard
