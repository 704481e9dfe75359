#include "domain/checks/first_months.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(FirstMonth, IsThatOfTheLongestKnownPart) {
    EXPECT_EQ(release_month(ReleaseKind::model, "meta-llama/Meta-Llama-3-8B"), "2024-04");
    EXPECT_EQ(release_month(ReleaseKind::model, "meta-llama/Llama-3.1-8B-Instruct"), "2024-07");
    EXPECT_EQ(release_month(ReleaseKind::device, "NVIDIA H100 80GB HBM3"), "2022-03");
    EXPECT_EQ(release_month(ReleaseKind::device, "NVIDIA A100-SXM4-80GB"), "2020-05");
    EXPECT_EQ(release_month(ReleaseKind::device, "NVIDIA A10"), "2021-04");
    EXPECT_EQ(release_month(ReleaseKind::device, "NVIDIA L40S"), "2023-08");
    EXPECT_EQ(release_month(ReleaseKind::device, "AMD Instinct MI300X"), "2023-06");
    EXPECT_EQ(release_month(ReleaseKind::engine, "vllm 0.11.2"), "2025-10");
    EXPECT_EQ(release_month(ReleaseKind::engine, "vllm 0.1.2"), "2023-06");
    EXPECT_FALSE(release_month(ReleaseKind::model, "H100"));
    EXPECT_FALSE(release_month(ReleaseKind::device, "Example GPU"));
}

}  // namespace
}  // namespace lem::domain
