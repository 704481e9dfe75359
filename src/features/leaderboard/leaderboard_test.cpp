#include "features/leaderboard/leaderboard.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "platform/sql/migrate.hpp"
#include "support/folder.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace lem::leaderboard {
namespace {

constexpr sql::Query insert_account{
    "test_insert_account",
    "INSERT INTO account (id, name, role, created_at_ms) VALUES (:p1, :p1, 'user', 0)"};
constexpr sql::Query insert_result{
    "test_insert_result",
    "INSERT INTO result (id, sha256, document_sha256, size_bytes, media_type, submitted_by, "
    "submitted_at_ms, measured_at_ms, status, number, change_sequence, experiment_id, checks_json, "
    "row_json, model, model_family, engine, precision_name, hardware, energy_scope, energy_method, "
    "trust, tokens_per_joule, throughput_tokens_per_sec) VALUES (:p1, :p1, '', 0, '', :p2, 0, 0, "
    "'listed', :p3, :p3, '', '', :p4, :p5, :p6, :p7, :p8, :p9, :p10, :p11, :p12, :p13, :p14)"};
constexpr sql::Query update_status{
    "test_update_status", "UPDATE result SET status = :p1, change_sequence = :p2 WHERE id = :p3"};

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// A real SQLite database with the real tables.
class LeaderboardOnSqlite : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + folder_ + "/lem.db", false);
        const std::string tables = file_text(LEM_SOURCE_DIR "/migrations/0001_init.sql");
        const std::array files{embedded::File{"0001_init.sql", tables}};
        sql::migrate(*database_, files);
        database_->write([](sql::Transaction& transaction) {
            transaction.execute(insert_account, "ada");
            transaction.execute(insert_account, "bob");
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
            transaction.execute(insert_result, made.id.text, owner, transaction.next_change(),
                                schema::to_text(made), made.model, made.model_family, made.engine,
                                made.precision, made.hardware, schema::name_of(made.energy_scope),
                                schema::name_of(made.energy_method), schema::name_of(made.trust),
                                made.metrics.tokens_per_joule.value,
                                made.metrics.throughput_tokens_per_sec.value);
        });
    }
    void set_status(const std::string& id, const std::string& status) {
        database_->write([&](sql::Transaction& transaction) {
            transaction.execute(update_status, status, transaction.next_change(), id);
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
};

TEST_F(LeaderboardOnSqlite, ShowsWhatWasThereAndWhatCameSince) {
    insert(row("res_a", "m1", 1.5));
    insert(row("res_none", "m2", std::nullopt));
    Leaderboard board(*database_);
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
    Leaderboard board(*database_);
    insert(row("res_delta", "m2", 2), "bob");
    board.notify();
    for (const std::string id : {"res_base", "res_delta"}) {
        set_status(id, "withdrawn");
        board.notify();
        EXPECT_EQ(board.query({}).total, 1);
        EXPECT_EQ(board.stats().results, 1);
        EXPECT_EQ(board.stats().contributors, 1);
        set_status(id, "listed");
        board.notify();
        EXPECT_EQ(board.query({}).total, 2);
        EXPECT_EQ(board.stats().contributors, 2);
    }
    EXPECT_EQ(all_ids(board, {.limit = 1}), (std::vector<std::string>{"res_delta", "res_base"}));
}

TEST_F(LeaderboardOnSqlite, StaysRightThroughMerges) {
    Leaderboard board(*database_);
    // A small base is merged after every few changes, in the background, while these are made.
    for (int i = 0; i < 300; i += 10) {
        insert_many(i, i + 10);
        board.notify();
        if (i % 30 == 0) set_status("res_" + std::to_string(1000 + i), "withdrawn");
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
    Leaderboard board(*database_);
    domain::LeaderboardQuery query{.limit = 5};
    const auto first = board.query(query);
    EXPECT_EQ(first.items.back().id.text, "res_1015");
    insert(row("res_new_first", "m", 1000));
    insert(row("res_new_later", "m", 12.5));
    set_status("res_1015", "withdrawn");
    board.notify();
    query.cursor = first.next_cursor;
    EXPECT_EQ(ids(board.query(query)),
              (std::vector<std::string>{"res_1014", "res_1013", "res_new_later", "res_1012",
                                        "res_1011"}));
}

TEST_F(LeaderboardOnSqlite, RefusesTheCursorOfAnotherQuestion) {
    insert_many(0, 20);
    Leaderboard board(*database_);
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
}

TEST_F(LeaderboardOnSqlite, AnotherServerGoesOnWhereOneStopped) {
    insert_many(0, 20);
    const Leaderboard board(*database_), other(*database_);
    const auto first = board.query({.limit = 5});
    EXPECT_EQ(ids(other.query({.limit = 5, .cursor = first.next_cursor})),
              ids(board.query({.limit = 5, .cursor = first.next_cursor})));
}

TEST_F(LeaderboardOnSqlite, NamesWhatExistsWhenANameIsWrong) {
    Leaderboard board(*database_);
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
    Leaderboard board(*database_);
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
    Leaderboard board(*database_);
    const auto total = [&](const char* q) { return board.query({.q = q}).total; };
    EXPECT_EQ(total("llama 3"), 2);  // the 3 of 13B
    EXPECT_EQ(total("\"LLAMA 3\""), 1);
    EXPECT_EQ(total("8b \"llama 3"), 1);
    EXPECT_EQ(total("\"\"  \" \""), 2);
    EXPECT_EQ(total("\"a b c d e f g h i j k\""), 0);
}

TEST_F(LeaderboardOnSqlite, WritesTheSamePageAsTextAndAsAStruct) {
    insert_many(0, 12);
    Leaderboard board(*database_);
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

TEST_F(LeaderboardOnSqlite, PointsHaveBothValuesInTheOrderAskedFor) {
    insert(row("res_low", "m \"1\"", 1));
    insert(row("res_none", "m", std::nullopt));
    insert(row("res_high", "m", 8));
    Leaderboard board(*database_);
    const auto points = board.points({.q = "m"});
    ASSERT_EQ(points.id.size(), 2U);
    EXPECT_EQ(points.id[0].text, "res_high");
    EXPECT_EQ(points.model[1], "m \"1\"");
    EXPECT_EQ(points.hardware[0], "Example \"GPU\"");
    EXPECT_EQ(points.energy_scope[0], "gpu");
    EXPECT_EQ(points.x, (std::vector<double>{100, 100}));
    EXPECT_EQ(points.y, (std::vector<double>{8, 1}));
    EXPECT_EQ(points.x_half_width[0], std::nullopt);
    EXPECT_EQ(points.y_half_width[0], 0.5);
    EXPECT_EQ(points.parameters_total[0], std::nullopt);
    EXPECT_EQ(points.total, 2);
    EXPECT_FALSE(points.truncated);
}

}  // namespace
}  // namespace lem::leaderboard
