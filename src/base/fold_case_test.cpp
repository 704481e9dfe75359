#include "base/fold_case.hpp"

#include <gtest/gtest.h>

namespace lem::text {
namespace {

TEST(FoldCase, OneTextForWhatReadsTheSame) {
    for (const auto& [a, b] :
         {std::pair("NVIDIA H100", "nvidia h100"), std::pair("ÄRGER", "ärger"),
          std::pair("ärger", "a\u0308rger"), std::pair("STRASSE", "straße"),
          std::pair("МОСКВА", "москва"), std::pair("ΑΘΉΝΑ", "αθήνα"), std::pair("ＧＰＵ", "gpu"),
          std::pair("zero\u200Bwidth", "zerowidth")})
        EXPECT_EQ(fold_case(a), fold_case(b)) << a;
    EXPECT_NE(fold_case("ärger"), fold_case("arger"));
    EXPECT_EQ(fold_case("ABC\xff"), "abc\xff");
    EXPECT_EQ(fold_case(""), "");
}

}  // namespace
}  // namespace lem::text
