#include "features/leaderboard/leaderboard.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "features/leaderboard/result_standing.hpp"
#include "platform/sql/changes.hpp"
#include "schema/csv.hpp"
#include "support/folder.hpp"
#include "support/migrated.hpp"
#include "support/published_rows.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <thread>

namespace lem::leaderboard {
namespace {

/// A real SQLite database with the real tables.
class LeaderboardOnSqlite : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + folder_ + "/lem.db", false);
        test::migrate(*database_);
        database_->write([](sql::Transaction& transaction) {
            transaction.execute(test::insert_account, "acc_ada", "ada");
            transaction.execute(test::insert_account, "acc_bob", "bob");
        });
    }
    void TearDown() override { database_.reset(); }

    static domain::LeaderboardRow row(const std::string& id, const std::string& model,
                                      std::optional<double> tokens_per_joule) {
        domain::LeaderboardRow made;
        made.id = {id};
        made.model = model;
        made.model_family = "family";
        made.engine = "vllm";
        made.precision = "fp8";
        made.hardware = "Example \"GPU\"";
        made.energy_scope = domain::EnergyScope::gpu;
        made.energy_method = domain::EnergyMethod::counter;
        made.submitted_by = "ada";
        made.submitted_at = "2026-11-20T14:02:00.000Z";
        made.metrics.tokens_per_joule = {.value = tokens_per_joule, .ci95_half_width = 0.5};
        made.metrics.throughput_tokens_per_sec = {.value = 100, .ci95_half_width = std::nullopt};
        return made;
    }
    void insert(const domain::LeaderboardRow& made, const std::string& owner = "ada") {
        database_->write([&](sql::Transaction& transaction) {
            test::publish_row(transaction, made, "acc_" + owner);
        });
    }
    void set_state(const std::string& id, domain::ResultState state) {
        database_->write(
            [&](sql::Transaction& transaction) { test::set_state(transaction, id, state); });
    }
    std::unique_ptr<Leaderboard> open_board() {
        return std::make_unique<Leaderboard>(*database_, saved_in_, [this](const std::string& id) {
            if (reading_fails_) throw Error(ErrorCode::unavailable, "The test ends the reading.");
            unreadable_.push_back(id);
        });
    }
    void damage(const std::string& id) {
        database_->write([&](sql::Transaction& transaction) {
            transaction.script(
                "UPDATE result_derived SET row_json = '{\"id\":\"' WHERE result_id = '" + id + "'");
            transaction.change(domain::topics::results, id);
        });
    }
    void insert_many(int first, int last) {
        for (int i = first; i < last; ++i)
            insert(row("res_" + std::to_string(1000 + i), "model " + std::to_string(i % 7), i));
    }

    static std::vector<std::string> ids(const domain::LeaderboardPage& page) {
        std::vector<std::string> found;
        for (const auto& item : page.items)
            found.push_back(item.id.text);
        return found;
    }
    static std::vector<std::string> all_ids(const Leaderboard& board,
                                            domain::LeaderboardQuery query) {
        std::vector<std::string> found;
        do {
            const auto page = board.query(query);
            for (const auto& item : page.items)
                found.push_back(item.id.text);
            query.cursor = page.next_cursor;
        } while (query.cursor);
        return found;
    }
    static std::string problem_of(const Leaderboard& board, const domain::LeaderboardQuery& query) {
        try {
            board.query_json(query);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::bad_request);
            return error.violations().at(0).pointer + " " + error.violations().at(0).message;
        }
        return "accepted";
    }

    const test::Folder scratch_;
    const std::string folder_ = scratch_.path().string();
    std::unique_ptr<sql::Database> database_;
    std::vector<std::string> unreadable_;
    std::atomic<bool> reading_fails_ = false;  // at a row that is unreadable
    std::filesystem::path saved_in_;           // empty: nothing is saved
};

TEST_F(LeaderboardOnSqlite, ShowsWhatWasThereAndWhatCameSince) {
    insert(row("res_a", "m1", 1.5));
    insert(row("res_none", "m2", std::nullopt));
    const auto opened = open_board();
    Leaderboard& board = *opened;
    EXPECT_EQ(ids(board.query({})), (std::vector<std::string>{"res_a", "res_none"}));
    const std::uint64_t version = board.data_version();

    insert(row("res_b", "m3", 9), "bob");
    board.notify();
    EXPECT_EQ(ids(board.query({})), (std::vector<std::string>{"res_b", "res_a", "res_none"}));
    EXPECT_EQ(ids(board.query({.sort = "tokens_per_joule"})),
              (std::vector<std::string>{"res_a", "res_b", "res_none"}));
    EXPECT_NE(board.data_version(), version);
    EXPECT_EQ(board.stats().results, 3);
    EXPECT_EQ(board.stats().models, 3);
    EXPECT_EQ(board.stats().hardware, 1);
    EXPECT_EQ(board.stats().contributors, 2);
}

TEST_F(LeaderboardOnSqlite, TakesAwayWhatIsWithdrawnAndBringsItBackOnce) {
    insert(row("res_base", "m1", 1));
    const auto opened = open_board();
    Leaderboard& board = *opened;
    insert(row("res_delta", "m2", 2), "bob");
    board.notify();
    for (const std::string id : {"res_base", "res_delta"}) {
        set_state(id, domain::ResultState::withdrawn);
        board.notify();
        EXPECT_EQ(board.query({}).total, 1);
        EXPECT_EQ(board.stats().results, 1);
        EXPECT_EQ(board.stats().contributors, 1);
        set_state(id, domain::ResultState::listed);
        board.notify();
        EXPECT_EQ(board.query({}).total, 2);
        EXPECT_EQ(board.stats().contributors, 2);
    }
    EXPECT_EQ(all_ids(board, {.limit = 1}), (std::vector<std::string>{"res_delta", "res_base"}));
}

TEST_F(LeaderboardOnSqlite, StaysRightThroughMerges) {
    const auto opened = open_board();
    Leaderboard& board = *opened;
    // A small base is merged after every few changes, in the background, while these are made.
    for (int i = 0; i < 300; i += 10) {
        insert_many(i, i + 10);
        board.notify();
        if (i % 30 == 0)
            set_state("res_" + std::to_string(1000 + i), domain::ResultState::withdrawn);
        board.notify();
        const auto page = board.query({.facets = {"model"}, .limit = 5});
        const std::int64_t listed = i + 10 - (i / 30 + 1);
        ASSERT_EQ(page.total, listed);
        ASSERT_EQ(page.items.at(0).id.text, "res_" + std::to_string(1000 + i + 9));
        std::int64_t counted = 0;
        for (const auto& value : page.facets.at("model"))
            counted += value.count;
        ASSERT_EQ(counted, listed);
        ASSERT_EQ(all_ids(board, {.limit = 50}).size(), static_cast<std::size_t>(listed));
    }
}

TEST_F(LeaderboardOnSqlite, ACursorGoesOnAfterItsRowWhateverHappensToTheData) {
    insert_many(0, 20);
    const auto opened = open_board();
    Leaderboard& board = *opened;
    domain::LeaderboardQuery query{.limit = 5};
    const auto first = board.query(query);
    EXPECT_EQ(first.items.back().id.text, "res_1015");
    insert(row("res_new_first", "m", 1000));
    insert(row("res_new_later", "m", 12.5));
    set_state("res_1015", domain::ResultState::withdrawn);
    board.notify();
    query.cursor = first.next_cursor;
    EXPECT_EQ(ids(board.query(query)),
              (std::vector<std::string>{"res_1014", "res_1013", "res_new_later", "res_1012",
                                        "res_1011"}));
}

TEST_F(LeaderboardOnSqlite, RefusesTheCursorOfAnotherQuestion) {
    insert_many(0, 20);
    const auto opened = open_board();
    Leaderboard& board = *opened;
    const auto cursor = board.query({.limit = 5}).next_cursor;
    EXPECT_EQ(problem_of(board, {.limit = 9, .cursor = cursor}), "accepted");
    constexpr auto refusal = "/cursor is not the next_cursor of this query";
    EXPECT_EQ(problem_of(board, {.sort = "tokens_per_joule", .cursor = cursor}), refusal);
    EXPECT_EQ(problem_of(board, {.engine = {"vllm"}, .cursor = cursor}), refusal);
    EXPECT_EQ(problem_of(board, {.q = "vllm", .cursor = cursor}), refusal);
    EXPECT_EQ(problem_of(board, {.cursor = "nonsense"}), refusal);
    std::string forged = *cursor;
    forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(problem_of(board, {.cursor = forged}), refusal);
    constexpr Key largest_key = std::numeric_limits<Key>::max();
    constexpr auto largest_number = std::numeric_limits<std::uint32_t>::max();
    for (const Position position : {Position{largest_key, 1}, {-2, 1}, {7, largest_number}}) {
        const domain::LeaderboardQuery query{.limit = 5};
        EXPECT_EQ(
            problem_of(board, {.limit = 5, .cursor = Leaderboard::cursor_of(query, position)}),
            refusal);
    }
}

TEST_F(LeaderboardOnSqlite, AnotherServerGoesOnWhereOneStopped) {
    insert_many(0, 20);
    const auto opened = open_board(), opened_other = open_board();
    const Leaderboard &board = *opened, &other = *opened_other;
    const auto first = board.query({.limit = 5});
    EXPECT_EQ(ids(other.query({.limit = 5, .cursor = first.next_cursor})),
              ids(board.query({.limit = 5, .cursor = first.next_cursor})));
}

TEST_F(LeaderboardOnSqlite, NamesWhatExistsWhenANameIsWrong) {
    const auto opened = open_board();
    Leaderboard& board = *opened;
    EXPECT_NE(problem_of(board, {.sort = "-speed"}).find("tokens_per_joule"), std::string::npos);
    EXPECT_NE(problem_of(board, {.facets = {"colour"}}).find("engine"), std::string::npos);
    EXPECT_NE(problem_of(board, {.fields = {"colour"}}).find("hardware"), std::string::npos);
    EXPECT_EQ(problem_of(board, {.q = "a b c d e f g h i j k"}), "/q holds more than 10 words");
}

TEST_F(LeaderboardOnSqlite, ModelsAreLimitedByTheirSizeInBillions) {
    const auto add = [&](const char* id, std::optional<double> weights) {
        domain::LeaderboardRow made = row(id, "m", 1);
        made.parameters_total = weights;
        insert(made);
    };
    add("res_a", 134'515'008);
    add("res_b", 7e9);
    add("res_c", 70.6e9);
    add("res_d", std::nullopt);
    const auto opened = open_board();
    Leaderboard& board = *opened;
    const auto total = [&](std::optional<double> low, std::optional<double> high) {
        return board.query({.parameters_billions = schema::Range{low, high}}).total;
    };
    EXPECT_EQ(total(7, 14), 1);
    EXPECT_EQ(total(7, std::nullopt), 2);
    EXPECT_EQ(total(std::nullopt, 1), 1);
    EXPECT_EQ(total(0, std::nullopt), 3);
}

TEST_F(LeaderboardOnSqlite, WhatStandsInQuotesIsOneWord) {
    insert(row("res_a", "Llama 3 8B", 1));
    insert(row("res_b", "Llama 2 13B", 2));
    const auto opened = open_board();
    Leaderboard& board = *opened;
    const auto total = [&](const char* q) { return board.query({.q = q}).total; };
    EXPECT_EQ(total("llama 3"), 2);  // the 3 of 13B
    EXPECT_EQ(total("\"LLAMA 3\""), 1);
    EXPECT_EQ(total("8b \"llama 3"), 1);
    EXPECT_EQ(total("\"\"  \" \""), 2);
    EXPECT_EQ(total("\"a b c d e f g h i j k\""), 0);
}

TEST_F(LeaderboardOnSqlite, WritesTheSamePageAsTextAndAsAStruct) {
    insert_many(0, 12);
    const auto opened = open_board();
    Leaderboard& board = *opened;
    insert(row("res_odd", "\xc3\xa9 a \"quoted\\ {model}, ", 3.25));
    board.notify();
    domain::LeaderboardQuery query{.facets = {"model", "trust"}, .limit = 11};
    query.trust = {domain::Trust::self_reported};
    EXPECT_EQ(board.query_json(query), schema::to_text(board.query(query)));

    query.q = "QUOTED";
    query.fields = {"model", "energy_absent_reason", "metrics"};
    const auto found = schema::parse(board.query_json(query)).value()["items"][0];
    EXPECT_EQ(found["model"], "\xc3\xa9 a \"quoted\\ {model}, ");
    EXPECT_TRUE(found["energy_absent_reason"].is_null());
    EXPECT_EQ(found["metrics"]["tokens_per_joule"]["value"], 3.25);
    EXPECT_EQ(found.size(), 3U);
}

std::vector<std::int64_t> ranks_of(const domain::LeaderboardPage& page) {
    std::vector<std::int64_t> ranks;
    for (const auto& item : page.items)
        ranks.push_back(item.rank.value_or(0));
    return ranks;
}

TEST_F(LeaderboardOnSqlite, RanksGoOnFromPageToPageAndCountEachScopeForItself) {
    for (int i = 0; i < 40; ++i) {
        domain::LeaderboardRow made = row("res_" + std::to_string(1000 + i), "m", i / 2);  // ties
        if (i % 4 == 1) made.energy_scope = domain::EnergyScope::node_wall;
        if (i % 5 == 0) made.not_ranked = domain::NotRanked::warnings;
        if (i % 7 == 0) made.energy_method = domain::EnergyMethod::modelled;
        if (i == 3) made.metrics.tokens_per_joule.value.reset();
        insert(made);
    }
    const auto opened = open_board();
    Leaderboard& board = *opened;
    insert(row("res_new", "m", 7.5));  // in the delta
    board.notify();
    for (const std::string sort :
         {"-tokens_per_joule", "tokens_per_joule", "-throughput_tokens_per_sec"}) {
        const bool energy = sort.find("joule") != std::string::npos;
        std::map<domain::EnergyScope, std::int64_t> places;
        std::int64_t place = 0;
        domain::LeaderboardQuery query{.sort = sort, .limit = 3};
        do {
            const auto page = board.query(query);
            for (const auto& item : page.items) {
                const auto& value =
                    energy ? item.metrics.tokens_per_joule : item.metrics.throughput_tokens_per_sec;
                const bool modelled = item.energy_method == domain::EnergyMethod::modelled;
                if (!value.value) {
                    EXPECT_EQ(item.not_ranked, domain::NotRanked::not_measured);
                } else if (item.not_ranked == domain::NotRanked::warnings) {
                    EXPECT_EQ(item.rank, std::nullopt);
                } else if (energy && modelled) {
                    EXPECT_EQ(item.not_ranked, domain::NotRanked::energy_modelled);
                } else {
                    EXPECT_EQ(item.rank, energy ? ++places[item.energy_scope] : ++place)
                        << sort << " " << item.id.text;
                }
            }
            query.cursor = page.next_cursor;
        } while (query.cursor);
        EXPECT_GT(energy ? places[domain::EnergyScope::gpu] : place, 10);
    }
}

TEST_F(LeaderboardOnSqlite, ARankIsTheSameOnEveryPageSize) {
    insert_many(0, 30);
    const auto opened = open_board();
    Leaderboard& board = *opened;
    std::vector<std::int64_t> paged;
    domain::LeaderboardQuery query{.limit = 7};
    do {
        const auto page = board.query(query);
        const auto ranks = ranks_of(page);
        paged.insert(paged.end(), ranks.begin(), ranks.end());
        query.cursor = page.next_cursor;
    } while (query.cursor);
    EXPECT_EQ(paged, ranks_of(board.query({.limit = 200})));
}

TEST_F(LeaderboardOnSqlite, NamesAreThoseOfToday) {
    insert(row("res_a", "acme-1b", 1));
    const auto opened = open_board();
    Leaderboard& board = *opened;
    const auto shown = [&] { return board.query({}).items.at(0); };
    EXPECT_EQ(shown().submitted_by, "ada");
    database_->write([](sql::Transaction& transaction) {
        transaction.script("UPDATE account SET name = 'ada lovelace' WHERE id = 'acc_ada'");
        transaction.change(domain::topics::accounts, "acc_ada");
    });
    board.notify();
    EXPECT_EQ(shown().submitted_by, "ada lovelace");
    database_->write([](sql::Transaction& transaction) {
        transaction.script("INSERT INTO name_alias VALUES ('model', 'acme-1b', 'Acme/Tiny-1B')");
        transaction.change(domain::topics::models, "acme-1b");
    });
    board.notify();
    EXPECT_EQ(shown().model, "Acme/Tiny-1B");
    EXPECT_EQ(shown().model_family, "Tiny");
    EXPECT_EQ(board.query({.model = {"Acme/Tiny-1B"}}).total, 1);
    EXPECT_EQ(board.query({.model = {"acme-1b"}}).total, 0);
}

TEST_F(LeaderboardOnSqlite, ADamagedRowIsLeftOutAndReportedAndTheOthersAreServed) {
    insert(row("res_a", "m1", 1));
    insert(row("res_b", "m2", 2));
    damage("res_a");
    const auto opened = open_board();
    Leaderboard& board = *opened;
    EXPECT_EQ(ids(board.query({})), (std::vector<std::string>{"res_b"}));
    EXPECT_EQ(unreadable_, (std::vector<std::string>{"res_a"}));
    // A row that was readable before is served until it can be read again.
    damage("res_b");
    board.notify();
    EXPECT_EQ(ids(board.query({})), (std::vector<std::string>{"res_b"}));
    EXPECT_EQ(board.unreadable_rows(), 2);
}

TEST_F(LeaderboardOnSqlite, ReadingThatFailsMidwayCountsNoContributorTwice) {
    const auto opened = open_board();
    Leaderboard& board = *opened;
    reading_fails_ = true;
    database_->write([&](sql::Transaction& transaction) {
        test::publish_row(transaction, row("res_a", "m1", 1), "acc_ada");
        test::publish_row(transaction, row("res_b", "m2", 2), "acc_bob");
        transaction.script("UPDATE result_derived SET row_json = '' WHERE result_id = 'res_b'");
    });
    EXPECT_THROW(board.notify(), Error);
    // The threads of the index try again, and would merge what was read.
    std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
    reading_fails_ = false;
    board.notify();
    EXPECT_EQ(board.stats().contributors, 1);
    set_state("res_a", domain::ResultState::withdrawn);
    board.notify();
    EXPECT_EQ(board.stats().contributors, 0);
}

TEST_F(LeaderboardOnSqlite, ALoadThatFailsMidwayIsRepeated) {
    insert(row("res_a", "m1", 1));
    const auto opened = open_board();
    Leaderboard& board = *opened;
    reading_fails_ = true;
    database_->write([&](sql::Transaction& transaction) {
        test::publish_row(transaction, row("res_b", "m2", 2), "acc_ada");
        test::publish_row(transaction, row("res_c", "m3", 3), "acc_ada");
        transaction.script("UPDATE result_derived SET row_json = '' WHERE result_id = 'res_c'");
        sql::remove_old_changes(transaction, 0);
    });
    EXPECT_THROW(board.notify(), Error);
    reading_fails_ = false;
    board.notify();
    EXPECT_EQ(ids(board.query({})), (std::vector<std::string>{"res_b", "res_a"}));
}

TEST_F(LeaderboardOnSqlite, RowsOfOtherVersionsAreReadAsFarAsTheyAreKnown) {
    auto text = schema::parse(schema::to_text(row("res_a", "m1", 1))).value();
    text["colour"] = "green";
    text.erase("grade");
    text.erase("state");
    text["metrics"].erase("joules_per_token");
    database_->write([&](sql::Transaction& transaction) {
        test::publish_row(transaction, row("res_a", "m1", 1), "acc_ada");
        transaction.run({"test_old_row", "UPDATE result_derived SET row_json = :p1"},
                        {sql::Value(text.dump())});
    });
    const auto opened = open_board();
    const auto page = opened->query({});
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].model, "m1");
    EXPECT_EQ(opened->query_json({}).find("colour"), std::string::npos);
}

TEST_F(LeaderboardOnSqlite, AFollowerThatIsTooFarBehindReadsEverythingAgain) {
    insert_many(0, 5);
    const auto opened = open_board();
    Leaderboard& board = *opened;
    insert_many(5, 25);
    set_state("res_1001", domain::ResultState::withdrawn);
    database_->write(
        [](sql::Transaction& transaction) { sql::remove_old_changes(transaction, 3); });
    board.notify();
    EXPECT_EQ(board.query({}).total, 24);
}

/// Nothing but the table of metrics says which are ranked.
TEST_F(LeaderboardOnSqlite, EveryRankedMetricIsSortedLimitedAndWritten) {
    domain::LeaderboardRow made = row("res_a", "m", 1);
    for (const domain::MetricDefinition* metric : domain::ranked_metrics)
        made.metrics.*(metric->of_row) = {.value = 5, .ci95_half_width = 0.5};
    insert(made);
    insert(row("res_b", "m", 1));
    const auto opened = open_board();
    const std::string csv = schema::csv_header<domain::LeaderboardRow>();
    for (const domain::MetricDefinition* metric : domain::ranked_metrics) {
        const std::string name(metric->name);
        const auto page = opened->query({.sort = name});
        EXPECT_EQ(page.items.at(0).id.text, name.find("tokens_per_joule") == 0 ? "res_b" : "res_a");
        const auto query = schema::from_parameters<domain::LeaderboardQuery>({{name, "4..6"}});
        ASSERT_TRUE(query) << name;
        EXPECT_EQ(opened->query(*query).total, 1) << name;
        EXPECT_NE(csv.find("metrics." + name + ".value"), std::string::npos);
    }
    EXPECT_GE(domain::ranked_metrics.size(), 13U);
}

/// The part of a refused query's answer that says where and why.
std::string refusal(const Leaderboard& board, const domain::LeaderboardQuery& query) {
    try {
        board.query(query);
    } catch (const Error& error) {
        const auto& place = error.violations().front();
        return place.pointer + " " + place.message;
    }
    return "";
}

TEST_F(LeaderboardOnSqlite, ARankHasTheRangeThatTheIntervalsAllow) {
    const auto with = [&](const std::string& id, double throughput, double half_width) {
        auto made = row(id, id, std::nullopt);
        made.metrics.throughput_tokens_per_sec = {.value = throughput,
                                                  .ci95_half_width = half_width};
        insert(made);
    };
    with("res_1", 105, 4);
    with("res_2", 102, 3);
    with("res_3", 100, 1);
    with("res_4", 90, 2);
    auto unknown = row("res_5", "unknown", std::nullopt);
    unknown.metrics.throughput_tokens_per_sec = {.value = 80, .ci95_half_width = std::nullopt};
    insert(unknown);
    const auto board = open_board();
    const auto page = board->query({.sort = "-throughput_tokens_per_sec"});
    ASSERT_EQ(page.items.size(), 5U);
    using Range = std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>;
    std::vector<Range> ranges;
    for (const auto& item : page.items)
        ranges.emplace_back(item.rank_best, item.rank_worst);
    EXPECT_EQ(ranges, (std::vector<Range>{{1, 3}, {1, 3}, {1, 3}, {4, 4}, {{}, {}}}));
    EXPECT_EQ(page.items[4].rank, 5);
    // From the worst, if that is asked for.
    const auto reversed = board->query({.sort = "throughput_tokens_per_sec"});
    EXPECT_EQ(reversed.items[1].rank_best, 2);
    EXPECT_EQ(reversed.items[1].rank_worst, 2);
}

TEST_F(LeaderboardOnSqlite, EnergyOfTwoBoardsMustDifferByTheirSensors) {
    const auto with = [&](const std::string& id, double efficiency) {
        auto made = row(id, id, efficiency);
        made.metrics.tokens_per_joule.ci95_half_width = 0.001;
        insert(made);
    };
    with("res_1", 1.04);
    with("res_2", 1.00);
    with("res_3", 0.90);
    const auto page = open_board()->query({});
    EXPECT_EQ(page.items[0].rank_worst, 2);
    EXPECT_EQ(page.items[1].rank_best, 1);
    EXPECT_EQ(page.items[2].rank_best, 3);
}

TEST_F(LeaderboardOnSqlite, TheBestOfEachModelIsListedWithItsRank) {
    insert(row("res_1", "model a", 1));
    insert(row("res_2", "model a", 3));
    insert(row("res_3", "model b", 2));
    auto modelled = row("res_4", "model c", 9);
    modelled.energy_method = domain::EnergyMethod::modelled;
    insert(modelled);
    const auto page = open_board()->query({.best_per = domain::BestPer::model, .limit = 1});
    EXPECT_EQ(ids(page), std::vector<std::string>{"res_4"});
    EXPECT_EQ(page.items[0].not_ranked, domain::NotRanked::energy_modelled);
    EXPECT_EQ(page.total, 3);
    EXPECT_EQ(page.results, 4);
    EXPECT_EQ(all_ids(*open_board(), {.best_per = domain::BestPer::model, .limit = 1}),
              (std::vector<std::string>{"res_4", "res_2", "res_3"}));
}

TEST_F(LeaderboardOnSqlite, LimitsAreReadAndContradictionsRefused) {
    auto quick = row("res_1", "model a", 1);
    quick.metrics.time_to_first_token_ms_p90 = {.value = 150, .ci95_half_width = {}};
    insert(quick);
    auto slow = row("res_2", "model b", 2);
    slow.metrics.time_to_first_token_ms_p90 = {.value = 900, .ci95_half_width = {}};
    insert(slow);
    const auto board = open_board();
    EXPECT_EQ(ids(board->query({.slo = {"time_to_first_token_ms_p90<=200"}})),
              std::vector<std::string>{"res_1"});
    EXPECT_EQ(ids(board->query({.slo = {"time_to_first_token_ms_p90>=200"}})),
              std::vector<std::string>{"res_2"});
    EXPECT_EQ(refusal(*board, {.slo = {"time_to_first_token_ms_p90>=200",
                                       "time_to_first_token_ms_p90<=100"}}),
              "/slo asks for a time_to_first_token_ms_p90 of at least 200 and at most 100; no "
              "result has both");
    for (const std::string wrong :
         {"ttft", "time_to_first_token_ms_p90<200",
          "time_to_first_token_ms_p90<=", "tokens_per_joule<=-1", "watts<=3", "<=3"})
        EXPECT_TRUE(refusal(*board, {.slo = {wrong}}).starts_with("/slo ")) << wrong;
    EXPECT_TRUE(refusal(*board, {.pareto = {"tokens_per_joule"}}).starts_with("/pareto "));
    EXPECT_TRUE(refusal(*board, {.best_per = domain::BestPer::model,
                                 .pareto = {"tokens_per_joule", "throughput_tokens_per_sec"}})
                    .starts_with("/pareto "));
}

TEST_F(LeaderboardOnSqlite, ExcludedValuesAreLeftOutAndStillCounted) {
    insert(row("res_1", "model a", 1));
    auto other = row("res_2", "model b", 2);
    other.engine = "sglang";
    other.precision = "";
    insert(other);
    auto flagged = row("res_3", "model a", 3);
    flagged.flags = {"E5", "S7"};
    insert(flagged);
    const auto board = open_board();
    using Ids = std::vector<std::string>;
    domain::LeaderboardQuery asked{.exclude = {"engine:vllm"}, .facets = {"engine"}};
    const auto page = board->query(asked);
    EXPECT_EQ(ids(page), Ids{"res_2"});
    EXPECT_EQ(page.meaning, "Results by tokens per joule, best first; engine not vllm.");
    ASSERT_EQ(page.facets.at("engine").size(), 2U);
    EXPECT_EQ(page.facets.at("engine")[0].count, 1);
    // What does not state a value does not have the excluded one.
    EXPECT_EQ(ids(board->query({.exclude = {"precision:fp8"}})), Ids{"res_2"});
    EXPECT_EQ(ids(board->query({.exclude = {"model:model a"}})), Ids{"res_2"});
    EXPECT_EQ(ids(board->query({.exclude = {"model:other"}})), (Ids{"res_2", "res_1"}));
    EXPECT_EQ(ids(board->query({.exclude = {"flags:S7"}, .flagged = domain::Flagged::shown})),
              (Ids{"res_2", "res_1"}));
    EXPECT_EQ(ids(board->query({.flags = {"E5"}, .exclude = {"flags:S7"}})), Ids{});
    const auto none =
        board->query({.engine = {"vllm"}, .exclude = {"model:model a", "engine:tgi"}});
    ASSERT_EQ(none.relaxations.size(), 2U);
    EXPECT_EQ(none.relaxations[0].parameter, "engine");
    EXPECT_EQ(none.relaxations[1].parameter, "model:model a");
    EXPECT_EQ(refusal(*board, {.exclude = {"fp16"}}),
              "/exclude must be a filter, a colon and a value, such as precision:fp16, found "
              "\"fp16\"");
    EXPECT_TRUE(
        refusal(*board, {.exclude = {"slo:x"}}).starts_with("/exclude names a filter that "));
    EXPECT_TRUE(refusal(*board, {.exclude = {"trust:divine"}})
                    .starts_with("/exclude trust must be one of"));
    asked.limit = 1;
    asked.exclude = {"model:x"};
    const auto first = board->query(asked);
    ASSERT_TRUE(first.next_cursor);
    asked.cursor = first.next_cursor;
    EXPECT_EQ(ids(board->query(asked)), Ids{"res_1"});
    asked.exclude = {"model:y"};
    EXPECT_TRUE(refusal(*board, asked).starts_with("/cursor "));
}

TEST_F(LeaderboardOnSqlite, AnEmptyAnswerSaysWhatEachParameterExcludes) {
    insert(row("res_1", "model a", 1));
    insert(row("res_2", "model b", 2));
    auto flagged = row("res_3", "model a", 3);
    flagged.flags = {"E5"};
    flagged.engine = "sglang";
    insert(flagged);
    const auto page =
        open_board()->query({.model = {"model a"}, .engine = {"vllm"}, .precision = {"int4"}});
    EXPECT_EQ(page.results, 0);
    ASSERT_EQ(page.relaxations.size(), 1U);
    EXPECT_EQ(page.relaxations[0].parameter, "precision");
    EXPECT_EQ(page.relaxations[0].total, 1);
    const auto hidden = open_board()->query({.engine = {"sglang"}});
    ASSERT_EQ(hidden.relaxations.size(), 2U);
    EXPECT_EQ(hidden.relaxations[0].parameter, "engine");
    EXPECT_EQ(hidden.relaxations[1].parameter, "flagged");
}

TEST_F(LeaderboardOnSqlite, SaysTheQuestionInWordsAndWhatDiffersAmongItsRows) {
    auto one = row("res_1", "model a", 1);
    one.output_tokens = 128;
    one.metric_definitions_version = "1.4";
    insert(one);
    auto other = row("res_2", "model b", 2);
    other.output_tokens = 512;
    other.metric_definitions_version = "1.4";
    insert(other);
    const auto board = open_board();
    domain::LeaderboardQuery query{.best_per = domain::BestPer::model,
                                   .engine = {"vllm", "sglang"}};
    query.slo = {"peak_memory_mb<=80000"};
    // No result states its memory, so nothing matches; the words are of the question.
    EXPECT_EQ(board->query(query).meaning,
              "The best result of each model by tokens per joule, best first; engine vllm or "
              "sglang; peak memory ≤ 80000 MB.");
    const auto page = board->query({});
    ASSERT_EQ(page.mixed.size(), 1U);
    EXPECT_EQ(page.mixed[0].code, domain::RefusalCode::other_lengths);
    EXPECT_EQ(page.mixed[0].reason,
              "The requests differ in length: answers have 128 to 512 tokens.");
    domain::LeaderboardQuery alike;
    alike.output_tokens = schema::Range{.minimum = 100, .maximum = 200};
    EXPECT_TRUE(board->query(alike).mixed.empty());
    EXPECT_EQ(ids(board->query(alike)), std::vector<std::string>{"res_1"});
}

TEST_F(LeaderboardOnSqlite, SaysWhereAResultStandsAndWhatExcludesIt) {
    auto quick = row("res_1", "model a", 3);
    quick.metrics.time_to_first_token_ms_p90 = {.value = 150, .ci95_half_width = {}};
    insert(quick);
    insert(row("res_2", "model a", 2));
    auto flagged = row("res_3", "model b", 9);
    flagged.flags = {"E5"};
    insert(flagged);
    const auto board = open_board();
    const auto standing = [&](const std::string& id, const domain::LeaderboardQuery& query) {
        return result_standing(*board, id, query);
    };
    using Words = std::vector<std::string>;
    const auto second = standing("res_2", {});
    EXPECT_EQ(second.item.rank, 2);
    EXPECT_EQ(second.item.rank_worst, 2);
    EXPECT_TRUE(second.excluded_by.empty());
    EXPECT_EQ(standing("res_2", {.best_per = domain::BestPer::model}).excluded_by,
              Words{"best_per"});
    EXPECT_EQ(standing("res_1", {.best_per = domain::BestPer::model}).item.rank, 1);
    const domain::LeaderboardQuery asked{.slo = {"time_to_first_token_ms_p90<=200"},
                                         .model = {"model a", "model c"}};
    EXPECT_EQ(standing("res_3", asked).excluded_by,
              (Words{"model", "time_to_first_token_ms_p90<=200", "flagged"}));
    EXPECT_EQ(standing("res_3", asked).item.model, "model b");
    EXPECT_TRUE(standing("res_3", {.flagged = domain::Flagged::shown}).excluded_by.empty());
    set_state("res_2", domain::ResultState::withdrawn);
    for (const std::string id : {"res_2", "res_none"})
        EXPECT_THROW(standing(id, {}), Error) << id;
}

TEST_F(LeaderboardOnSqlite, TheNewestComeFirstByDateAndWithoutRanks) {
    auto old = row("res_1", "model a", 1);
    old.submitted_at = "2025-01-01T00:00:00.000Z";
    insert(row("res_2", "model b", 2));
    insert(old);
    const auto page = open_board()->query({.sort = "-submitted_at"});
    EXPECT_EQ(ids(page), (std::vector<std::string>{"res_2", "res_1"}));
    EXPECT_FALSE(page.items[0].rank);
    EXPECT_FALSE(page.items[0].not_ranked);
}

}  // namespace
}  // namespace lem::leaderboard
