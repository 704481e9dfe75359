#include "client/lem_client.hpp"
#include "support/scripted_server.hpp"
#include "support/tls.hpp"

/// Submits through proxies, redirects and login pages, and to servers that are busy or gone.
namespace lem::client {
namespace {

using test::ScriptedServer;
using test::SeenRequest;

constexpr const char* receipt =
    R"({"id":"res_1","url":"/results/res_1","created":true,"sha256":"ab","checks":[]})";

std::string reply(const std::string& status, const std::string& headers, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string page(const std::string& status, const std::string& headers = {}) {
    return reply(status, "Server: nginx\r\nContent-Type: text/html\r\n" + headers,
                 "<html>\r\n<head><title>" + status + "</title></head>\r\n<body></body></html>");
}
const std::string taken = reply("201 Created", "Content-Type: application/json\r\n", receipt);

/// Each request gets the next answer; the last one is repeated.
class Submit : public testing::Test {
protected:
    void answer_with(std::vector<std::string> answers) {
        server_ = std::make_unique<ScriptedServer>(
            [answers = std::move(answers),
             next = std::make_shared<std::atomic<std::size_t>>(0)](const SeenRequest&) {
                return test::Script{{0, answers[std::min((*next)++, answers.size() - 1)]}};
            });
    }
    domain::Receipt submit(const SubmitWatch& watch = {}) {
        return client::submit({.server = server_->url(), .token = "lemu_x"},
                              {.bytes = "{}", .media_type = "application/json"}, watch);
    }
    std::string failure(ErrorCode code) {
        try {
            submit();
            ADD_FAILURE() << "the submit was accepted";
        } catch (const Error& error) {
            EXPECT_EQ(traits_of(error.code()).name, traits_of(code).name) << error.message();
            return error.message();
        }
        return {};
    }
    std::size_t requests() const { return server_->seen().size(); }

    std::unique_ptr<ScriptedServer> server_;
};

TEST_F(Submit, TriesAgainWhatMayPass) {
    for (const char* status :
         {"408 Request Timeout", "429 Too Many Requests", "502 Bad Gateway",
          "503 Service Unavailable", "504 Gateway Timeout", "522 Connection timed out"}) {
        answer_with({page(status), taken});
        EXPECT_EQ(submit().id.text, "res_1") << status;
        EXPECT_EQ(requests(), 2U) << status;
        EXPECT_EQ(server_->seen()[1].body, "{}") << status;
    }
}

TEST_F(Submit, TriesAgainWhenTheConnectionBreaks) {
    auto next = std::make_shared<std::atomic<int>>(0);
    server_ = std::make_unique<ScriptedServer>([next](const SeenRequest&) {
        return (*next)++ == 0 ? test::Script{{0, "HTTP/1.1 20", true}} : test::Script{{0, taken}};
    });
    EXPECT_EQ(submit().id.text, "res_1");
}

TEST_F(Submit, DoesNotTryAgainWhatCannotPass) {
    struct Case {
        std::string answer;
        ErrorCode code;
        std::string words;
    };
    const std::vector<Case> cases{
        {page("413 Request Entity Too Large"), ErrorCode::too_large,
         "(nginx: \"413 Request Entity Too Large\"). The upload has 0.0 MiB, more than a proxy"},
        {page("401 Authorization Required", "WWW-Authenticate: Basic realm=\"staff\"\r\n"),
         ErrorCode::unauthenticated, "requires its own login (Basic realm=\"staff\")"},
        {page("403 Forbidden"), ErrorCode::forbidden, "A proxy or firewall"},
        {page("404 Not Found"), ErrorCode::bad_request, "Is --server the address"},
        {page("500 Internal Server Error"), ErrorCode::internal, "The server failed."},
        {page("200 OK"), ErrorCode::bad_request, "not the receipt of a lem server"},
        {reply("200 OK", "", ""), ErrorCode::bad_request, "not the receipt of a lem server"},
        {reply("418 I'm a teapot", "", "short\x1b[31m and\r\nstout"), ErrorCode::bad_request,
         "answered 418 (\"short [31m and stout\")."},
        {reply(
             "413 Too Large", "Content-Type: application/problem+json\r\n",
             R"({"type":"t","title":"t","status":413,"detail":"At most 8 MiB.","request_id":"r7","errors":[]})"),
         ErrorCode::too_large, "At most 8 MiB. (request r7)"},
        {reply("422 Unprocessable", "", R"({"error":"no"})"), ErrorCode::bad_request,
         "answered 422 (\"{\"error\":\"no\"}\")."},
    };
    for (const Case& one : cases) {
        answer_with({one.answer});
        const std::string message = failure(one.code);
        EXPECT_NE(message.find(one.words), std::string::npos) << message;
        EXPECT_EQ(requests(), 1U) << one.answer;
    }
}

TEST_F(Submit, NamesWhereARedirectLeadsAndDoesNotFollowIt) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"https://lem.example/api/v1/results", "publish with --server https://lem.example."},
        {"https://lem.example/lem/api/v1/results/",
         "publish with --server https://lem.example/lem."},
        {"/lem/api/v1/results", "/lem."},
        {"//lem.example/api/v1/results", "publish with --server http://lem.example."},
        {"https://sso.example/login?next=%2F", "which is not the API of a lem server"},
        {"/api/v1/results", "redirects to the same address"},
        {"http://[", "without a usable address"},
        {"", "without a usable address"},
    };
    for (const char* status : {"301 Moved Permanently", "302 Found", "307 Temporary Redirect",
                               "308 Permanent Redirect"}) {
        for (const auto& [location, words] : cases) {
            answer_with({page(status, "Location: " + location + "\r\n")});
            const std::string message = failure(ErrorCode::bad_request);
            EXPECT_NE(message.find(words), std::string::npos) << message;
            EXPECT_EQ(requests(), 1U) << location;
        }
    }
}

TEST_F(Submit, WaitsAsLongAsRetryAfterAsks) {
    // Stopped as soon as the wait is known.
    const auto waits_for = [&](const std::string& headers) {
        answer_with({page("503 Service Unavailable", headers)});
        std::chrono::milliseconds waited{0};
        const auto note = [&](const Error&, std::chrono::milliseconds wait, int next_try) {
            waited = wait;
            EXPECT_EQ(next_try, 2);
        };
        EXPECT_THROW(submit({.on_wait = note, .stopped = [&] { return waited.count() > 0; }}),
                     Error);
        return waited.count();
    };
    EXPECT_EQ(waits_for("Retry-After: 1\r\n"), 1'000);
    EXPECT_EQ(waits_for("Retry-After: 0\r\n"), 500) << "never at once";
    EXPECT_EQ(waits_for("Retry-After: soon\r\n"), 500);
    EXPECT_EQ(waits_for("Retry-After: -5\r\n"), 500);
    // By the server's clock, whatever this machine's is; in each of the three forms of RFC 9110.
    for (const char* date : {"Wed, 21 Oct 2015 07:28:02 GMT", "Wednesday, 21-Oct-15 07:28:02 GMT",
                             "Wed Oct 21 07:28:02 2015"}) {
        EXPECT_EQ(waits_for("Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nRetry-After: " +
                            std::string(date) + "\r\n"),
                  2'000)
            << date;
    }
    EXPECT_EQ(waits_for("Retry-After: Wed, 21 Oct 2015 07:28:02 GMT\r\n"), 500) << "is over";
}

TEST_F(Submit, DoesNotWaitForHours) {
    for (const char* asked : {"3600", "99999999999999999999"}) {
        answer_with({page("429 Too Many Requests", "Retry-After: " + std::string(asked) + "\r\n")});
        const std::string message = failure(ErrorCode::rate_limited);
        EXPECT_NE(message.find("It asks to wait "), std::string::npos) << message;
        EXPECT_EQ(requests(), 1U);
    }
}

TEST_F(Submit, IsStoppedWhileItWaits) {
    answer_with({page("503 Service Unavailable", "Retry-After: 200\r\n")});
    std::atomic<bool> stopped{false};
    try {
        submit({.on_wait = [&](const Error&, auto, int) { stopped = true; },
                .stopped = [&] { return stopped.load(); }});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::cancelled);
        EXPECT_NE(error.message().find("Repeating the command is safe"), std::string::npos);
    }
}

TEST_F(Submit, IsStoppedWhileTheServerIsSilent) {
    server_ = std::make_unique<ScriptedServer>(
        [](const SeenRequest&) { return test::Script{{60'000, taken}}; });
    const auto begin = std::chrono::steady_clock::now();
    const auto stop = [&] {
        return std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(300);
    };
    try {
        submit({.stopped = stop});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::cancelled);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

std::string message_of_submit_to(const std::string& server) {
    try {
        client::submit({.server = server, .token = "lemu_x"}, {.bytes = "{}", .media_type = ""});
    } catch (const Error& error) {
        EXPECT_FALSE(error.retryable()) << error.message();
        return error.message();
    }
    return {};
}

TEST(SubmitToTheWrongScheme, SaysThatACertificateIsNotTrusted) {
    const test::SelfSigned certificate;
    const ScriptedServer with_tls([](const SeenRequest&) { return test::Script{{0, taken}}; },
                                  certificate.server_context());
    EXPECT_NE(message_of_submit_to(with_tls.url()).find("certificate is not trusted"),
              std::string::npos);
}

/// What a plain server answers to the first bytes of TLS.
TEST(SubmitToTheWrongScheme, SaysSoOfAServerWithoutTls) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::thread plain([listener] {
        const int peer = accept(listener, nullptr, nullptr);
        std::array<char, 4096> hello;
        recv(peer, hello.data(), hello.size(), 0);
        const std::string answer = page("400 Bad Request");
        send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
        close(peer);
    });
    EXPECT_NE(message_of_submit_to("https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)))
                  .find("starts with http://"),
              std::string::npos);
    plain.join();
    close(listener);
}

}  // namespace
}  // namespace lem::client
