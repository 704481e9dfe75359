#include "domain/analysis/curve.hpp"
#include "domain/analysis/distribution.hpp"
#include "domain/analysis/scaling.hpp"
#include "domain/analysis/sensitivity.hpp"
#include "domain/analysis/trend.hpp"
#include "domain/board/result_standing.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// The questions of the analysis over HTTP: filters, parameters and what they answer.
namespace lem {
namespace {

class AnalysisApi : public test::Server {
protected:
    /// A measurement of its own with so many requests at once.
    void publish(double tokens_per_joule, int streams, const std::string& precision = "bf16") {
        domain::Result result = test::sample_result(tokens_per_joule);
        result.experiment.id = "exp_" + std::to_string(++published_);
        result.model.precision = precision;
        result.experiment.config->load = domain::ConcurrencyLoad{.streams = streams};
        std::vector<double> latencies;
        for (domain::Cycle& cycle : result.cycles) {
            cycle.mean_concurrency = streams;
            cycle.requests.unfinished = streams;
            // 100 tokens per second in all.
            latencies.push_back(9.5 * streams + 0.01 * cycle.index);
            cycle.metrics.latency_per_token_ms = latencies.back();
        }
        result.summary.latency_per_token_ms = domain::summarise(latencies, std::nullopt, "");
        const auto response = submit(result);
        ASSERT_EQ(response.status, 201) << response.body;
        ids_.push_back(receipt(response).id.text);
    }
    template <class Answer>
    Answer ask(const std::string& question) {
        const auto response = get("/api/v1/analysis/" + question);
        EXPECT_EQ(response.status, 200) << response.body;
        return schema::from_text<Answer>(response.body).value();
    }

    int published_ = 0;
    std::vector<std::string> ids_;
};

TEST_P(AnalysisApi, AnswersEveryQuestionWithoutResults) {
    EXPECT_TRUE(ask<domain::MetricDistribution>("distribution").groups.empty());
    EXPECT_TRUE(ask<domain::Sensitivity>("sensitivity").effects.empty());
    EXPECT_TRUE(ask<domain::Scaling>("scaling").series.empty());
    EXPECT_TRUE(ask<domain::Trend>("trend").series.empty());
    const auto curves = ask<domain::OperatingCurves>("curve");
    EXPECT_TRUE(curves.curves.empty());
    EXPECT_EQ(curves.results.total, 0);
    EXPECT_FALSE(curves.results.truncated);
}

TEST_P(AnalysisApi, AppliesTheFiltersOfTheLeaderboard) {
    publish(5, 4);
    publish(10, 4, "fp8");
    const auto all = ask<domain::MetricDistribution>("distribution?group=precision");
    ASSERT_EQ(all.groups.size(), 2U);
    EXPECT_EQ(all.groups[0].value, "fp8");
    EXPECT_EQ(all.results.total, 2);
    EXPECT_EQ(all.groups[0].points.at(0).id.text, ids_[1]);
    EXPECT_EQ(ask<domain::MetricDistribution>("distribution?precision=bf16").results.total, 1);
    EXPECT_EQ(ask<domain::MetricDistribution>("distribution?tokens_per_joule=7..").results.total,
              1);
    EXPECT_EQ(ask<domain::MetricDistribution>("distribution?q=no-such-model").results.total, 0);

    const auto effects = ask<domain::Sensitivity>("sensitivity?factor=precision&baseline=bf16");
    ASSERT_EQ(effects.effects.size(), 2U);
    EXPECT_EQ(effects.effects[1].pairs_total, 1);
    EXPECT_NEAR(*effects.effects[1].ratio, 2, 0.01);
    EXPECT_EQ(ask<domain::Trend>("trend?group=precision").series.size(), 2U);
}

TEST_P(AnalysisApi, ALimitSaysWhichPointsCountAndHidesNone) {
    publish(5, 1);
    publish(10, 8);
    publish(12, 32);
    const auto free = ask<domain::OperatingCurves>("curve");
    ASSERT_EQ(free.curves.size(), 1U);
    ASSERT_EQ(free.curves[0].points.size(), 3U);
    EXPECT_EQ(free.curves[0].busiest->id.text, ids_[2]);
    const auto limited = ask<domain::OperatingCurves>("curve?slo=latency_per_token_ms%3C%3D0.001");
    EXPECT_EQ(limited.limits.size(), 1U);
    ASSERT_EQ(limited.curves.at(0).points.size(), 3U);
    EXPECT_FALSE(limited.curves[0].busiest);
    const auto named = ask<domain::OperatingCurves>("curve?systems=" + ids_[1] + ",res_unknown");
    EXPECT_EQ(named.curves.size(), 1U);
    EXPECT_EQ(named.not_found, std::vector<std::string>{"res_unknown"});
}

TEST_P(AnalysisApi, AResultSaysItsRankAndHowManyLoadsItsSystemWasMeasuredWith) {
    publish(5, 1);
    publish(10, 8);
    publish(12, 8, "fp8");
    const auto standing = [&](const std::string& id) {
        return schema::from_text<domain::ResultStanding>(
                   get("/api/v1/results/" + id + "/standing").body)
            .value();
    };
    EXPECT_EQ(standing(ids_[1]).loads, 2);
    EXPECT_EQ(standing(ids_[1]).item.rank, 2);
    EXPECT_EQ(standing(ids_[2]).loads, 1);
    const std::string page = get("/results/" + ids_[1]).body;
    EXPECT_NE(page.find("rank 2 (2–2)"), std::string::npos);
    EXPECT_NE(page.find("href=\"/analysis?systems=" + ids_[1] + "\""), std::string::npos);
    EXPECT_EQ(get("/results/" + ids_[2]).body.find("operating curve over"), std::string::npos);
}

TEST_P(AnalysisApi, AResultAppearsAndTheAnswerIsKnownByItsTag) {
    publish(5, 4);
    const auto before = get("/api/v1/analysis/distribution");
    EXPECT_FALSE(before.header("etag").empty());
    publish(6, 4);
    const auto after = get("/api/v1/analysis/distribution");
    EXPECT_NE(before.header("etag"), after.header("etag"));
    EXPECT_EQ(
        schema::from_text<domain::MetricDistribution>(after.body).value().groups.at(0).results, 2);
}

TEST_P(AnalysisApi, SaysWhatIsWrongWithAQuestion) {
    struct Scenario {
        std::string query;
        std::string contains;
    };
    const std::vector<Scenario> scenarios{
        {"distribution?metric=speed", "\"pointer\":\"/metric\""},
        {"distribution?metric=mfu", "\"pointer\":\"/metric\""},
        {"distribution?group=colour", "\"pointer\":\"/group\""},
        {"distribution?sort=tokens_per_joule", "\"pointer\":\"/sort\""},
        {"distribution?limit=5", "\"pointer\":\"/limit\""},
        {"distribution?factor=engine", "\"pointer\":\"/factor\""},
        {"sensitivity?factor=model&across=model", "\"pointer\":\"/across\""},
        {"sensitivity?baseline=" + std::string(400, 'x'), "\"pointer\":\"/baseline\""},
        {"trend?order=upwards", "\"pointer\":\"/order\""},
        {"curve?slo=speed%3C%3D5", "\"pointer\":\"/slo\""},
        {"curve?slo=latency_per_token_ms", "\"pointer\":\"/slo\""},
        {"curve?systems=a,b,c,d,e,f,g", "\"pointer\":\"/systems\""},
        {"curve?metric=tokens_per_joule", "\"pointer\":\"/metric\""},
        {"scaling?energy_scope=none&flagged=perhaps", "\"pointer\":\"/flagged\""},
    };
    for (const auto& [query, contains] : scenarios) {
        const auto response = get("/api/v1/analysis/" + query);
        EXPECT_EQ(response.status, 400) << query;
        EXPECT_NE(response.body.find(contains), std::string::npos) << query << response.body;
    }
}

INSTANTIATE_TEST_SUITE_P(Databases, AnalysisApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
