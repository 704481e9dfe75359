#include "domain/explorer/explorer_wire.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Models and hardware over HTTP and as pages.
namespace lem {
namespace {

class ExplorerApi : public test::Server {
protected:
    std::string publish(double tokens_per_joule, const std::string& model) {
        domain::Result result = test::sample_result(tokens_per_joule);
        result.experiment.id = "exp_" + std::to_string(++published_);
        result.model.name = model;
        const auto response = submit(result);
        EXPECT_EQ(response.status, 201) << response.body;
        return receipt(response).id.text;
    }
    template <class T>
    T answer(const std::string& path) {
        const auto response = get(path);
        EXPECT_EQ(response.status, 200) << path << response.body;
        return schema::from_text<T>(response.body).value();
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

TEST_P(ExplorerApi, ListsModelsAndShowsEach) {
    const std::string slow = publish(2, "Qwen/Qwen3-8B"), fast = publish(5, "qwen3:8b");
    publish(9, "nobody/tiny");
    const auto list = answer<domain::ModelList>("/api/v1/models");
    ASSERT_EQ(list.items.size(), 2U);
    EXPECT_EQ(list.items[0].name, "nobody/tiny");
    const domain::ModelSummary& model = list.items[1];
    EXPECT_EQ(model.results, 2);
    EXPECT_EQ(model.best.at(0).id.text, fast);
    EXPECT_EQ(model.best.at(0).rank, 2);
    EXPECT_NEAR(model.ranges.at(0).lowest, 2, 0.01);

    const auto detail = answer<domain::ModelDetail>("/api/v1/models/" + model.id);
    EXPECT_EQ(detail.best.at(0).id.text, fast);
    EXPECT_EQ(detail.cells.at(0).results, 2);
    ASSERT_EQ(detail.names.size(), 2U);
    EXPECT_EQ(detail.names[0].results + detail.names[1].results, 2);
    EXPECT_EQ(detail.names_counted, 2);

    const auto results = answer<domain::ResultColumns>("/api/v1/models/" + model.id +
                                                       "/results?sort=tokens_per_joule");
    EXPECT_EQ(results.ids, (std::vector{slow, fast}));
    EXPECT_EQ(get("/api/v1/models/nobody~else").status, 404);
    EXPECT_EQ(get("/api/v1/models?sort=-submitted_at").status, 400);
    EXPECT_EQ(get("/api/v1/models?cursor=abc").status, 400);
    EXPECT_EQ(get("/api/v1/models?best_per=model").status, 400);
    EXPECT_EQ(get("/api/v1/models?limit=100000").status, 400);
}

TEST_P(ExplorerApi, AnswersWithATagThatChangesWithTheResults) {
    publish(2, "Qwen/Qwen3-8B");
    const std::string before(get("/api/v1/models").header("ETag"));
    EXPECT_FALSE(before.empty());
    EXPECT_EQ(get("/api/v1/models").header("ETag"), before);
    publish(3, "Qwen/Qwen3-8B");
    EXPECT_NE(get("/api/v1/models").header("ETag"), before);
    EXPECT_EQ(answer<domain::ModelList>("/api/v1/models").items.at(0).results, 2);
}

TEST_P(ExplorerApi, ListsHardwareAndShowsEach) {
    publish(2, "Qwen/Qwen3-8B");
    const auto list = answer<domain::HardwareList>("/api/v1/hardware");
    ASSERT_EQ(list.items.size(), 1U);
    const auto detail = answer<domain::HardwareDetail>("/api/v1/hardware/" + list.items[0].id);
    EXPECT_EQ(detail.rows, 1);
    EXPECT_EQ(detail.best_total, 1);
    EXPECT_TRUE(detail.power.empty());  // the result states none
    EXPECT_EQ(detail.names.at(0).results, 1);
    EXPECT_EQ(get("/api/v1/hardware/a_thing").status, 404);
    EXPECT_EQ(get("/api/v1/hardware?sort=-tokens_per_joule").status, 400);
}

TEST_P(ExplorerApi, WithdrawnResultsLeaveNoModel) {
    const std::string id = publish(2, "nobody/tiny");
    EXPECT_EQ(get("/api/v1/models/nobody~tiny").status, 200);
    EXPECT_EQ(call("DELETE", "/api/v1/results/" + id, R"({"reason":"a test"})", token_).status,
              200);
    EXPECT_EQ(get("/api/v1/models/nobody~tiny").status, 404);
    EXPECT_TRUE(answer<domain::ModelList>("/api/v1/models").items.empty());
}

TEST_P(ExplorerApi, SendsPagesWithTheirDataAndTitle) {
    publish(2, "Qwen/Qwen3-8B");
    const std::string models = page("/models").body;
    EXPECT_TRUE(contains(models, "<title>Models"));
    EXPECT_TRUE(contains(
        models, "\"/api/v1/models?facets=model_family,hardware,precision,engine\":{\"items\""))
        << models;
    const std::string model = page("/models/Qwen~Qwen3-8B?slo=peak_memory_mb%3C%3D1").body;
    EXPECT_TRUE(contains(model, "<title>Qwen/Qwen3-8B"));
    EXPECT_TRUE(contains(model, "\"/api/v1/models/Qwen~Qwen3-8B?slo=peak_memory_mb%3C%3D1\":{"));
    EXPECT_TRUE(contains(page("/hardware").body, "\"/api/v1/hardware\":{\"items\""));
    // What the API would refuse, the application says.
    EXPECT_EQ(page("/models?sort=nonsense&tab=x").status, 200);
    EXPECT_EQ(page("/models/nobody~else").status, 404);
    EXPECT_EQ(page("/hardware/a_thing").status, 404);
}

TEST_P(ExplorerApi, APlainNameLeadsToItsPage) {
    publish(5, "a_b");
    EXPECT_EQ(answer<domain::ModelDetail>("/api/v1/models/a_b").summary.id, "a!_b");
    const auto moved = page("/models/a_b?slo=peak_memory_mb%3C%3D1");
    EXPECT_EQ(moved.status, 303);
    EXPECT_EQ(moved.header("Location"), "/models/a!_b?slo=peak_memory_mb%3C%3D1");
    EXPECT_EQ(page("/models/a!_b").status, 200);
    EXPECT_EQ(page("/models/a%21_b").status, 200) << "the same address";
    EXPECT_EQ(page("/models/qwen3:8b").header("Location"), "/models/Qwen~Qwen3-8B");
    EXPECT_EQ(page("/hardware/Example%20GPU%2024GB").header("Location"),
              "/hardware/Example_GPU_24GB");
    EXPECT_EQ(get("/models/a_b.csv").status, 200);
}

INSTANTIATE_TEST_SUITE_P(Databases, ExplorerApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
