#include "domain/method/change_log.hpp"
#include "domain/views/saved_view_wire.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Saved views over HTTP and as pages: what they keep, and what becomes of it.
namespace lem {
namespace {

class ViewsApi : public test::Server {
protected:
    static domain::Result measured(double tokens_per_joule, int number) {
        domain::Result result = test::sample_result(tokens_per_joule);
        result.experiment.id = "exp_" + std::to_string(number);
        return result;
    }
    std::string publish(double tokens_per_joule, int number) {
        const auto response = submit(measured(tokens_per_joule, number));
        EXPECT_EQ(response.status, 201) << response.body;
        return receipt(response).id.text;
    }
    http::ClientResponse post(const domain::ViewToSave& state, const std::string& token = {}) {
        return call("POST", "/api/v1/views", schema::to_text(state), token);
    }
    std::string save(const domain::ViewToSave& state, const std::string& token = {}) {
        const auto response = post(state, token);
        EXPECT_EQ(response.status, 201) << response.body;
        return schema::from_text<domain::ViewReceipt>(response.body).value().id;
    }
    domain::SavedView view(const std::string& id) {
        const auto response = get("/api/v1/views/" + id);
        EXPECT_EQ(response.status, 200) << response.body;
        return schema::from_text<domain::SavedView>(response.body).value();
    }
    http::ClientResponse page(const std::string& path) {
        return http::fetch({.url = "http://127.0.0.1:" + std::to_string(service_->port()) + path,
                            .headers = {{"Accept", "text/html"}}});
    }
    void withdraw(const std::string& id, const std::string& reason) {
        EXPECT_EQ(call("DELETE", "/api/v1/results/" + id, R"({"reason":")" + reason + "\"}", token_)
                      .status,
                  200);
    }
    /// Changes the database while the server is stopped.
    void change_database(const std::string& statements) {
        service_.reset();
        sql::Database::open(config_.database.value_or("sqlite:" + folder_ + "/lem.db"), false)
            ->write([&](sql::Transaction& transaction) { transaction.script(statements); });
        start();
    }
    /// As moderation will: no route does it yet.
    void hide(const std::string& id) {
        change_database(
            "INSERT INTO result_state (result_id, change, state, reason, words, at_ms) SELECT "
            "result_id, MAX(change) + 1000, 'hidden', 'by_moderator', 'spam', MAX(at_ms) FROM "
            "result_state WHERE result_id = '" +
            id + "' GROUP BY result_id");
    }
};

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST_P(ViewsApi, KeepsTheAnswerWhateverComesLater) {
    const std::string first = publish(5, 1);
    const std::string id = save({.path = "/", .query = "sort=-tokens_per_joule&utm_source=mail"});
    const std::string better = publish(9, 2);
    const domain::SavedView kept = view(id);
    EXPECT_EQ(kept.path, "/");
    EXPECT_EQ(kept.query, "") << "neither defaults nor what the page does not know";
    EXPECT_FALSE(kept.saved_by);
    ASSERT_TRUE(kept.answer.leaderboard);
    ASSERT_EQ(kept.answer.leaderboard->items.size(), 1U);
    EXPECT_EQ(kept.answer.leaderboard->items[0].id.text, first);
    ASSERT_TRUE(kept.changes);
    EXPECT_EQ(kept.changes->results_now, 2);
    ASSERT_EQ(kept.changes->items.size(), 2U);
    EXPECT_EQ(kept.changes->items[0].change, domain::RowChange::entered);
    EXPECT_EQ(kept.changes->items[0].id->text, better);
    EXPECT_EQ(kept.changes->items[1].words, "From rank 1 to rank 2.");

    restart();
    const auto html = page("/v/" + id);
    EXPECT_EQ(html.status, 200);
    EXPECT_TRUE(contains(html.body, "<b>Saved view</b> of ")) << html.body;
    EXPECT_TRUE(contains(html.body, "/results/" + first));
    EXPECT_TRUE(contains(html.body, "2 changes since, 0 rows as before"));
    EXPECT_TRUE(contains(html.body, "\"/api/v1/views/" + id + "\":{"));
    EXPECT_TRUE(contains(page("/v/" + id + "?answer=today").body, "2 of 2 results"));
}

TEST_P(ViewsApi, TheSameStateAndAnswerAreOneView) {
    publish(5, 1);
    const std::string id = save({.path = "/", .query = "engine=vllm"});
    const auto again = post({.path = "/", .query = "q=&engine=vllm"}, token_);
    EXPECT_EQ(again.status, 200) << again.body;
    const auto receipt = schema::from_text<domain::ViewReceipt>(again.body).value();
    EXPECT_EQ(receipt.id, id);
    EXPECT_EQ(receipt.url, "/v/" + id);
    EXPECT_FALSE(receipt.created);
    EXPECT_FALSE(view(id).saved_by) << "whoever saved it first";
    EXPECT_EQ(view(save({.path = "/", .query = "", .rows = 10}, token_)).saved_by, "ada");
    publish(6, 2);
    EXPECT_NE(save({.path = "/", .query = "engine=vllm"}), id) << "another answer";
}

TEST_P(ViewsApi, RefusesWhatThePageWouldNotUnderstand) {
    const std::string first = publish(5, 1);
    struct Scenario {
        domain::ViewToSave state;
        int status;
        std::string contains;
    };
    const std::vector<Scenario> scenarios{
        {{.path = "/results", .query = ""}, 400, "\"/path\""},
        {{.path = "/", .query = "sort=nonsense"}, 400, "not a column to sort by"},
        {{.path = "/", .query = "sort=nonsense%ff"}, 400, "\"/query\""},
        {{.path = "/", .query = "q=%"}, 400, "% without two hexadecimal digits"},
        {{.path = "/models", .query = "q=%f"}, 400, "\"/query\""},
        {{.path = "/", .query = "q=%ff"}, 400, "is not UTF-8"},
        {{.path = "/", .query = "slo=fast"}, 400, "not limits such as"},
        {{.path = "/", .query = std::string(8'001, 'a')}, 422, "\"/query\""},
        {{.path = "/", .query = "", .rows = 101}, 422, "\"/rows\""},
        {{.path = "", .query = ""}, 422, "\"/path\""},
        {{.path = "/compare", .query = "ids=" + first}, 400, "\"/ids\""},
        {{.path = "/compare", .query = "ids=" + first + ",res_none"}, 404, "\"/ids/1\""},
        {{.path = "/models", .query = "order=nonsense"}, 400, "\"/order\""},
        {{.path = "/analysis", .query = "question=why"}, 400, "\"/question\""},
        {{.path = "/analysis", .query = "question=trend&metric=nonsense"}, 400, "\"/metric\""},
    };
    for (const Scenario& scenario : scenarios) {
        const auto response = post(scenario.state);
        EXPECT_EQ(response.status, scenario.status) << scenario.state.query << response.body;
        EXPECT_TRUE(contains(response.body, scenario.contains)) << response.body;
    }
    EXPECT_EQ(get("/api/v1/views/none").status, 404);
    const auto none = page("/v/none");
    EXPECT_EQ(none.status, 404);
    EXPECT_TRUE(contains(none.body, "There is no such page"));
}

TEST_P(ViewsApi, AWithdrawnResultIsMarkedAndStays) {
    const std::string first = publish(5, 1), second = publish(6, 2);
    const std::string board = save({.path = "/"}),
                      comparison =
                          save({.path = "/compare", .query = "ids=" + first + "," + second});
    withdraw(first, "wrong meter");
    const domain::SavedView kept = view(board);
    ASSERT_EQ(kept.answer.leaderboard->items.size(), 2U);
    EXPECT_EQ(kept.answer.leaderboard->items[1].state, domain::ResultState::withdrawn);
    ASSERT_EQ(kept.withdrawn.size(), 1U);
    EXPECT_EQ(kept.withdrawn[0].words, "wrong meter");
    EXPECT_EQ(kept.changes->items.at(0).change, domain::RowChange::withdrawn);
    EXPECT_TRUE(contains(kept.changes->items[0].words, ": wrong meter"));
    EXPECT_TRUE(contains(page("/v/" + board).body, "withdrawn</span>"));

    const domain::SavedView compared = view(comparison);
    EXPECT_EQ(compared.answer.comparison->results.at(0).row.state, domain::ResultState::withdrawn);
    EXPECT_EQ(compared.answer.comparison->results[0].withdrawal->by, "ada");
    EXPECT_TRUE(contains(page("/v/" + comparison).body, "<b>A was withdrawn on "));
    EXPECT_EQ(compared.changes->items.at(0).change, domain::RowChange::withdrawn);
    EXPECT_EQ(compared.changes->same, 1);
}

TEST_P(ViewsApi, AHiddenResultIsShownNowhere) {
    const std::string first = publish(5, 1), second = publish(6, 2);
    const std::string board = save({.path = "/"}),
                      comparison =
                          save({.path = "/compare", .query = "ids=" + first + "," + second}),
                      models = save({.path = "/models"});
    hide(second);
    const domain::SavedView kept = view(board);
    ASSERT_EQ(kept.answer.leaderboard->items.size(), 1U);
    EXPECT_EQ(kept.answer.leaderboard->items[0].id.text, first);
    EXPECT_EQ(kept.rows_withheld, 1);
    EXPECT_EQ(kept.changes->items.at(0).change, domain::RowChange::hidden);
    EXPECT_FALSE(kept.changes->items[0].id);
    for (const std::string& id : {comparison, models}) {
        EXPECT_TRUE(view(id).withheld) << view(id).path;
        EXPECT_FALSE(view(id).answer.comparison);
        EXPECT_FALSE(view(id).answer.models);
        const auto html = page("/v/" + id);
        EXPECT_EQ(html.status, 200);
        EXPECT_TRUE(contains(html.body, "This answer is not shown")) << html.body;
    }
    for (const std::string& id : {board, comparison, models}) {
        EXPECT_FALSE(contains(get("/api/v1/views/" + id).body, second) && id != comparison) << id;
        EXPECT_FALSE(contains(page("/v/" + id).body, "/results/" + second)) << id;
    }
    EXPECT_FALSE(view(comparison).changes) << "the question has no answer any more";
    EXPECT_TRUE(contains(page("/v/" + comparison + "?answer=today").body,
                         "The question has no answer today."));
}

TEST_P(ViewsApi, NamesFiguresThatWereDerivedAgain) {
    const std::string first = publish(5, 1);
    const std::string id = save({.path = "/"});
    // As if an older derivation had made the kept answer.
    change_database(
        "UPDATE saved_view SET answer_json = REPLACE(answer_json, "
        "'\"tokens_per_joule\":{\"value\":', "
        "'\"tokens_per_joule\":{\"value\":1')");
    const domain::SavedView kept = view(id);
    ASSERT_EQ(kept.changes->items.size(), 1U);
    const domain::AnswerChange& change = kept.changes->items[0];
    EXPECT_EQ(change.change, domain::RowChange::figures);
    ASSERT_EQ(change.figures.size(), 1U);
    EXPECT_EQ(change.figures[0].metric, "tokens_per_joule");
    EXPECT_EQ(change.figures[0].after, 5);
    EXPECT_GT(*change.figures[0].before, 10);
}

TEST_P(ViewsApi, WhatNobodyOpenedForAYearMakesRoom) {
    publish(5, 1);
    const std::string old = save({.path = "/", .query = "engine=vllm"}),
                      opened = save({.path = "/", .query = "engine=sglang"}),
                      of_account = save({.path = "/", .query = "engine=tgi"}, token_);
    // As if they had been saved two years ago, and filled the room.
    const auto as_full = [&] {
        change_database(
            "UPDATE saved_view SET size_bytes = 134217728, opened_at_ms = opened_at_ms - "
            "63072000000, saved_at_ms = saved_at_ms - 63072000000 WHERE saved_by IS NULL");
    };
    as_full();
    EXPECT_EQ(get("/api/v1/views/" + opened).status, 200);
    EXPECT_EQ(get("/api/v1/views/" + of_account).status, 200);
    const std::string fresh = save({.path = "/", .query = ""});
    EXPECT_EQ(get("/api/v1/views/" + old).status, 404);
    EXPECT_EQ(page("/v/" + old).status, 404);
    for (const std::string& id : {opened, of_account, fresh})
        EXPECT_EQ(get("/api/v1/views/" + id).status, 200) << id;
    change_database("UPDATE saved_view SET size_bytes = 134217728 WHERE saved_by IS NULL");
    const auto full = post({.path = "/", .query = "engine=mlx"});
    EXPECT_EQ(full.status, 507) << full.body;
    EXPECT_TRUE(contains(full.body, "Visitors without an account have used their room"));
    EXPECT_EQ(get("/api/v1/views/" + opened).status, 200) << "opened within the year";
}

TEST_P(ViewsApi, EveryPageWithAStateCanBeSaved) {
    const std::string first = publish(5, 1), second = publish(6, 2);
    for (const auto& [path, query] : std::vector<std::pair<std::string, std::string>>{
             {"/", "engine=vllm&best_per=model&hide=trust&density=compact"},
             {"/compare", "ids=" + first + "," + second + "&baseline=" + second + "&facts=all"},
             {"/models", "order=name&slo=peak_memory_mb<=80000"},
             {"/hardware", "order=power&reverse=true"},
             {"/analysis", ""},
             {"/analysis", "question=distribution&group=hardware&metric=joules_per_token"},
             {"/analysis", "question=sensitivity&factor=model"},
             {"/analysis", "question=scaling"},
             {"/analysis", "question=trend&order=release"}}) {
        const std::string id = save({.path = path, .query = query});
        const domain::SavedView kept = view(id);
        EXPECT_FALSE(kept.meaning.empty()) << path;
        EXPECT_EQ(post({.path = path, .query = kept.query + "&utm_source=mail"}).status, 200)
            << "what is kept is read as the same state: " << path << kept.query;
        for (const char* answer : {"", "?answer=today"}) {
            const auto html = page("/v/" + id + answer);
            EXPECT_EQ(html.status, 200) << path << query;
            EXPECT_TRUE(contains(html.body, "<b>Saved view</b>")) << path << query;
            EXPECT_FALSE(contains(html.body, "needs JavaScript")) << path << query;
        }
    }
}

TEST_P(ViewsApi, TheChangesOfTheMethodAreListed) {
    const auto log = schema::from_text<domain::ChangeLog>(get("/api/v1/changes").body);
    ASSERT_TRUE(log);
    EXPECT_GT(log->items.size(), 5U);
    EXPECT_TRUE(contains(page("/changes").body, "<h1>Changes of the method</h1>"));
    EXPECT_TRUE(contains(page("/").body, "href=\"/changes\""));
}

INSTANTIATE_TEST_SUITE_P(Databases, ViewsApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
