#include "features/leaderboard/ranking_index.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace lem::leaderboard {
namespace {

constexpr std::array<int, facet_count> value_counts{40, 12, 9, 6, 7, 3, 3, 4};

std::vector<IndexRow> random_rows(std::size_t count, std::mt19937& random) {
    std::vector<IndexRow> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        rows[i].number = static_cast<std::uint32_t>(i + 1);
        for (std::size_t f = 0; f < facet_count; ++f) {
            const auto value = random() % static_cast<unsigned>(value_counts[f]);
            rows[i].facets[f] = std::string(facet_names[f]) + "-" + std::to_string(value);
        }
        // A family belongs to its model, as it does in real data.
        rows[i].facets[1] = "family of " + rows[i].facets[0].substr(0, 7);
        for (auto& metric : rows[i].metrics) {
            if (random() % 10 != 0) metric = static_cast<double>(random() % 50) * 0.5;
        }
    }
    return rows;
}

IndexQuery random_query(const std::vector<IndexRow>& rows, std::mt19937& random) {
    IndexQuery query;
    const IndexRow& anchor = rows[random() % rows.size()];
    for (std::size_t f = 0; f < facet_count; ++f) {
        query.counted[f] = random() % 2 == 0;
        if (random() % 4 == 0)
            query.filters[f] = {anchor.facets[f], rows[random() % rows.size()].facets[f]};
    }
    for (auto& range : query.ranges) {
        if (random() % 6 != 0) continue;
        range = schema::Range{};
        if (random() % 3 != 0) range->minimum = static_cast<double>(random() % 30) * 0.5;
        if (random() % 3 != 0)
            range->maximum = range->minimum.value_or(0) + static_cast<double>(random() % 20) * 0.5;
    }
    if (random() % 5 == 0) query.words = {random() % 2 == 0 ? "model-1" : "engine-2"};
    query.sort_metric = random() % metric_count;
    query.descending = random() % 2 == 0;
    query.limit = 1 + random() % 30;
    return query;
}

bool passes(const IndexRow& row, const IndexQuery& query, std::size_t ignored_facet) {
    for (std::size_t f = 0; f < facet_count; ++f) {
        const auto& filter = query.filters[f];
        if (f != ignored_facet && !filter.empty() &&
            std::find(filter.begin(), filter.end(), row.facets[f]) == filter.end())
            return false;
    }
    for (std::size_t m = 0; m < metric_count; ++m) {
        if (query.ranges[m] && (!row.metrics[m] || !query.ranges[m]->holds(*row.metrics[m])))
            return false;
    }
    return std::all_of(query.words.begin(), query.words.end(), [&](const std::string& word) {
        return text::contains_ignoring_case(
            row.facets[0] + " " + row.facets[2] + " " + row.facets[3], word);
    });
}

/// Every row looked at, everything sorted: slow and plainly right.
IndexAnswer naive_answer(const std::vector<IndexRow>& rows, const IndexQuery& query,
                         const std::vector<bool>& removed) {
    IndexAnswer answer;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t f = 0; f < facet_count; ++f) {
            if (query.counted[f])
                answer.counts[f][rows[i].facets[f]] +=
                    !removed[i] && passes(rows[i], query, f) ? 1U : 0U;
        }
        if (removed[i] || !passes(rows[i], query, facet_count)) continue;
        ++answer.total;
        answer.page.push_back({key_of(rows[i].metrics[query.sort_metric]), rows[i].number});
    }
    std::sort(answer.page.begin(), answer.page.end(),
              [&](Position a, Position b) { return comes_before(a, b, query.descending); });
    return answer;
}

std::vector<std::uint32_t> numbers_of(const std::vector<Position>& page) {
    std::vector<std::uint32_t> numbers;
    for (const Position& position : page)
        numbers.push_back(position.number);
    return numbers;
}

/// All pages, one after another by their cursor.
std::vector<std::uint32_t> all_pages(const RankingIndex& index, IndexQuery query,
                                     const Bits& removed) {
    std::vector<std::uint32_t> numbers;
    while (true) {
        auto page = index.answer(query, removed).page;
        const bool more = page.size() > query.limit;
        if (more) page.pop_back();
        for (const Position& position : page)
            numbers.push_back(position.number);
        if (!more) return numbers;
        query.after = page.back();
    }
}

TEST(RankingIndex, AgreesWithLookingAtEveryRow) {
    for (const std::size_t size : {1UL, 63UL, 64UL, 65UL, 1000UL, 5000UL}) {
        const auto seed = static_cast<unsigned>(size * 7919);
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const auto rows = random_rows(size, random);
        IndexBuilder builder;
        for (const IndexRow& row : rows)
            builder.add(row);
        const RankingIndex index(builder);
        std::vector<bool> removed(size);
        Bits removed_bits((size + 63) / 64);
        for (std::size_t i = 0; i < size / 20; ++i) {
            const std::size_t row = random() % size;
            removed[row] = true;
            const std::size_t place = *index.find(rows[row].number);
            removed_bits[place / 64] |= std::uint64_t{1} << (place % 64);
        }
        for (int i = 0; i < 150; ++i) {
            const IndexQuery query = random_query(rows, random);
            const IndexAnswer expected = naive_answer(rows, query, removed),
                              found = index.answer(query, removed_bits);
            ASSERT_EQ(found.total, expected.total);
            ASSERT_EQ(found.counts, expected.counts);
            if (i % 10 == 0)
                ASSERT_EQ(all_pages(index, query, removed_bits), numbers_of(expected.page));
            auto first = numbers_of(expected.page);
            first.resize(std::min(first.size(), query.limit + 1));
            ASSERT_EQ(numbers_of(found.page), first);
        }
    }
}

TEST(RankingIndex, KeepsMissingValuesLastBothWays) {
    IndexBuilder builder;
    for (const auto& [number, value] : std::vector<std::pair<std::uint32_t, std::optional<double>>>{
             {1, 2.0}, {2, std::nullopt}, {3, 1.0}, {4, 0.0}}) {
        IndexRow row{.number = number, .facets = {}, .metrics = {}};
        row.metrics[0] = value;
        builder.add(row);
    }
    const RankingIndex index(builder);
    IndexQuery query;
    EXPECT_EQ(numbers_of(index.answer(query, {}).page), (std::vector<std::uint32_t>{1, 3, 4, 2}));
    query.descending = false;
    EXPECT_EQ(numbers_of(index.answer(query, {}).page), (std::vector<std::uint32_t>{4, 3, 1, 2}));
}

TEST(RankingIndex, TakesAtMostEightyBytesARow) {
    std::mt19937 random(1);
    IndexBuilder builder;
    constexpr std::size_t size = 100'000;
    for (const IndexRow& row : random_rows(size, random))
        builder.add(row);
    EXPECT_LE(RankingIndex(builder).memory_bytes(), 80 * size);
}

}  // namespace
}  // namespace lem::leaderboard
