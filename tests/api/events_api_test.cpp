#include "features/names/aliases.hpp"
#include "support/peer.hpp"
#include "support/server.hpp"

/// /api/v1/events: new results appear at once, as do changes made by another process.
namespace lem {
namespace {

class EventsApi : public test::Server {
protected:
    /// The database, opened as `lem admin` does beside the server.
    std::unique_ptr<sql::Database> open_beside() {
        return sql::Database::open(app::database_url(config_), false);
    }
    /// Follows a topic from now on.
    struct Follower : test::Peer {
        Follower(std::uint16_t port, const std::string& topic) : test::Peer(port) {
            send("GET /api/v1/events?topics=" + topic + " HTTP/1.1\r\nHost: a\r\n\r\n");
            receive_until("retry: ");
        }
    };
};

TEST_P(EventsApi, ASubmissionIsAnEventOfTheTopicResults) {
    const test::Peer reader(service_->port());
    reader.send("GET /api/v1/events?topics=results HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(reader.receive_until("retry: ").find(" 200 OK"), std::string::npos);
    ASSERT_EQ(submit(test::sample_result()).status, 201);
    const std::string event = reader.receive_until("\"value\":");
    EXPECT_NE(event.find("event: changed\ndata: {\"topic\":\"results\",\"value\":"),
              std::string::npos)
        << event;
    EXPECT_EQ(get("/api/v1/events").status, 400) << "no topic";
    EXPECT_EQ(get("/api/v1/events?topics=nonsense").status, 400);
    const test::Peer late(service_->port());
    late.send("GET /api/v1/events?topics=results&after=nonsense HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(late.receive_until("data: {}").find("event: gap"), std::string::npos);
}

TEST_P(EventsApi, ARenamedAccountShowsItsNewNameEverywhereAtOnce) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const std::vector<std::string> places{"/api/v1/leaderboard", "/api/v1/leaderboard.csv",
                                          "/api/v1/results", "/api/v1/results/" + id,
                                          "/results/" + id};
    for (const std::string& place : places)
        EXPECT_NE(get(place).body.find("ada"), std::string::npos) << place;
    const std::string bearer = "Authorization: Bearer " + token_ + "\r\n";
    EXPECT_NE(
        raw("GET /api/v1/session HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + bearer + "\r\n")
            .find("\"ada\""),
        std::string::npos);
    const Follower reader(service_->port(), "accounts");
    const auto database = open_beside();
    SystemClock clock;
    SystemRandom random;
    accounts::Accounts beside(*database, clock, random);
    beside.rename("ada", "Grace Hopper");
    const std::string event = reader.receive_until("\"value\":");
    EXPECT_NE(event.find(R"(data: {"topic":"accounts","value":)"), std::string::npos) << event;
    for (const std::string& place : places) {
        const std::string body = get(place).body;
        EXPECT_NE(body.find("Grace Hopper"), std::string::npos) << place;
        EXPECT_EQ(body.find("\"ada\""), std::string::npos) << place;
    }
    EXPECT_NE(
        raw("GET /api/v1/session HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + bearer + "\r\n")
            .find("Grace Hopper"),
        std::string::npos);
    EXPECT_THROW(beside.rename("ada", "anybody"), Error) << "no account has this name now";
    service_->accounts().create_token("eve", "test", {}, std::nullopt);
    EXPECT_THROW(beside.rename("eve", "Grace Hopper"), Error) << "taken";
    EXPECT_THROW(beside.rename("eve", " "), Error);
    EXPECT_EQ(beside.list().size(), 3U) << "the first start's admin, and two";
}

TEST_P(EventsApi, AnAliasShowsEverywhereAtOnce) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const std::vector<std::string> places{"/", "/api/v1/leaderboard?facets=model",
                                          "/api/v1/leaderboard.csv", "/api/v1/results/" + id,
                                          "/results/" + id};
    for (const std::string& place : places)
        EXPECT_EQ(get(place).body.find("Acme/Renamed-1B"), std::string::npos) << place;
    const Follower reader(service_->port(), "models");
    const auto database = open_beside();
    names::Aliases(*database, service_->clock())
        .set({names::AliasKind::model, "Acme/Tiny-1B-Instruct", "Acme/Renamed-1B"});
    reader.receive_until(R"("topic":"models")");
    for (const std::string& place : places)
        EXPECT_NE(get(place).body.find("Renamed-1B"), std::string::npos) << place;
    EXPECT_EQ(board("?facets=model").facets.at("model").at(0).value, "Acme/Renamed-1B");
}

TEST_P(EventsApi, AnOperatorFollowsTheDerivationOfAnotherProcess) {
    for (int i = 1; i <= 40; ++i) {
        domain::Result result = test::sample_result(i);
        result.experiment.id = "exp_" + std::to_string(i);
        ASSERT_EQ(submit(result).status, 201);
    }
    const Follower reader(service_->port(), "derivations");
    const auto database = open_beside();
    const blob::FileBlobs blobs(std::filesystem::path(folder_) / "blobs");
    const SystemClock clock;
    results::Derivations beside(*database, blobs, clock, [] {});
    beside.mark_all();
    std::string events = reader.receive_until(R"("progress":{"pending":40,"failed":0}})");
    EXPECT_NE(get("/metrics").body.find("lem_derivations_pending 40\n"), std::string::npos);
    while (beside.run_batch()) {
    }
    events += reader.receive_until(R"("progress":{"pending":0,"failed":0}})");
    EXPECT_NE(events.find("event: changed\ndata: {\"topic\":\"derivations\",\"value\":"),
              std::string::npos)
        << events;
    EXPECT_NE(get("/metrics").body.find("lem_derivations_pending 0\n"), std::string::npos);
    EXPECT_EQ(board().total, 40);
}

TEST_P(EventsApi, AnAnswerIsKeptUntilOneOfItsTopicsMoves) {
    ASSERT_EQ(submit(test::sample_result()).status, 201);
    // A newly rendered page would show the change, although no topic changed.
    const auto change_silently = [&](const std::string& name) {
        open_beside()->write([&](sql::Transaction& transaction) {
            transaction.script("UPDATE account SET name = '" + name + "' WHERE name <> 'admin'");
        });
    };
    const auto shows = [&](const std::string& name) {
        return get("/api/v1/results").body.find(name) != std::string::npos;
    };
    for (int i = 0; i < 20; ++i)  // until each event thread keeps it
        ASSERT_TRUE(shows("ada"));
    change_silently("bob");
    EXPECT_TRUE(shows("ada")) << "kept";
    const Follower progress(service_->port(), "derivations");
    open_beside()->write([](sql::Transaction& transaction) {
        transaction.change(domain::topics::derivations, R"({"pending":0,"failed":0})");
    });
    progress.receive_until("\"progress\"");
    EXPECT_TRUE(shows("ada")) << "the progress of a derivation is not one of its topics";
    const Follower names(service_->port(), "hardware");
    open_beside()->write(
        [](sql::Transaction& transaction) { transaction.change(domain::topics::hardware, "any"); });
    names.receive_until("\"value\"");
    EXPECT_TRUE(shows("bob"));
}

TEST_P(EventsApi, OldChangesAreRemovedAndTheBoardIsWhole) {
    ASSERT_EQ(submit(test::sample_result()).status, 201);
    service_.reset();
    const auto count = [&] {
        return open_beside()->read([](sql::Reader& reader) {
            return std::get<0>(
                *reader.row<std::int64_t>({"test_count", "SELECT COUNT(*) FROM change"}));
        });
    };
    EXPECT_GT(count(), 0);
    open_beside()->write([](sql::Transaction& transaction) {
        transaction.script(
            "UPDATE change_sequence SET value = value + 200000 WHERE name = 'change'");
    });
    start();
    service_.reset();  // after the first removal
    EXPECT_EQ(count(), 0);
    start();
    EXPECT_EQ(board().total, 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, EventsApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
