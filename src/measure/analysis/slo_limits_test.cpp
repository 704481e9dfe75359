#include "measure/analysis/slo_limits.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

TEST(SloLimits, PresetsFillWhatIsNotGiven) {
    domain::SloLimits limits{.preset = domain::SloPreset::deepseek_r1_interactive};
    limits.time_to_first_token_ms_p99 = 900;
    const auto resolved = resolve_limits(limits);
    EXPECT_EQ(resolved.time_to_first_token_ms_p99, 900);
    EXPECT_EQ(resolved.latency_per_token_ms_p99, 15);
    for (const auto& preset : schema::enumeration<domain::SloPreset>::values)
        EXPECT_GT(
            resolve_limits(domain::SloLimits{.preset = preset.value}).latency_per_token_ms_p99, 0);
}

TEST(SloLimits, RequestsHaveTheSamePresets) {
    const auto resolved = resolve_limits(domain::RequestLimits{
        .preset = domain::SloPreset::deepseek_r1_interactive, .latency_per_token_ms = 20});
    EXPECT_EQ(resolved.time_to_first_token_ms, 1500);
    EXPECT_EQ(resolved.latency_per_token_ms, 20);
    EXPECT_THROW(resolve_limits(domain::RequestLimits{}), Error);
}

TEST(SloLimits, OneTokenHasNoTimePerToken) {
    domain::RequestRecord request{.sent_ms = 0, .first_token_ms = 50, .last_token_ms = 50};
    request.output_tokens = 1;
    EXPECT_TRUE(keeps_limits({.latency_per_token_ms = 1}, request));
    EXPECT_TRUE(keeps_limits({.time_to_first_token_ms = 50}, request));
    EXPECT_FALSE(keeps_limits({.time_to_first_token_ms = 49.9}, request));
}

}  // namespace
}  // namespace lem::measure
