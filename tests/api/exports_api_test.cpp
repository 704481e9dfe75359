#include "pages/exports/file_formats.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>
#include <regex>

/// Every page as a file: the address of the page with an extension.
namespace lem {
namespace {

using pages::exports::file_formats, pages::exports::FileFormat;

class Exports : public test::Server {
protected:
    std::string publish(double tokens_per_joule, const std::string& model = "Qwen/Qwen3-8B") {
        domain::Result result = test::sample_result(tokens_per_joule);
        result.experiment.id = "exp_" + std::to_string(++published_);
        result.model.name = model;
        const auto response = submit(result);
        EXPECT_EQ(response.status, 201) << response.body;
        return receipt(response).id.text;
    }
    /// The path of the view's page.
    std::string saved(const std::string& state) {
        const auto response = call("POST", "/api/v1/views", state);
        EXPECT_EQ(response.status, 201) << state << response.body;
        return schema::json::parse(response.body).value("url", "");
    }
    std::string text(const std::string& path) {
        const auto response = get(path);
        EXPECT_EQ(response.status, 200) << path << "\n" << response.body;
        return response.body;
    }
    http::ClientResponse page(const std::string& path) {
        return http::fetch({.url = "http://127.0.0.1:" + std::to_string(service_->port()) + path,
                            .headers = {{"Accept", "text/html"}}});
    }

    int published_ = 0;
};

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// What each format begins with.
bool is_file_of(std::string_view extension, const std::string& body) {
    if (extension == "csv") return body.starts_with("# ");
    if (extension == "json") return schema::json::accept(body);
    if (extension == "md") return body.starts_with("# ");
    if (extension == "tex") return body.starts_with("% ");
    if (extension == "bib") return body.starts_with("@");
    if (extension == "svg") return body.starts_with("<svg ");
    return body.starts_with("\x89PNG\r\n");
}

TEST_P(Exports, EveryPageIsAFileOfEachFormat) {
    const std::string a = publish(2), b = publish(5);
    for (const std::string& page :
         {std::string("/leaderboard"), std::string("/models"), std::string("/hardware"),
          std::string("/analysis"), std::string("/compare"), "/results/" + a,
          std::string("/models/Qwen~Qwen3-8B"), std::string("/hardware/Example_GPU_24GB")})
        for (const FileFormat& format : file_formats) {
            const std::string path = page + "." + std::string(format.extension) +
                                     (page == "/compare" ? "?ids=" + a + "," + b : "");
            const auto response = get(path);
            ASSERT_EQ(response.status, 200) << path << response.body;
            EXPECT_TRUE(is_file_of(format.extension, response.body)) << path;
            EXPECT_EQ(response.header("Content-Type"), format.media_type) << path;
            EXPECT_FALSE(response.header("ETag").empty()) << path;
            if (format.is_picture) continue;
            EXPECT_TRUE(std::regex_search(response.body, std::regex("20\\d\\d-\\d\\d-\\d\\d")))
                << path;
            EXPECT_TRUE(contains(response.body, "CC BY 4.0")) << path;
            EXPECT_TRUE(contains(response.body,
                                 "http://127.0.0.1:" + std::to_string(service_->port()) + "/"))
                << path;
        }
}

TEST_P(Exports, OfNothingIsAFileToo) {
    for (const std::string page : {"/leaderboard", "/models", "/hardware", "/analysis"})
        for (const FileFormat& format : file_formats) {
            const std::string path = page + "." + std::string(format.extension);
            EXPECT_TRUE(is_file_of(format.extension, text(path))) << path;
        }
    EXPECT_TRUE(contains(text("/leaderboard.svg"), "Nothing matches."));
    for (const char* question : {"curve", "distribution", "sensitivity", "scaling", "trend"})
        EXPECT_TRUE(contains(text("/analysis.svg?question=" + std::string(question)), "Nothing"));
    for (const char* path : {"/results/res_none.csv", "/models/none.svg", "/hardware/none.png",
                             "/models/none.txt", "/compare.csv?ids=res_1,res_2"})
        EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_EQ(get("/compare.csv").status, 400);
}

TEST_P(Exports, HoldWhatTheAddressAsksFor) {
    publish(2);
    publish(5, "nobody/tiny");
    const std::string csv = text("/leaderboard.csv?model=nobody/tiny&utm_source=x");
    EXPECT_TRUE(contains(csv, "nobody/tiny"));
    EXPECT_FALSE(contains(csv, "\r\n1,1,1,Qwen"));
    EXPECT_TRUE(contains(csv, "/?model=nobody")) << csv;
    EXPECT_FALSE(contains(csv, "utm_source"));
    const auto table = schema::json::parse(text("/leaderboard.json?sort=tokens_per_joule"));
    ASSERT_EQ(table["rows"].size(), 2U);
    EXPECT_EQ(table["rows"][0]["model"], "Qwen/Qwen3-8B");
    EXPECT_NEAR(table["rows"][0]["tokens_per_joule"], 2, 0.01);
    EXPECT_EQ(table["licence"]["name"], "CC BY 4.0");
    EXPECT_TRUE(contains(text("/analysis.md?question=distribution&group=model"), "nobody/tiny"));
    // A file with other rows than were asked for would not be noticed.
    for (const char* path : {"/leaderboard.csv?sort=nonsense", "/models.csv?limit=many",
                             "/hardware.json?order=nonsense", "/analysis.csv?question=nonsense",
                             "/analysis.csv?question=trend&metric=nonsense"})
        EXPECT_EQ(get(path).status, 400) << path;
}

TEST_P(Exports, NumbersFollowALocaleThatIsKnown) {
    publish(2.5);
    const std::string german = text("/leaderboard.csv?locale=de");
    EXPECT_TRUE(contains(german, "rank;rank_best;rank_worst;model;"));
    EXPECT_TRUE(std::regex_search(german, std::regex(";2,[45][0-9]*;"))) << german;
    EXPECT_TRUE(contains(text("/leaderboard.csv?locale=en"), "rank,rank_best,rank_worst,model,"));
    const auto unknown = get("/leaderboard.csv?locale=xx");
    EXPECT_EQ(unknown.status, 400);
    EXPECT_TRUE(contains(unknown.body, "/locale"));
    EXPECT_TRUE(contains(unknown.body, "en, de"));
    EXPECT_EQ(get("/leaderboard.json?locale=de").status, 400);
    const auto twice = get("/leaderboard.csv?locale=de&locale=de");
    EXPECT_EQ(twice.status, 400);
    EXPECT_TRUE(contains(twice.body, "is given twice"));
}

TEST_P(Exports, RefuseAQuestionInTheWordsOfTheApi) {
    publish(2);
    for (const char* query :
         {"sort=nonsense", "trust=divine", "tokens_per_joule=5..1", "slo=speed<=2",
          "slo=tokens_per_joule>=2,tokens_per_joule<=1", "pareto=tokens_per_joule", "exclude=fp16",
          "engine="
          "vllm&best_per=none",
          "min_quality=gold&grade=unfit"}) {
        const auto file = get("/leaderboard.csv?" + std::string(query));
        const auto api = get("/api/v1/leaderboard?" + std::string(query));
        ASSERT_EQ(api.status, 400) << query;
        ASSERT_EQ(file.status, 400) << query;
        const auto words = [](const http::ClientResponse& response) {
            const auto problem = schema::json::parse(response.body);
            return problem["detail"].dump() + problem["errors"].dump();
        };
        EXPECT_EQ(words(file), words(api)) << query;
    }
    const auto of_page = get("/leaderboard.csv?density=tiny");
    EXPECT_EQ(of_page.status, 400) << "what only the page has";
    EXPECT_TRUE(contains(of_page.body, "density=tiny (holds an unknown value)"));
}

TEST_P(Exports, PicturesSayTheQuestionTheLoadAndHowSureTheRankIs) {
    publish(2);
    publish(2.02, "nobody/tiny");
    const auto svg = get("/leaderboard.svg?slo=throughput_tokens_per_sec%3E%3D1");
    ASSERT_EQ(svg.status, 200);
    EXPECT_TRUE(contains(svg.body, "throughput ≥ 1 tok/s")) << svg.body;
    EXPECT_TRUE(contains(svg.body, ">Throughput<")) << svg.body;
    EXPECT_TRUE(contains(svg.body, "streams"));
    EXPECT_TRUE(contains(svg.body, ">Rank<"));
    EXPECT_TRUE(contains(svg.body, ">1 (1–2)<")) << svg.body;
    // A notice does not take the place of the question.
    const std::string view = saved(R"({"path":"/","query":"engine=vllm"})");
    EXPECT_TRUE(contains(text(view + ".svg"), "engine vllm"));
    for (const std::string file : {"/leaderboard.svg", "/leaderboard.png"}) {
        EXPECT_EQ(get(file).header("Cross-Origin-Resource-Policy"), "cross-origin") << file;
    }
    EXPECT_EQ(get("/leaderboard.csv").header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(page("/").header("Cross-Origin-Resource-Policy"), "same-origin");
}

TEST_P(Exports, AnAddressThatIsAPageIsThatPage) {
    publish(2, "nobody/tiny");
    publish(3, "nobody/tiny.svg");
    EXPECT_TRUE(contains(page("/models/nobody~tiny.svg").body, "<title>nobody/tiny.svg"));
    EXPECT_TRUE(contains(page("/models/nobody~tiny").body, "<title>nobody/tiny "));
    EXPECT_TRUE(text("/models/nobody~tiny.svg.svg").starts_with("<svg "));
    EXPECT_TRUE(contains(text("/models/nobody~tiny.svg.csv"), "nobody/tiny.svg"));
    EXPECT_TRUE(contains(text("/models/nobody~tiny.csv"), "nobody/tiny on each"));
}

TEST_P(Exports, TextsOfStrangersStayTexts) {
    domain::Result result = test::sample_result(2);
    result.environment.devices.at(0).name = "=1+1|\\input{x}<script>&\"@all";
    const auto published = submit(result);
    ASSERT_EQ(published.status, 201) << published.body;
    const std::string id = receipt(published).id.text;
    EXPECT_TRUE(contains(text("/leaderboard.csv"), "\"'=1+1|"));
    EXPECT_TRUE(contains(text("/leaderboard.md"), "=1+1\\|"));
    EXPECT_TRUE(contains(text("/results/" + id + ".tex"), "\\textbackslash{}input"));
    EXPECT_FALSE(contains(text("/results/" + id + ".svg"), "<script"));
    EXPECT_TRUE(contains(text("/results/" + id + ".bib"), "\\textbackslash{}input"));
    const auto svg = get("/results/" + id + ".svg");
    EXPECT_EQ(svg.header("Content-Security-Policy"), "default-src 'none'; sandbox");
}

TEST_P(Exports, AWithdrawnResultSaysSoFirst) {
    const std::string id = publish(2);
    ASSERT_EQ(call("DELETE", "/api/v1/results/" + id, R"({"reason":"wrong meter"})", token_).status,
              200);
    for (const FileFormat& format : file_formats) {
        if (format.is_picture) continue;
        const std::string body = text("/results/" + id + "." + std::string(format.extension));
        EXPECT_TRUE(contains(body, "Withdrawn on ")) << format.extension << body;
        EXPECT_TRUE(contains(body, "wrong meter")) << format.extension;
    }
    EXPECT_FALSE(contains(text("/leaderboard.csv"), id));
}

TEST_P(Exports, ASavedViewIsAFileOfItsAnswer) {
    const std::string a = publish(2), b = publish(5);
    for (const std::string& state :
         {std::string(R"({"path":"/","query":"hide=trust"})"),
          R"({"path":"/compare","query":"ids=)" + a + "," + b + "\"}",
          std::string(R"({"path":"/models","query":""})"),
          std::string(R"({"path":"/hardware","query":""})"),
          std::string(R"({"path":"/analysis","query":"question=distribution"})")}) {
        const std::string page = saved(state);
        for (const FileFormat& format : file_formats) {
            const std::string path = page + "." + std::string(format.extension);
            const std::string body = text(path);
            EXPECT_TRUE(is_file_of(format.extension, body)) << path;
            if (!format.is_picture) EXPECT_TRUE(contains(body, "Saved on ")) << path << body;
        }
    }
    EXPECT_EQ(get("/v/none.csv").status, 404);
}

TEST_P(Exports, ASavedViewHoldsWhatThereWas) {
    const std::string old = publish(2);
    const std::string file = saved(R"({"path":"/","query":""})") + ".csv";
    const std::string later = publish(9);
    EXPECT_TRUE(contains(text(file), old));
    EXPECT_FALSE(contains(text(file), later));
    ASSERT_EQ(
        call("DELETE", "/api/v1/results/" + old, R"({"reason":"wrong meter"})", token_).status,
        200);
    EXPECT_TRUE(contains(text(file), old + " (wrong meter)"));
}

TEST_P(Exports, NameTheHostThatWasAskedFor) {
    publish(2);
    const auto with_host = [&](const std::string& host) {
        return raw("GET /leaderboard.md HTTP/1.1\r\nHost: " + host +
                   "\r\nConnection: close\r\n\r\n");
    };
    EXPECT_TRUE(contains(with_host("lem.example"), "http://lem.example/"));
    EXPECT_TRUE(contains(with_host("other.example:81"), "http://other.example:81/"));
    EXPECT_FALSE(contains(with_host("lem.example"), "other.example"));
    const std::string first(get("/leaderboard.csv").header("ETag"));
    EXPECT_EQ(get("/leaderboard.csv").header("ETag"), first);
    publish(3);
    EXPECT_NE(get("/leaderboard.csv").header("ETag"), first);
}

INSTANTIATE_TEST_SUITE_P(Databases, Exports, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
