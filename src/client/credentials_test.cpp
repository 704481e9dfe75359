#include "client/credentials.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace lem::client {
namespace {

TEST(ServerAddress, IsReadAsPeopleTypeIt) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"https://lem.example/", "https://lem.example"},
        {"https://lem.example//", "https://lem.example"},
        {"  https://lem.example/ \r\n", "https://lem.example"},
        {"HTTPS://LEM.Example:8443/", "https://lem.example:8443"},
        // The path of the API, or of a page of it, copied along.
        {"https://lem.example/api", "https://lem.example"},
        {"https://lem.example/api/v1", "https://lem.example"},
        {"https://lem.example/api/v1/", "https://lem.example"},
        {"https://lem.example/api/v1/results", "https://lem.example"},
        {"https://lem.example/?sort=-tokens_per_joule", "https://lem.example"},
        {"https://lem.example/#top", "https://lem.example"},
        // A path of the server's own stays, in its case.
        {"https://example.org/Lem", "https://example.org/Lem"},
        {"https://example.org/lem/", "https://example.org/lem"},
        {"https://example.org/lem/api/v1/", "https://example.org/lem"},
        {"https://example.org/results", "https://example.org/results"},
        {"https://example.org/a/../lem/", "https://example.org/lem"},
        // Without a scheme: plain on this machine, TLS elsewhere.
        {"localhost:8080", "http://localhost:8080"},
        {"127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"lem.example", "https://lem.example"},
        {"lem.example:8443/lem", "https://lem.example:8443/lem"},
        {"//lem.example", "https://lem.example"},
        // IPv6
        {"http://[::1]:8080/", "http://[::1]:8080"},
        {"[::1]:8080", "http://[::1]:8080"},
        {"::1", "http://[::1]"},
        {"http://[2001:DB8::1]", "http://[2001:db8::1]"},
    };
    for (const auto& [typed, read] : cases)
        EXPECT_EQ(server_address(typed), read) << "\"" << typed << "\"";
}

TEST(ServerAddress, IsRefusedInWordsThatSayWhatToDo) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "is empty"},
        {" \n", "is empty"},
        {"ftp://lem.example", "is not an http or https address"},
        {"https://", "is not an http or https address"},
        {"https://lem example", "is not an http or https address"},
        {"https://lem.example:0", "is not an http or https address"},
        {"https://lem.example:99999", "is not an http or https address"},
        {"https://lem.example\r\nX-Evil: 1", "is not an http or https address"},
        {"file:///etc/passwd", "is not an http or https address"},
        {"http://[::1", "is not an http or https address"},
        {"https://ada:secret@lem.example", "remove them and set --token"},
    };
    for (const auto& [typed, words] : cases) {
        try {
            FAIL() << "\"" << typed << "\" was read as " << server_address(typed);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::bad_request);
            EXPECT_NE(error.message().find(words), std::string::npos) << error.message();
            EXPECT_EQ(error.message().find("secret"), std::string::npos) << error.message();
        }
    }
}

TEST(Token, IsReadWithoutWhatAFileOrAClipboardAdds) {
    for (const char* typed :
         {"lemu_abc", "lemu_abc\n", " lemu_abc\r\n", "\tlemu_abc ", "\xEF\xBB\xBFlemu_abc\n"})
        EXPECT_EQ(token_text(typed), "lemu_abc") << typed;
    EXPECT_EQ(token_text(" \n"), "");
    for (const char* typed : {"Bearer lemu_abc", "lemu_abc\nlemu_def", "lemu_\xC3\xA4", "lemu_\x01",
                              "lemu_a\r\nX-Evil: 1"})
        EXPECT_THROW(token_text(typed), Error) << typed;
}

TEST(Credentials, WithoutATokenSayWhereOneComesFrom) {
    try {
        checked({.server = "https://lem.example", .token = " \n"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unauthenticated);
        EXPECT_NE(error.message().find("lem login"), std::string::npos);
    }
}

TEST(PageAddress, KnowsAServerBelowAPath) {
    EXPECT_EQ(page_address("https://a.example", "/results/r"), "https://a.example/results/r");
    EXPECT_EQ(page_address("https://a.example/lem", "/results/r"),
              "https://a.example/lem/results/r");
    EXPECT_EQ(page_address("https://a.example/lem", "/lem/results/r"),
              "https://a.example/lem/results/r");
    EXPECT_EQ(page_address("https://a.example/lem", "/lemon/r"), "https://a.example/lem/lemon/r");
}

}  // namespace
}  // namespace lem::client
