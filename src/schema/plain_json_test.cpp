#include "schema/plain_json.hpp"

#include "schema/json.hpp"

#include <gtest/gtest.h>

namespace lem::schema {
namespace {

/// Takes everything but texts that are too long, and forgets it.
struct Events {
    static constexpr std::size_t text_length_max = 20;
    bool null() { return true; }
    bool boolean(bool) { return true; }
    bool number_integer(std::int64_t) { return true; }
    bool number_unsigned(std::uint64_t) { return true; }
    bool number_float(double, const std::string&) { return true; }
    bool string(std::string& text) { return text.size() <= text_length_max; }
    bool key(std::string&) { return true; }
    bool start_object(std::size_t) { return true; }
    bool end_object() { return true; }
    bool start_array(std::size_t) { return true; }
    bool end_array() { return true; }
};

PlainReading read(std::string_view text) {
    Events events;
    return PlainJson(text, events).read();
}

TEST(PlainJson, ReadsWhatProgramsWrite) {
    for (const std::string text :
         {R"({"a": [1, -2, 0, 0.5, 1e3, -1.25E-7, true, false, null], "b": {}, "c": []})", " [1]\n",
          "7", R"(["", "\"\\\/\b\f\n\r\t", "\u00e9\u20ac\ud83d\ude00é€😀"])"}) {
        EXPECT_EQ(read(text), PlainReading::done) << text;
        const auto document = parse(text);
        ASSERT_TRUE(document) << text;
        EXPECT_EQ(document->dump(), json::parse(text).dump()) << text;
    }
}

TEST(PlainJson, ReadsNumbersAsTheLibraryDoes) {
    for (const char* text :
         {"0", "-0", "-0.0", "999999999999999999", "-999999999999999999", "9223372036854775808",
          "18446744073709551616", "0.1", "0.30000000000000004", "5e-324", "1e-400", "1.7e308",
          "123456789012345678901234567890", "2.2250738585072011e-308"}) {
        const auto number = parse(text);
        const json expected = json::parse(text);
        ASSERT_TRUE(number) << text;
        EXPECT_EQ(number->type(), expected.type()) << text;
        EXPECT_EQ(number->dump(), expected.dump()) << text;
    }
}

/// The library refuses each of them, so that the words are its own.
TEST(PlainJson, GivesUpOnEverythingElse) {
    for (const std::string& text : {std::string(),
                                    std::string("{"),
                                    std::string("[1,]"),
                                    std::string("{\"a\":1,}"),
                                    std::string("01"),
                                    std::string("+1"),
                                    std::string(".5"),
                                    std::string("1."),
                                    std::string("1e"),
                                    std::string("1e+"),
                                    std::string("-"),
                                    std::string("1 2"),
                                    std::string("nul"),
                                    std::string("NaN"),
                                    std::string("{1:2}"),
                                    std::string("{\"a\" 1}"),
                                    std::string("\"a"),
                                    std::string("\"\n\""),
                                    std::string("\"\\x\""),
                                    std::string("\"\\u12\""),
                                    std::string("\"\\u12g4\""),
                                    std::string("\"\\ud800\""),
                                    std::string("\"\\ud800\\u0041\""),
                                    std::string("\"\\udc00\""),
                                    std::string("\"\xff\""),
                                    std::string("\"\xc0\x80\""),
                                    std::string("\"\xed\xa0\x80\""),
                                    std::string("1e999"),
                                    std::string("[1"),
                                    std::string("\"\\"),
                                    std::string("[\"a\" \"b\"]")}) {
        EXPECT_EQ(read(text), PlainReading::unclear) << text;
        EXPECT_TRUE(json::parse(text, nullptr, false).is_discarded()) << text;
        EXPECT_FALSE(parse(text)) << text;
    }
}

TEST(PlainJson, SaysWhenTheEventsEndIt) {
    EXPECT_EQ(read("[\"" + std::string(21, 'x') + "\", nonsense"), PlainReading::refused);
}

}  // namespace
}  // namespace lem::schema
