#include "platform/http/server/encode.hpp"
#include "support/peer.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Rules for every answer: framing, tags, ranges, codings.
namespace lem {
namespace {

class HttpApi : public test::Server {};

TEST_P(HttpApi, RejectsRequestsThatAProxyMightReadDifferently) {
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
        {host + "Content-Encoding: gzip\r\n", " 415 "},
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

/// The value of a header in a raw answer; empty when it is missing.
std::string header_of(const std::string& answer, const std::string& name) {
    const std::size_t at = answer.find("\r\n" + name + ": ");
    if (at == std::string::npos || at > answer.find("\r\n\r\n")) return {};
    const std::size_t from = at + name.size() + 4;
    return answer.substr(from, answer.find("\r\n", from) - from);
}

TEST_P(HttpApi, AnswersConditionalAndRangeRequests) {
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
    EXPECT_TRUE(part.ends_with(schema::to_text(test::sample_result()).substr(2, 4)));
    EXPECT_NE(with(path, "Range: bytes=99999999-\r\n").find(" 416 "), std::string::npos);
    EXPECT_NE(with("/api/v1/metrics", "Accept-Encoding: gzip\r\n").find("Content-Encoding: gzip"),
              std::string::npos);
    EXPECT_NE(with("/metrics", "").find("lem_http_requests_total"), std::string::npos);
}

TEST_P(HttpApi, EveryAnswerThatMayBeKeptHasATag) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const auto with = [&](const std::string& path, const std::string& header) {
        return raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header +
                   "\r\n");
    };
    for (const std::string& path : std::vector<std::string>{
             "/", "/about", "/submit", "/results/" + id, "/api/v1/results", "/api/v1/results/" + id,
             "/api/v1/results/" + id + "/files/result.json", "/api/v1/leaderboard",
             "/api/v1/leaderboard.csv", "/api/v1/stats", "/api/v1/metrics",
             "/api/v1/schemas/result.json", "/api/v1/schemas/experiment.json",
             "/api/v1/schemas/progress.json", "/api/openapi.json"}) {
        const std::string etag = header_of(with(path, ""), "ETag");
        ASSERT_FALSE(etag.empty()) << path;
        EXPECT_EQ(with(path, "If-None-Match: " + etag + "\r\n").find("HTTP/1.1 304 "), 0U) << path;
        EXPECT_EQ(with(path, "Accept-Encoding: gzip\r\nIf-None-Match: " + etag + "\r\n")
                      .find("HTTP/1.1 304 "),
                  0U)
            << path;
    }
    const std::string before = header_of(with("/api/v1/leaderboard", ""), "ETag");
    domain::Result another = test::sample_result(7);
    another.experiment.id = "exp_2";
    ASSERT_EQ(submit(another).status, 201);
    EXPECT_EQ(
        with("/api/v1/leaderboard", "If-None-Match: " + before + "\r\n").find("HTTP/1.1 200 "), 0U);
    EXPECT_EQ(header_of(with("/healthz", ""), "ETag"), "") << "must not be stored";
}

/// Large answers are sent from a file in memory. A reader that takes its time gets all of its own,
/// while the cache is filled and emptied behind it.
TEST_P(HttpApi, ASlowReaderGetsTheAnswerThatItAskedFor) {
    const std::string path = "/api/openapi.json";
    const std::string body = get(path).body;
    ASSERT_GT(body.size(), 100'000U);
    EXPECT_TRUE(get(path).body == body) << "from the cache";
    const std::string head =
        raw("HEAD " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(header_of(head, "Content-Length"), std::to_string(body.size()));
    EXPECT_TRUE(head.ends_with("\r\n\r\n"));

    const test::Peer slow(service_->port(), 4096);
    ASSERT_TRUE(slow.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    for (int i = 0; i < 300; ++i)
        ASSERT_EQ(get(path + "?" + std::to_string(i)).status, 200) << i;
    const std::string answer = slow.receive_all();
    EXPECT_TRUE(answer.substr(answer.find("\r\n\r\n") + 4) == body) << answer.size();
}

TEST_P(HttpApi, CompressesAsTheClientWishes) {
    const auto coding = [&](const std::string& accepted) {
        return header_of(raw("GET /api/openapi.json HTTP/1.1\r\nHost: a\r\nConnection: "
                             "close\r\nAccept-Encoding: " +
                             accepted + "\r\n\r\n"),
                         "Content-Encoding");
    };
    EXPECT_EQ(coding("br"), "br");
    EXPECT_EQ(coding("gzip, deflate, br"), "br");
    EXPECT_EQ(coding("gzip"), "gzip");
    EXPECT_EQ(coding("br;q=0, gzip;q=0.1"), "gzip");
    EXPECT_EQ(coding("identity"), "");
    EXPECT_EQ(coding("zz"), "");
}

TEST_P(HttpApi, RefusesWhatACsvCannotHave) {
    submit(test::sample_result());
    EXPECT_NE(get("/api/v1/leaderboard.csv?engine=vllm").body.find("vllm"), std::string::npos);
    for (const char* name : {"limit", "fields", "facets"}) {
        const auto answer = get("/api/v1/leaderboard.csv?" + std::string(name) + "=1");
        EXPECT_EQ(answer.status, 400) << name;
        EXPECT_NE(answer.body.find(name), std::string::npos) << answer.body;
    }
}

TEST_P(HttpApi, AMethodThatIsNotThereNamesThoseThatAre) {
    const auto allow = [&](const std::string& method, const std::string& path) {
        return header_of(
            raw(method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            "Allow");
    };
    EXPECT_EQ(allow("PUT", "/api/v1/results"), "GET, HEAD, OPTIONS, POST");
    EXPECT_EQ(allow("OPTIONS", "/submit"), "GET, HEAD, OPTIONS, POST");
    EXPECT_EQ(allow("DELETE", "/healthz"), "GET, HEAD, OPTIONS");
}

INSTANTIATE_TEST_SUITE_P(Databases, HttpApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
