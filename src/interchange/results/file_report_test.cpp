#include "interchange/results/file_report.hpp"

#include "domain/board/leaderboard_wire.hpp"

#include <gtest/gtest.h>

namespace lem::interchange {
namespace {

const std::string hash(64, 'a');
constexpr std::int64_t now_ms = 1'796'000'000'000;

constexpr const char* vllm = R"({"model_id": "Acme/Tiny-1B", "num_prompts": 10, "backend": "vllm",
    "request_rate": "inf", "max_concurrency": 2, "duration": 3.0, "completed": 10, "failed": 0,
    "total_input_tokens": 100, "total_output_tokens": 300})";

TEST(FileReport, AnotherProgramsRunIsADocumentThatCanBePublished) {
    const FileReport file = report_on_file(vllm, hash, {.hardware = "NVIDIA L4"}, now_ms);
    EXPECT_EQ(file.program, "vLLM bench serve");
    ASSERT_EQ(file.results.size(), 1U);
    EXPECT_TRUE(file.results[0].report.acceptable);
    const auto result = schema::from_text<domain::Result>(file.results[0].document);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->environment.devices.at(0).name, "NVIDIA L4");
}

TEST(FileReport, NamesTheRunAndTheNaturalKeyOfEachDocument) {
    const FileReport file = report_on_file(vllm, hash, {.hardware = "NVIDIA L4"}, now_ms);
    const ReportedDocument& imported = file.results.at(0);
    const FileReport again = report_on_file(imported.document, std::string(64, 'b'), {}, now_ms);
    EXPECT_EQ(again.results.at(0).run, imported.run) << "also as a document of lem";
    EXPECT_TRUE(imported.natural_key);
    EXPECT_EQ(again.results[0].natural_key, imported.natural_key);
    const FileReport other = report_on_file(vllm, std::string(64, 'b'), {}, now_ms);
    EXPECT_NE(other.results.at(0).run, imported.run);
    EXPECT_EQ(other.results[0].natural_key, std::nullopt) << "its hardware is not stated";
    const FileReport cut = report_on_file(imported.document.substr(0, 900), hash, {}, now_ms);
    EXPECT_EQ(cut.results.at(0).run, std::nullopt);
}

TEST(FileReport, DocumentsOfLemStayByteForByte) {
    const std::string document = report_on_file(vllm, hash, {}, now_ms).results.at(0).document;
    const FileReport one = report_on_file(" " + document + "\n", hash, {}, now_ms);
    EXPECT_EQ(one.program, "lem");
    ASSERT_EQ(one.results.size(), 1U);
    EXPECT_EQ(one.results[0].document, document);
    const FileReport two = report_on_file(document + "\n" + document + "\n\n", hash, {}, now_ms);
    ASSERT_EQ(two.results.size(), 2U);
    EXPECT_EQ(two.results[1].document, document);
    EXPECT_TRUE(two.results[1].report.acceptable);
    const std::string written = "[\n" + document + ",\n" + document + "]\n";
    const auto array = own_documents(written);
    ASSERT_EQ(array.size(), 2U);
    EXPECT_EQ(array[1], document);
    const FileReport cut =
        report_on_file(document.substr(0, document.size() / 2), hash, {}, now_ms);
    ASSERT_EQ(cut.results.size(), 1U);
    EXPECT_FALSE(cut.results[0].report.violations.empty());
}

TEST(FileReport, ABrokenFileOfAKnownProgramNamesIt) {
    std::string broken = vllm;
    broken.replace(broken.find("3.0"), 3, "\"x\"");
    const FileReport file = report_on_file(broken, hash, {}, now_ms);
    EXPECT_TRUE(file.results.empty());
    EXPECT_EQ(file.program, "vLLM bench serve");
    ASSERT_FALSE(file.violations.empty());
    EXPECT_EQ(file.violations[0].pointer, "/duration");
}

TEST(FileReport, WhatIsNoResultSaysWhy) {
    for (const char* bytes : {"", "hello", "\xff\xfe", "{\"model\": \"m\"}", "a,b\n1,2\n"}) {
        const FileReport file = report_on_file(bytes, hash, {}, now_ms);
        EXPECT_TRUE(file.results.empty()) << bytes;
        EXPECT_EQ(file.program, std::nullopt) << bytes;
        EXPECT_FALSE(file.violations.empty()) << bytes;
    }
}

}  // namespace
}  // namespace lem::interchange
