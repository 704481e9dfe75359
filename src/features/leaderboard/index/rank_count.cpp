#include "features/leaderboard/index/rank_count.hpp"

#include "domain/board/leaderboard.hpp"

#include <algorithm>
#include <bit>

namespace lem::leaderboard {
/// Rows whose key comes before that of the last row of the page before.
void RankCount::take_rows_before() {
    const Key last = query_.after->key;
    bit_loops::KeyRange range;
    if (last != missing_key && query_.descending) range.low = last + 1;
    if (last != missing_key && !query_.descending) {
        if (last == 0) return before_.assign(matches_.size(), 0);
        range.high = last - 1;
    }
    before_ = matches_;
    std::array<Word, block_words> nothing{};
    const KeyColumn& keys = index_.keys_[query_.sort_metric];
    for (std::size_t first = 0; first < before_.size(); first += block_words) {
        Word* rows = before_.data() + first;
        const bit_loops::WordSet words = bit_loops::words_in(rows, rows);
        if (words != 0)
            bit_loops::require_within(keys, first * 64, range, words, rows, nothing.data());
    }
}

/// Of the rows with the same key, those with a smaller number, and the last row itself.
void RankCount::take_ties_before() {
    const auto [last, number] = *query_.after;
    if (last == missing_key) return;
    const KeyColumn& keys = index_.keys_[query_.sort_metric];
    const auto& order = index_.orders_[query_.sort_metric];
    const auto end =
        order.begin() + static_cast<std::ptrdiff_t>(index_.present_[query_.sort_metric]);
    const auto first = std::partition_point(
        order.begin(), end, [&](std::uint32_t place) { return keys[place] > last; });
    for (auto place = first; place != end && keys[*place] == last; ++place) {
        if (index_.numbers_[*place] > number) break;  // ties are in the order of their numbers
        if (is_set(matches_, *place)) set(before_, *place);
    }
}

void RankCount::drop_value(Facet facet, std::string_view name) {
    const auto& small = index_.small_[static_cast<std::size_t>(facet) - RankingIndex::group_facets];
    const auto code = small.names.find(name);
    if (!code) return;
    for (const std::uint32_t place : small.rare[*code])
        before_[place / 64] &= ~(Word{1} << (place % 64));
    if (small.bitset_of[*code] == RankingIndex::no_bitset) return;
    for (std::size_t word = 0; word < before_.size(); ++word)
        before_[word] &= ~small.block_of(word / block_words, *code)[word % block_words];
}

std::uint64_t RankCount::count_value(Facet facet, std::uint32_t code) const {
    const auto& small = index_.small_[static_cast<std::size_t>(facet) - RankingIndex::group_facets];
    std::uint64_t count = 0;
    for (const std::uint32_t place : small.rare[code])
        count += is_set(before_, place) ? 1U : 0U;
    if (small.bitset_of[code] == RankingIndex::no_bitset) return count;
    for (std::size_t block = 0; block * block_words < before_.size(); ++block) {
        const Word* bits = small.block_of(block, code);
        for (std::size_t w = 0; w < block_words; ++w)
            count += static_cast<std::uint64_t>(
                std::popcount(before_[block * block_words + w] & bits[w]));
    }
    return count;
}

std::vector<RankedCount> RankCount::run() {
    if (!query_.after || index_.size() == 0) return {};
    take_rows_before();
    take_ties_before();
    const auto& held_back = index_.names(static_cast<std::size_t>(Facet::not_ranked));
    for (std::size_t code = 0; code < held_back.size(); ++code) {
        if (!held_back[code].empty()) drop_value(Facet::not_ranked, held_back[code]);
    }
    const domain::MetricDefinition& metric = *domain::ranked_metrics[query_.sort_metric];
    if (metric.kind != domain::MetricKind::energy)
        return {{"", bit_loops::count(before_.data(), before_.size())}};
    for (const auto& method : schema::enumeration<domain::EnergyMethod>::values) {
        if (domain::held_back(method.value)) drop_value(Facet::energy_method, method.name);
    }
    std::vector<RankedCount> counts;
    const auto& scopes = index_.names(static_cast<std::size_t>(Facet::energy_scope));
    for (std::uint32_t code = 0; code < scopes.size(); ++code)
        counts.push_back({scopes[code], count_value(Facet::energy_scope, code)});
    return counts;
}

}  // namespace lem::leaderboard
