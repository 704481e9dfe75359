#include "measure/load/poll_pacer.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace lem::measure {
namespace {

constexpr double nothing_is_due = std::numeric_limits<double>::infinity();
constexpr int found_max = 32;

TEST(PollPacer, RestsOnlyWhenTokensComeFasterThanPolls) {
    PollPacer pacer;
    pacer.polled(100, 1, found_max);
    EXPECT_EQ(pacer.begin_rest(100.01, nothing_is_due), 0) << "one token after long";
    pacer.polled(100.1, 1, found_max);
    EXPECT_NEAR(pacer.begin_rest(100.2, nothing_is_due), PollPacer::unstamped_rest_ms - 0.1, 1e-9);
    pacer.polled(101, found_max, found_max);
    EXPECT_EQ(pacer.begin_rest(101, nothing_is_due), 0) << "a full poll leaves more";
    pacer.polled(101, 0, found_max);
    EXPECT_EQ(pacer.begin_rest(101, nothing_is_due), 0);
}

TEST(PollPacer, ARestEndsWhenARequestIsDueAndIsNotTakenUpAgain) {
    PollPacer pacer;
    pacer.polled(100, 2, found_max);
    EXPECT_NEAR(pacer.begin_rest(100, 100.1), 0.1, 1e-9);
    EXPECT_EQ(pacer.begin_rest(100.1, 100.2), 0) << "what has come must be polled first";
    pacer.polled(100.1, 2, found_max);
    EXPECT_EQ(pacer.begin_rest(100.1, 100), 0) << "due already";
}

TEST(PollPacer, AnAnswerWaitsForATinyPartOfItsTime) {
    PollPacer pacer;
    const auto rest = [&](double answer_ms, bool stamped) {
        pacer.answered(answer_ms, stamped);
        pacer.polled(100, 2, found_max);
        return pacer.begin_rest(100, nothing_is_due);
    };
    EXPECT_NEAR(rest(500, true), 1, 1e-9);
    EXPECT_NEAR(rest(60'000, true), PollPacer::rest_max_ms, 1e-9);
    EXPECT_NEAR(rest(60'000, false), PollPacer::unstamped_rest_ms, 1e-9);
    EXPECT_NEAR(rest(10, false), 0.02, 1e-9);
    EXPECT_EQ(rest(-1, true), 0);
}

}  // namespace
}  // namespace lem::measure
