#include "features/leaderboard/index/ranking_index.hpp"

#include "features/leaderboard/index/index_build.hpp"
#include "features/leaderboard/index/parts.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace lem::leaderboard {

Key key_of(std::optional<double> value) {
    if (!value || !(*value >= 0)) return missing_key;
    constexpr double largest = std::numeric_limits<float>::max();
    // Adding 0 turns -0 into 0, whose bits would otherwise be a negative key.
    return std::bit_cast<Key>(static_cast<float>(std::min(*value, largest)) + 0.0F);
}

bool comes_before(Position a, Position b, bool descending) {
    const bool a_missing = a.key == missing_key, b_missing = b.key == missing_key;
    if (a_missing != b_missing) return b_missing;
    if (a.key != b.key) return descending ? a.key > b.key : a.key < b.key;
    return a.number < b.number;
}

const NameList& RankingIndex::names(std::size_t facet) const {
    return facet < group_facets ? group_names_[facet] : small_[facet - group_facets].names;
}

template <class Each>
void RankingIndex::for_each_code(std::size_t facet, Each each) const {
    if (facet < group_facets) {
        for (std::size_t group = 0; group + 1 < group_begins_.size(); ++group) {
            for (std::size_t place = group_begins_[group]; place < group_begins_[group + 1];
                 ++place)
                each(place, group_codes_[facet][group]);
        }
        return;
    }
    const SmallFacet& small = small_[facet - group_facets];
    for (std::uint32_t code = 0; code < small.names.size(); ++code) {
        for (const std::uint32_t place : small.rare[code])
            each(place, code);
        if (small.bitset_of[code] == no_bitset) continue;
        for (std::size_t word = 0; word < words(); ++word) {
            std::uint64_t bits = *(small.block_of(word / block_words, code) + word % block_words);
            for (; bits != 0; bits &= bits - 1)
                each(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)), code);
        }
    }
}

std::uint32_t IndexBuilder::code_of(std::size_t facet, const std::string& name) {
    const auto [place, is_new] =
        codes_[facet].try_emplace(name, static_cast<std::uint32_t>(names_[facet].size()));
    if (is_new) names_[facet].push_back(name);
    return place->second;
}

void IndexBuilder::add(const IndexRow& row) {
    Compact compact{.number = row.number,
                    .codes = {},
                    .keys = {},
                    .widths = {},
                    .parameters = key_of(row.parameters_billions)};
    for (std::size_t f = 0; f < facet_count; ++f)
        compact.codes[f] = code_of(f, row.facets[f]);
    for (std::size_t c = 0; c < column_count; ++c)
        compact.keys[c] = key_of(row.values[c]);
    for (std::size_t m = 0; m < metric_count; ++m)
        compact.widths[m] = width_of(row.values[m], row.half_widths[m]);
    largest_number_ = std::max(largest_number_, row.number);
    rows_.push_back(compact);
}

void IndexBuilder::add_all(const RankingIndex& index, const Bits& removed) {
    std::vector<Compact> rows(index.size());
    for (std::size_t place = 0; place < rows.size(); ++place) {
        rows[place].number = index.numbers_[place];
        for (std::size_t c = 0; c < column_count; ++c)
            rows[place].keys[c] = index.keys_[c][place];
        for (std::size_t m = 0; m < metric_count; ++m)
            rows[place].widths[m] = index.intervals_[m].width(place);
    }
    for (std::size_t group = 0; group + 1 < index.group_begins_.size(); ++group) {
        for (std::size_t place = index.group_begins_[group]; place < index.group_begins_[group + 1];
             ++place)
            rows[place].parameters = index.group_parameters_[group];
    }
    for (std::size_t f = 0; f < facet_count; ++f) {
        index.for_each_code(
            f, [&](std::size_t place, std::uint32_t code) { rows[place].codes[f] = code; });
    }
    if (!removed.empty()) {
        std::size_t place = 0;
        std::erase_if(rows, [&](const Compact&) { return is_set(removed, place++); });
    }
    constexpr std::uint32_t unknown = 0xffffffff;
    for (std::size_t f = 0; f < facet_count; ++f) {
        // Only names that a row still has: withdrawn rows leave no names.
        const NameList& names = index.names(f);
        std::vector<std::uint32_t> ours(names.size(), unknown);
        for (Compact& row : rows) {
            std::uint32_t& code = row.codes[f];
            if (ours[code] == unknown) ours[code] = code_of(f, names[code]);
            code = ours[code];
        }
    }
    largest_number_ = std::max(largest_number_, index.largest_number_);
    rows_.insert(rows_.end(), rows.begin(), rows.end());
}

bool IndexBuilder::remove(std::uint32_t number) {
    if (number > largest_number_) return false;
    return std::erase_if(rows_, [&](const Compact& row) { return row.number == number; }) > 0;
}

void IndexBuilder::keep_only(const std::set<std::uint32_t>& numbers) {
    std::erase_if(rows_, [&](const Compact& row) { return !numbers.contains(row.number); });
    if (rows_.empty()) *this = {};
}

RankingIndex::RankingIndex(const IndexBuilder& builder) {
    IndexBuild(builder, *this).run();
}

std::uint32_t RankingIndex::code_at(Facet facet, std::size_t place) const {
    const SmallFacet& small = small_[static_cast<std::size_t>(facet) - group_facets];
    const std::size_t block = place / block_rows, word = place / 64 % block_words;
    for (std::uint32_t code = 0; code < small.names.size(); ++code) {
        if (small.bitset_of[code] == no_bitset) {
            if (std::ranges::binary_search(small.rare[code], place)) return code;
        } else if ((small.block_of(block, code)[word] >> (place % 64) & 1) != 0) {
            return code;
        }
    }
    LEM_ASSERT(false);
}

std::optional<std::size_t> RankingIndex::find(std::uint32_t number) const {
    if (number > largest_number_) return std::nullopt;
    const auto found = std::find(numbers_.begin(), numbers_.end(), number);
    if (found == numbers_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - numbers_.begin());
}

std::size_t RankingIndex::memory_bytes() const {
    std::size_t of_names = heap_bytes(group_names_) + heap_bytes(totals_);
    for (const SmallFacet& facet : small_)
        of_names += heap_bytes(facet.names) + heap_bytes(facet.bitset_of);
    return heap_bytes(*this) - of_names;
}

}  // namespace lem::leaderboard
