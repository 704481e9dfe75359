#include "measure/analysis/failures.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

PhaseResult phase_of(const std::vector<std::optional<std::string>>& errors) {
    PhaseResult phase;
    for (const auto& error : errors)
        phase.exchanges.emplace_back().record.error = error;
    return phase;
}

TEST(Failures, AreDescribedByTheMostFrequentWords) {
    EXPECT_EQ(describe_failures(phase_of({std::nullopt, std::nullopt})), std::nullopt);
    EXPECT_EQ(describe_failures(phase_of({"HTTP 503: overloaded", std::nullopt})),
              "1 of 2 requests failed, each with: HTTP 503: overloaded");
    EXPECT_EQ(usual_error(phase_of({"a", "b", "b", std::nullopt})), "b");
    EXPECT_EQ(usual_error(phase_of({std::nullopt})), std::nullopt);
    EXPECT_EQ(describe_failures(phase_of({"a", "b", "b", std::nullopt})),
              "3 of 4 requests failed, 2 of them with: b");
}

TEST(Failures, AreNotTheRequestsThatTheEndCutOff) {
    PhaseResult phase = phase_of({"the run ended before the answer did", std::nullopt});
    phase.exchanges[0].cut = true;
    EXPECT_EQ(describe_failures(phase), std::nullopt);
}

}  // namespace
}  // namespace lem::measure
