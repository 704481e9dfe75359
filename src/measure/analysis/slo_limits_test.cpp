#include "measure/analysis/slo_limits.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

TEST(SloLimits, OneTokenHasNoTimePerToken) {
    domain::RequestRecord request{.sent_ms = 0, .first_token_ms = 50, .last_token_ms = 50};
    request.output_tokens = 1;
    EXPECT_TRUE(keeps_limits({.latency_per_token_ms = 1}, request));
    EXPECT_TRUE(keeps_limits({.time_to_first_token_ms = 50}, request));
    EXPECT_FALSE(keeps_limits({.time_to_first_token_ms = 49.9}, request));
}

}  // namespace
}  // namespace lem::measure
