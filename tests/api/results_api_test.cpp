#include "support/bundle.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Submitting, reading, ranking and withdrawing results over HTTP.
namespace lem {
namespace {

class ResultsApi : public test::Server {};

TEST_P(ResultsApi, StoresAResultOnceAndGivesItsBytesBack) {
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

TEST_P(ResultsApi, RefusesWhatItShould) {
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
        {"foreign cursor of the list", "GET", "/api/v1/results?cursor=abc", "", "", 400, "/cursor"},
        {"a field twice", "GET", "/api/v1/leaderboard?fields=id,id", "", "", 400, "id twice"},
        {"parameter of an upload", "POST", "/api/v1/results?dry=1", good, token_, 400, "/dry"},
        {"parameter of a schema", "GET", "/api/v1/schemas/result.json?v=1", "", "", 400, "/v"},
        {"withdrawal without a reason", "DELETE", "/api/v1/results/res_1", R"({"reason":" "})",
         token_, 422, "must not be empty"},
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
    expect_no_uploads_left();
}

TEST_P(ResultsApi, ANameThatGoesOnAfterItsEndIsAnother) {
    const auto stored = submit(test::sample_result());
    const std::string id = schema::json::parse(stored.body)["id"];
    EXPECT_EQ(get("/api/v1/results/" + id + "/document").status, 200);
    for (const char* more : {"%00", "%0d%0aSet-Cookie:%20a=b", "%00%0d%0aX-Injected:%20yes"}) {
        const auto response = get("/api/v1/results/" + id + more + "/document");
        EXPECT_EQ(response.status, 404) << more;
    }
}

TEST_P(ResultsApi, WithdrawsOnlyForTheOwner) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const std::string stranger = service_->accounts().create_token(
        "eve", "test", {domain::Scope::results_write}, std::nullopt);
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

TEST_P(ResultsApi, RanksFiltersCountsAndPages) {
    for (int i = 1; i <= 30; ++i) {
        domain::Result result = test::sample_result(i);
        result.experiment.id = "exp_" + std::to_string(i);
        result.engine.name = i % 3 == 0 ? domain::EngineName::sglang : domain::EngineName::vllm;
        result.experiment.config->engine.name = result.engine.name;
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

TEST_P(ResultsApi, TakesThePlainFormToo) {
    const auto part = [](const std::string& name, const std::string& content) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content +
               "\r\n";
    };
    std::string cookie;
    const auto form = [&](const std::string& path, const std::string& file,
                          const std::string& licence = "yes") {
        http::ClientRequest request{
            .method = "POST",
            .url = "http://127.0.0.1:" + std::to_string(service_->port()) + path,
            .headers = {{"Content-Type", "multipart/form-data; boundary=b"},
                        {"Accept", "text/html"},
                        {"Sec-Fetch-Site", "same-origin"}},
            .body = part("file", file) + part("licence", licence) + "--b--\r\n"};
        if (!cookie.empty()) request.headers.push_back({"Cookie", cookie});
        return http::fetch(request);
    };
    const std::string good = schema::to_text(test::sample_result());
    const auto checked = form("/submit", good);
    EXPECT_EQ(checked.status, 200);
    EXPECT_NE(checked.body.find("Acceptable."), std::string::npos);
    EXPECT_EQ(form("/submit", "{\"zzz\": 1}").status, 422);
    const auto stranger = form("/submit/publish", good);
    EXPECT_EQ(stranger.status, 401);
    EXPECT_NE(stranger.body.find("<form"), std::string::npos) << "an error of the form is a page";
    EXPECT_EQ(form("/submit", "").status, 400);

    const std::string sign_in = "token=" + token_;
    const std::string answer =
        raw("POST /session HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: "
            "application/x-www-form-urlencoded\r\nContent-Length: " +
            std::to_string(sign_in.size()) + "\r\n\r\n" + sign_in);
    EXPECT_EQ(answer.find("HTTP/1.1 303 "), 0U) << answer;
    const std::size_t at = answer.find("lem_session=");
    ASSERT_NE(at, std::string::npos) << answer;
    cookie = answer.substr(at, answer.find(';', at) - at);
    EXPECT_NE(form("/submit", good).body.find("Signed in as <b>ada</b>"), std::string::npos);
    const auto broken = form("/submit/publish", "{\"zzz\": 1}");
    EXPECT_EQ(broken.status, 422);
    EXPECT_NE(broken.body.find("/zzz"), std::string::npos);
    EXPECT_EQ(form("/submit/publish", good, "").status, 400);
    EXPECT_EQ(call("POST", "/submit", "nonsense", {}, "multipart/form-data; boundary=b").status,
              400);
    EXPECT_EQ(board().total, 0) << "nothing else is published";
    EXPECT_EQ(form("/submit/publish", good).status, 303);
    EXPECT_EQ(board().total, 1);
    expect_no_uploads_left();
}

TEST_P(ResultsApi, AMistypedAddressStillShowsTheBoard) {
    for (const char* address : {"/?sort=nonsense", "/?cursor=zzz", "/?limit=x", "/?what=ever"}) {
        const auto page = get(address);
        EXPECT_EQ(page.status, 200) << address;
        EXPECT_NE(page.body.find("<table"), std::string::npos) << address;
    }
}

TEST_P(ResultsApi, TakesABundleAndGivesItsFilesBack) {
    const std::string document = schema::to_text(test::sample_result());
    const std::string bundle =
        test::bundle_of({{"result.json", document}, {"engine.log", "ready\n"}}, scratch_.path());
    const auto send = [&](const std::string& bytes) {
        return call("POST", "/api/v1/results", bytes, token_, "application/vnd.lem.bundle");
    };
    const auto stored = send(bundle);
    ASSERT_EQ(stored.status, 201) << stored.body;
    EXPECT_EQ(send(bundle).status, 200);
    const std::string at = "/api/v1/results/" + receipt(stored).id.text;
    EXPECT_EQ(get(at + "/document").body, bundle);
    EXPECT_EQ(get(at + "/files/engine.log").body, "ready\n");
    EXPECT_EQ(get(at + "/files/result.json").body, document);
    EXPECT_EQ(get(at + "/files/nothing").status, 404);
    EXPECT_EQ(submit(test::sample_result()).status, 200) << "the document of this bundle";
    EXPECT_EQ(board().total, 1);

    std::string damaged = bundle;
    damaged[bundle.size() / 2] ^= 1;
    EXPECT_EQ(send(damaged).status, 422);
    EXPECT_EQ(send(bundle.substr(0, bundle.size() / 2)).status, 422);
    const auto lacking = send(test::bundle_of({{"engine.log", "ready\n"}}, scratch_.path()));
    EXPECT_EQ(lacking.status, 422);
    EXPECT_NE(lacking.body.find("lacks result.json"), std::string::npos) << lacking.body;
    EXPECT_EQ(board().total, 1);
}

TEST_P(ResultsApi, WhatTheDiskLostIsSaidAndMended) {
    const std::string bundle = test::bundle_of(
        {{"result.json", schema::to_text(test::sample_result())}}, scratch_.path().string());
    const auto send = [&] {
        return call("POST", "/api/v1/results", bundle, token_, "application/vnd.lem.bundle");
    };
    const std::string at = "/api/v1/results/" + receipt(send()).id.text;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(folder_) / "blobs"))
        if (entry.is_regular_file()) std::filesystem::resize_file(entry.path(), 100);
    for (const std::string& address : {at + "/document", at}) {
        const auto answer = get(address);
        EXPECT_EQ(answer.status, 500) << address;
        EXPECT_NE(answer.body.find("Submitting the same bytes again repairs it"), std::string::npos)
            << answer.body;
    }
    EXPECT_EQ(send().status, 200);
    EXPECT_EQ(get(at + "/document").status, 200);
    EXPECT_EQ(get(at).status, 200);
}

/// A document comes back as it was sent, whether the database stores it or a file.
TEST_P(ResultsApi, DocumentsOfAnySizeComeBackAsTheyWereSent) {
    for (const std::size_t size : {std::size_t{0}, limits::upload_in_memory_bytes_max,
                                   limits::upload_in_memory_bytes_max + 1}) {
        domain::Result result = test::sample_result(5 + static_cast<double>(size % 7));
        result.experiment.id = "exp_of_" + std::to_string(size);
        std::string document = schema::to_text(result);
        document.resize(std::max(size, document.size()), '\n');
        const auto stored = call("POST", "/api/v1/results", document, token_);
        ASSERT_EQ(stored.status, 201) << stored.body;
        const std::string at = "/api/v1/results/" + receipt(stored).id.text;
        for (const char* part : {"/document", "/files/result.json"}) {
            const auto answer = get(at + part);
            EXPECT_TRUE(answer.body == document) << size;
            EXPECT_EQ(answer.header("etag"), '"' + receipt(stored).sha256 + '"');
        }
    }
    expect_no_uploads_left();
}

INSTANTIATE_TEST_SUITE_P(Databases, ResultsApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
