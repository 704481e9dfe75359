#include "domain/experiment/slo_limits.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(SloLimits, PresetsFillWhatIsNotGiven) {
    SloLimits limits{.preset = SloPreset::deepseek_r1_interactive};
    limits.time_to_first_token_ms_p99 = 900;
    const auto resolved = resolve_limits(limits);
    EXPECT_EQ(resolved.time_to_first_token_ms_p99, 900);
    EXPECT_EQ(resolved.latency_per_token_ms_p99, 15);
    for (const auto& preset : schema::enumeration<SloPreset>::values)
        EXPECT_GT(resolve_limits(SloLimits{.preset = preset.value}).latency_per_token_ms_p99, 0);
}

TEST(SloLimits, RequestsHaveTheSamePresets) {
    const auto resolved = resolve_limits(
        RequestLimits{.preset = SloPreset::deepseek_r1_interactive, .latency_per_token_ms = 20});
    EXPECT_EQ(resolved.time_to_first_token_ms, 1500);
    EXPECT_EQ(resolved.latency_per_token_ms, 20);
    EXPECT_TRUE(has_limit(RequestLimits{.e2e_latency_ms = 1}));
    EXPECT_TRUE(has_limit(RequestLimits{.preset = SloPreset::mixtral_8x7b_server}));
    EXPECT_FALSE(has_limit(RequestLimits{}));
    EXPECT_FALSE(has_limit(SloLimits{}));
}

}  // namespace
}  // namespace lem::domain
