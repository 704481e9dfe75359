#include "measure/load/look_pacer.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace lem::measure {
namespace {

constexpr double nothing_is_due = std::numeric_limits<double>::infinity();
constexpr int found_max = 32;

TEST(LookPacer, RestsOnlyWhenTokensComeFasterThanLooks) {
    LookPacer pacer;
    pacer.looked(100, 1, found_max);
    EXPECT_EQ(pacer.begin_rest(100.01, nothing_is_due), 0) << "one token after long";
    pacer.looked(100.1, 1, found_max);
    EXPECT_NEAR(pacer.begin_rest(100.2, nothing_is_due), LookPacer::unstamped_rest_ms - 0.1, 1e-9);
    pacer.looked(101, found_max, found_max);
    EXPECT_EQ(pacer.begin_rest(101, nothing_is_due), 0) << "a full look leaves more";
    pacer.looked(101, 0, found_max);
    EXPECT_EQ(pacer.begin_rest(101, nothing_is_due), 0);
}

TEST(LookPacer, ARestEndsWhenARequestIsDueAndIsNotTakenUpAgain) {
    LookPacer pacer;
    pacer.looked(100, 2, found_max);
    EXPECT_NEAR(pacer.begin_rest(100, 100.1), 0.1, 1e-9);
    EXPECT_EQ(pacer.begin_rest(100.1, 100.2), 0) << "what has come must be looked at first";
    pacer.looked(100.1, 2, found_max);
    EXPECT_EQ(pacer.begin_rest(100.1, 100), 0) << "due already";
}

TEST(LookPacer, AnAnswerWaitsForATinyPartOfItsTime) {
    LookPacer pacer;
    const auto rest = [&](double answer_ms, bool stamped) {
        pacer.answered(answer_ms, stamped);
        pacer.looked(100, 2, found_max);
        return pacer.begin_rest(100, nothing_is_due);
    };
    EXPECT_NEAR(rest(500, true), 1, 1e-9);
    EXPECT_NEAR(rest(60'000, true), LookPacer::rest_max_ms, 1e-9);
    EXPECT_NEAR(rest(60'000, false), LookPacer::unstamped_rest_ms, 1e-9);
    EXPECT_NEAR(rest(10, false), 0.02, 1e-9);
    EXPECT_EQ(rest(-1, true), 0);
}

}  // namespace
}  // namespace lem::measure
