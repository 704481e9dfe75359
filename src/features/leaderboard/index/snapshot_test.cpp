#include "features/leaderboard/index/snapshot.hpp"

#include "support/index_rows.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>

/// Lists of the best rows, Pareto fronts, rank intervals and histograms over a base with removed
/// rows and a delta, against a plain look at every row.
namespace lem::leaderboard {
namespace {

using namespace lem::test;

struct Rows {
    std::vector<IndexRow> all;  // without those that were removed
    Snapshot snapshot;
};

/// Scopes, methods and reasons of the wire's words, as the rules for ranks look at them.
void give_real_words(std::vector<IndexRow>& rows) {
    const auto word = [](auto values, std::string& text) {
        text = values[static_cast<std::size_t>(text.back()) % values.size()].name;
    };
    for (IndexRow& row : rows) {
        word(schema::enumeration<domain::EnergyScope>::values, row.facets[5]);
        word(schema::enumeration<domain::EnergyMethod>::values, row.facets[6]);
        std::string& reason = row.facets[static_cast<std::size_t>(Facet::not_ranked)];
        reason = reason.ends_with('0') ? "incomplete" : "";
    }
}

Rows random_snapshot(std::size_t size, std::mt19937& random) {
    auto rows = random_rows(size, random);
    give_real_words(rows);
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(size - size / 4);
    const std::vector<IndexRow> old_rows(rows.begin(), middle), new_rows(middle, rows.end());
    Rows made;
    made.snapshot.base = std::make_shared<const RankingIndex>(index_of(old_rows));
    made.snapshot.delta = std::make_shared<const RankingIndex>(index_of(new_rows));
    const Removal removal = remove_some(old_rows, *made.snapshot.base, size / 20, random);
    made.snapshot.removed = std::make_shared<const Bits>(removal.places);
    for (std::size_t f = 0; f < facet_count; ++f) {
        const NameList& names = made.snapshot.delta->names(f);
        for (std::size_t code = 0; code < names.size(); ++code)
            made.snapshot.base_codes[f].push_back(made.snapshot.base->names(f).find(names[code]));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i >= old_rows.size() || !removal.rows[i]) made.all.push_back(rows[i]);
    }
    return made;
}

const std::string& facet_of(const IndexRow& row, Facet facet) {
    return row.facets[static_cast<std::size_t>(facet)];
}

bool has_rank(const IndexRow& row, std::size_t column) {
    if (!row.values[column] || !facet_of(row, Facet::not_ranked).empty()) return false;
    const auto method = schema::value_of<domain::EnergyMethod>(facet_of(row, Facet::energy_method));
    return !is_energy(column) || !domain::held_back(*method);
}

float merit(const IndexRow& row, std::size_t column) {
    const auto value = static_cast<float>(row.values[column].value_or(0));
    return larger_is_better(column) ? value : -value;
}

std::string scope_of(const IndexRow& row, std::size_t column) {
    return is_energy(column) ? facet_of(row, Facet::energy_scope) : "";
}

class ListsAgainstEveryRow : public testing::TestWithParam<std::size_t> {
protected:
    void SetUp() override {
        random_.seed(static_cast<unsigned>(GetParam() * 31337));
        rows_ = random_snapshot(GetParam(), random_);
    }
    IndexQuery list_query() {
        IndexQuery query = random_query(rows_.all, random_);
        query.ranges = {};
        query.limit = 200'000;
        return query;
    }
    std::vector<const IndexRow*> matches(const IndexQuery& query) const {
        std::vector<const IndexRow*> found;
        for (const IndexRow& row : rows_.all) {
            if (passes(row, query, facet_count)) found.push_back(&row);
        }
        return found;
    }
    static std::set<std::uint32_t> numbers_of(const IndexAnswer& answer) {
        std::set<std::uint32_t> numbers;
        for (const Position& position : answer.page)
            numbers.insert(position.number);
        return numbers;
    }

    std::mt19937 random_;
    Rows rows_;
};

TEST_P(ListsAgainstEveryRow, TheBestOfEachModelIsListedOnceForEachScope) {
    for (int i = 0; i < 60; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        IndexQuery query = list_query();
        query.best_per = i % 2 == 0 ? domain::BestPer::model : domain::BestPer::model_and_hardware;
        const auto list_of = [&](const IndexRow& row) {
            return facet_of(row, Facet::model) +
                   (i % 2 == 0 ? "" : "\n" + facet_of(row, Facet::hardware));
        };
        std::map<std::pair<std::string, std::string>, const IndexRow*> best;
        std::map<std::string, const IndexRow*> best_unranked;
        std::set<std::string> with_rank;
        const auto take = [&](const IndexRow*& best_row, const IndexRow& row) {
            const auto order = [&](const IndexRow& one) {
                return std::tuple(!one.values[query.sort_column].has_value(),
                                  -merit(one, query.sort_column), one.number);
            };
            if (best_row == nullptr || order(row) < order(*best_row)) best_row = &row;
        };
        for (const IndexRow* row : matches(query)) {
            if (has_rank(*row, query.sort_column)) {
                with_rank.insert(list_of(*row));
                take(best[{list_of(*row), scope_of(*row, query.sort_column)}], *row);
            } else {
                take(best_unranked[list_of(*row)], *row);
            }
        }
        std::set<std::uint32_t> expected;
        for (const auto& [list, row] : best)
            expected.insert(row->number);
        for (const auto& [list, row] : best_unranked) {
            if (!with_rank.contains(list)) expected.insert(row->number);
        }
        SnapshotRun run(rows_.snapshot, query);
        ASSERT_EQ(numbers_of(run.run()), expected);
    }
}

TEST_P(ListsAgainstEveryRow, PagesInTheOrderOfANameHaveEveryRowOnce) {
    for (int i = 0; i < 40; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        IndexQuery query = list_query();
        query.sort_name = i % 2 == 0 ? Facet::model : Facet::hardware;
        std::vector<const IndexRow*> expected = matches(query);
        std::ranges::sort(expected, [&](const IndexRow* a, const IndexRow* b) {
            const std::string &of_a = facet_of(*a, *query.sort_name),
                              &of_b = facet_of(*b, *query.sort_name);
            if (of_a != of_b) return query.descending ? of_a > of_b : of_a < of_b;
            return a->number < b->number;
        });
        query.limit = 1 + expected.size() / 7;
        std::vector<std::uint32_t> numbers, expected_numbers;
        for (const IndexRow* row : expected)
            expected_numbers.push_back(row->number);
        for (bool more = true; more;) {
            SnapshotRun run(rows_.snapshot, query);
            std::vector<Position> page = run.run().page;
            more = page.size() > query.limit;
            if (more) page.pop_back();
            for (const Position& position : page)
                numbers.push_back(position.number);
            if (more)
                query.after_name = {std::string(run.name_at(page.back())), page.back().number};
        }
        ASSERT_EQ(numbers, expected_numbers);
    }
}

TEST(NameOrder, APageAfterANameThatIsGoneGoesOnWithTheNextOne) {
    const NameList base({"beta", "Alpha"}), delta({"delta"});
    const NameOrder order(base, delta);
    EXPECT_EQ(order.of_base(), (NameKeys{1, 0}));
    EXPECT_EQ(order.of_delta(), NameKeys{2});
    const Position forwards = order.after({"charlie", 7}, false),
                   backwards = order.after({"charlie", 7}, true);
    EXPECT_TRUE(comes_before(forwards, {2, 1}, false) && comes_before({1, 900}, forwards, false));
    EXPECT_TRUE(comes_before(backwards, {1, 1}, true) && comes_before({2, 900}, backwards, true));
}

TEST_P(ListsAgainstEveryRow, TheParetoFrontHasEveryRowThatNoOtherBeats) {
    for (int i = 0; i < 40; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        IndexQuery query = list_query();
        const std::size_t x = random_() % metric_count,
                          y = (x + 1 + random_() % (metric_count - 1)) % metric_count;
        query.pareto = {x, y};
        std::vector<const IndexRow*> rows;
        for (const IndexRow* row : matches(query)) {
            if (has_rank(*row, x) && has_rank(*row, y)) rows.push_back(row);
        }
        std::set<std::uint32_t> expected;
        const bool by_scope = is_energy(x) || is_energy(y);
        for (const IndexRow* row : rows) {
            const bool beaten = std::ranges::any_of(rows, [&](const IndexRow* other) {
                if (by_scope &&
                    facet_of(*other, Facet::energy_scope) != facet_of(*row, Facet::energy_scope))
                    return false;
                const float dx = merit(*other, x) - merit(*row, x),
                            dy = merit(*other, y) - merit(*row, y);
                return dx >= 0 && dy >= 0 && (dx > 0 || dy > 0);
            });
            if (!beaten) expected.insert(row->number);
        }
        SnapshotRun run(rows_.snapshot, query);
        ASSERT_EQ(numbers_of(run.run()), expected);
    }
}

TEST_P(ListsAgainstEveryRow, RowsCertainlyAboveAndBelowAreCounted) {
    for (int i = 0; i < 40; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        IndexQuery query = list_query();
        query.sort_column = random_() % metric_count;
        query.limit = 25;
        std::vector<const IndexRow*> anchors;
        std::vector<std::string> scopes;
        for (int k = 0; k < 20; ++k) {
            anchors.push_back(&rows_.all[random_() % rows_.all.size()]);
            scopes.push_back(scope_of(*anchors.back(), query.sort_column));
        }
        std::vector<RankInterval> intervals;
        for (std::size_t k = 0; k < anchors.size(); ++k) {
            const float value = std::abs(merit(*anchors[k], query.sort_column));
            intervals.push_back({.scope = scopes[k], .interval = {value * 0.9F, value * 1.1F}});
        }
        SnapshotRun run(rows_.snapshot, query);
        run.run();
        run.count(intervals);
        for (const RankInterval& one : intervals) {
            std::uint64_t above = 0, below = 0, ranked = 0;
            for (const IndexRow* row : matches(query)) {
                if (!has_rank(*row, query.sort_column) ||
                    scope_of(*row, query.sort_column) != one.scope)
                    continue;
                const Interval interval = interval_of(
                    key_of(row->values[query.sort_column]),
                    width_of(row->values[query.sort_column], row->half_widths[query.sort_column]));
                ++ranked;
                above += interval.low > one.interval.high ? 1 : 0;
                below += interval.high < one.interval.low ? 1 : 0;
            }
            ASSERT_EQ(std::tuple(one.above, one.below, one.ranked),
                      std::tuple(above, below, ranked));
        }
    }
}

TEST_P(ListsAgainstEveryRow, HistogramsIgnoreTheLimitOnTheirOwnMetric) {
    for (int i = 0; i < 20; ++i) {
        SCOPED_TRACE("query " + std::to_string(i));
        IndexQuery query = random_query(rows_.all, random_);
        const std::size_t column = random_() % metric_count;
        query.histograms = {column};
        SnapshotRun run(rows_.snapshot, query);
        const HistogramCounts counts = run.run().histograms.front();
        query.ranges[column].reset();
        std::map<std::uint32_t, std::uint64_t> expected;
        for (const IndexRow* row : matches(query)) {
            if (!row->values[column]) continue;
            std::uint32_t bin = 0;
            while (histogram_from(bin + 1) <= static_cast<float>(*row->values[column]))
                ++bin;
            ++expected[bin];
        }
        ASSERT_EQ(counts, expected);
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ListsAgainstEveryRow, testing::Values(4, 65, 700, 5000));

TEST(IntervalColumn, WidthsAreRoundedUpByAtMostOneStep) {
    for (double relative = 0.0002; relative < 900; relative *= 1.37) {
        const Interval interval = interval_of(key_of(100.0), width_of(100.0, relative * 100));
        const double half = (static_cast<double>(interval.high) - interval.low) / 2;
        EXPECT_GE(half, relative * 100 * 0.999);
        EXPECT_LE(half, relative * 100 * 1.067);
    }
    EXPECT_FLOAT_EQ(interval_of(key_of(7.0), width_of(7.0, std::nullopt)).high, 7);
    EXPECT_EQ(interval_of(key_of(7.0), width_of(7.0, 1e9)).low, 0);
    EXPECT_EQ(interval_of(key_of(0.0), width_of(0.0, 1.0)).low, 0);
}

}  // namespace
}  // namespace lem::leaderboard
