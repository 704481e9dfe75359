#include "base/limits.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "schema/csv.hpp"
#include "schema/query.hpp"

#include <gtest/gtest.h>

namespace lem {
namespace {

using schema::FieldOptions, schema::text_problem, schema::TextFormat;

TEST(Result, SurvivesWritingAndReading) {
    domain::Result result;
    result.tool = {.name = "lem", .version = "1", .build = "x"};
    result.experiment.id = "exp_1";
    result.experiment.config.emplace();
    result.experiment.config->name = "n";
    result.experiment.config->model.name = "m";
    result.experiment.config->load = domain::ConstantLoad{.requests_per_sec = 2.5};
    result.experiment.config->engine.options["ctx-size"] = std::int64_t{4096};
    result.experiment.config_sha256 = std::string(64, 'a');
    result.experiment.schedule_sha256 = std::string(64, 'b');
    result.experiment.started_at = result.experiment.ended_at = "2026-11-20T14:02:00Z";
    result.environment.host_hash = std::string(64, 'c');
    result.model.name = "m";
    result.metric_definitions_version = "1.0";
    const std::string text = schema::to_text(result);
    const auto back = schema::from_text<domain::Result>(text);
    ASSERT_TRUE(back) << back.error()[0].pointer << " " << back.error()[0].message;
    EXPECT_EQ(schema::to_text(*back), text);
    EXPECT_EQ(schema::json::parse(schema::pretty(text)), schema::json::parse(text));
}

TEST(Result, HasASchemaDocument) {
    const auto document =
        schema::schema_document<domain::Result>("https://example.org/result.json");
    EXPECT_TRUE(document["$defs"].contains("Cycle"));
    EXPECT_TRUE(document["$defs"]["Workload"]["properties"]["output_tokens"].contains("default"));
}

TEST(Json, WhatIsOverALimitHasItsPlace) {
    const auto refusal = [](const std::string& text) {
        const auto document = schema::parse(text);
        return document ? "read" : document.error()[0].pointer + " " + document.error()[0].message;
    };
    EXPECT_EQ(refusal(R"({"a": {"b": [1, {"c": 1, "c": 2}]}})"), "/a/b/1/c is there twice");
    EXPECT_EQ(refusal(R"([{}, [], "x", {"k/1": {"a": 1, "a": 1}}])"), "/3/k~11/a is there twice");
    EXPECT_EQ(refusal(R"({"a": [0, ")" + std::string(70'000, 'x') + "\"]}"),
              "/a/1 holds a text longer than 65536 bytes");
    EXPECT_EQ(refusal(R"({"a": {"b": 1}, "x": )" + std::string(40, '[')).substr(0, 8), "/x/0/0/0");
    EXPECT_EQ(refusal(R"({"a": {")" + std::string(2000, 'k') + "\": 1}}").substr(0, 5), "/a/kk");
    EXPECT_EQ(refusal("{} x"),
              " is not valid JSON at line 1, column 4: something follows the document");
    EXPECT_EQ(refusal(std::string("{}\0 x", 5)),
              " is not valid JSON at byte 3: a NUL byte, which no JSON text holds");
    EXPECT_EQ(refusal(std::string("{\"a\": \"\0\"}", 10)),
              " is not valid JSON at byte 8: a NUL byte, which no JSON text holds");
    EXPECT_EQ(refusal("{\"a\": "),
              " is not valid JSON at line 1, column 6: the text ends too early");
}

/// What a stranger can choose is the keys; work on them is n log n, and few of them get words.
TEST(Json, ManyKeysAreReadOnceEach) {
    std::string text = "{";
    for (int i = 0; i < 55'000; ++i)
        text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
    const auto document = schema::parse(text + "}");
    ASSERT_TRUE(document);
    EXPECT_EQ(document->size(), 55'000U);
    const auto twice = schema::parse(text + ",\"k31\":1}");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error()[0].pointer, "/k31");
    const auto manifest = schema::from_json<domain::Manifest>(*document);
    ASSERT_FALSE(manifest);
    ASSERT_EQ(manifest.error().size(), 1U);
    EXPECT_EQ(manifest.error()[0].message, "holds 55000 members, but Manifest has only 2 fields");
}

/// Members are moved when an object grows, not copied with all that is below them.
TEST(Json, DeepObjectsGrowWithoutCopies) {
    std::string text(100'000, ' ');
    text = "[" + text + "]";
    for (int depth = 0; depth < limits::document_depth_max - 1; ++depth)
        text = R"({"a":)" + text + R"(,"b":1,"c":1,"d":1,"e":1,"f":1})";
    EXPECT_TRUE(schema::parse(text));
}

TEST(Names, HoldNoCharacterThatNobodySees) {
    constexpr FieldOptions name{.doc = {}, .format = TextFormat::name};
    for (const char* good :
         {"NVIDIA H100 80GB HBM3", "Intel(R) Xeon® Platinum™ 8480+", "Zoë 漢 😀", "שלום"})
        EXPECT_EQ(text_problem(good, name), std::nullopt) << good;
    for (const auto& [bad, code] :
         {std::pair("NVIDIA\u200b H100", "U+200B"), std::pair("a\u202eb", "U+202E"),
          std::pair("ada\u2066", "U+2066"), std::pair("\ufeffada", "U+FEFF"),
          std::pair("H\u00a0100", "U+00A0"), std::pair("H\u00ad100", "U+00AD"),
          std::pair("L4\ufe0f", "U+FE0F"), std::pair("L4\U000e0041", "U+E0041"),
          std::pair("two\nlines", "U+000A"), std::pair("a\u0085b", "U+0085")}) {
        const auto problem = text_problem(bad, name);
        ASSERT_TRUE(problem) << code;
        EXPECT_TRUE(problem->ends_with(std::string("found the character ") + code)) << *problem;
    }
}

TEST(Texts, HoldNoNul) {
    constexpr FieldOptions any{.doc = {}};
    EXPECT_EQ(text_problem("two\nlines\t\u202e", any), std::nullopt);
    EXPECT_EQ(text_problem(std::string_view("a\0b", 3), any), "must not contain U+0000");
}

TEST(Names, AModelHasALastPart) {
    constexpr FieldOptions model{.doc = {}, .format = TextFormat::model_name};
    for (const char* good : {"Qwen/Qwen3-8B", "tiny", "/models/tiny"})
        EXPECT_EQ(text_problem(good, model), std::nullopt) << good;
    for (const char* bad : {"foo/", "/", "foo//", "a b"})
        EXPECT_TRUE(text_problem(bad, model)) << bad;
}

TEST(LeaderboardQuery, ReadsListsAndRanges) {
    const auto query = schema::from_parameters<domain::LeaderboardQuery>(
        {{"engine", "vllm,sglang"}, {"tokens_per_joule", "5..10"}, {"limit", "50"}});
    ASSERT_TRUE(query);
    EXPECT_EQ(query->engine, (std::vector<std::string>{"vllm", "sglang"}));
    EXPECT_EQ(query->limits.tokens_per_joule, (schema::Range{5, 10}));
    const auto wrong =
        schema::from_parameters<domain::LeaderboardQuery>({{"engin", "vllm"}, {"limit", "x"}});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error()[0].message, "is not a known field; did you mean engine?");
    EXPECT_EQ(wrong.error()[1].pointer, "/limit");
}

TEST(LeaderboardQuery, IsWrittenAsItIsRead) {
    const schema::Parameters parameters{{"sort", "time_to_first_token_ms"},
                                        {"engine", "vllm,sglang"},
                                        {"hardware", "A & B"},
                                        {"energy_scope", "gpu+cpu+dram"},
                                        {"q", "50 %"},
                                        {"tokens_per_joule", "5..10"},
                                        {"limit", "50"}};
    const auto query = schema::from_parameters<domain::LeaderboardQuery>(parameters);
    ASSERT_TRUE(query);
    const schema::Parameters back = schema::to_parameters(*query);
    ASSERT_EQ(back.size(), parameters.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
        EXPECT_EQ(back[i].name, parameters[i].name);
        EXPECT_EQ(back[i].value, parameters[i].value);
    }
    EXPECT_EQ(schema::to_query_text(back),
              "sort=time_to_first_token_ms&engine=vllm,sglang&hardware=A%20%26%20B&"
              "energy_scope=gpu%2Bcpu%2Bdram&q=50%20%25&tokens_per_joule=5..10&limit=50");
    EXPECT_TRUE(schema::to_parameters(domain::LeaderboardQuery{}).empty());
}

TEST(LeaderboardRow, HasCsvColumns) {
    EXPECT_TRUE(schema::csv_header<domain::LeaderboardRow>().find(
                    "metrics.tokens_per_joule.value") != std::string::npos);
}

}  // namespace
}  // namespace lem
