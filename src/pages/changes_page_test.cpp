#include "pages/changes_page.hpp"

#include "domain/board/derivation.hpp"

#include <gtest/gtest.h>
#include <set>

namespace lem::pages {
namespace {

/// Whoever raises a number or adds a check says so in docs/changes/method.json.
TEST(ChangeLog, BeginsWithWhatIsTrueToday) {
    std::optional<int> derivation;
    std::optional<std::string> definitions;
    std::set<std::string> checks;
    std::string last = "9999";
    for (const domain::MethodChange& change : change_log().items) {
        EXPECT_LE(change.date, last) << change.title;
        last = change.date;
        if (!derivation) derivation = change.derivation_number;
        if (!definitions) definitions = change.metric_definitions_version;
        EXPECT_FALSE(change.text.empty()) << change.title;
        for (const std::string& code : change.checks)
            EXPECT_TRUE(checks.insert(code).second) << code << " was added twice";
        EXPECT_EQ(change.kind == domain::MethodPart::derivation,
                  change.derivation_number.has_value())
            << change.title;
        EXPECT_EQ(change.kind == domain::MethodPart::definitions,
                  change.metric_definitions_version.has_value())
            << change.title;
    }
    EXPECT_EQ(derivation, domain::derivation_number);
    EXPECT_EQ(definitions, domain::metric_definitions_version);
    for (const domain::CheckDefinition& check : domain::all_checks())
        EXPECT_EQ(checks.erase(std::string(check.code)), 1U)
            << check.code << " is missing in docs/changes/method.json";
    EXPECT_TRUE(checks.empty()) << *checks.begin() << " is no check";
}

TEST(ChangesPage, LinksChecksWithTheirSections) {
    const std::string html = changes_page(change_log()).main.markup();
    EXPECT_NE(html.find("href=\"/method/checks-statistics#s9\""), std::string::npos);
    EXPECT_NE(html.find("29 November 2026</time> · Definitions 1.4"), std::string::npos) << html;
}

}  // namespace
}  // namespace lem::pages
