#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace lem {
namespace {

/// The examples of RFC 4648, section 10.
TEST(Base64, WritesAndReadsTheExamplesOfTheStandard) {
    const std::pair<const char*, const char*> examples[]{{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : examples) {
        EXPECT_EQ(base64(bytes), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
}

TEST(Base64, ReadsBothAlphabetsAndMissingPadding) {
    const std::string bytes = "\xfb\xff\xbf";
    EXPECT_EQ(base64(bytes), "+/+/");
    EXPECT_EQ(from_base64("+/+/"), bytes);
    EXPECT_EQ(from_base64("-_-_"), bytes);
    EXPECT_EQ(from_base64("Zg"), "f");
}

TEST(Base64, RefusesWhatIsNotBase64) {
    for (const char* wrong : {"Z", "Zg=", "Zg===", "Zm9v=", "Zm9v====", "Zg==Zg==", "=", "Zm 9",
                              "Zm9v\n", "Zh==", "Zm9v!"})
        EXPECT_EQ(from_base64(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace lem
