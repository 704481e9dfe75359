/// A real server on a free port against clients that are slow, greedy, silent or in the way.

#include "platform/http/server/server.hpp"

#include "base/error.hpp"
#include "platform/http/server/rate_limits.hpp"
#include "support/folder.hpp"
#include "support/peer.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

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

using test::Peer;
using namespace std::chrono_literals;

class HttpServer : public testing::Test {
protected:
    void SetUp() override {
        options_.spool_folder = folder_;
        options_.event_threads = 1;
        routes_.add({.method = "GET",
                     .pattern = "/fast",
                     .scope = anyone,
                     .in_memory = true,
                     .cached = std::vector<std::string>{"results"},
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
        for (const auto& [pattern, in_memory] :
             {std::pair("/assert", false), std::pair("/assert-on-event-thread", true)})
            routes_.add({.method = "GET",
                         .pattern = pattern,
                         .scope = anyone,
                         .in_memory = in_memory,
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
            options_, routes_, who_,
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

    std::string exchange(const std::string& head, const std::string& body = {}) {
        const Peer peer(server_->port());
        peer.send(head + "Host: a\r\nConnection: close\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body);
        return peer.receive_all();
    }

    const test::Folder scratch_;
    const std::filesystem::path& folder_ = scratch_.path();
    ServerOptions options_;
    RouteTable routes_;
    int calls_ = 0;
    std::atomic<bool> bundles_allowed_{false};
    // Knows "ada" by bearer, "eve" by cookie.
    const Authenticator who_{.remembered = [](std::string_view, CredentialSource,
                                              std::string_view) { return std::nullopt; },
                             .look_up = [](std::string_view secret, CredentialSource source,
                                           std::string_view) -> std::optional<Caller> {
                                 const bool cookie = source == CredentialSource::cookie;
                                 if (secret != "ada" && !(cookie && secret == "eve"))
                                     return std::nullopt;
                                 return Caller{.account_id = std::string(secret),
                                               .scopes = {"secret"}};
                             }};
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

TEST_F(HttpServer, AnswersConnectionsBeyondItsLimitAndKeepsSomeForTokens) {
    options_.budgets[static_cast<std::size_t>(Resource::connections)] = {
        Resource::connections, "connections", "connections", 3, 1, 64, 64};
    start();
    const Peer first(server_->port()), second(server_->port());
    const auto& held =
        server_->gauges().resources[static_cast<std::size_t>(Resource::connections)].held;
    while (held < 2)
        std::this_thread::yield();
    const std::string refused = exchange("GET /slow HTTP/1.1\r\n");
    EXPECT_NE(refused.find(" 503 "), std::string::npos) << refused;
    EXPECT_NE(refused.find("too many connections"), std::string::npos) << refused;
    while (held > 2)
        std::this_thread::yield();
    EXPECT_NE(exchange("GET /slow HTTP/1.1\r\nAuthorization: Bearer ada\r\n").find(" 200 "),
              std::string::npos);
    while (held > 2)
        std::this_thread::yield();
    const Peer third(server_->port());
    while (held < 3)
        std::this_thread::yield();
    const std::string hard = Peer(server_->port()).receive_all();
    EXPECT_NE(hard.find(" 503 "), std::string::npos) << "with every place taken: " << hard;
    first.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(first.receive_some().find("200 OK"), std::string::npos);
}

TEST_F(HttpServer, StrangersFillNeitherTheDiskNorThePlacesOfOthers) {
    options_.proxies.networks = {Network("127.0.0.1")};
    auto& files = options_.budgets[static_cast<std::size_t>(Resource::upload_files)];
    files.total = 8;
    files.reserved = 4;
    files.each_address = 2;
    auto& bytes = options_.budgets[static_cast<std::size_t>(Resource::upload_bytes)];
    bytes.each_address = 600'000;
    start();
    const auto& held =
        server_->gauges().resources[static_cast<std::size_t>(Resource::upload_files)].held;
    const std::string upload = "POST /upload HTTP/1.1\r\n";
    const auto from = [](const std::string& address) {
        return "X-Forwarded-For: " + address + "\r\n";
    };
    std::vector<std::unique_ptr<Peer>> stalled;
    const auto stall = [&](const std::string& address) {
        stalled.push_back(std::make_unique<Peer>(server_->port()));
        stalled.back()->send(upload + from(address) +
                             "Host: a\r\nContent-Length: 100000\r\n\r\nabc");
        while (held < static_cast<std::int64_t>(stalled.size()))
            std::this_thread::yield();
    };
    stall("198.51.100.1");
    stall("198.51.100.1");
    const std::string again = exchange(upload + from("198.51.100.1"), "abc");
    EXPECT_NE(again.find(" 429 "), std::string::npos) << again;
    EXPECT_NE(again.find("Retry-After: "), std::string::npos) << again;
    const std::string large = exchange(upload + from("198.51.100.9"), std::string(700'000, 'x'));
    EXPECT_NE(large.find(" 429 "), std::string::npos) << large;
    stall("198.51.100.2");
    stall("198.51.100.3");
    EXPECT_NE(exchange(upload + from("198.51.100.4"), "abc").find(" 503 "), std::string::npos);
    const std::string known =
        exchange(upload + from("198.51.100.4") + "Authorization: Bearer ada\r\n", "abc");
    EXPECT_NE(known.find(" 200 "), std::string::npos) << known;
}

TEST_F(HttpServer, SaysHowLongToWaitWhenAskedTooOften) {
    options_.proxies.networks = {Network("127.0.0.1")};
    start();
    const std::string guess =
        "GET /slow HTTP/1.1\r\nX-Forwarded-For: 198.51.100.1\r\nAuthorization: Bearer x\r\n";
    const auto& traits = rate_table[static_cast<std::size_t>(RateClass::sign_in)];
    for (int i = 0; i < traits.burst; ++i)
        EXPECT_NE(exchange(guess).find(" 401 "), std::string::npos) << i;
    const std::string limited = exchange(guess);
    EXPECT_NE(limited.find("HTTP/1.1 429 Too Many Requests"), std::string::npos) << limited;
    EXPECT_NE(limited.find("Retry-After: "), std::string::npos) << limited;
    EXPECT_NE(exchange("GET /fast HTTP/1.1\r\nX-Forwarded-For: 198.51.100.1\r\n").find(" 200 "),
              std::string::npos)
        << "only guessing is limited";
}

TEST_F(HttpServer, RecognisesCredentialsOnPublicRoutes) {
    options_.topic_value = [](std::string_view) { return 1; };
    start();
    const auto get_as = [&](const std::string& headers) {
        return exchange("GET /fast HTTP/1.1\r\n" + headers);
    };
    EXPECT_NE(get_as("").find("answer 1"), std::string::npos);
    EXPECT_NE(get_as("Authorization: Bearer ada\r\n").find("answer 2"), std::string::npos)
        << "an answer for everybody was given to somebody";
    EXPECT_NE(get_as("").find("answer 1"), std::string::npos)
        << "an answer for somebody was given to everybody";
    EXPECT_NE(get_as("Cookie: lem_session=eve\r\n").find("answer 3"), std::string::npos);
    EXPECT_NE(get_as("Cookie: lem_session=ended\r\n").find(" 200 "), std::string::npos);
    EXPECT_NE(get_as("Authorization: Bearer wrong\r\n").find(" 401 "), std::string::npos);
    EXPECT_NE(get_as("Authorization: Bearer ada\r\nCookie: lem_session=ada\r\n").find(" 200 "),
              std::string::npos);
    const std::string two = get_as("Authorization: Bearer ada\r\nCookie: lem_session=eve\r\n");
    EXPECT_NE(two.find(" 400 "), std::string::npos);
    EXPECT_NE(two.find("different accounts"), std::string::npos) << two;
}

TEST_F(HttpServer, ReadsEveryFormOfATarget) {
    start();
    const auto status = [&](const std::string& target, const std::string& host = "a",
                            const std::string& method = "GET") {
        const Peer peer(server_->port());
        peer.send(method + " " + target + " HTTP/1.1\r\nHost: " + host +
                  "\r\nConnection: close\r\n\r\n");
        return peer.receive_all().substr(9, 3);
    };
    EXPECT_EQ(status("http://a/fast"), "200");
    EXPECT_EQ(status("HTTPS://lem.example:8443/fast?a=%41"), "200");
    EXPECT_EQ(status("http://a"), "404") << "the root, which this table does not have";
    EXPECT_EQ(status("*", "a", "OPTIONS"), "204");
    for (const char* target : {"*", "fast", "http://", "http:///fast", "http://u@a/fast",
                               "http://a:x/fast", "ftp://a/fast", "a:80", "/fast?a=%zz",
                               "/fast?a=%ff", "/fast?%C3=a", "/fast%", "/fast?%4", "/fast#a"})
        EXPECT_EQ(status(target), "400") << target;
    for (const char* host :
         {"a/b", "a b", "a@b", "a:b", "a:99999", "[::1", "[x]", "a?b", "%zz", "a\\b", "a,b/c"})
        EXPECT_EQ(status("/fast", host), "400") << host;
    for (const char* host : {"a", "a:80", "lem.example", "127.0.0.1:8080", "[::1]:8080", "a_b"})
        EXPECT_EQ(status("/fast", host), "200") << host;
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

TEST(RouteTable, RefusesToKeepAnswersThatNeedAScope) {
    RouteTable routes;
    const Route open{
        .method = "GET", .pattern = "/a", .scope = anyone, .cached = std::vector<std::string>{}};
    routes.add(open);
    Route posted = open;
    posted.method = "POST";
    EXPECT_THROW(routes.add(posted), AssertionFailure);
    Route scoped = open;
    scoped.scope = test::Scope::secret;
    EXPECT_THROW(routes.add(scoped), AssertionFailure);
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
    Server second(options_, routes_, who_, [](const RequestOutcome&) {});
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
    options_.topic_value = [&](std::string_view) { return version.load(); };
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
