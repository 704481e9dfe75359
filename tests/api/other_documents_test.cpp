#include "support/server.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

/// Documents that this version of lem did not write: older ones, and those of other tools.
namespace lem {
namespace {

class OtherDocuments : public test::Server {};

TEST_P(OtherDocuments, ADocumentOfAnOlderSchemaIsTakenAndGivenBackAsItIs) {
    std::ostringstream text;
    text << std::ifstream(LEM_SOURCE_DIR "/tests/fuzz/corpus/schema_reader/result.json").rdbuf();
    const std::string older = text.str();
    ASSERT_EQ(older.find("engine_start"), std::string::npos) << "it has every current field";
    const auto stored = call("POST", "/api/v1/results", older, token_);
    ASSERT_EQ(stored.status, 201) << stored.body;
    const std::string id = receipt(stored).id.text;
    EXPECT_EQ(get("/api/v1/results/" + id + "/document").body, older);
    EXPECT_EQ(get("/api/v1/results/" + id).status, 200);
    EXPECT_EQ(get("/results/" + id).status, 200);
    EXPECT_EQ(board().total, 1);

    std::string newer = older;
    newer.replace(newer.find("\"schema_version\":1"), 18, "\"schema_version\":2");
    const auto refused = call("POST", "/api/v1/results", newer, token_);
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("\"pointer\":\"/schema_version\""), std::string::npos)
        << refused.body;
}

TEST_P(OtherDocuments, AResultOfAnotherToolIsTakenWithItsProvenanceAlone) {
    domain::Result result = test::sample_result();
    result.environment.host_hash.reset();
    result.experiment.seed.reset();
    const auto refused = submit(result);
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("\"pointer\":\"/environment/host_hash\""), std::string::npos)
        << refused.body;
    result.provenance = domain::Provenance{
        .format = "vllm-bench",
        .format_version = "0.11",
        .importer_version = "1",
        .original_sha256 = std::string(64, 'e'),
        .notes = {"seconds became milliseconds"},
        .absent = {{domain::OptionalFact::host_hash, "the file names no machine"},
                   {domain::OptionalFact::seed, "the file holds no seed"}}};
    const auto taken = submit(result);
    ASSERT_EQ(taken.status, 201) << taken.body;
    const std::string id = receipt(taken).id.text;
    EXPECT_EQ(board().items.at(0).imported_from, "vllm-bench");
    EXPECT_NE(get("/api/v1/leaderboard.csv").body.find(",vllm-bench,"), std::string::npos);
    const std::string page = get("/results/" + id).body;
    EXPECT_NE(page.find("Imported from vllm-bench 0.11."), std::string::npos);
    EXPECT_NE(page.find("environment.host_hash is absent: the file names no machine"),
              std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, OtherDocuments, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
