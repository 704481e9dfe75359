#include "support/server.hpp"

#include <gtest/gtest.h>

/// A metric that the table alone makes a column is found wherever a column is shown or asked for.
namespace lem {
namespace {

class OneMoreMetric : public test::Server {
protected:
    std::string submit_with(const std::string& model, std::int64_t completed) {
        domain::Result result = test::sample_result();
        result.model.name = result.experiment.config->model.name = model;
        result.experiment.id = model;
        std::vector<double> values;
        for (domain::Cycle& cycle : result.cycles) {
            cycle.requests.completed = completed++;
            cycle.metrics.requests_per_sec = static_cast<double>(*cycle.requests.completed) / 60;
            values.push_back(*cycle.metrics.requests_per_sec);
        }
        result.summary.requests_per_sec = domain::summarise(values, std::nullopt, "");
        const auto answer = submit(result);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return receipt(answer).id.text;
    }
};

TEST_P(OneMoreMetric, IsInTheIndexTheCsvTheOpenApiDocumentAndThePage) {
    const std::string slow = submit_with("Acme/Slow", 30), quick = submit_with("Acme/Quick", 90);

    const auto first = board("?sort=-requests_per_sec");
    ASSERT_EQ(first.items.size(), 2U);
    EXPECT_EQ(first.items[0].id.text, quick);
    EXPECT_EQ(first.items[0].rank, 1);
    EXPECT_DOUBLE_EQ(first.items[0].metrics.requests_per_sec.value.value(), 91.0 / 60);
    EXPECT_GT(first.items[0].metrics.requests_per_sec.ci95_half_width.value(), 0);
    const auto limited = board("?requests_per_sec=..1");
    ASSERT_EQ(limited.items.size(), 1U);
    EXPECT_EQ(limited.items[0].id.text, slow);

    const std::string csv = get("/api/v1/leaderboard.csv?sort=-requests_per_sec").body;
    EXPECT_NE(csv.find("metrics.requests_per_sec.value,metrics.requests_per_sec.ci95_half_width"),
              std::string::npos)
        << csv.substr(0, csv.find('\n'));
    EXPECT_NE(csv.find(",1.51666666666666"), std::string::npos);

    const auto openapi = schema::parse(get("/api/openapi.json").body);
    ASSERT_TRUE(openapi);
    bool limit = false;
    for (const auto& parameter :
         openapi->at("paths").at("/api/v1/leaderboard").at("get").at("parameters"))
        limit = limit || parameter["name"] == "requests_per_sec";
    EXPECT_TRUE(limit);
    EXPECT_TRUE(openapi->at("components")
                    .at("schemas")
                    .at("RankedValues")
                    .at("properties")
                    .contains("requests_per_sec"));

    const std::string page = get("/?show=requests_per_sec&sort=-requests_per_sec").body;
    EXPECT_NE(page.find("data-label=\"Requests 1/s\""), std::string::npos);
    EXPECT_LT(page.find("/results/" + quick), page.find("/results/" + slow));
    EXPECT_EQ(get("/").body.find("data-label=\"Requests 1/s\""), std::string::npos)
        << "an extra column is shown when asked for";
}

INSTANTIATE_TEST_SUITE_P(OnSqlite, OneMoreMetric, testing::Values("sqlite"));

}  // namespace
}  // namespace lem
