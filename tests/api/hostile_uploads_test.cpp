#include "base/limits.hpp"
#include "support/bundle.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Uploads meant to be expensive or to be mistaken for something else: each is refused, and the
/// server keeps running.
namespace lem {
namespace {

class HostileUploads : public test::Server {
protected:
    http::ClientResponse check(const std::string& body, bool bundle = false) {
        return call("POST", "/api/v1/results/check", body, {},
                    bundle ? "application/vnd.lem.bundle" : "application/json");
    }
    std::string bundle_with(const std::string& requests, const domain::Result& result) const {
        return test::bundle_of(
            {{"result.json", schema::to_text(result)}, {"requests.jsonl", requests}},
            scratch_.path());
    }
    void expect_alive() { EXPECT_EQ(get("/healthz").status, 200); }
};

TEST_P(HostileUploads, NumbersWhoseDerivativesOverflow) {
    auto document = schema::json::parse(schema::to_text(test::sample_result()));
    auto& throughput = document["summary"]["throughput_tokens_per_sec"];
    throughput["ci95_low"] = -1.7e308;
    throughput["ci95_high"] = 1.7e308;
    const auto answer = check(document.dump());
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_NE(answer.body.find("/summary/throughput_tokens_per_sec/ci95_high"), std::string::npos);
    EXPECT_EQ(call("POST", "/api/v1/results", document.dump(), token_).status, 422);
    expect_alive();
}

TEST_P(HostileUploads, WhatFollowsTheDocument) {
    const std::string good = schema::to_text(test::sample_result());
    for (const std::string& more : {std::string(1, '\0'), std::string("\0 and more", 11),
                                    std::string(" {}"), std::string("x")}) {
        const auto answer = call("POST", "/api/v1/results", good + more, token_);
        EXPECT_EQ(answer.status, 422) << answer.body;
        EXPECT_NE(answer.body.find("is not valid JSON"), std::string::npos) << answer.body;
    }
    const std::string bundle = bundle_with("", test::sample_result());
    EXPECT_EQ(check(bundle, true).status, 200);
    EXPECT_EQ(check(bundle + std::string(1, '\0'), true).status, 422);
    EXPECT_EQ(board().total, 0);
}

/// Either limit may be reached first: the lines, or the processor time.
bool refused(const http::ClientResponse& answer) {
    const bool lines = answer.status == 200 &&
                       answer.body.find("\"acceptable\":false") != std::string::npos &&
                       answer.body.find("at most 1000000 are read") != std::string::npos;
    const bool time =
        answer.status == 413 && answer.body.find("ms of processor time") != std::string::npos;
    return lines || time;
}

TEST_P(HostileUploads, ManyLinesInFewBytes) {
    const std::string bundle =
        bundle_with(std::string(200 * limits::mib, '\n'), test::sample_result());
    EXPECT_LT(bundle.size(), 32 * limits::kib);
    const auto answer = check(bundle, true);
    EXPECT_TRUE(refused(answer)) << answer.status << " " << answer.body.substr(0, 400);
    expect_alive();
}

TEST_P(HostileUploads, ManyRecordsOfManyCycles) {
    domain::Result result = test::sample_result();
    while (result.cycles.size() < 1000) {
        result.cycles.push_back(result.cycles[0]);
        result.cycles.back().index = static_cast<int>(result.cycles.size());
    }
    const std::string line =
        schema::to_text(domain::RequestRecord{.cycle = 500, .index = 1, .sent_ms = 1}) + "\n";
    std::string requests;
    while (requests.size() + line.size() < 200 * limits::mib)
        requests += line;
    const auto answer = check(bundle_with(requests, result), true);
    EXPECT_TRUE(refused(answer)) << answer.status << " " << answer.body.substr(0, 400);
    expect_alive();
}

TEST_P(HostileUploads, AManifestOfManyKeys) {
    std::string manifest = "{";
    for (int i = 0; manifest.size() < 396'000; ++i)
        manifest += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
    const std::string path = scratch_.path() / "many-keys.lem";
    archive::pack({{"manifest.json", manifest + "}"}, {"result.json", "{}"}}, path);
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    const auto answer = check(std::move(bytes).str(), true);
    EXPECT_EQ(answer.status, 413) << answer.body;
    EXPECT_NE(answer.body.find("manifest.json is larger than 65536 bytes"), std::string::npos);
}

TEST_P(HostileUploads, AManifestThatListsAFileOften) {
    domain::Manifest manifest;
    const std::string document = schema::to_text(test::sample_result());
    for (int i = 0; i < 64; ++i)
        manifest.files.push_back(
            {"result.json", sha256_hex(document), static_cast<std::int64_t>(document.size())});
    const std::string path = scratch_.path() / "often.lem";
    archive::pack({{"manifest.json", schema::to_text(manifest)}, {"result.json", document}}, path);
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    const auto answer = check(std::move(bytes).str(), true);
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_NE(answer.body.find("lists result.json a second time"), std::string::npos);
}

TEST_P(HostileUploads, ADocumentOfManyKeys) {
    std::string text = "{";
    for (int i = 0; i < 55'000; ++i)
        text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
    const auto answer = check(text + "}");
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("holds 55000 members, but Result has only"), std::string::npos)
        << answer.body.substr(0, 400);
}

TEST_P(HostileUploads, NamesThatNobodyCanTellApart) {
    for (const char* name :
         {"Example\u200b GPU 24GB", "\u202eUPG elpmaxE", "Example\u00a0GPU 24GB"}) {
        domain::Result result = test::sample_result();
        result.environment.devices[0].name = name;
        const auto answer = submit(result);
        EXPECT_EQ(answer.status, 422) << name;
        EXPECT_NE(answer.body.find("/environment/devices/0/name"), std::string::npos);
    }
    domain::Result nameless = test::sample_result();
    nameless.model.name = "foo/";
    EXPECT_EQ(submit(nameless).status, 422) << "its link would have no text";
    EXPECT_THROW(service_->accounts().create_token("ad\u200da", "test", {}, std::nullopt), Error);
}

TEST_P(HostileUploads, SearchFoldsCaseInEveryScript) {
    domain::Result result = test::sample_result();
    result.environment.devices[0].name = "Größe МОСКВА GPU";
    ASSERT_EQ(submit(result).status, 201);
    for (const char* query :
         {"gr%C3%B6%C3%9Fe", "GR%C3%96SSE", "%D0%BC%D0%BE%D1%81%D0%BA%D0%B2%D0%B0"})
        EXPECT_EQ(board(std::string("?q=") + query).total, 1) << query;
    EXPECT_EQ(board("?q=grosse").total, 0);
}

TEST_P(HostileUploads, ChecksAreServed) {
    const auto answer = get("/api/v1/checks");
    EXPECT_EQ(answer.status, 200);
    const auto list = schema::json::parse(answer.body);
    EXPECT_EQ(list["items"][0]["code"], "A1");
    EXPECT_EQ(list["items"][1]["tolerances"][0]["value"], 0.01);
}

INSTANTIATE_TEST_SUITE_P(Databases, HostileUploads, testing::Values("sqlite"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
