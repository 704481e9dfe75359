#include "base/figures.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lem::figures {
namespace {

/// The application writes figures alike: web/src/shared/format/number.test.ts reads the same table.
nlohmann::json table() {
    std::ifstream file(LEM_SOURCE_DIR "/tests/golden/figures.json");
    return nlohmann::json::parse(file);
}

TEST(Figures, ThreeSignificantDigits) {
    const auto cases = table()["number"];
    ASSERT_GT(cases.size(), 10U);
    for (const auto& c : cases)
        EXPECT_EQ(shown(c[0].get<double>()), c[1].get<std::string>());
    EXPECT_EQ(shown(std::nullopt), "\u2014");
    EXPECT_EQ(shown(std::numeric_limits<double>::infinity()), "\u2014");
}

TEST(Figures, ValueAndHalfWidthEndAtTheSamePlace) {
    const auto cases = table()["figure"];
    ASSERT_GT(cases.size(), 10U);
    for (const auto& c : cases) {
        const auto [value, half_width] = shown(c[0].get<double>(), c[1].get<double>());
        EXPECT_EQ(value, c[2].get<std::string>());
        EXPECT_EQ(half_width, c[3].get<std::string>()) << value;
    }
    EXPECT_EQ(shown(0.2, 0.0).half_width, "");
    EXPECT_EQ(shown(15.123, std::nullopt).value, "15.1");
    EXPECT_EQ(shown(std::nullopt, 1.0).value, "\u2014");
}

TEST(Figures, SizesAndTokenCounts) {
    const auto cases = table();
    ASSERT_GT(cases["bytes"].size(), 3U);
    for (const auto& c : cases["bytes"])
        EXPECT_EQ(bytes(c[0].get<std::int64_t>()), c[1].get<std::string>());
    for (const auto& c : cases["tokens"])
        EXPECT_EQ(tokens(c[0].get<std::int64_t>()), c[1].get<std::string>());
    EXPECT_EQ(plural(1, "result"), "1 result");
    EXPECT_EQ(plural(1200, "result"), "1,200 results");
    EXPECT_EQ(plural(2, "match", "matches"), "2 matches");
}

TEST(Figures, AHalfGoesAwayFromZero) {
    EXPECT_EQ(fixed(0.25, 1), "0.3");
    EXPECT_EQ(fixed(-2.5, 0), "-3");
    EXPECT_EQ(fixed(0.35, 1), "0.3");  // the double is below the half
    EXPECT_EQ(fixed(-0.01, 1), "0.0");
    EXPECT_EQ(count(-1234567), "-1,234,567");
}

}  // namespace
}  // namespace lem::figures
