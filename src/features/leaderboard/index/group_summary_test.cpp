#include "features/leaderboard/index/group_run.hpp"
#include "features/leaderboard/index/query_run.hpp"
#include "support/index_rows.hpp"

#include <bit>
#include <gtest/gtest.h>
#include <set>
#include <span>

/// Summaries of groups against a plain look at every row.
namespace lem::leaderboard {
namespace {

using namespace lem::test;

/// All rows have a rank, where they have a value.
std::vector<IndexRow> ranked_rows(std::size_t size, std::mt19937& random) {
    auto rows = random_rows(size, random);
    for (IndexRow& row : rows) {
        row.facets[static_cast<std::size_t>(Facet::energy_method)] = "counter";
        row.facets[static_cast<std::size_t>(Facet::not_ranked)] = "";
    }
    return rows;
}

struct Expected {
    std::uint64_t count = 0;
    float newest = -1;
    std::map<std::string, std::multiset<float>> values;  // by scope
};

/// Sizes of a model differ in some rows, which makes more groups of one model on one hardware.
using Groups = std::map<std::array<std::string, 3>, Expected>;

Groups expected_groups(const std::vector<IndexRow>& rows, const Removal& removal,
                       const IndexQuery& query) {
    Groups groups;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const IndexRow& row = rows[i];
        if (removal.rows[i] || !passes(row, query, facet_count)) continue;
        Expected& group = groups[{row.facets[0], row.facets[1], row.facets[2]}];
        ++group.count;
        if (const auto date = row.values[column_of(Attribute::submitted_at)])
            group.newest = std::max(group.newest, static_cast<float>(*date));
        const std::string scope = is_energy(query.sort_column) ? row.facets[5] : "";
        if (const auto value = row.values[query.sort_column])
            group.values[scope].insert(static_cast<float>(*value));
    }
    return groups;
}

Groups found_groups(const GroupAnswer& answer) {
    Groups groups;
    const auto group_of = [&](const GroupSummary& summary) -> Expected& {
        return groups[{std::string(summary.model), std::string(summary.family),
                       std::string(summary.hardware)}];
    };
    for (const GroupSummary& summary : answer.groups) {
        Expected& group = group_of(summary);
        group.count += summary.count;
        if (summary.newest != missing_key)
            group.newest = std::max(group.newest, std::bit_cast<float>(summary.newest));
    }
    for (const GroupRange& range : answer.ranges) {
        const std::span values(answer.values.data() + range.first_value, range.count);
        EXPECT_EQ(range.lowest, std::ranges::min(values));
        EXPECT_EQ(range.highest, std::ranges::max(values));
        for (const Key key : values)
            group_of(answer.groups[range.group])
                .values[std::string(range.scope)]
                .insert(std::bit_cast<float>(key));
    }
    return groups;
}

class GroupsAgainstEveryRow : public testing::TestWithParam<std::size_t> {};

TEST_P(GroupsAgainstEveryRow, HaveTheirMatchesAndValues) {
    std::mt19937 random(static_cast<unsigned>(GetParam() * 7919));
    const auto rows = ranked_rows(GetParam(), random);
    const RankingIndex index = index_of(rows);
    for (int i = 0; i < 80; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        IndexQuery query = random_query(rows, random);
        query.sort_column = random() % metric_count;
        query.limit = 0;
        query.groups = GroupQuestion{.newest = true, .values = true};
        const Removal removal = remove_some(rows, index, i % 2 == 0 ? 0 : rows.size() / 9, random);
        const Groups found = found_groups(QueryRun(index, query, removal.places).run().groups);
        const Groups expected = expected_groups(rows, removal, query);
        ASSERT_EQ(found.size(), expected.size());
        for (const auto& [names, group] : expected) {
            const auto same = found.find(names);
            ASSERT_NE(same, found.end());
            EXPECT_EQ(same->second.count, group.count);
            EXPECT_EQ(same->second.newest, group.newest);
            EXPECT_EQ(same->second.values, group.values);
        }
    }
}

TEST_P(GroupsAgainstEveryRow, FindTheRowThatIsNearestToLimits) {
    std::mt19937 random(static_cast<unsigned>(GetParam() * 104'729));
    const auto rows = ranked_rows(GetParam(), random);
    const RankingIndex index = index_of(rows);
    const std::vector<ColumnLimit> limits{{1, {.minimum = {}, .maximum = 2.0}},
                                          {3, {.minimum = 90.0, .maximum = {}}}};
    const auto distance_of = [&](const IndexRow& row) {
        Distance distance;
        for (const auto& [column, range] : limits) {
            if (row.values[column])
                distance.factor = std::max(
                    distance.factor, factor_beyond(static_cast<float>(*row.values[column]), range));
            else
                ++distance.unknown;
        }
        return distance;
    };
    std::map<std::uint32_t, const IndexRow*> by_number;
    for (const IndexRow& row : rows)
        by_number[row.number] = &row;
    IndexQuery query{.limit = 0};
    query.groups = GroupQuestion{.nearest = limits};
    const IndexAnswer answer = QueryRun(index, query, {}).run();
    ASSERT_FALSE(answer.groups.groups.empty());
    for (const GroupSummary& group : answer.groups.groups) {
        ASSERT_TRUE(group.nearest);
        const IndexRow& nearest = *by_number[group.nearest->number];
        EXPECT_FALSE(distance_of(nearest) < group.nearest->distance);
        for (const IndexRow& row : rows) {
            if (row.facets[0] != group.model || row.facets[1] != group.family ||
                row.facets[2] != group.hardware ||
                key_of(row.parameters_billions) != group.parameters_billions)
                continue;
            EXPECT_FALSE(distance_of(row) < group.nearest->distance);
        }
    }
}

TEST(GroupAnswer, OfTwoIndexesKeepsEachRangeWithItsGroupAndValues) {
    GroupAnswer both, other;
    both.groups = {{.model = "a"}};
    both.ranges = {{.group = 0, .count = 2, .first_value = 0}};
    both.values = {1, 2};
    other.groups = {{.model = "b"}};
    other.ranges = {{.group = 0, .count = 1, .first_value = 0}};
    other.values = {3};
    both.add(other);
    EXPECT_EQ(both.groups.at(both.ranges.at(1).group).model, "b");
    EXPECT_EQ(both.values.at(both.ranges.at(1).first_value), 3);
}

INSTANTIATE_TEST_SUITE_P(Sizes, GroupsAgainstEveryRow, testing::Values(1, 63, 300, 9'000));

TEST(FactorBeyond, IsOneAtTheLimitAndWithoutEndAtZero) {
    EXPECT_FLOAT_EQ(factor_beyond(142, {.minimum = {}, .maximum = 80}), 1.775F);
    EXPECT_FLOAT_EQ(factor_beyond(5, {.minimum = 10, .maximum = {}}), 2);
    EXPECT_FLOAT_EQ(factor_beyond(10, {.minimum = 10, .maximum = 10}), 1);
    EXPECT_FLOAT_EQ(factor_beyond(0, {.minimum = {}, .maximum = 0}), 1);
    EXPECT_GT(factor_beyond(1, {.minimum = {}, .maximum = 0}), 1e30F);
    EXPECT_GT(factor_beyond(0, {.minimum = 1, .maximum = {}}), 1e30F);
}

}  // namespace
}  // namespace lem::leaderboard
