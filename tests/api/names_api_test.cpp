#include "app/renamed_results.hpp"
#include "features/names/names.hpp"
#include "support/server.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <thread>

/// Names of models and devices: united on the board, reviewed where nobody knows them, and moved by
/// aliases and catalogue files.
namespace lem {
namespace {

class NamesApi : public test::Server {
protected:
    domain::Receipt publish(const std::string& model, const std::string& device) {
        domain::Result result = test::sample_result(++published_);
        result.experiment.id = "exp_" + std::to_string(published_);
        result.model.name = model;
        result.environment.devices[0].name = device;
        return receipt(submit(result));
    }
    domain::LeaderboardRow row_of(const domain::Receipt& published) {
        return schema::from_text<domain::ResultDetail>(
                   get("/api/v1/results/" + published.id.text).body)
            .value()
            .row;
    }
    names::NameReview review(const std::string& query = {}) {
        const std::string token =
            service_->accounts().create_token("root", "test", {domain::Scope::admin}, std::nullopt);
        const auto answer = call("GET", "/api/v1/admin/names" + query, {}, token);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return schema::from_text<names::NameReview>(answer.body).value_or(names::NameReview{});
    }
    /// As `lem admin alias set` does it, in another process.
    void set_alias(const names::Alias& alias) {
        const auto database =
            sql::Database::open(config_.database.value_or("sqlite:" + folder_ + "/lem.db"), false);
        names::Aliases(*database, service_->clock(), domain::built_in_catalogue(),
                       app::mark_renamed_results)
            .set(alias);
    }
    /// The follower sees changes of other processes twice a second.
    bool comes_true(const std::function<bool()>& condition) {
        for (int i = 0; i < 500; ++i) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
    void write_catalogue(const std::string& text) {
        const auto folder = scratch_.path() / "catalogue";
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "own.yaml") << text;
        config_.catalogue = folder.string();
    }

    int published_ = 0;
};

TEST_P(NamesApi, SpellingsOfOneModelAreOneModelOnTheBoard) {
    publish("qwen3:8b", "nvidia l4");
    publish("Qwen/Qwen3-8B", "NVIDIA L4");
    const auto last = publish("Qwen3-8B-Q4_K_M.gguf", "NVIDIA L4");
    const auto page = board("?facets=model,hardware");
    ASSERT_EQ(page.facets.at("model").size(), 1U);
    EXPECT_EQ(page.facets.at("model")[0].value, "Qwen/Qwen3-8B");
    EXPECT_EQ(page.facets.at("model")[0].count, 3);
    ASSERT_EQ(page.facets.at("hardware").size(), 1U);
    EXPECT_EQ(page.facets.at("hardware")[0].value, "NVIDIA L4");
    for (const domain::LeaderboardRow& row : page.items) {
        EXPECT_TRUE(row.model_known);
        EXPECT_TRUE(row.hardware_known);
        EXPECT_NEAR(row.parameters_total.value_or(0), 8.2e9, 0.1e9);
    }
    const auto detail =
        schema::from_text<domain::ResultDetail>(get("/api/v1/results/" + last.id.text).body)
            .value();
    EXPECT_EQ(detail.row.model, "Qwen/Qwen3-8B");
    EXPECT_EQ(detail.document.model.name, "Qwen3-8B-Q4_K_M.gguf") << "as submitted";
    EXPECT_EQ(board("?q=qwen3:8b").total, 3) << "a search in any spelling";
    EXPECT_EQ(board("?q=qwen3:4b").total, 0);
    EXPECT_TRUE(review().items.empty());
}

TEST_P(NamesApi, UnknownNamesKeepTheirWordsAndAreReviewed) {
    publish("Acme/Qwen3-8B-Acme", "Example GPU 24GB");
    publish("Acme/Qwen3-8B-Acme", "NVIDIA H100");
    const auto withdrawn = publish("Acme/Gone", "NVIDIA L4");
    ASSERT_EQ(
        call("DELETE", "/api/v1/results/" + withdrawn.id.text, R"({"reason":"wrong"})", token_)
            .status,
        200);
    const auto page = board();
    ASSERT_EQ(page.items.size(), 2U);
    for (const domain::LeaderboardRow& row : page.items) {
        EXPECT_EQ(row.model, "Acme/Qwen3-8B-Acme");
        EXPECT_FALSE(row.model_known);
        EXPECT_FALSE(row.hardware_known);
        EXPECT_EQ(row.parameters_total, std::nullopt);
    }
    const auto names = review().items;
    ASSERT_EQ(names.size(), 3U) << "no name of a withdrawn result";
    EXPECT_EQ(names[0].name, "Acme/Qwen3-8B-Acme");
    EXPECT_EQ(names[0].kind, names::AliasKind::model);
    EXPECT_EQ(names[0].standing, domain::NameStanding::unknown);
    EXPECT_EQ(names[0].results, 2);
    EXPECT_EQ(names[0].first_seen, page.items.back().submitted_at);
    ASSERT_FALSE(names[0].similar.empty());
    EXPECT_EQ(names[0].similar[0], "Qwen/Qwen3-8B");
    EXPECT_EQ(names[1].name, "Example GPU 24GB");
    EXPECT_EQ(names[2].name, "NVIDIA H100");
    EXPECT_EQ(names[2].standing, domain::NameStanding::ambiguous);
    EXPECT_EQ(review("?kind=model").items.size(), 1U);
    EXPECT_EQ(review("?kind=hardware&limit=1").items.size(), 1U);
}

TEST_P(NamesApi, OnlyAnAdministratorReviewsNames) {
    EXPECT_EQ(get("/api/v1/admin/names").status, 401);
    EXPECT_EQ(call("GET", "/api/v1/admin/names", {}, token_).status, 403);
}

TEST_P(NamesApi, AnAliasMovesWhatWasThereWithItsFacts) {
    const auto first = publish("house-model", "Example GPU 24GB");
    set_alias({names::AliasKind::model, "house-model", "qwen3:8b"});
    set_alias({names::AliasKind::hardware, "Example GPU 24GB", "NVIDIA L4"});
    EXPECT_TRUE(comes_true([&] {
        const auto page = board();
        return page.items.at(0).model == "Qwen/Qwen3-8B" &&
               page.items.at(0).hardware == "NVIDIA L4" &&
               page.items.at(0).parameters_total.has_value();
    }));
    const domain::LeaderboardRow row = row_of(first);
    EXPECT_EQ(row.model, "Qwen/Qwen3-8B");
    EXPECT_EQ(row.model_family, "Qwen3");
    EXPECT_TRUE(row.model_known);
    EXPECT_TRUE(row.hardware_known);
    EXPECT_NEAR(row.parameters_total.value_or(0), 8.2e9, 0.1e9);
    EXPECT_TRUE(review().items.empty());
    const domain::LeaderboardRow later = row_of(publish("house-model", "Example GPU 24GB"));
    EXPECT_EQ(later.model, "Qwen/Qwen3-8B");
    EXPECT_TRUE(later.parameters_total.has_value());
}

TEST_P(NamesApi, AnAliasOfADeviceHoldsForAnyNumberOfThem) {
    domain::Result result = test::sample_result(9);
    domain::Device second = result.environment.devices[0];
    second.index = 1;
    result.environment.devices.push_back(second);
    for (domain::Cycle& cycle : result.cycles) {
        const double half = *cycle.energy.energy_joules / 2;
        cycle.energy.per_device = {{0, half}, {1, half}};
    }
    ASSERT_EQ(submit(result).status, 201);
    ASSERT_EQ(board().items.at(0).hardware, "2 x Example GPU 24GB");
    EXPECT_EQ(review("?kind=hardware").items.at(0).name, "Example GPU 24GB");
    set_alias({names::AliasKind::hardware, "Example GPU 24GB", "nvidia l4"});
    EXPECT_TRUE(comes_true([&] { return board().items.at(0).hardware == "2 x NVIDIA L4"; }));
    EXPECT_EQ(board().items.at(0).hardware_count, 2);
}

TEST_P(NamesApi, AnotherCatalogueMovesWhatWasThere) {
    publish("Acme/Tiny-1B", "Example GPU 24GB");
    write_catalogue(R"(
models:
  - names: [{name: Acme/Tiny-1B-Instruct, aliases: [Acme/Tiny-1B]}]
    parameters_total: 1.1e9
    precision: bf16
    source: its maker
    status: datasheet
hardware:
  - {id: example, name: Example GPU, aliases: [Example GPU 24GB], memory_gb: 24, source: its maker,
     status: datasheet}
)");
    restart();
    domain::LeaderboardRow row;
    EXPECT_TRUE(comes_true([&] {
        row = board().items.at(0);
        return row.hardware == "Example GPU";
    }));
    EXPECT_EQ(row.model, "Acme/Tiny-1B-Instruct");
    EXPECT_EQ(row.parameters_total, 1.1e9);
    EXPECT_TRUE(review().items.empty());
    const auto served =
        schema::from_text<domain::CatalogueFile>(get("/api/v1/catalogue").body).value();
    EXPECT_EQ(served.hardware.back().id, "example");
    config_.catalogue.reset();
    restart();
    EXPECT_TRUE(comes_true([&] { return board().items.at(0).hardware == "Example GPU 24GB"; }))
        << "without the file nobody knows it again";
}

TEST_P(NamesApi, AMistakeInACatalogueFileIsNamedAtTheStart) {
    write_catalogue(
        "hardware:\n  - id: x\n    name: Acme One\n    tdp_watts: many\n"
        "    source: us\n    status: datasheet\n");
    try {
        restart();
        FAIL() << "it started";
    } catch (const Error& error) {
        ASSERT_EQ(error.violations().size(), 1U);
        EXPECT_NE(error.violations()[0].message.find("own.yaml:4:"), std::string::npos)
            << error.violations()[0].message;
        EXPECT_NE(error.violations()[0].message.find("/hardware/0/tdp_watts"), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(Databases, NamesApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
