#include "domain/catalogue/name_search.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(NameSearch, FindsWhatIsShownByAnotherName) {
    const auto searched = [](std::string_view text) {
        return searched_name(text, built_in_names());
    };
    EXPECT_EQ(searched("qwen3:8b"), "Qwen/Qwen3-8B");
    EXPECT_EQ(searched("Qwen3-8B-Q4_K_M.gguf"), "Qwen/Qwen3-8B");
    EXPECT_EQ(searched("A100-40GiB"), "NVIDIA A100 40GB");
    EXPECT_EQ(searched("A100 40G"), "A100 40G") << "which finds SXM and PCIe too";
    EXPECT_EQ(searched("Tesla T4"), "NVIDIA T4");
    EXPECT_EQ(searched("qwen3-8b"), "qwen3-8b") << "Qwen3-8B-Base has these words too";
    EXPECT_EQ(searched("H100"), "H100") << "it may be any of them";
    EXPECT_EQ(searched("llama3.1"), "llama3.1") << "the family";
    EXPECT_EQ(searched("vllm"), "vllm");
    EXPECT_EQ(searched(""), "");
}

}  // namespace
}  // namespace lem::domain
