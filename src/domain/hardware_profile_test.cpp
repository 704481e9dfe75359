#include "domain/hardware_profile.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(HardwareProfile, IsFoundByTheWholeNameOnly) {
    ASSERT_NE(find_profile("NVIDIA H100 80GB HBM3"), nullptr);
    EXPECT_EQ(find_profile("nvidia h100 80gb hbm3")->id, "h100-sxm");
    EXPECT_EQ(find_profile("NVIDIA L40S")->id, "l40s");
    EXPECT_EQ(find_profile("NVIDIA L40")->id, "l40");
    EXPECT_EQ(find_profile("AMD Instinct MI300X OAM"), profile_by_id("mi300x"));
    EXPECT_EQ(find_profile("NVIDIA A100-SXM4-80GB MIG 1g.10gb"), nullptr);
    EXPECT_EQ(find_profile("NVIDIA H100"), nullptr) << "which of them?";
    EXPECT_EQ(find_profile("AMD EPYC 7B13"), nullptr);
    EXPECT_EQ(find_profile(""), nullptr) << "rows without a driver's name have none";
    EXPECT_EQ(profile_by_id("h100"), nullptr);
}

TEST(HardwareProfile, PeaksAreDenseAndOfThePrecisionThatMultiplies) {
    const HardwareProfile& h100 = *profile_by_id("h100-sxm");
    EXPECT_DOUBLE_EQ(*peak_flops(h100, "bf16"), 989.4e12) << "1979 would be with sparsity";
    EXPECT_DOUBLE_EQ(*peak_flops(h100, "FP8"), 1978.9e12);
    EXPECT_DOUBLE_EQ(*peak_flops(h100, "awq"), 989.4e12) << "unpacked to 16 bits";
    EXPECT_DOUBLE_EQ(*peak_flops(h100, "mxfp4"), 989.4e12) << "it has no such unit";
    EXPECT_DOUBLE_EQ(*peak_flops(*profile_by_id("b200-hgx"), "nvfp4"), 9000e12);
    EXPECT_DOUBLE_EQ(*peak_flops(*profile_by_id("a100-80-sxm"), "fp8"), 312e12);
    EXPECT_DOUBLE_EQ(*peak_flops(*profile_by_id("a100-80-sxm"), "q4_k"), 624e12);
    EXPECT_DOUBLE_EQ(*peak_flops(*profile_by_id("t4"), "fp16"), 65e12);
    EXPECT_EQ(peak_flops(h100, "fp32"), std::nullopt);
    EXPECT_EQ(peak_flops(h100, ""), std::nullopt);
    EXPECT_EQ(peak_flops(*profile_by_id("grace-cpu"), "bf16"), std::nullopt);
}

}  // namespace
}  // namespace lem::domain
