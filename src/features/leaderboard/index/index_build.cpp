#include "features/leaderboard/index/index_build.hpp"

#include <algorithm>
#include <numeric>

namespace lem::leaderboard {
namespace {

using Codes = std::vector<std::uint32_t>;

/// Below this a comparison sort is quicker than clearing the histograms.
constexpr std::size_t radix_sort_from = 2'048;

/// Sort rank, smaller first: descending keys, missing ones last.
std::uint32_t descending(Key key) {
    return key == missing_key ? 0x80000000U : 0x7fffffffU - static_cast<std::uint32_t>(key);
}

/// A stable sort of `items` by `rank_of`, three digits of eleven bits.
template <class RankOf>
void stable_sort_by(Codes& items, RankOf rank_of) {
    if (items.size() < radix_sort_from) {
        std::vector<std::uint64_t> keyed;
        keyed.reserve(items.size());
        for (std::size_t i = 0; i < items.size(); ++i)
            keyed.push_back(std::uint64_t{rank_of(items[i])} << 32 | i);
        std::sort(keyed.begin(), keyed.end());
        const Codes before = items;
        for (std::size_t i = 0; i < items.size(); ++i)
            items[i] = before[keyed[i] & 0xffffffffU];
        return;
    }
    struct Pair {
        std::uint32_t rank, item;
    };
    constexpr std::uint32_t digits = 2'048;
    std::vector<Pair> from(items.size()), to(items.size());
    for (std::size_t i = 0; i < items.size(); ++i)
        from[i] = {rank_of(items[i]), items[i]};
    for (unsigned shift = 0; shift < 33; shift += 11) {
        std::vector<std::uint32_t> begins(digits + 1);
        for (const Pair& pair : from)
            ++begins[(pair.rank >> shift) % digits + 1];
        std::partial_sum(begins.begin(), begins.end(), begins.begin());
        for (const Pair& pair : from)
            to[begins[(pair.rank >> shift) % digits]++] = pair;
        from.swap(to);
    }
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i] = from[i].item;
}

}  // namespace

void IndexBuild::run() {
    cluster();
    fill_groups();
    fill_small_facets();
    fill_columns();
    sort_orders();
}

void IndexBuild::cluster() {
    by_number_.resize(rows_.size());
    std::iota(by_number_.begin(), by_number_.end(), 0U);
    stable_sort_by(by_number_, [&](std::uint32_t row) { return rows_[row].number; });
    clustered_ = by_number_;
    stable_sort_by(clustered_, [&](std::uint32_t row) { return descending(rows_[row].keys[0]); });
    stable_sort_by(clustered_,
                   [&](std::uint32_t row) { return descending(rows_[row].parameters); });
    // The family last: the rows of a model on one hardware are neighbours, whatever their family.
    for (const Facet facet : {Facet::model_family, Facet::hardware, Facet::model}) {
        const auto f = static_cast<std::size_t>(facet);
        stable_sort_by(clustered_, [&](std::uint32_t row) { return rows_[row].codes[f]; });
    }
}

void IndexBuild::fill_groups() {
    constexpr std::size_t group_facets = RankingIndex::group_facets;
    for (std::size_t f = 0; f < group_facets; ++f) {
        index_.group_names_[f] = NameList(names_[f]);
        index_.totals_[f].assign(names_[f].size(), 0);
    }
    const auto same_group = [&](std::uint32_t a, std::uint32_t b) {
        return rows_[a].parameters == rows_[b].parameters &&
               std::equal(rows_[a].codes.begin(), rows_[a].codes.begin() + group_facets,
                          rows_[b].codes.begin());
    };
    for (std::uint32_t place = 0; place < clustered_.size(); ++place) {
        const std::uint32_t row = clustered_[place];
        for (std::size_t f = 0; f < group_facets; ++f)
            ++index_.totals_[f][rows_[row].codes[f]];
        if (place > 0 && same_group(row, clustered_[place - 1])) continue;
        index_.group_begins_.push_back(place);
        index_.group_parameters_.push_back(rows_[row].parameters);
        for (std::size_t f = 0; f < group_facets; ++f)
            index_.group_codes_[f].push_back(rows_[row].codes[f]);
    }
    index_.group_begins_.push_back(static_cast<std::uint32_t>(clustered_.size()));
    index_.group_begins_.shrink_to_fit();
    index_.group_parameters_.shrink_to_fit();
    for (auto& codes : index_.group_codes_)
        codes.shrink_to_fit();
}

void IndexBuild::fill_small_facets() {
    const std::size_t blocks = (rows_.size() + block_rows - 1) / block_rows;
    for (std::size_t f = RankingIndex::group_facets; f < facet_count; ++f) {
        auto& facet = index_.small_[f - RankingIndex::group_facets];
        auto& totals = index_.totals_[f];
        facet.names = NameList(names_[f]);
        totals.assign(names_[f].size(), 0);
        for (const auto& row : rows_)
            ++totals[row.codes[f]];
        facet.bitset_of.assign(totals.size(), RankingIndex::no_bitset);
        facet.rare.resize(totals.size());
        for (std::size_t v = 0; v < totals.size(); ++v) {
            // When a list of places would take more memory than a bitset.
            if (totals[v] * 32 >= rows_.size())
                facet.bitset_of[v] = static_cast<std::uint32_t>(facet.bitsets++);
            else
                facet.rare[v].reserve(totals[v]);
        }
        facet.bits.assign(blocks * facet.bitsets * block_words, 0);
        for (std::uint32_t place = 0; place < clustered_.size(); ++place) {
            const std::uint32_t code = rows_[clustered_[place]].codes[f];
            const std::uint32_t bitset = facet.bitset_of[code];
            if (bitset == RankingIndex::no_bitset) {
                facet.rare[code].push_back(place);
                continue;
            }
            const std::size_t first = (place / block_rows * facet.bitsets + bitset) * block_words;
            set(facet.bits, first * 64 + place % block_rows);
        }
    }
}

void IndexBuild::fill_columns() {
    index_.numbers_.reserve(rows_.size());
    for (const std::uint32_t row : clustered_)
        index_.numbers_.push_back(rows_[row].number);
    if (!rows_.empty()) index_.largest_number_ = rows_[by_number_.back()].number;
    std::vector<Key> keys;
    for (std::size_t c = 0; c < column_count; ++c) {
        keys.assign(index_.words() * 64, missing_key);
        for (std::size_t place = 0; place < clustered_.size(); ++place) {
            keys[place] = rows_[clustered_[place]].keys[c];
            if (keys[place] != missing_key) ++index_.present_[c];
        }
        index_.keys_[c] = KeyColumn(keys);
        if (!is_metric(c)) continue;
        std::vector<Width> widths(keys.size());
        for (std::size_t place = 0; place < clustered_.size(); ++place)
            widths[place] = rows_[clustered_[place]].widths[c];
        index_.intervals_[c] = IntervalColumn(keys, std::move(widths));
    }
}

void IndexBuild::sort_orders() {
    Codes place_of(rows_.size());
    for (std::uint32_t place = 0; place < clustered_.size(); ++place)
        place_of[clustered_[place]] = place;
    for (std::size_t c = 0; c < column_count; ++c) {
        if (!keeps_order(c)) continue;
        auto& order = index_.orders_[c];
        order.reserve(rows_.size());
        for (const std::uint32_t row : by_number_)
            order.push_back(place_of[row]);
        const auto& keys = index_.keys_[c];
        stable_sort_by(order, [&](std::uint32_t place) { return descending(keys[place]); });
    }
}

}  // namespace lem::leaderboard
