#include "domain/compare/result_comparison.hpp"
#include "support/bundle.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Results beside each other, over HTTP and as a page.
namespace lem {
namespace {

class CompareApi : public test::Server {
protected:
    static domain::Result measured(double tokens_per_joule, int number) {
        domain::Result result = test::sample_result(tokens_per_joule);
        result.experiment.id = "exp_" + std::to_string(number);
        return result;
    }
    std::string publish(const domain::Result& result) {
        const auto response = submit(result);
        EXPECT_EQ(response.status, 201) << response.body;
        return receipt(response).id.text;
    }
    /// With a file of requests, all of this latency.
    std::string publish_bundle(const domain::Result& result, double first_token_ms) {
        std::string lines;
        for (const domain::Cycle& cycle : result.cycles)
            for (int i = 0; i < 47; ++i) {
                const double sent_ms = cycle.window.start_s * 1000 + 1000 + i;
                lines += schema::to_text(
                             domain::RequestRecord{.cycle = cycle.index,
                                                   .index = i,
                                                   .scheduled_ms = sent_ms,
                                                   .sent_ms = sent_ms,
                                                   .first_token_ms = sent_ms + first_token_ms,
                                                   .last_token_ms = sent_ms + first_token_ms + 1270,
                                                   .input_tokens = 64,
                                                   .output_tokens = 128,
                                                   .chunks = 128}) +
                         "\n";
            }
        const auto response = call(
            "POST", "/api/v1/results",
            test::bundle_of({{"result.json", schema::to_text(result)}, {"requests.jsonl", lines}},
                            folder_),
            token_, "application/vnd.lem.bundle");
        EXPECT_EQ(response.status, 201) << response.body;
        return receipt(response).id.text;
    }
    domain::ResultComparison compared(const std::string& query) {
        const auto response = get("/api/v1/compare?" + query);
        EXPECT_EQ(response.status, 200) << response.body;
        return schema::from_text<domain::ResultComparison>(response.body).value();
    }
    http::ClientResponse page(const std::string& query) {
        return http::fetch(
            {.url = "http://127.0.0.1:" + std::to_string(service_->port()) + "/compare" + query,
             .headers = {{"Accept", "text/html"}}});
    }
};

const domain::ComparedValue& value_of(const domain::ResultComparison& comparison,
                                      std::string_view metric, std::size_t place) {
    for (const domain::ComparedMetric& one : comparison.metrics)
        if (one.metric == metric) return one.values.at(place);
    throw std::out_of_range("no such metric");
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST_P(CompareApi, ComparesWithTheBaselineThatIsAskedFor) {
    const std::string first = publish(measured(5, 1)), second = publish(measured(6, 2));
    const std::string ids = "ids=" + first + "," + second;
    const domain::ResultComparison made = compared(ids);
    EXPECT_EQ(made.baseline, "A");
    EXPECT_EQ(made.results.at(1).row.id.text, second);
    EXPECT_NEAR(*value_of(made, "tokens_per_joule", 1).ratio, 1.2, 1e-6);
    EXPECT_EQ(value_of(made, "tokens_per_joule", 1).verdict, domain::Verdict::better);
    EXPECT_EQ(made.results.at(0).requests_absent_reason, "submitted without requests");
    const domain::ResultComparison turned = compared(ids + "&baseline=" + second);
    EXPECT_EQ(turned.baseline, "B");
    EXPECT_NEAR(*value_of(turned, "tokens_per_joule", 0).ratio, 5.0 / 6, 1e-6);

    const std::string html = page("?" + ids).body;
    EXPECT_TRUE(contains(html, "<h1>Tiny-1B-Instruct on Example GPU 24GB: ")) << html;
    EXPECT_TRUE(contains(html, "+20.0 %"));
    EXPECT_TRUE(contains(html, "\"/api/v1/compare?ids=" + first + "," + second + "\":{"));
}

TEST_P(CompareApi, RequestsOfBundlesAreShownAsDistributions) {
    const domain::Result result = measured(5, 1), slower = measured(5.1, 2),
                         alone = measured(5.2, 3);
    const std::string first = publish_bundle(result, 20), second = publish_bundle(slower, 40),
                      third = publish(alone);
    for (int again = 0; again < 2; ++again) {  // the second time, digests are in memory
        const domain::ResultComparison made =
            compared("ids=" + first + "," + second + "," + third +
                     "&baseline=" + (again == 0 ? first : second));
        ASSERT_FALSE(made.distributions.empty());
        const domain::RequestDistribution& first_token = made.distributions.front();
        EXPECT_EQ(first_token.metric, "time_to_first_token_ms");
        EXPECT_EQ(first_token.histograms.at(0)->requests, 141);
        EXPECT_NEAR(*first_token.histograms.at(1)->p50_ms, 40, 1e-6);
        EXPECT_FALSE(first_token.histograms.at(2));
        EXPECT_NEAR(*first_token.wasserstein_ms.at(again == 0 ? 1 : 0), 20, 1e-6);
    }
}

TEST_P(CompareApi, SaysWhatIsWrongWithTheQuery) {
    const std::string first = publish(measured(5, 1)), second = publish(measured(6, 2));
    std::string many = "ids=" + first;
    for (int i = 0; i < 10'000 && many.size() < 7'000; ++i)
        many += ",x" + std::to_string(i);
    struct Scenario {
        std::string query;
        int status;
        std::string contains;
    };
    const std::vector<Scenario> scenarios{
        {"", 400, "\"pointer\":\"/ids\""},
        {"ids=" + first, 400, "two to 6 results, not 1"},
        {"ids=" + first + "," + first, 400, "names " + first + " twice"},
        {"ids=" + first + "," + second + "&baseline=res_other", 400, "/baseline"},
        {"ids=" + first + ",res_none,res_nix", 404, "there is no result res_nix"},
        {"ids=" + first + "," + second + "&x=1", 400, "/x"},
        {"ids=a,b,c,d,e,f,g", 400, "not 7"},
        {many, 400, "too many values"},
        {"ids=%00,%ff", 400, "UTF-8"},
    };
    for (const Scenario& scenario : scenarios) {
        const auto response = get("/api/v1/compare?" + scenario.query);
        EXPECT_EQ(response.status, scenario.status) << scenario.query << response.body;
        EXPECT_TRUE(contains(response.body, scenario.contains)) << response.body;
        EXPECT_EQ(response.content_type, "application/problem+json");
    }
}

TEST_P(CompareApi, ThePageLeadsToWhatIsLeftOfAWrongAddress) {
    const std::string first = publish(measured(5, 1)), second = publish(measured(6, 2));
    const auto unknown = page("?ids=" + first + ",res_none," + second);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_TRUE(contains(unknown.body, "there is no result res_none"));
    EXPECT_TRUE(contains(unknown.body, "Compare the other 2"));
    EXPECT_TRUE(contains(unknown.body, "/compare?ids=" + first + "," + second + "\""));
    const auto none = page("?ids=%3Cimg%3E,x");
    EXPECT_EQ(none.status, 404);
    EXPECT_FALSE(contains(none.body, "<img>"));
    EXPECT_TRUE(contains(none.body, "Choose results to compare"));
    EXPECT_EQ(page("?ids=a,b,c,d,e,f,g").status, 400);
    EXPECT_EQ(page("?ids=" + first + "," + second + "&baseline=nobody&facts=no").status, 200);

    const auto start = page("");
    EXPECT_EQ(start.status, 200);
    EXPECT_TRUE(contains(start.body, "<h1>Compare results</h1>"));
    EXPECT_TRUE(contains(start.body, "href=\"/compare?ids=" + second + "\""));
    const auto one = page("?ids=" + first + "," + first + "&q=tiny");
    EXPECT_EQ(one.status, 200);
    EXPECT_TRUE(contains(one.body, "Compare Tiny-1B-Instruct with"));
    EXPECT_TRUE(contains(one.body, "href=\"/compare?ids=" + first + "," + second));
    EXPECT_FALSE(contains(one.body, first + "," + first));
    EXPECT_EQ(page("?q=a+b+c+d+e+f+g+h+i+j+k+l+m").status, 200) << "too many words find nothing";
    EXPECT_EQ(page("?ids=res_none").status, 404);
}

TEST_P(CompareApi, AWithdrawnResultStaysWithItsReason) {
    const std::string first = publish(measured(5, 1)), second = publish(measured(6, 2));
    const std::string query = "ids=" + first + "," + second;
    EXPECT_FALSE(compared(query).results.at(1).withdrawal);
    ASSERT_EQ(
        call("DELETE", "/api/v1/results/" + second, R"({"reason":"wrong <meter>"})", token_).status,
        200);
    const domain::ResultComparison made = compared(query);
    ASSERT_TRUE(made.results.at(1).withdrawal);
    EXPECT_EQ(made.results.at(1).withdrawal->words, "wrong <meter>");
    EXPECT_TRUE(contains(page("?" + query).body, "wrong &lt;meter&gt;"));
}

TEST_P(CompareApi, SaysWhyResultsAreNotComparable) {
    domain::Result without = measured(5, 1);
    without.energy_scope = domain::EnergyScope::none;
    without.energy_method = domain::EnergyMethod::none;
    without.energy_absent_reason = "no meter";
    for (domain::Cycle& cycle : without.cycles) {
        cycle.energy = {};
        cycle.energy.absent_reason = "no meter";
        cycle.metrics.tokens_per_joule.reset();
        cycle.metrics.joules_per_token.reset();
        cycle.metrics.total_energy_joules.reset();
        cycle.metrics.avg_power_watts.reset();
    }
    for (auto* summary : {&without.summary.tokens_per_joule, &without.summary.joules_per_token,
                          &without.summary.total_energy_joules, &without.summary.avg_power_watts})
        *summary = {.absent_reason = "no meter"};
    domain::Result longer = measured(5, 2);
    longer.experiment.config->workload.output_tokens = 1024;
    const std::string first = publish(measured(6, 3)), second = publish(without),
                      third = publish(longer);
    const std::string query = "ids=" + first + "," + second + "," + third;
    const domain::ResultComparison made = compared(query);
    ASSERT_EQ(made.refusals.size(), 2U);
    EXPECT_EQ(made.refusals[0].reason, "B has no energy.");
    EXPECT_EQ(made.refusals[1].letters, std::vector<std::string>{"C"});
    EXPECT_EQ(value_of(made, "tokens_per_joule", 1).absent_reason, "no meter");
    EXPECT_TRUE(value_of(made, "throughput_tokens_per_sec", 1).ratio);
    EXPECT_FALSE(value_of(made, "throughput_tokens_per_sec", 2).ratio);
    const std::string html = page("?" + query).body;
    EXPECT_TRUE(contains(html, "The energy of B is not comparable with that of A.</b>"));
    EXPECT_TRUE(contains(html, "C is not comparable with A.</b> The output lengths differ"));
    EXPECT_TRUE(contains(html, "not compared: prompts or answers differ in length"));
}

INSTANTIATE_TEST_SUITE_P(Databases, CompareApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
