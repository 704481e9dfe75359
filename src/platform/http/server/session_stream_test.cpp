/// Readers of events against a real server: patient, lying, stopped, of another site.

#include "platform/http/server/server.hpp"
#include "support/peer.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace lem::http {
namespace {

using test::Peer;
using namespace std::chrono_literals;

class Streams : public testing::Test {
protected:
    void SetUp() override {
        options_.event_threads = 1;
        options_.events = &log_;
        routes_.add({.method = "GET",
                     .pattern = "/events",
                     .scope = anyone,
                     .in_memory = true,
                     .handler = [this](Request& request) {
                         return event_response(std::make_shared<EventStream>(
                             log_, std::vector<std::string>{"a"}, request.header("last-event-id")));
                     }});
    }
    void start() {
        const auto nobody = [](std::string_view, CredentialSource, std::string_view) {
            return std::nullopt;
        };
        server_ = std::make_unique<Server>(options_, routes_, Authenticator{nobody, nobody},
                                           [](const RequestOutcome&) {});
        server_->start();
    }
    static std::string request(const std::string& headers = {}) {
        return "GET /events HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
    }
    void publish(int value) {
        log_.publish("a", "changed", "{\"value\":" + std::to_string(value) + "}");
    }
    std::int64_t held(Resource resource) {
        return server_->gauges().resources[static_cast<std::size_t>(resource)].held;
    }

    FakeRandom random_;
    EventLog log_{random_, 8};
    ServerOptions options_;
    RouteTable routes_;
    std::unique_ptr<Server> server_;
};

TEST_F(Streams, SendEventsWithIdsAndGoOnWhereAReaderLeft) {
    start();
    std::string last;
    {
        const Peer peer(server_->port());
        peer.send(request());
        const std::string head = peer.receive_until("retry: 3000\n\n");
        EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos) << head;
        EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
        EXPECT_EQ(held(Resource::streams), 1);
        EXPECT_EQ(held(Resource::connections), 0) << "a class of its own";
        publish(1);
        log_.publish("b", "changed", "{}");
        publish(2);
        const std::string events = peer.receive_until("\"value\":2}\n\n");
        EXPECT_NE(events.find("event: changed\ndata: {\"value\":1}\n\n"), std::string::npos);
        last = log_.id_of(1);
    }
    publish(3);
    const Peer again(server_->port());
    again.send(request("Last-Event-ID: " + last + "\r\n"));
    const std::string missed = again.receive_until("\"value\":3}\n\n");
    EXPECT_EQ(missed.find("\"value\":1}"), std::string::npos) << missed;
    EXPECT_NE(missed.find("\"value\":2}"), std::string::npos) << missed;
    EXPECT_EQ(missed.find("event: gap"), std::string::npos) << missed;
    while (held(Resource::streams) > 1)  // the first one is noticed to be gone
        std::this_thread::sleep_for(10ms);
}

TEST_F(Streams, AReaderThatLiesAboutItsPlaceIsToldOfAGap) {
    start();
    publish(1);
    for (const std::string& lie : {log_.id_of(99), std::string("no such id"),
                                   std::string("ffffffffffff-1"), std::string("-1")}) {
        const Peer peer(server_->port());
        peer.send(request("Last-Event-ID: " + lie + "\r\n"));
        const std::string said = peer.receive_until("event: gap\ndata: {}\n\n");
        EXPECT_NE(said.find("id: " + log_.id_of(log_.latest()) + "\nevent: gap"), std::string::npos)
            << said;
        publish(2);
        EXPECT_NE(peer.receive_until("\"value\":2}").find("\"value\":2}"), std::string::npos)
            << lie;
    }
}

TEST_F(Streams, AReaderThatStopsIsCutAndSlowsNobody) {
    options_.stream_write_timeout = 500ms;
    start();
    const Peer stopped(server_->port(), 4'096), healthy(server_->port());
    stopped.send(request());
    healthy.send(request());
    healthy.receive_until("retry");
    while (held(Resource::streams) < 2)
        std::this_thread::yield();
    const std::string large(15'000, 'x');
    for (int i = 0; i < 200 && held(Resource::streams) == 2; ++i) {
        log_.publish("a", "changed", "\"" + large + std::to_string(i) + "\"");
        const std::string mark = std::to_string(i) + "\"\n\n";
        const auto begin = std::chrono::steady_clock::now();
        ASSERT_NE(healthy.receive_until(mark).find(mark), std::string::npos);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 400ms);
    }
    while (held(Resource::streams) == 2)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(held(Resource::streams), 1);
}

TEST_F(Streams, ASlowReaderFindsAGapMarker) {
    options_.stream_write_timeout = 20s;
    start();
    const Peer slow(server_->port(), 4'096);
    slow.send(request());
    slow.receive_until("retry");
    const std::string large(15'000, 'x');
    for (int i = 0; i < 300; ++i)
        log_.publish("a", "changed", "\"" + large + "\"");
    publish(42);
    const std::string all = slow.receive_until("\"value\":42}");
    EXPECT_NE(all.find("event: gap\ndata: {}\n\n"), std::string::npos);
    EXPECT_NE(all.find("\"value\":42}"), std::string::npos);
    EXPECT_LT(all.size(), 200 * large.size()) << "what it missed was kept for it";
}

TEST_F(Streams, ShowALifeSignAndEndWithTheServer) {
    options_.stream_heartbeat = 50ms;
    start();
    const Peer peer(server_->port()), stopped(server_->port(), 4'096);
    peer.send(request());
    stopped.send(request());
    EXPECT_NE(peer.receive_until(":hb\n\n").find(":hb\n\n"), std::string::npos);
    const std::string large(15'000, 'x');
    for (int i = 0; i < 20; ++i)
        log_.publish("a", "changed", "\"" + large + "\"");
    const auto begin = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    peer.receive_all();
}

TEST_F(Streams, AreBoundedForEachAddress) {
    options_.proxies.networks = {Network("127.0.0.1")};
    options_.budgets[static_cast<std::size_t>(Resource::streams)].each_address = 2;
    start();
    const std::string from = "X-Forwarded-For: 198.51.100.1\r\n";
    const Peer first(server_->port()), second(server_->port()), third(server_->port());
    for (const Peer* peer : {&first, &second}) {
        peer->send(request(from));
        EXPECT_NE(peer->receive_until("retry").find("retry"), std::string::npos);
    }
    third.send(request(from));
    EXPECT_NE(third.receive_until("\r\n\r\n").find(" 429 "), std::string::npos);
}

TEST_F(Streams, AreAlsoAWebSocketForPagesOfThisSite) {
    start();
    const std::string upgrade =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
        "13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const Peer foreign(server_->port());
    foreign.send(request(upgrade + "Origin: https://evil.example\r\n"));
    EXPECT_NE(foreign.receive_until("\r\n\r\n").find(" 403 "), std::string::npos);

    const Peer peer(server_->port());
    peer.send(request(upgrade + "Origin: http://a\r\n"));
    const std::string head = peer.receive_until("\r\n\r\n");
    EXPECT_NE(head.find(" 101 "), std::string::npos) << head;
    EXPECT_NE(head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos) << head;
    publish(7);
    const std::string message =
        R"({"id":")" + log_.id_of(1) + R"(","event":"changed","data":{"value":7}})";
    const std::string frame = peer.receive_until("}}");
    ASSERT_GE(frame.size(), message.size() + 2);
    EXPECT_EQ(frame.substr(0, 1), "\x81");
    EXPECT_NE(frame.find(message), std::string::npos) << frame;
    server_->stop();
    EXPECT_EQ(peer.receive_all().substr(0, 1), "\x88") << "closed in its own words";
}

}  // namespace
}  // namespace lem::http
