/// A real server on a free port against clients that are slow, greedy, silent or in the way.

#include "platform/http/server/server.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace lem::test {
enum class Scope { secret };
}  // namespace lem::test

namespace lem::schema {
template <>
struct enumeration<test::Scope> {
    static constexpr std::string_view name = "Scope";
    static constexpr std::array values{Enumerator{test::Scope::secret, "secret"}};
};
}  // namespace lem::schema

namespace lem::http {
namespace {

using namespace std::chrono_literals;

/// A blocking client connection.
class Peer {
public:
    explicit Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Peer() { close(socket_); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    bool send(std::string_view bytes) const {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }
    /// Everything until the server closes.
    std::string receive_all() const {
        std::string all;
        char buffer[4096];
        for (ssize_t size = 0; (size = recv(socket_, buffer, sizeof buffer, 0)) > 0;)
            all.append(buffer, static_cast<std::size_t>(size));
        return all;
    }
    std::string receive_some() const {
        char buffer[4096];
        const ssize_t size = recv(socket_, buffer, sizeof buffer, 0);
        return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : std::string();
    }

private:
    int socket_;
};

class HttpServer : public testing::Test {
protected:
    void SetUp() override {
        options_.spool_folder = folder_;
        options_.event_threads = 1;
        routes_.add({.method = "GET",
                     .pattern = "/fast",
                     .scope = anyone,
                     .execution = Execution::on_event_thread,
                     .cached = true,
                     .handler = [this](Request& request) {
                         ++calls_;
                         if (request.raw_query == "wrong")
                             throw Error(ErrorCode::bad_request, "wrong");
                         return text_response(200, "answer " + std::to_string(calls_));
                     }});
        routes_.add({.method = "GET", .pattern = "/slow", .scope = anyone, .handler = [](Request&) {
                         std::this_thread::sleep_for(300ms);
                         return text_response(200, "at last");
                     }});
        const auto assume_nonsense = [](Request& request) {
            LEM_ASSERT(request.path.empty());
            return text_response(200, "never");
        };
        for (const auto& [pattern, execution] :
             {std::pair("/assert", Execution::blocking),
              std::pair("/assert-on-event-thread", Execution::on_event_thread)})
            routes_.add({.method = "GET",
                         .pattern = pattern,
                         .scope = anyone,
                         .execution = execution,
                         .handler = assume_nonsense});
        routes_.add({.method = "POST",
                     .pattern = "/upload",
                     .scope = anyone,
                     .body_mode = BodyMode::spooled,
                     .handler = [](Request& request) {
                         return text_response(200, request.upload->sha256);
                     }});
        routes_.add({.method = "POST",
                     .pattern = "/bundle",
                     .scope = anyone,
                     .body_mode = BodyMode::spooled,
                     .is_bulky = [](const blob::StagedFile&) { return true; },
                     .handler =
                         [this](Request&) {
                             bundles_allowed_.wait(false);
                             return text_response(200, "opened");
                         }});
    }
    void TearDown() override {
        bundles_allowed_ = true;
        bundles_allowed_.notify_all();
        server_.reset();
        EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "an upload was left behind";
    }
    Server& start() {
        server_ = std::make_unique<Server>(
            options_, routes_, [](std::string_view) { return std::nullopt; },
            [this](const RequestOutcome& outcome) { failures_ += outcome.status == 500 ? 1 : 0; });
        server_->start();
        return *server_;
    }
    std::string get(const std::string& target) {
        const Peer peer(server_->port());
        peer.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const std::string answer = peer.receive_all();
        return answer.substr(answer.find("\r\n\r\n") + 4);
    }

    const test::Folder scratch_;
    const std::filesystem::path& folder_ = scratch_.path();
    ServerOptions options_;
    RouteTable routes_;
    int calls_ = 0;
    std::atomic<bool> bundles_allowed_{false};
    std::atomic<int> failures_ = 0;
    std::unique_ptr<Server> server_;
};

TEST_F(HttpServer, AnAssertionEndsItsRequestAndNothingElse) {
    start();
    for (const char* path : {"/assert", "/assert-on-event-thread"}) {
        const std::string answer = get(path);
        EXPECT_NE(answer.find("/problems/internal"), std::string::npos) << path << ": " << answer;
        EXPECT_EQ(answer.find("request.path"), std::string::npos) << "the condition is for the log";
    }
    EXPECT_EQ(failures_, 2) << "both are counted as 500";
    EXPECT_EQ(get("/fast"), "answer 1");
}

TEST_F(HttpServer, EndsASilentConnection) {
    options_.idle_timeout = 100ms;
    const Peer peer(start().port());
    EXPECT_EQ(peer.receive_all(), "");
}

TEST_F(HttpServer, EndsAHeaderThatDrips) {
    options_.header_timeout = 200ms;
    const Peer peer(start().port());
    const auto begin = std::chrono::steady_clock::now();
    std::thread drip([&] {
        peer.send("GET /fast HTTP/1.1\r\nHost: a\r\n");
        for (int i = 0; i < 20 && peer.send("X-A: b\r\n"); ++i)
            std::this_thread::sleep_for(50ms);
    });
    const std::string answer = peer.receive_all();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    drip.join();
    EXPECT_NE(answer.find(" 408 "), std::string::npos) << answer;
}

TEST_F(HttpServer, EndsABodyThatDrips) {
    options_.body_grace = 200ms;
    const Peer peer(start().port());
    std::thread drip([&] {
        peer.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
        for (int i = 0; i < 20 && peer.send("x"); ++i)
            std::this_thread::sleep_for(50ms);
    });
    const std::string answer = peer.receive_all();
    drip.join();
    EXPECT_NE(answer.find(" 408 "), std::string::npos) << answer;
    EXPECT_NE(answer.find("too slowly"), std::string::npos) << answer;
}

TEST_F(HttpServer, ForgetsABodyThatEndsEarly) {
    start();
    for (const std::string head :
         {"Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
          "Transfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        const Peer peer(server_->port());
        peer.send("POST /upload HTTP/1.1\r\nHost: a\r\n" + head);
    }
}

TEST_F(HttpServer, TurnsAwayMoreConnectionsThanItHolds) {
    options_.connections_max = 2;
    start();
    const Peer first(server_->port()), second(server_->port());
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(Peer(server_->port()).receive_all(), "");
    first.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(first.receive_some().find("200 OK"), std::string::npos);
}

TEST_F(HttpServer, WaitingBundlesHoldBackNothingElseAndAreBounded) {
    start();
    const WorkTraits& traits = work_table[static_cast<std::size_t>(WorkClass::bundle)];
    const WorkGauges& gauges = server_->gauges().work[static_cast<std::size_t>(WorkClass::bundle)];
    const std::size_t places = traits.threads + traits.waiting_max - traits.reserved;
    std::vector<std::unique_ptr<Peer>> peers;
    for (std::size_t i = 0; i < places + 5; ++i) {
        while (i == traits.threads && gauges.running < traits.threads)
            std::this_thread::yield();
        peers.push_back(std::make_unique<Peer>(server_->port()));
        peers.back()->send(
            "POST /bundle HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
            "3\r\n\r\nabc");
    }
    while (gauges.refused < 5)
        std::this_thread::yield();
    EXPECT_EQ(gauges.running, traits.threads);
    EXPECT_EQ(get("/slow"), "at last");
    const Peer small(server_->port());
    small.send(
        "POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
        "3\r\n\r\nabc");
    EXPECT_NE(small.receive_all().find("200 OK"), std::string::npos);

    bundles_allowed_ = true;
    bundles_allowed_.notify_all();
    std::size_t opened = 0, refused = 0;
    for (const auto& peer : peers) {
        const std::string answer = peer->receive_all();
        opened += answer.find("200 OK") != std::string::npos;
        refused += answer.find(" 503 ") != std::string::npos &&
                   answer.find("Retry-After: ") != std::string::npos;
    }
    EXPECT_EQ(opened, places);
    EXPECT_EQ(refused, 5U);
}

TEST_F(HttpServer, ABodyThatStallsIsEndedHoweverMuchCameBefore) {
    options_.body_grace = 300ms;
    const Peer peer(start().port());
    peer.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" +
              std::string(500'000, 'x'));
    const auto begin = std::chrono::steady_clock::now();
    const std::string answer = peer.receive_all();
    EXPECT_NE(answer.find(" 408 "), std::string::npos) << answer;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(RouteTableDeathTest, RefusesToKeepAnswersThatNeedAScope) {
    RouteTable routes;
    const Route open{.method = "GET", .pattern = "/a", .scope = anyone, .cached = true};
    routes.add(open);
    Route posted = open;
    posted.method = "POST";
    EXPECT_DEATH(routes.add(posted), "cached");
    Route scoped = open;
    scoped.scope = test::Scope::secret;
    EXPECT_DEATH(routes.add(scoped), "cached");
}

TEST_F(HttpServer, AnswersWhatIsInFlightBeforeItStops) {
    const Peer peer(start().port());
    peer.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    server_->stop();
    const std::string answer = peer.receive_all();
    EXPECT_NE(answer.find("at last"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(HttpServer, SaysThatAPortIsTaken) {
    options_.port = start().port();
    Server second(
        options_, routes_, [](std::string_view) { return std::nullopt; },
        [](const RequestOutcome&) {});
    try {
        second.start();
        FAIL() << "two servers share a port";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("in use"), std::string::npos) << error.message();
        EXPECT_NE(error.message().find("--listen"), std::string::npos) << error.message();
    }
}

TEST_F(HttpServer, KeepsPublicAnswersUntilTheDataChange) {
    std::atomic<std::uint64_t> version{1};
    options_.data_version = [&] { return version.load(); };
    start();
    EXPECT_EQ(get("/fast"), "answer 1");
    EXPECT_EQ(get("/fast"), "answer 1");
    EXPECT_EQ(get("/fast?a=1"), "answer 2") << "another address is another answer";
    version = 2;
    EXPECT_EQ(get("/fast"), "answer 3");
    get("/fast?wrong");
    get("/fast?wrong");
    EXPECT_EQ(calls_, 5) << "a refusal is not kept";
}

}  // namespace
}  // namespace lem::http
