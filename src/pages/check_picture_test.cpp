#include "pages/check_picture.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lem::pages {
namespace {

using nlohmann::json;

domain::Check check_of(const json& values) {
    const auto number = [&](std::size_t i) {
        return values[i].is_null() ? std::nullopt : std::optional(values[i].get<double>());
    };
    domain::Check check;
    check.observed = number(0), check.bound_low = number(1), check.bound_high = number(2);
    if (!values[3].is_null()) check.unit = values[3].get<std::string>();
    return check;
}

json as_json(const std::optional<CheckPicture>& picture) {
    if (!picture) return nullptr;
    return {
        {"from", picture->from},           {"to", picture->to},   {"mark", picture->mark},
        {"beyond", picture->beyond},       {"log", picture->log}, {"lowLabel", picture->low_label},
        {"highLabel", picture->high_label}};
}

/// The application draws alike: web/src/shared/ui/check-picture.test.tsx reads the same table.
TEST(CheckPicture, PutsTheMarkAndTheBoundsWhereTheTableSays) {
    std::ifstream file(LEM_SOURCE_DIR "/tests/golden/check_pictures.json");
    const json cases = json::parse(file);
    ASSERT_GT(cases.size(), 15U);
    for (const auto& c : cases)
        EXPECT_EQ(as_json(check_picture(check_of(c[1]))), c[2]) << c[0];
}

TEST(CheckPicture, IsHiddenFromScreenReadersAndEscapesItsLabels) {
    domain::Check check;
    EXPECT_TRUE(check_picture_html(check).empty());
    check.observed = 1, check.bound_high = 3, check.unit = "<s>";
    const std::string html = check_picture_html(check).markup();
    EXPECT_NE(html.find("aria-hidden=\"true\""), std::string::npos);
    EXPECT_NE(html.find("<circle class=\"check-list-mark\" cx=\"33\""), std::string::npos);
    EXPECT_NE(html.find(">3.00 &lt;s&gt;</text>"), std::string::npos);
    check.observed = 90;
    EXPECT_EQ(check_picture_html(check).markup().find("<circle"), std::string::npos);
}

}  // namespace
}  // namespace lem::pages
