#include "app/service.hpp"
#include "base/hash.hpp"
#include "domain/leaderboard.hpp"
#include "domain/leaderboard_wire.hpp"
#include "platform/http/client.hpp"
#include "support/folder.hpp"
#include "support/sample_result.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/// Scenarios over a real server on a free port, on SQLite and on PostgreSQL (LEM_TEST_POSTGRES,
/// which
/// ./test sets after starting one).
namespace lem {
namespace {

class Server : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        config_.data = folder_;
        config_.listen = "127.0.0.1:0";
        config_.threads = 2;
        if (GetParam() == "postgresql") {
            const char* url = std::getenv("LEM_TEST_POSTGRES");
            ASSERT_NE(url, nullptr)
                << "start PostgreSQL and set LEM_TEST_POSTGRES; ./test api does";
            config_.database = url;
            sql::Database::open(url, false)->write([](sql::Transaction& transaction) {
                transaction.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            });
        }
        start();
    }
    void TearDown() override { service_.reset(); }
    void start() {
        service_ = std::make_unique<app::Service>(config_);
        service_->start();
        if (token_.empty())
            token_ = service_->accounts().create_token("ada", "test", {http::Scope::results_write},
                                                       std::nullopt);
    }
    void restart() {
        service_.reset();
        start();
    }

    http::ClientResponse call(const std::string& method, const std::string& path,
                              const std::string& body = {}, const std::string& token = {},
                              const std::string& type = "application/json") {
        http::ClientRequest request{
            .method = method,
            .url = "http://127.0.0.1:" + std::to_string(service_->port()) + path,
            .body = body};
        if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
        if (!body.empty()) request.headers.push_back({"Content-Type", type});
        return http::fetch(request);
    }
    http::ClientResponse get(const std::string& path) { return call("GET", path); }
    http::ClientResponse submit(const domain::Result& result) {
        return call("POST", "/api/v1/results", schema::to_text(result), token_);
    }
    domain::Receipt receipt(const http::ClientResponse& response) {
        return schema::from_text<domain::Receipt>(response.body).value();
    }
    domain::LeaderboardPage board(const std::string& query = {}) {
        return schema::from_text<domain::LeaderboardPage>(get("/api/v1/leaderboard" + query).body)
            .value();
    }

    /// Raw bytes in, everything until the server closes out.
    std::string raw(const std::string& bytes) {
        const int peer = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(service_->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
        ::shutdown(peer, SHUT_WR);
        std::string answer;
        char buffer[4096];
        for (ssize_t size = 0; (size = recv(peer, buffer, sizeof buffer, 0)) > 0;)
            answer.append(buffer, static_cast<std::size_t>(size));
        close(peer);
        return answer;
    }

    const test::Folder scratch_;
    const std::string folder_ = (scratch_.path() / "a folder").string();
    app::Config config_;
    std::unique_ptr<app::Service> service_;
    std::string token_;
};

TEST_P(Server, StoresAResultOnceAndGivesItsBytesBack) {
    const std::string text = schema::to_pretty_text(test::sample_result());
    const auto first = call("POST", "/api/v1/results", text, token_);
    ASSERT_EQ(first.status, 201) << first.body;
    const auto second = call("POST", "/api/v1/results", text, token_);
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(receipt(second).id, receipt(first).id);
    EXPECT_FALSE(receipt(second).created);
    const std::string id = receipt(first).id.text;
    EXPECT_EQ(get("/api/v1/results/" + id + "/document").body, text);
    EXPECT_EQ(board().items.at(0).id.text, id);
    EXPECT_NE(get("/").body.find("Acme/Tiny-1B-Instruct"), std::string::npos);
    EXPECT_NE(get("/results/" + id).body.find("Example GPU 24GB"), std::string::npos);
    restart();
    EXPECT_EQ(get("/api/v1/results/" + id + "/document").body, text);
    EXPECT_EQ(board().total, 1);
}

TEST_P(Server, RefusesWhatItShould) {
    domain::Result impossible = test::sample_result();
    impossible.cycles[1].metrics.tokens_per_joule = 50;
    struct Scenario {
        std::string name, method, path, body, token;
        int status;
        std::string contains;
    };
    const std::string good = schema::to_text(test::sample_result());
    const std::vector<Scenario> scenarios{
        {"no token", "POST", "/api/v1/results", good, "", 401, "unauthorized"},
        {"mistyped token", "POST", "/api/v1/results", good,
         token_.substr(0, token_.size() - 1) + "!", 401, "unknown, expired or revoked"},
        {"not JSON", "POST", "/api/v1/results", "{\"a\": ", token_, 422,
         "is not valid JSON at line 1"},
        {"NaN", "POST", "/api/v1/results", "{\"a\": NaN}", token_, 422, "is not valid JSON"},
        {"duplicate keys", "POST", "/api/v1/results", "{\"a\": 1, \"a\": 2}", token_, 422, "twice"},
        {"deep nesting", "POST", "/api/v1/results", std::string(5000, '['), token_, 422,
         "nested deeper"},
        {"unknown and missing fields", "POST", "/api/v1/results", "{\"zzz\": 1}", token_, 422,
         "\"pointer\":\"/zzz\""},
        {"contradiction", "POST", "/api/v1/results", schema::to_text(impossible), token_, 422,
         "A2"},
        {"no such result", "GET", "/api/v1/results/res_none", "", "", 404, "not-found"},
        {"no such path", "GET", "/api/v1/nope", "", "", 404, "not-found"},
        {"a name with a NUL", "GET", "/api/v1/results/res_none%00x", "", "", 404, "not-found"},
        {"a name that is not UTF-8", "GET", "/api/v1/results/%ff", "", "", 404, "not-found"},
        {"wrong method", "PUT", "/api/v1/results", good, token_, 405, "allowed: "},
        {"unknown parameter", "GET", "/api/v1/leaderboard?engin=vllm", "", "", 400,
         "did you mean engine?"},
        {"unknown metric", "GET", "/api/v1/leaderboard?sort=-speed", "", "", 400,
         "tokens_per_joule"},
        {"foreign cursor", "GET", "/api/v1/leaderboard?cursor=abc", "", "", 400, "/cursor"},
        {"empty range", "GET", "/api/v1/leaderboard?tokens_per_joule=9..1", "", "", 400,
         "must not be empty"},
    };
    for (const Scenario& scenario : scenarios) {
        const auto response = call(scenario.method, scenario.path, scenario.body, scenario.token);
        EXPECT_EQ(response.status, scenario.status) << scenario.name << ": " << response.body;
        EXPECT_NE(response.body.find(scenario.contains), std::string::npos)
            << scenario.name << ": " << response.body;
        EXPECT_EQ(response.content_type, "application/problem+json") << scenario.name;
    }
    EXPECT_EQ(board().total, 0);
    EXPECT_EQ(call("POST", "/api/v1/results", good, token_, "text/plain").status, 415);
    EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(folder_) / "uploads"))
        << "refused uploads left files";
}

TEST_P(Server, ANameThatGoesOnAfterItsEndIsAnother) {
    const auto stored = submit(test::sample_result());
    const std::string id = schema::json::parse(stored.body)["id"];
    EXPECT_EQ(get("/api/v1/results/" + id + "/document").status, 200);
    for (const char* more : {"%00", "%0d%0aSet-Cookie:%20a=b", "%00%0d%0aX-Injected:%20yes"}) {
        const auto response = get("/api/v1/results/" + id + more + "/document");
        EXPECT_EQ(response.status, 404) << more;
    }
}

TEST_P(Server, WithdrawsOnlyForTheOwner) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const std::string stranger = service_->accounts().create_token(
        "eve", "test", {http::Scope::results_write}, std::nullopt);
    EXPECT_EQ(call("DELETE", "/api/v1/results/" + id, "{\"reason\":\"mine now\"}", stranger).status,
              403);
    EXPECT_EQ(board().total, 1);
    EXPECT_EQ(call("DELETE", "/api/v1/results/" + id, "{\"reason\":\"wrong power limit\"}", token_)
                  .status,
              200);
    EXPECT_EQ(board().total, 0);
    const auto detail = get("/api/v1/results/" + id);
    EXPECT_EQ(detail.status, 200);
    EXPECT_NE(detail.body.find("wrong power limit"), std::string::npos);
    EXPECT_NE(get("/results/" + id).body.find("Withdrawn"), std::string::npos);
    EXPECT_EQ(call("DELETE", "/api/v1/results/" + id, "{\"reason\":\"again\"}", token_).status,
              409);
}

TEST_P(Server, RanksFiltersCountsAndPages) {
    for (int i = 1; i <= 30; ++i) {
        domain::Result result = test::sample_result(i);
        result.experiment.id = "exp_" + std::to_string(i);
        result.engine.name = i % 3 == 0 ? domain::EngineName::sglang : domain::EngineName::vllm;
        ASSERT_EQ(submit(result).status, 201);
    }
    auto page = board("?limit=12&facets=engine");
    EXPECT_EQ(page.total, 30);
    EXPECT_DOUBLE_EQ(page.items.at(0).metrics.tokens_per_joule.value.value(), 30);
    ASSERT_EQ(page.facets.at("engine").size(), 2U);
    EXPECT_EQ(page.facets.at("engine")[0].count, 20);
    std::vector<double> values;
    while (true) {
        for (const auto& row : page.items)
            values.push_back(*row.metrics.tokens_per_joule.value);
        if (!page.next_cursor) break;
        page = board("?limit=12&cursor=" + *page.next_cursor);
    }
    EXPECT_EQ(values.size(), 30U);
    EXPECT_TRUE(std::is_sorted(values.rbegin(), values.rend()));
    const auto some =
        board("?engine=sglang&tokens_per_joule=10..20&sort=tokens_per_joule&facets=engine");
    EXPECT_EQ(some.total, 3);
    EXPECT_DOUBLE_EQ(some.items.at(0).metrics.tokens_per_joule.value.value(), 12);
    EXPECT_EQ(some.facets.at("engine")[0].count, 8) << "a facet ignores its own filter";
    EXPECT_EQ(board("?q=tiny%20gpu").total, 30);
    EXPECT_EQ(board("?q=llama").total, 0);
}

TEST_P(Server, TakesThePlainFormToo) {
    const auto part = [](const std::string& name, const std::string& content) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content +
               "\r\n";
    };
    const auto form = [&](const std::string& file, const std::string& token,
                          const std::string& action, const std::string& licence = "yes") {
        return call("POST", "/submit",
                    part("file", file) + part("token", token) + part("action", action) +
                        part("licence", licence) + "--b--\r\n",
                    {}, "multipart/form-data; boundary=b");
    };
    const std::string good = schema::to_text(test::sample_result());
    for (const std::string& token : {std::string(), token_}) {
        const auto checked = form(good, token, "check");
        EXPECT_EQ(checked.status, 200);
        EXPECT_NE(checked.body.find("Acceptable."), std::string::npos);
    }
    const auto broken = form("{\"zzz\": 1}", token_, "publish");
    EXPECT_EQ(broken.status, 422);
    EXPECT_NE(broken.body.find("/zzz"), std::string::npos);
    EXPECT_EQ(form(good, "wrong", "publish").status, 401);
    EXPECT_EQ(form(good, "", "publish").status, 401);
    EXPECT_EQ(form(good, token_, "publish", "").status, 400);
    EXPECT_EQ(call("POST", "/submit", "nonsense", {}, "multipart/form-data; boundary=b").status,
              400);
    EXPECT_EQ(board().total, 0) << "only what is asked to be published is";
    EXPECT_EQ(form(good, token_, "publish").status, 303);
    EXPECT_EQ(board().total, 1);
    EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(folder_) / "uploads"));
}

TEST_P(Server, AMistypedAddressStillShowsTheBoard) {
    for (const char* address : {"/?sort=nonsense", "/?cursor=zzz", "/?limit=x", "/?what=ever"}) {
        const auto page = get(address);
        EXPECT_EQ(page.status, 200) << address;
        EXPECT_NE(page.body.find("<table"), std::string::npos) << address;
    }
}

TEST_P(Server, RejectsRequestsThatAProxyMightReadDifferently) {
    const std::string host = "Host: a\r\n";
    const std::vector<std::pair<std::string, std::string>> vectors{
        {"Transfer-Encoding: xchunked\r\n" + host, " 400 "},
        {"Transfer-Encoding: chunked, identity\r\n" + host, " 400 "},
        {"Transfer-Encoding: gzip, chunked\r\n" + host, " 501 "},
        {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + host, " 400 "},
        {"Content-Length: 3\r\nContent-Length: 4\r\n" + host, " 400 "},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + host, " 400 "},
        {host + host, " 400 "},
        {"X-A: b\r\n", " 400 "},
        {host + "X-A: b\r\n folded\r\n", " 400 "},
        {host + "Content-Length: 3\r\nContent-Length: 3\r\n", " 400 "},
        {host + "Content-Length: 3, 3\r\n", " 400 "},
        {host + "Content-Length: +3\r\n", " 400 "},
        {host + "X-A : b\r\n", " 400 "},
        {host + std::string("X-A: b\0c\r\n", 10), " 400 "},
        {host + "X-A: b\n", " 400 "},
        {host + "X-A: " + std::string(17'000, 'b') + "\r\n", " 431 "},
    };
    for (const auto& [headers, status] : vectors) {
        const std::string answer = raw("GET /healthz HTTP/1.1\r\n" + headers + "\r\n");
        EXPECT_NE(answer.substr(0, 15).find(status), std::string::npos)
            << headers.substr(0, 80) << " -> " << answer.substr(0, 60);
        EXPECT_NE(answer.find("Connection: close"), std::string::npos) << headers.substr(0, 80);
    }
    EXPECT_NE(raw("GET /healthz HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").find(" 400 "),
              std::string::npos);
    EXPECT_NE(raw("POST /api/v1/results HTTP/1.1\r\n" + host +
                  "Content-Type: application/json\r\nContent-Length: 99999999999\r\n"
                  "Authorization: Bearer " +
                  token_ + "\r\n\r\n")
                  .find(" 413 "),
              std::string::npos);
    EXPECT_NE(raw("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n" + host + "\r\n").find(" 414 "),
              std::string::npos);
    EXPECT_NE(raw("GET /healthz HTTP/1.1\r\n" + host + "\r\n").find("200 OK"), std::string::npos);
    EXPECT_NE(raw("GET /healthz HTTP/1.1\r\n" + host + "\r\n")
                  .find("Content-Security-Policy: default-src 'none'"),
              std::string::npos);
}

TEST_P(Server, AnswersConditionalAndRangeRequests) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const auto with = [&](const std::string& path, const std::string& header) {
        return raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header +
                   "\r\n");
    };
    const std::string path = "/api/v1/results/" + id + "/document";
    const std::string whole = with(path, "");
    const std::size_t at = whole.find("ETag: ") + 6;
    const std::string etag = whole.substr(at, whole.find("\r\n", at) - at);
    EXPECT_NE(with(path, "If-None-Match: " + etag + "\r\n").find(" 304 "), std::string::npos);
    const std::string part = with(path, "Range: bytes=2-5\r\n");
    EXPECT_NE(part.find(" 206 "), std::string::npos);
    EXPECT_NE(part.find("Content-Range: bytes 2-5/"), std::string::npos);
    EXPECT_EQ(part.substr(part.find("\r\n\r\n") + 4).size(), 4U);
    EXPECT_NE(with(path, "Range: bytes=99999999-\r\n").find(" 416 "), std::string::npos);
    EXPECT_NE(with("/api/v1/metrics", "Accept-Encoding: gzip\r\n").find("Content-Encoding: gzip"),
              std::string::npos);
    EXPECT_NE(with("/metrics", "").find("lem_http_requests_total"), std::string::npos);
}

TEST_P(Server, ComesBackAfterTheDatabaseCutItsConnections) {
    if (!config_.database) return;  // a file cannot go away like that
    ASSERT_EQ(submit(test::sample_result(3)).status, 201);
    sql::Database::open(*config_.database, false)->write([](sql::Transaction& transaction) {
        transaction.script(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()");
    });
    domain::Result another = test::sample_result(4);
    another.experiment.id = "exp_2";
    int failures = 0;
    auto response = submit(another);
    for (; response.status == 503 && failures < 20; ++failures)
        response = submit(another);
    EXPECT_TRUE(response.status == 201 || response.status == 200) << response.body;
    EXPECT_GT(failures, 0) << "no connection was cut, so this proves nothing";
    EXPECT_EQ(board().total, 2);
}

TEST_P(Server, RefusesASecondServerOnTheSameFiles) {
    if (config_.database) return;  // PostgreSQL serves several
    try {
        const app::Service second(config_);
        FAIL() << "a second server was allowed";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("Another lem server"), std::string::npos) << error.message();
    }
}

INSTANTIATE_TEST_SUITE_P(Databases, Server, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
