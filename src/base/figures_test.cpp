#include "base/figures.hpp"

#include <gtest/gtest.h>

namespace lem::figures {
namespace {

struct Case {
    std::optional<double> value, half_width;
    const char* shown_value;
    const char* shown_half_width;
};

TEST(Figures, ValueAndHalfWidthEndAtTheSamePlace) {
    const Case cases[] = {
        {15.123, 1.7, "15.1", "1.7"},
        {1342.4, 25.0, "1,342", "25"},
        {0.045612, 0.0011, "0.0456", "0.0011"},
        {1342.4, 0.25, "1,342", "<1"},
        {0.2, 3e-17, "0.2000", "<0.0001"},
        {15.123, std::nullopt, "15.1", ""},
        {0.2, 0.0, "0.200", ""},
        {std::nullopt, 1.0, "\u2014", ""},
    };
    for (const Case& c : cases) {
        const auto [value, half_width] = shown(c.value, c.half_width);
        EXPECT_EQ(value, c.shown_value);
        EXPECT_EQ(half_width, c.shown_half_width) << c.shown_value;
    }
}

}  // namespace
}  // namespace lem::figures
