#include "support/server.hpp"

#include <gtest/gtest.h>
#include <regex>

/// A server below a path of its host, as behind a reverse proxy.
namespace lem {
namespace {

class BasePathApi : public test::Server {
protected:
    void SetUp() override {
        config_.base_path = "/lem/";
        Server::SetUp();
    }
    std::string head_of(const std::string& path) {
        const std::string answer =
            raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        return answer.substr(0, answer.find("\r\n\r\n"));
    }
};

TEST_P(BasePathApi, EveryLinkOfEveryPageStaysBelowIt) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const std::regex reference("(?:href|src|action)=\"([^\"]*)\"");
    for (const std::string& page : {std::string("/"), "/results/" + id, std::string("/submit"),
                                    std::string("/about"), std::string("/api/docs")}) {
        for (const std::string& asked : {page, "/lem" + page}) {
            const auto answer = get(asked);
            if (answer.status == 404 && page == "/api/docs") continue;  // built without the web
            const std::string& html = answer.body;
            EXPECT_NE(html.find("</html>"), std::string::npos) << asked;
            int seen = 0;
            for (std::sregex_iterator at(html.begin(), html.end(), reference), end; at != end;
                 ++at) {
                const std::string to = (*at)[1];
                if (!to.starts_with('/')) continue;
                ++seen;
                EXPECT_TRUE(to.starts_with("/lem/") && !to.starts_with("/lem/lem/"))
                    << asked << " links to " << to;
            }
            if (page != "/api/docs") {
                EXPECT_GT(seen, 5) << asked;
            }
        }
    }
}

TEST_P(BasePathApi, HeadersAndOpenApiName) {
    const auto stored =
        call("POST", "/api/v1/results", schema::to_text(test::sample_result()), token_);
    EXPECT_EQ(stored.header("Location"), "/lem/api/v1/results/" + receipt(stored).id.text);
    EXPECT_EQ(get("/lem/api/v1/results/" + receipt(stored).id.text).status, 200);
    EXPECT_EQ(receipt(stored).url, "/lem/results/" + receipt(stored).id.text);
    EXPECT_EQ(get(receipt(stored).url).status, 200);
    EXPECT_NE(get("/api/openapi.json").body.find("\"url\": \"/lem\""), std::string::npos);
    EXPECT_EQ(get("/lem").status, 200);
    EXPECT_EQ(get("/lemon").status, 404);
    EXPECT_EQ(get("/lem/lem/about").status, 404);
}

TEST_P(BasePathApi, ThatTheServerHasItselfIsRefused) {
    for (const char* path : {"/api", "/results/x", "/assets"}) {
        app::Config config = config_;
        config.data = (scratch_.path() / "other").string();
        config.base_path = path;
        EXPECT_THROW(app::Service{config}, Error) << path;
    }
}

INSTANTIATE_TEST_SUITE_P(Databases, BasePathApi, testing::Values("sqlite"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
