#include "support/bundle.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// What other results make of a result: repetitions, copies, and flags that hide it.
namespace lem {
namespace {

class PeersApi : public test::Server {
protected:
    std::string account(const std::string& name) {
        return service_->accounts().create_token(name, "test", {domain::Scope::results_write},
                                                 std::nullopt);
    }
    /// Measurements of one configuration, by the hour.
    static domain::Result measured(double tokens_per_joule, int hour, const std::string& device) {
        domain::Result result = test::sample_result(tokens_per_joule);
        constexpr std::int64_t start_ms = 1'763'000'000'000;
        const std::int64_t shift_ms = hour * 3'600'000LL;
        result.experiment.id = "exp_" + device + std::to_string(hour);
        result.experiment.started_at = text::rfc3339(start_ms + shift_ms);
        result.experiment.ended_at = text::rfc3339(start_ms + shift_ms + 400'000);
        for (domain::Cycle& cycle : result.cycles) {
            const std::int64_t at_ms = start_ms + shift_ms + 70'000 * cycle.index;
            cycle.window.started_at = text::rfc3339(at_ms);
            cycle.window.ended_at = text::rfc3339(at_ms + 60'000);
        }
        if (!device.empty()) result.environment.devices.front().uuid_hash = sha256_hex(device);
        return result;
    }
    std::string publish(const domain::Result& result, const std::string& token) {
        const auto response = call("POST", "/api/v1/results", schema::to_text(result), token);
        EXPECT_EQ(response.status, 201) << response.body;
        return receipt(response).id.text;
    }
    domain::ResultDetail detail(const std::string& id) {
        return schema::from_text<domain::ResultDetail>(get("/api/v1/results/" + id).body).value();
    }
    domain::Trust trust(const std::string& id) {
        for (const domain::LeaderboardRow& row : board("?flagged=shown").items) {
            if (row.id.text != id) continue;
            EXPECT_EQ(row.trust, detail(id).row.trust) << "board and page differ";
            return row.trust;
        }
        ADD_FAILURE() << id << " is not on the board";
        return {};
    }
};

TEST_P(PeersApi, AnIndependentResultThatAgreesReproduces) {
    const std::string ben = account("ben");
    const std::string first = publish(measured(5, 0, "a"), token_);
    EXPECT_EQ(trust(first), domain::Trust::self_reported);

    const std::string own = publish(measured(5.01, 1, "b"), token_);
    EXPECT_EQ(trust(first), domain::Trust::self_reported) << "the same account";
    const std::string same_device = publish(measured(5.02, 2, "a"), ben);
    EXPECT_EQ(detail(first).repetitions.size(), 2U);
    EXPECT_EQ(trust(first), domain::Trust::self_reported) << "the same device";
    EXPECT_EQ(trust(own), domain::Trust::reproduced);
    const std::string far_away = publish(measured(5.6, 3, "c"), ben);
    EXPECT_EQ(trust(far_away), domain::Trust::self_reported) << "12 % apart";

    const std::string second = publish(measured(5.2, 4, "d"), ben);
    EXPECT_EQ(trust(first), domain::Trust::reproduced);
    EXPECT_EQ(trust(second), domain::Trust::reproduced);
    const auto repetitions = detail(first).repetitions;
    ASSERT_EQ(repetitions.size(), 4U);
    EXPECT_EQ(repetitions[0].id.text, second);
    EXPECT_EQ(repetitions[0].submitted_by, "ben");
    EXPECT_NEAR(repetitions[0].relative_difference, 0.04, 1e-9);
    EXPECT_TRUE(repetitions[0].independent && repetitions[0].agrees);
    EXPECT_TRUE(repetitions[1].independent && !repetitions[1].agrees);

    ASSERT_EQ(call("DELETE", "/api/v1/results/" + second, R"({"reason":"wrong"})", ben).status,
              200);
    EXPECT_EQ(trust(first), domain::Trust::self_reported) << "the other was withdrawn";
    restart();
    EXPECT_EQ(trust(own), domain::Trust::reproduced);
}

TEST_P(PeersApi, ACopiedFileIsRefusedAndASharedDeviceIsFlagged) {
    const std::string ben = account("ben");
    const auto bundle = [&](const domain::Result& result, const std::string& log) {
        return test::bundle_of({{"result.json", schema::to_text(result)}, {"power.csv", log}},
                               folder_);
    };
    const std::string trace = "time_s,source,watts\n" + std::string(2'000, '\n');
    const std::string type = "application/vnd.lem.bundle";
    const auto first =
        call("POST", "/api/v1/results", bundle(measured(5, 0, "a"), trace), token_, type);
    ASSERT_EQ(first.status, 201) << first.body;
    const auto copy =
        call("POST", "/api/v1/results", bundle(measured(6, 1, "b"), trace), ben, type);
    EXPECT_EQ(copy.status, 422);
    EXPECT_NE(copy.body.find("S7"), std::string::npos) << copy.body;
    EXPECT_NE(copy.body.find(receipt(first).id.text), std::string::npos) << copy.body;
    // The same run again is no copy of itself.
    EXPECT_EQ(
        call("POST", "/api/v1/results", bundle(measured(5, 0, "a"), trace), token_, type).status,
        200);

    domain::Result beside = measured(4, 0, "a");
    beside.experiment.id = "exp_beside";
    const std::string id = publish(beside, ben);
    EXPECT_EQ(detail(id).row.flags, std::vector<std::string>{"S7"});
}

/// What flags the later of two is gone when the earlier is withdrawn, and is back when that is.
TEST_P(PeersApi, AFlagGoesWithTheResultThatCausedIt) {
    const std::string ben = account("ben");
    const domain::Result earlier = measured(5, 0, "a");
    const std::string first = publish(earlier, ben);
    domain::Result beside = measured(4, 0, "a");
    beside.experiment.id = "exp_beside";
    const std::string flagged = publish(beside, token_);
    const std::string elsewhen = publish(measured(4, 3, "a"), token_);
    using Flags = std::vector<std::string>;
    ASSERT_EQ(detail(flagged).row.flags, Flags{"S7"});
    const auto comes_to = [&](const Flags& flags) {
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (detail(flagged).row.flags != flags && std::chrono::steady_clock::now() < patience)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return detail(flagged).row.flags == flags;
    };
    ASSERT_EQ(call("DELETE", "/api/v1/results/" + first, R"({"reason":"not mine"})", ben).status,
              200);
    EXPECT_TRUE(comes_to({}));
    EXPECT_EQ(board("").total, 2) << "it is ranked";
    ASSERT_EQ(call("POST", "/api/v1/results", schema::to_text(earlier), ben).status, 200);
    EXPECT_TRUE(comes_to({"S7"}));
    EXPECT_TRUE(detail(elsewhen).row.flags.empty());
    EXPECT_TRUE(detail(first).row.flags.empty());
}

TEST_P(PeersApi, FlaggedResultsAreHiddenUntilAskedFor) {
    publish(measured(5, 0, "a"), token_);
    domain::Result beside = measured(4, 0, "a");
    beside.experiment.id = "exp_beside";
    const std::string flagged = publish(beside, token_);
    const auto ids = [&](const std::string& query) {
        std::vector<std::string> found;
        for (const auto& row : board(query).items)
            found.push_back(row.id.text);
        return found;
    };
    EXPECT_EQ(ids("").size(), 1U);
    EXPECT_EQ(ids("?flagged=shown").size(), 2U);
    EXPECT_EQ(ids("?flagged=only"), std::vector{flagged});
    EXPECT_EQ(ids("?flags=S7,E5"), std::vector{flagged});
    EXPECT_TRUE(ids("?flags=E5").empty());
    EXPECT_EQ(board("?flagged=only").items.at(0).not_ranked, domain::NotRanked::warnings);
    const auto facets = board("?facets=flags,source,trust").facets;
    ASSERT_EQ(facets.at("flags").size(), 1U);
    EXPECT_EQ(facets.at("flags")[0].value, "S7");
    EXPECT_EQ(facets.at("flags")[0].count, 1);
    EXPECT_EQ(facets.at("source").at(0).value, "lem");
    EXPECT_EQ(facets.at("source").at(0).count, 1) << "flagged results are not counted elsewhere";
    EXPECT_EQ(board("?source=lem&flagged=shown").total, 2);
    EXPECT_EQ(board("?source=vllm_bench&flagged=shown").total, 0);
    const std::string page = get("/").body;
    EXPECT_NE(page.find("1 flagged result hidden"), std::string::npos);
    EXPECT_EQ(page.find("/results/" + flagged), std::string::npos);
    EXPECT_NE(get("/?flagged=shown").body.find("/results/" + flagged), std::string::npos);
    EXPECT_NE(get("/?q=nothing").body.find("No result matches"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, PeersApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
