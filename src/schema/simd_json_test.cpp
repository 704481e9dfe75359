#include "schema/simd_json.hpp"

#include "base/text.hpp"
#include "schema/json.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

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

SimdReading read(std::string_view text) {
    Events events;
    return read_with_simdjson(text, events);
}

bool is_minus_zero(const json& value) {
    return value.type() == json::value_t::number_integer && value == 0;
}

/// Down to the kinds of numbers, the signs of zeros and the order of members. The integer -0 alone
/// is of another kind: an unsigned 0.
bool same(const json& ours, const json& theirs) {
    if (ours.type() != theirs.type())
        return is_minus_zero(theirs) && ours.is_number_unsigned() && ours == 0;
    if (ours.size() != theirs.size()) return false;
    if (ours.is_number_float())
        return ours == theirs &&
               std::signbit(ours.get<double>()) == std::signbit(theirs.get<double>());
    if (!ours.is_structured()) return ours == theirs;
    auto their = theirs.begin();
    for (auto our = ours.begin(); our != ours.end(); ++our, ++their) {
        if (ours.is_object() && our.key() != their.key()) return false;
        if (!same(*our, *their)) return false;
    }
    return true;
}

std::vector<std::string> separate(std::string_view texts) {
    const auto parts = text::split(texts, '~');
    return {parts.begin(), parts.end()};
}

/// What the library alone makes of the text; it keeps the last of members of one name.
void expect_as_library(const std::string& text) {
    const auto ours = parse(text);
    const json theirs = json::parse(text, nullptr, false);
    if (ours)
        EXPECT_TRUE(same(*ours, theirs)) << text;
    else if (ours.error()[0].message != "is there twice")
        EXPECT_TRUE(theirs.is_discarded()) << text << ": " << ours.error()[0].message;
}

TEST(SimdJson, ReadsAsTheLibraryDoes) {
    std::vector<std::string> texts = separate(
        R"(7~-0~-0.0~-0e5~0.1~0.30000000000000004~5e-324~2e-324~-1e-400~2.2250738585072011e-308~)"
        R"(999999999999999999~9223372036854775807~9223372036854775808~18446744073709551615~)"
        R"(-9223372036854775808~1.7976931348623157e308~[[]]~{"b":1,"a":{"c":[]}}~)"
        R"([1, -2, 0, 0.5, 1e3, -1.25E-7, true, false, null, {}]~["", "\u0000", "\u007f"]~)"
        R"(["\"\\\/\b\f\n\r\t", "\u00e9\u20ac\ud83d\ude00é€😀"])");
    texts.push_back(" [1]\r\n\t");
    texts.push_back(std::string(limits::document_depth_max, '[') +
                    std::string(limits::document_depth_max, ']'));
    for (const std::string& text : texts) {
        EXPECT_EQ(read(text), SimdReading::done) << text;
        EXPECT_TRUE(parse(text)) << text;
        expect_as_library(text);
    }
}

TEST(SimdJson, LeavesLongIntegersAndTheByteOrderMarkToTheLibrary) {
    for (const std::string text : {"18446744073709551616", "-9223372036854775809",
                                   "123456789012345678901234567890", "\xef\xbb\xbf[1]"}) {
        EXPECT_EQ(read(text), SimdReading::unclear) << text;
        EXPECT_TRUE(parse(text)) << text;
        expect_as_library(text);
    }
}

/// The library refuses each of them, so that the words are its own.
TEST(SimdJson, GivesUpOnWhatIsWrong) {
    const std::string plain =
        R"(~ ~{~[1,]~{"a":1,}~{1:2}~{"a" 1}~["a" "b"]~[1~[1]//~1 2~01~-01~+1~.5~1.~1.e3~1e~)"
        R"(1e+~-~1e400~-1e999~nul~truex~NaN~-Infinity~'a'~"a~"\~"\x"~"\u12"~"\ud8~"\u12g4"~)"
        R"("\ud800"~"\udc00"~"\ud800\u0041")";
    const std::string mark = "\xef\xbb\xbf";
    const std::string bytes = "[1]\f~\"\n\"~\"\xff\"~\"\xc0\x80\"~\"\xed\xa0\x80\"~\xc2\xa0[1]";
    for (const std::string& text :
         separate(plain + "~" + bytes + "~" + mark + "~" + mark + mark + "[1]")) {
        EXPECT_EQ(read(text), SimdReading::unclear) << text;
        EXPECT_TRUE(json::parse(text, nullptr, false).is_discarded()) << text;
        const auto refused = parse(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_TRUE(refused.error()[0].message.starts_with("is not valid JSON")) << text;
    }
}

TEST(SimdJson, SaysWhenTheEventsEndIt) {
    const std::string long_text = "[\"" + std::string(21, 'x') + "\"";
    EXPECT_EQ(read(long_text + "]"), SimdReading::refused);
    EXPECT_EQ(read(long_text + ", nonsense"), SimdReading::unclear);
}

TEST(SimdJson, LeavesLargeTextsToTheLibrary) {
    std::string text(simdjson_bytes_max, ' ');
    text.back() = '1';
    EXPECT_EQ(read(text), SimdReading::done);
    EXPECT_EQ(read(text + ' '), SimdReading::unclear);
}

/// simdjson reads all of a text before its first event; what is refused first must not depend on
/// whether nonsense follows.
TEST(SimdJson, RefusesWhatIsTooMuchAsTheLibraryDoes) {
    const auto refusal = [](const std::string& text) {
        const auto read = parse(text);
        EXPECT_FALSE(read) << text.substr(0, 100);
        return read ? std::string() : read.error()[0].pointer + " " + read.error()[0].message;
    };
    for (const auto& [text, close] : std::initializer_list<std::pair<std::string, std::string>>{
             {"{\"a\": [1, {\"k\": 1, \"l\": 2, \"k\": 3}", "]}"},
             {"{\"a\": " + std::string(40, '['), std::string(40, ']') + "}"},
             {std::string(2000, '['), std::string(2000, ']')},
             {"{\"a\": [\"" + std::string(limits::text_length_max + 1, 'x') + "\"", "]}"},
             {"{\"" + std::string(1025, 'k') + "\": 1", "}"}}) {
        EXPECT_EQ(refusal(text + close), refusal(text + " nonsense"));
    }
    std::string many = "[1";
    for (std::size_t i = 0; i < limits::document_values_max; ++i)
        many += ",1";
    EXPECT_EQ(refusal(many + "]"), "/1999999 holds more than 2000000 values");
}

/// JSON in all its ways to write a thing, few enough of each that names repeat.
class RandomJson {
public:
    explicit RandomJson(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t count) { return random_() % count; }

    std::string value(int depth) {
        const std::size_t kind = below(depth > 0 ? 7 : 4);
        if (kind < 2) return number();
        if (kind == 2) return string();
        if (kind == 3) return one_of({"true", "false", "null"});
        const bool object = kind == 4;
        std::string text = (object ? "{" : "[") + space();
        for (std::size_t i = below(5), first = i; i > 0; --i) {
            if (i != first) text += "," + space();
            if (object) text += string() + space() + ":" + space();
            text += value(depth - 1) + space();
        }
        return text + (object ? "}" : "]");
    }

    /// Some bytes of it are lost, doubled or others.
    std::string spoilt(std::string text) {
        constexpr std::string_view bytes = "{}[]\",:\\ue0123-+.tn \n\x01\xff\xc3\x80/";
        for (std::size_t i = 1 + below(3); i > 0 && !text.empty(); --i) {
            const std::size_t at = below(text.size()), way = below(3);
            if (way == 0)
                text.erase(at, 1 + below(4));
            else if (way == 1)
                text[at] = bytes[below(bytes.size())];
            else
                text.insert(at, 1, bytes[below(bytes.size())]);
        }
        return text;
    }

private:
    std::string one_of(std::initializer_list<const char*> texts) {
        return *(texts.begin() + below(texts.size()));
    }
    std::string space() { return one_of({"", "", "", " ", "\n", "\r\n\t "}); }
    std::string digits(std::size_t most) {
        std::string text;
        for (std::size_t i = 1 + below(most); i > 0; --i)
            text += static_cast<char>('0' + below(10));
        return text;
    }

    std::string number() {
        std::string text = one_of({"", "", "-"});
        text += below(4) == 0 ? "0" : one_of({"1", "4", "9"}) + digits(20);
        if (below(2) == 0) text += "." + digits(25);
        if (below(3) == 0) text += one_of({"e", "E", "e+", "e-", "E-"}) + digits(3);
        return text;
    }

    std::string string() {
        std::string text = "\"";
        for (std::size_t i = below(6); i > 0; --i)
            text += one_of({"a", "b", "é", "€", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9",
                            "\\uD83D\\ude00", "\\ud800", "\\u0000", " ", "/", "\x7f"});
        return text + "\"";
    }

    std::mt19937 random_;
};

TEST(SimdJson, ReadsRandomTextsAsTheLibraryDoes) {
    RandomJson random(11);
    int read_by_simdjson = 0;
    for (int i = 0; i < 4'000; ++i) {
        const std::string text = random.value(5);
        read_by_simdjson += read(text) == SimdReading::done ? 1 : 0;
        expect_as_library(text);
        expect_as_library(random.spoilt(text));
    }
    EXPECT_GT(read_by_simdjson, 1'000);
}

}  // namespace
}  // namespace lem::schema
