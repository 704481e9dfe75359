#pragma once
/// For tests of checks: what a change of a document makes of a verdict.

#include "domain/checks/checks.hpp"

#include <gtest/gtest.h>

namespace lem::test {

inline domain::Check verdict_of(std::string_view code, const domain::CheckInput& input) {
    const domain::CheckDefinition* definition = domain::find_check(code);
    return definition->function(input, *definition);
}

struct CheckCase {
    const char* what;
    std::string_view code;
    void (*change)(domain::Result&);
    domain::CheckOutcome outcome;
    const char* words = "";  // that the verdict contains
};

/// The check of each case has no objection to `sample`, and the outcome of the case after its
/// change.
template <class Cases>
void expect_outcomes(const domain::Result& sample, const Cases& cases) {
    using enum domain::CheckOutcome;
    for (const CheckCase& each : cases) {
        const domain::Check before = verdict_of(each.code, {.result = sample});
        EXPECT_TRUE(before.outcome == passed || before.outcome == information ||
                    before.outcome == not_applicable)
            << each.what << ": " << before.message;
        domain::Result result = sample;
        each.change(result);
        const domain::Check after = verdict_of(each.code, {.result = result});
        EXPECT_EQ(after.outcome, each.outcome) << each.what << ": " << after.message;
        EXPECT_NE(after.message.find(each.words), std::string::npos)
            << each.what << ": " << after.message;
        EXPECT_EQ(after.message.starts_with("Failed: "), after.outcome == rejected)
            << after.message;
        EXPECT_EQ(after.message.starts_with("Doubtful: "), after.outcome == warning)
            << after.message;
    }
}

}  // namespace lem::test
