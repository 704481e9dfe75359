#include "features/leaderboard/ranking_index.hpp"

#include "features/leaderboard/query_run.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace lem::leaderboard {

Key key_of(std::optional<double> value) {
    if (!value || *value < 0) return missing_key;
    return std::bit_cast<Key>(static_cast<float>(*value));
}

double value_of(Key key) {
    return static_cast<double>(std::bit_cast<float>(key));
}

bool comes_before(Position a, Position b, bool descending) {
    const bool a_missing = a.key == missing_key, b_missing = b.key == missing_key;
    if (a_missing != b_missing) return b_missing;
    if (a.key != b.key) return descending ? a.key > b.key : a.key < b.key;
    return a.number < b.number;
}

void IndexBuilder::add(const IndexRow& row) {
    Compact compact{.number = row.number, .codes = {}, .keys = {}};
    for (std::size_t f = 0; f < facet_count; ++f) {
        const auto [place, is_new] =
            codes_[f].try_emplace(row.facets[f], static_cast<std::uint32_t>(names_[f].size()));
        if (is_new) names_[f].push_back(row.facets[f]);
        compact.codes[f] = place->second;
    }
    for (std::size_t m = 0; m < metric_count; ++m)
        compact.keys[m] = key_of(row.metrics[m]);
    rows_.push_back(compact);
}

RankingIndex::RankingIndex(const IndexBuilder& builder) {
    const auto& rows = builder.rows_;
    constexpr auto model = static_cast<std::size_t>(Facet::model),
                   family = static_cast<std::size_t>(Facet::model_family),
                   hardware = static_cast<std::size_t>(Facet::hardware);
    std::vector<std::uint32_t> clustered(rows.size());
    std::iota(clustered.begin(), clustered.end(), 0U);
    std::sort(clustered.begin(), clustered.end(), [&](std::uint32_t a, std::uint32_t b) {
        const auto& x = rows[a];
        const auto& y = rows[b];
        return std::tie(x.codes[model], x.codes[hardware], y.keys[0], x.number) <
               std::tie(y.codes[model], y.codes[hardware], x.keys[0], y.number);
    });

    for (std::size_t f = 0; f < group_facets; ++f)
        group_names_[f] = builder.names_[f];
    const std::size_t words = (rows.size() + 63) / 64;
    for (std::size_t f = group_facets; f < facet_count; ++f) {
        SmallFacet& facet = small_[f - group_facets];
        facet.names = builder.names_[f];
        facet.bits.assign(facet.names.size(), Bits(words));
    }
    numbers_.reserve(rows.size());
    for (auto& column : keys_)
        column.reserve(rows.size());
    for (std::uint32_t position = 0; position < clustered.size(); ++position) {
        const auto& row = rows[clustered[position]];
        const bool same = !groups_.empty() && groups_.back().model == row.codes[model] &&
                          groups_.back().hardware == row.codes[hardware];
        if (!same)
            groups_.push_back(
                {row.codes[model], row.codes[family], row.codes[hardware], position, position});
        groups_.back().end = position + 1;
        for (std::size_t f = group_facets; f < facet_count; ++f) {
            small_[f - group_facets].bits[row.codes[f]][position / 64] |= std::uint64_t{1}
                                                                          << (position % 64);
        }
        numbers_.push_back(row.number);
        for (std::size_t m = 0; m < metric_count; ++m)
            keys_[m].push_back(row.keys[m]);
    }

    for (std::size_t m = 0; m < metric_count; ++m) {
        auto& order = orders_[m];
        const auto& keys = keys_[m];
        order.resize(rows.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return keys[a] != keys[b] ? keys[a] > keys[b] : numbers_[a] < numbers_[b];
        });
        present_[m] = static_cast<std::size_t>(
            std::count_if(keys.begin(), keys.end(), [](Key key) { return key != missing_key; }));
    }
}

IndexAnswer RankingIndex::answer(const IndexQuery& query, const Bits& removed) const {
    return QueryRun(*this, query, removed).run();
}

std::optional<std::size_t> RankingIndex::find(std::uint32_t number) const {
    const auto found = std::find(numbers_.begin(), numbers_.end(), number);
    if (found == numbers_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - numbers_.begin());
}

std::size_t RankingIndex::memory_bytes() const {
    std::size_t bytes =
        numbers_.capacity() * sizeof(std::uint32_t) + groups_.capacity() * sizeof(Group);
    for (const auto& column : keys_)
        bytes += column.capacity() * sizeof(Key);
    for (const auto& order : orders_)
        bytes += order.capacity() * sizeof(std::uint32_t);
    for (const SmallFacet& facet : small_) {
        for (const Bits& bits : facet.bits)
            bytes += bits.capacity() * sizeof(std::uint64_t);
    }
    return bytes;
}

}  // namespace lem::leaderboard
