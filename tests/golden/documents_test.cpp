#include "app/service.hpp"
#include "app/vocabulary.hpp"
#include "base/text.hpp"
#include "domain/checks/check_list.hpp"
#include "domain/experiment/progress.hpp"
#include "domain/result/result.hpp"
#include "domain/result/result_wire.hpp"
#include "golden/committed.hpp"
#include "platform/yaml/yaml.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>

/// Compares the committed generated documents with the program. UPDATE_GOLDEN=1 rewrites them.
namespace lem {
namespace {

using test::expect_committed, test::read;

TEST(Golden, OpenApi) {
    expect_committed("api/openapi.json", app::openapi_document().dump(2) + "\n");
}

TEST(Golden, JsonSchemas) {
    expect_committed(
        "api/experiment.schema.json",
        schema::schema_document<domain::Experiment>("/api/v1/schemas/experiment.json").dump(2) +
            "\n");
    expect_committed(
        "api/result.schema.json",
        schema::schema_document<domain::Result>("/api/v1/schemas/result.json").dump(2) + "\n");
    expect_committed(
        "api/progress.schema.json",
        schema::schema_document<domain::Progress>("/api/v1/schemas/progress.json").dump(2) + "\n");
}

TEST(Golden, Vocabulary) {
    expect_committed("web/src/shared/api/vocabulary.ts", app::vocabulary_typescript());
}

/// The rows of docs/method/checks.md: what stands in the table of checks, for readers.
std::string table_of_checks() {
    std::string rows =
        "| check | what must hold | limits | a failure is | needs | limits from |\n"
        "|---|---|---|---|---|---|\n";
    for (const domain::CheckDefinition& check : domain::all_checks()) {
        std::string limits;
        for (const domain::Tolerance& limit : check.tolerances) {
            if (limit.name.empty()) continue;
            const std::string unit = limit.unit.empty() ? "%" : std::string(limit.unit);
            limits += (limits.empty() ? "" : "; ") + std::string(limit.name) + " " +
                      fmt::format("{:.7g} {}", limit.value * (limit.unit.empty() ? 100 : 1), unit);
        }
        rows += "| [" + std::string(check.code) + "](checks-" +
                std::string(schema::name_of(check.family)) + ".md#" + text::lower(check.code) +
                ") | " + std::string(check.title) + " | " + (limits.empty() ? "exact" : limits) +
                " | " +
                (check.severity == domain::CheckOutcome::warning
                     ? "a warning"
                     : std::string(schema::name_of(check.severity))) +
                " | " + std::string(schema::name_of(check.needs)) + " | " +
                std::string(check.reference) + " |\n";
    }
    return rows;
}

TEST(Golden, ChecksOfTheMethod) {
    const std::string name = "docs/method/checks.md";
    const std::string page = read(std::filesystem::path(LEM_SOURCE_DIR) / name);
    const std::string begin = "<!-- generated from src/domain/checks/checks.cpp -->\n\n";
    const std::string end = "\n<!-- end of the generated table -->";
    const std::size_t from = page.find(begin);
    const std::size_t to = page.find(end);
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    expect_committed(name,
                     page.substr(0, from + begin.size()) + table_of_checks() + page.substr(to));
}

/// What each section of a check says, in this order.
constexpr std::array<std::string_view, 4> words_of_a_section{
    "\n\n**Compares.** ", "\n\n**Why.** ", "\n\n**Example.** ", "\n\n**What to do.** "};

/// The sections of a page, each with its heading, without "## ".
std::vector<std::string> sections_of(const std::string& page) {
    constexpr std::string_view mark = "\n## ";
    std::vector<std::string> sections;
    for (std::size_t from = page.find(mark); from != std::string::npos;) {
        const std::size_t begin = from + mark.size();
        from = page.find(mark, begin);
        sections.push_back(page.substr(begin, from == std::string::npos ? from : from - begin));
    }
    return sections;
}

TEST(Method, HasASectionForEachCheckAndNoOther) {
    for (const auto& family : schema::enumeration<domain::CheckFamily>::values) {
        const std::string name = "docs/method/checks-" + std::string(family.name) + ".md";
        const std::string page = read(std::filesystem::path(LEM_SOURCE_DIR) / name);
        EXPECT_TRUE(page.starts_with("# Checks: " + text::lower(family.title) + "\n")) << name;
        std::vector<std::string> expected, found;
        for (const domain::CheckDefinition& check : domain::all_checks()) {
            if (check.family == family.value)
                expected.push_back(std::string(check.code) + ": " + std::string(check.title));
        }
        for (const std::string& section : sections_of(page)) {
            found.push_back(section.substr(0, section.find('\n')));
            std::size_t at = 0;
            for (const std::string_view words : words_of_a_section) {
                at = section.find(words, at);
                EXPECT_NE(at, std::string::npos) << name << ", " << found.back() << words;
                if (at == std::string::npos) break;
            }
        }
        EXPECT_EQ(found, expected) << name;
    }
}

TEST(Examples, AreValid) {
    int seen = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(LEM_SOURCE_DIR) / "examples")) {
        if (entry.path().extension() != ".yaml") continue;
        ++seen;
        const auto document = yaml::parse(read(entry.path()));
        ASSERT_TRUE(document) << entry.path() << " " << document.error()[0].message;
        const auto experiment = schema::from_json<domain::Experiment>(document->value);
        EXPECT_TRUE(experiment) << entry.path() << " " << experiment.error()[0].pointer << " "
                                << experiment.error()[0].message;
    }
    EXPECT_GE(seen, 3);
}

}  // namespace
}  // namespace lem
