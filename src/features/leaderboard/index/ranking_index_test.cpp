#include "features/leaderboard/index/ranking_index.hpp"

#include "base/text.hpp"
#include "features/leaderboard/index/bit_loops.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>

namespace lem::leaderboard {
namespace {

// Some facets have values that few rows hold: they are kept in another form than common ones.
constexpr std::array<unsigned, facet_count> value_counts{40, 12, 9, 6, 70, 3, 3, 4, 3, 5, 60};
constexpr auto flags_facet = static_cast<std::size_t>(Facet::flags);

std::vector<IndexRow> random_rows(std::size_t count, std::mt19937& random) {
    std::vector<IndexRow> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        rows[i].number = static_cast<std::uint32_t>(i + 1);
        for (std::size_t f = 0; f < facet_count; ++f) {
            const auto value = std::min(random(), random()) % value_counts[f];
            rows[i].facets[f] = std::string(facet_names[f]) + "-" + std::to_string(value);
        }
        // Most have none, some have one or two.
        std::string& flags = rows[i].facets[flags_facet];
        if (random() % 16 != 0) flags.clear();
        if (random() % 32 == 0) flags += (flags.empty() ? "a" : ",a");
        for (std::size_t m = 0; m < metric_count; ++m) {
            if (random() % 10 == 0) continue;
            // Ties in some columns, long fractions in others, and one that goes with the model.
            rows[i].metrics[m] = m % 2 == 0 ? static_cast<double>(random() % 50) * 0.5
                                            : static_cast<double>(random() % 100'000) / 997.0;
            if (m == 2) *rows[i].metrics[m] += static_cast<double>(rows[i].facets[0].back());
        }
        // A model's size, which now and then nobody knew or got wrong.
        if (random() % 10 != 0)
            rows[i].parameters_billions =
                rows[i].facets[0].back() - '0' + (random() % 20 == 0 ? 0.5 : 0);
    }
    std::shuffle(rows.begin(), rows.end(), random);
    return rows;
}

IndexQuery random_query(const std::vector<IndexRow>& rows, std::mt19937& random) {
    IndexQuery query;
    const IndexRow& anchor = rows[random() % rows.size()];
    for (std::size_t f = 0; f < facet_count; ++f) {
        query.counted[f] = random() % 2 == 0;
        if (f != flags_facet && random() % 4 == 0)
            query.filters[f] = {anchor.facets[f], rows[random() % rows.size()].facets[f]};
    }
    if (random() % 20 == 0) query.filters[random() % facet_count] = {"no such value"};
    if (random() % 6 == 0) query.filters[flags_facet] = {"a", "flags-1"};
    query.flagged = static_cast<domain::Flagged>(random() % 3);
    for (std::size_t m = 0; m < metric_count; ++m) {
        if (random() % 6 != 0) continue;
        query.ranges[m] = schema::Range{};
        const double value = rows[random() % rows.size()].metrics[m].value_or(3);
        if (random() % 3 != 0) query.ranges[m]->minimum = value;
        if (random() % 3 != 0) query.ranges[m]->maximum = value + static_cast<double>(random() % 9);
    }
    if (random() % 6 == 0) {
        const double size = rows[random() % rows.size()].parameters_billions.value_or(3);
        query.parameters_billions = schema::Range{.minimum = size, .maximum = size + 2};
    }
    constexpr std::array words{"model-1", "engine-2", "hardware", "-3", "nothing"};
    for (unsigned i = random() % 8; i < 2; ++i)
        query.words.push_back(words[random() % words.size()]);
    query.sort_metric = random() % metric_count;
    query.descending = random() % 2 == 0;
    query.limit = 1 + random() % 30;
    return query;
}

/// What the header promises: both ends take in what rounds to the same float.
bool holds(const schema::Range& range, double value) {
    const auto rounded = static_cast<float>(value);
    return (!range.minimum || rounded >= static_cast<float>(*range.minimum)) &&
           (!range.maximum || rounded <= static_cast<float>(*range.maximum));
}

bool passes_flags(const IndexRow& row, const IndexQuery& query) {
    const std::string& flags = row.facets[flags_facet];
    const auto& wanted = query.filters[flags_facet];
    if (wanted.empty())
        return query.flagged == domain::Flagged::shown ||
               (query.flagged == domain::Flagged::hidden) == flags.empty();
    return std::ranges::any_of(wanted, [&](const std::string& flag) {
        return ("," + flags + ",").find("," + flag + ",") != std::string::npos;
    });
}

bool passes(const IndexRow& row, const IndexQuery& query, std::size_t ignored_facet) {
    if (ignored_facet != flags_facet && !passes_flags(row, query)) return false;
    for (std::size_t f = 0; f < flags_facet; ++f) {
        const auto& filter = query.filters[f];
        if (f != ignored_facet && !filter.empty() &&
            std::find(filter.begin(), filter.end(), row.facets[f]) == filter.end())
            return false;
    }
    for (std::size_t m = 0; m < metric_count; ++m) {
        if (query.ranges[m] && (!row.metrics[m] || !holds(*query.ranges[m], *row.metrics[m])))
            return false;
    }
    if (query.parameters_billions &&
        (!row.parameters_billions || !holds(*query.parameters_billions, *row.parameters_billions)))
        return false;
    return std::all_of(query.words.begin(), query.words.end(), [&](const std::string& word) {
        return text::contains_ignoring_case(
            row.facets[0] + "\n" + row.facets[2] + "\n" + row.facets[3], word);
    });
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
        const auto& value = rows[i].metrics[query.sort_metric];
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
        auto page = index.answer(query, removed).page;
        const bool more = page.size() > query.limit;
        if (more) page.pop_back();
        for (const Position& position : page)
            numbers.push_back(position.number);
        if (!more) return numbers;
        query.after = page.back();
    }
}

RankingIndex index_of(const std::vector<IndexRow>& rows) {
    IndexBuilder builder;
    for (const IndexRow& row : rows)
        builder.add(row);
    return RankingIndex(builder);
}

struct Removal {
    std::vector<bool> rows;
    Bits places;  // empty when nothing was removed
};

Removal remove_some(const std::vector<IndexRow>& rows, const RankingIndex& index, std::size_t count,
                    std::mt19937& random) {
    Removal removal{.rows = std::vector<bool>(rows.size()), .places = {}};
    if (count > 0) removal.places.assign(index.words(), 0);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t row = random() % rows.size();
        removal.rows[row] = true;
        set(removal.places, *index.find(rows[row].number));
    }
    return removal;
}

void expect_same(const RankingIndex& index, const Bits& removed, const IndexQuery& query,
                 const Expected& expected, bool every_page) {
    const IndexAnswer found = index.answer(query, removed);
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
    const IndexAnswer answer = index_of({}).answer({}, {});
    EXPECT_EQ(answer.total, 0U);
    EXPECT_TRUE(answer.page.empty());
}

TEST(RankingIndex, KeepsMissingValuesLastBothWays) {
    std::vector<IndexRow> rows;
    for (const auto& [number, value] : std::vector<std::pair<std::uint32_t, std::optional<double>>>{
             {1, 2.0}, {2, std::nullopt}, {3, 1.0}, {4, 0.0}, {5, std::nullopt}}) {
        IndexRow row{.number = number, .facets = {}, .metrics = {}};
        row.metrics[0] = value;
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
        IndexQuery query{.sort_metric = 1, .limit = rows.size()};
        const double low = rows[random() % rows.size()].metrics[1].value_or(0);
        query.ranges[1] = schema::Range{low, low + 1.7};
        const auto found = numbers_of(index.answer(query, {}).page);
        for (const IndexRow& row : rows) {
            if (row.metrics[1] && query.ranges[1]->holds(*row.metrics[1]))
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
    rows[0] = {.number = 1, .facets = {"Alpha", "", "Beta"}, .metrics = {}};
    rows[1] = {.number = 2, .facets = {"Gamma", "", "Delta"}, .metrics = {}};
    const RankingIndex index = index_of(rows);
    IndexQuery query{.words = {"alpha", "beta"}};
    EXPECT_EQ(index.answer(query, {}).total, 1U);
    query.words = {"alphag"};  // the end of one name and the start of the next
    EXPECT_EQ(index.answer(query, {}).total, 0U);
    query.words = {"ta"};
    EXPECT_EQ(index.answer(query, {}).total, 2U);
}

/// A row of thirteen metrics takes at most `thirteen`; each further one a key and a place.
constexpr std::size_t bytes_per_row(std::size_t thirteen) {
    return thirteen + (metric_count - 13) * 13;
}

TEST(RankingIndex, TakesAtMost120BytesARow) {
    std::mt19937 random(1);
    constexpr std::size_t size = 100'000;
    EXPECT_LE(index_of(random_rows(size, random)).memory_bytes(), bytes_per_row(120) * size);
}

TEST(RankingIndex, KeepsRareValuesInFewBytes) {
    IndexBuilder builder;
    constexpr std::uint32_t size = 20'000;
    for (std::uint32_t number = 1; number <= size; ++number) {
        IndexRow row{.number = number, .facets = {}, .metrics = {}};
        row.facets[static_cast<std::size_t>(Facet::precision)] = "own " + std::to_string(number);
        builder.add(row);
    }
    const RankingIndex index(builder);
    EXPECT_LE(index.memory_bytes(), bytes_per_row(140) * size);
    IndexQuery query;
    query.filters[static_cast<std::size_t>(Facet::precision)] = {"own 77"};
    EXPECT_EQ(numbers_of(index.answer(query, {}).page), std::vector<std::uint32_t>{77});
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
                ASSERT_EQ((found->edge[row / 64] >> (row % 64) & 1) != 0,
                          half == range.low || half == range.high);
            }
        }
    }
}

}  // namespace
}  // namespace lem::leaderboard
