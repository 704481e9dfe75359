#include "features/leaderboard/index/ranking_index.hpp"

#include "features/leaderboard/index/bit_loops.hpp"
#include "features/leaderboard/index/query_run.hpp"
#include "support/index_rows.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>

namespace lem::leaderboard {
namespace {

using namespace lem::test;

IndexAnswer answer_of(const RankingIndex& index, const IndexQuery& query, const Bits& removed) {
    return QueryRun(index, query, removed).run();
}

using Counts = std::array<std::map<std::string, std::uint64_t>, facet_count>;
struct Expected {
    std::uint64_t total = 0;
    std::uint64_t flagged = 0;
    Counts counts;
    std::vector<std::uint32_t> numbers;
};

/// Every row looked at, everything sorted: slow and plainly right.
Expected naive_answer(const std::vector<IndexRow>& rows, const IndexQuery& query,
                      const std::vector<bool>& removed) {
    struct Match {
        bool missing;
        float value;
        std::uint32_t number;
    };
    Expected expected;
    std::vector<Match> matches;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (removed[i]) continue;
        for (std::size_t f = 0; f < facet_count; ++f) {
            if (query.counted[f] && passes(rows[i], query, f))
                ++expected.counts[f][rows[i].facets[f]];
        }
        if (!rows[i].facets[flags_facet].empty() && passes(rows[i], query, flags_facet))
            ++expected.flagged;
        if (!passes(rows[i], query, facet_count)) continue;
        const auto& value = rows[i].values[query.sort_column];
        const auto shown = static_cast<float>(value.value_or(0));
        matches.push_back({!value, query.descending ? -shown : shown, rows[i].number});
    }
    std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
        return std::tie(a.missing, a.value, a.number) < std::tie(b.missing, b.value, b.number);
    });
    for (const Match& match : matches)
        expected.numbers.push_back(match.number);
    expected.total = matches.size();
    return expected;
}

/// Without the zeros: what is counted nowhere is not in the naive answer.
Counts counts_of(const IndexAnswer& answer) {
    Counts counts;
    for (std::size_t f = 0; f < facet_count; ++f) {
        for (const ValueCount& value : answer.counts[f]) {
            if (value.count > 0) counts[f][std::string(value.name)] += value.count;
        }
    }
    return counts;
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
        auto page = answer_of(index, query, removed).page;
        const bool more = page.size() > query.limit;
        if (more) page.pop_back();
        for (const Position& position : page)
            numbers.push_back(position.number);
        if (!more) return numbers;
        query.after = page.back();
    }
}

void expect_same(const RankingIndex& index, const Bits& removed, const IndexQuery& query,
                 const Expected& expected, bool every_page) {
    const IndexAnswer found = answer_of(index, query, removed);
    ASSERT_EQ(found.total, expected.total);
    ASSERT_EQ(found.flagged, expected.flagged);
    ASSERT_EQ(counts_of(found), expected.counts);
    auto first = expected.numbers;
    first.resize(std::min(first.size(), query.limit + 1));
    ASSERT_EQ(numbers_of(found.page), first);
    if (every_page) ASSERT_EQ(all_pages(index, query, removed), expected.numbers);
}

class AgainstEveryRow : public testing::TestWithParam<std::size_t> {};

TEST_P(AgainstEveryRow, TotalsCountsAndPagesAgree) {
    const std::size_t size = GetParam();
    const auto seed = static_cast<unsigned>(size * 7919);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto rows = random_rows(size, random);
    const RankingIndex index = index_of(rows);
    const Removal removal = remove_some(rows, index, size / 20, random);
    for (int i = 0; i < 120; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        const IndexQuery query = random_query(rows, random);
        ASSERT_NO_FATAL_FAILURE(expect_same(index, removal.places, query,
                                            naive_answer(rows, query, removal.rows), i % 8 == 0));
    }
}

TEST_P(AgainstEveryRow, AMergedIndexAgreesToo) {
    const std::size_t size = GetParam();
    const auto seed = static_cast<unsigned>(size * 104729);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto rows = random_rows(size, random);
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(size / 3);
    const std::vector<IndexRow> old_rows(rows.begin(), middle), new_rows(middle, rows.end());
    const RankingIndex base = index_of(old_rows), delta = index_of(new_rows);
    Removal removal;
    if (!old_rows.empty()) removal = remove_some(old_rows, base, size / 20, random);
    removal.rows.resize(size);

    IndexBuilder builder;
    builder.add_all(base, removal.places);
    builder.add_all(delta, {});
    const RankingIndex merged(builder);
    for (int i = 0; i < 40; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        const IndexQuery query = random_query(rows, random);
        ASSERT_NO_FATAL_FAILURE(
            expect_same(merged, {}, query, naive_answer(rows, query, removal.rows), false));
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, AgainstEveryRow,
                         testing::Values(1, 2, 63, 64, 65, 1000, 4095, 4096, 4097, 9000));

TEST(RankingIndex, EmptyAnswersNothing) {
    const IndexAnswer answer = answer_of(index_of({}), {}, {});
    EXPECT_EQ(answer.total, 0U);
    EXPECT_TRUE(answer.page.empty());
}

TEST(RankingIndex, KeepsMissingValuesLastBothWays) {
    std::vector<IndexRow> rows;
    for (const auto& [number, value] : std::vector<std::pair<std::uint32_t, std::optional<double>>>{
             {1, 2.0}, {2, std::nullopt}, {3, 1.0}, {4, 0.0}, {5, std::nullopt}}) {
        IndexRow row{.number = number, .facets = {}, .values = {}, .half_widths = {}};
        row.values[0] = value;
        rows.push_back(row);
    }
    const RankingIndex index = index_of(rows);
    IndexQuery query{.limit = 2};
    EXPECT_EQ(all_pages(index, query, {}), (std::vector<std::uint32_t>{1, 3, 4, 2, 5}));
    query.descending = false;
    EXPECT_EQ(all_pages(index, query, {}), (std::vector<std::uint32_t>{4, 3, 1, 2, 5}));
}

TEST(RankingIndex, LeavesOutNoRowThatARangeHoldsExactly) {
    std::mt19937 random(5);
    const auto rows = random_rows(2000, random);
    const RankingIndex index = index_of(rows);
    for (int i = 0; i < 200; ++i) {
        IndexQuery query{.sort_column = 1, .limit = rows.size()};
        const double low = rows[random() % rows.size()].values[1].value_or(0);
        query.ranges[1] = schema::Range{low, low + 1.7};
        const auto found = numbers_of(answer_of(index, query, {}).page);
        for (const IndexRow& row : rows) {
            if (row.values[1] && query.ranges[1]->holds(*row.values[1]))
                ASSERT_NE(std::find(found.begin(), found.end(), row.number), found.end());
        }
    }
}

TEST(RankingIndex, GivesEveryValueAKeyInOrder) {
    EXPECT_EQ(key_of(std::nullopt), missing_key);
    EXPECT_EQ(key_of(-1.0), missing_key);
    EXPECT_EQ(key_of(std::nan("")), missing_key);
    EXPECT_EQ(key_of(-0.0), key_of(0.0));
    EXPECT_LT(missing_key, key_of(0.0));
    EXPECT_LT(key_of(0.0), key_of(1e-30));
    EXPECT_LT(key_of(1.0), key_of(1.001));
    EXPECT_LT(key_of(1e30), key_of(std::numeric_limits<double>::max()));
}

TEST(RankingIndex, FindsWordsOnlyInsideOneName) {
    std::vector<IndexRow> rows(2);
    rows[0] = {.number = 1, .facets = {"Alpha", "", "Beta"}, .values = {}, .half_widths = {}};
    rows[1] = {.number = 2, .facets = {"Gamma", "", "Delta"}, .values = {}, .half_widths = {}};
    const RankingIndex index = index_of(rows);
    IndexQuery query{.words = {"alpha", "beta"}};
    EXPECT_EQ(answer_of(index, query, {}).total, 1U);
    query.words = {"alphag"};  // the end of one name and the start of the next
    EXPECT_EQ(answer_of(index, query, {}).total, 0U);
    query.words = {"ta"};
    EXPECT_EQ(answer_of(index, query, {}).total, 2U);
}

/// A row of thirteen metrics takes at most `thirteen`; each further one a key, a width and a place.
constexpr std::size_t bytes_per_row(std::size_t thirteen) {
    return thirteen + (metric_count - 13) * 13;
}

TEST(RankingIndex, TakesAtMost125BytesARow) {
    std::mt19937 random(1);
    constexpr std::size_t size = 100'000;
    EXPECT_LE(index_of(random_rows(size, random)).memory_bytes(), bytes_per_row(125) * size);
}

TEST(RankingIndex, KeepsRareValuesInFewBytes) {
    IndexBuilder builder;
    constexpr std::uint32_t size = 20'000;
    for (std::uint32_t number = 1; number <= size; ++number) {
        IndexRow row{.number = number, .facets = {}, .values = {}, .half_widths = {}};
        row.facets[static_cast<std::size_t>(Facet::precision)] = "own " + std::to_string(number);
        builder.add(row);
    }
    const RankingIndex index(builder);
    EXPECT_LE(index.memory_bytes(), bytes_per_row(140) * size);
    IndexQuery query;
    query.filters[static_cast<std::size_t>(Facet::precision)] = {"own 77"};
    EXPECT_EQ(numbers_of(answer_of(index, query, {}).page), std::vector<std::uint32_t>{77});
}

TEST(BitLoops, EveryFormComparesAlike) {
    std::mt19937 random(7);
    std::vector<std::uint16_t> halves(block_rows);
    for (auto& half : halves)
        half = static_cast<std::uint16_t>(random() % 8 == 0 ? 0xffff : random() % 5'000);
    const std::vector<bit_loops::HalfRange> ranges{{0, 0xffff}, {0xffff, 0xffff}, {0, 0},
                                                   {0, 0x7fff}, {17, 3'000},      {4'999, 4'999}};
    for (const auto range : ranges) {
        for (const auto compare : bit_loops::compare_forms()) {
            const auto found = std::make_unique<bit_loops::Halves>();
            compare(halves.data(), range, ~bit_loops::WordSet{0}, *found);
            for (std::size_t row = 0; row < block_rows; ++row) {
                const auto half = halves[row];
                ASSERT_EQ((found->inside[row / 64] >> (row % 64) & 1) != 0,
                          half >= range.low && half <= range.high);
                ASSERT_EQ((found->at_low[row / 64] >> (row % 64) & 1) != 0, half == range.low);
                ASSERT_EQ((found->at_high[row / 64] >> (row % 64) & 1) != 0, half == range.high);
            }
        }
    }
}

}  // namespace
}  // namespace lem::leaderboard
