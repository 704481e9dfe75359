#include "platform/http/api/multipart.hpp"

#include <gtest/gtest.h>
#include <string>

namespace lem::http {
namespace {

constexpr std::string_view type = "multipart/form-data; boundary=\"xY\"";

TEST(Form, GivesItsPartsByteForByte) {
    const std::string body =
        "--xY\r\nContent-Disposition: form-data; name=\"file\"; "
        "filename=\"a.json\"\r\nContent-Type: application/json\r\n\r\n{\"a\":\r\n--x\n1}\r\n"
        "--xY\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n\r\n--xY--\r\n";
    const auto parts = parse_form(type, body);
    ASSERT_TRUE(parts) << parts.error();
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].name, "file");
    EXPECT_EQ((*parts)[0].content, "{\"a\":\r\n--x\n1}");
    EXPECT_EQ((*parts)[1].name, "token");
    EXPECT_EQ((*parts)[1].content, "");
}

TEST(Form, RefusesWhatIsBroken) {
    EXPECT_FALSE(parse_form("multipart/form-data", "--xY--"));
    EXPECT_FALSE(parse_form(type, "other"));
    EXPECT_FALSE(parse_form(type, "--xY\r\nContent-Disposition: form-data; name=a\r\n"));
    EXPECT_FALSE(parse_form(type, "--xY\r\nContent-Disposition: form-data; name=a\r\n\r\nno end"));
    EXPECT_FALSE(parse_form(type, "--xY"));
    EXPECT_TRUE(parse_form(type, "--xY--"));
}

}  // namespace
}  // namespace lem::http
