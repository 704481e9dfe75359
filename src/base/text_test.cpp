#include "base/text.hpp"

#include <gtest/gtest.h>

namespace lem::text {
namespace {

TEST(Cut, EndsBetweenCharactersAndHoldsOnlyUtf8) {
    EXPECT_EQ(cut("abc", 3), "abc");
    EXPECT_EQ(cut("abcd", 3), "abc");
    EXPECT_EQ(cut("ab\xc3\xa9", 3), "ab");  // a character of two bytes
    EXPECT_EQ(cut("ab\xc3\xa9", 4), "ab\xc3\xa9");
    EXPECT_EQ(cut("a\xff\xc3", 9), "a??");     // no UTF-8, and half a character
    EXPECT_EQ(cut("\xed\xa0\x80", 9), "???");  // a surrogate
    EXPECT_EQ(cut("", 0), "");
    for (std::size_t size = 0; size < 12; ++size)
        EXPECT_TRUE(is_utf8(cut("\xe2\x82\xac\xff\xf0\x9f\x98\x80x", size))) << size;
}

TEST(Utf8, IsRefusedWhereverItIsWrong) {
    const std::string ascii(40, 'a');
    EXPECT_TRUE(is_utf8(""));
    for (std::size_t at = 0; at <= ascii.size(); ++at) {
        std::string text = ascii;
        EXPECT_TRUE(is_utf8(text.insert(at, "\xf0\x9f\x98\x80"))) << at;
        for (const char* wrong : {"\xff", "\xc3", "\x80", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80"})
            EXPECT_FALSE(is_utf8(std::string(ascii).insert(at, wrong))) << at;
    }
}

TEST(FileName, IsWhatFollowsTheLastSlash) {
    EXPECT_EQ(file_name("/home/me/m.gguf"), "m.gguf");
    EXPECT_EQ(file_name("m.gguf"), "m.gguf");
    EXPECT_EQ(file_name("folder/"), "");
}

TEST(Slug, IsSafeAsAName) {
    EXPECT_EQ(slug("load.streams=4 workload.output_tokens=16", 60),
              "load.streams-4-workload.output-tokens-16");
    EXPECT_EQ(slug("../etc  passwd!", 60), "etc-passwd");
    EXPECT_EQ(slug("abc def", 4), "abc");
    EXPECT_EQ(slug("\xc3\xa9", 60), "");
}

TEST(SearchWords, WhatStandsInQuotesIsOne) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(search_words("  llama  3 "), (Words{"llama", "3"}));
    EXPECT_EQ(search_words("\"llama 3\" 8b"), (Words{"llama 3", "8b"}));
    EXPECT_EQ(search_words("8b \"llama 3"), (Words{"8b", "llama 3"}));
    EXPECT_EQ(search_words(" \"\" "), Words{});
    EXPECT_EQ(search_words("\tllama\t3\n8b \"a\tb\""), (Words{"llama", "3", "8b", "a\tb"}));
}

}  // namespace
}  // namespace lem::text
