#pragma once
/// A leaderboard over a real SQLite database, for lists and pages of models and hardware.

#include "domain/board/leaderboard_wire.hpp"
#include "features/leaderboard/leaderboard.hpp"
#include "support/folder.hpp"
#include "support/migrated.hpp"
#include "support/published_rows.hpp"

#include <gtest/gtest.h>

namespace lem::test {

inline const std::string qwen = "Qwen/Qwen3-8B", tiny = "nobody/tiny",
                         h100 = "NVIDIA H100 SXM 80GB", l4 = "NVIDIA L4";

class ExplorerBoard : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + folder_.path().string() + "/lem.db", false);
        migrate(*database_);
        database_->write([](sql::Transaction& transaction) {
            transaction.execute(insert_account, "acc_ada", "ada");
        });
    }
    void TearDown() override {
        board_.reset();
        database_.reset();
    }

    domain::LeaderboardRow row(const std::string& model, const std::string& hardware,
                               std::optional<double> tokens_per_joule) {
        domain::LeaderboardRow made;
        made.id = {"res_" + std::to_string(++rows_)};
        made.model = model;
        made.model_family = domain::family_of(model);
        made.engine = "vllm";
        made.precision = "bf16";
        made.hardware = hardware;
        made.energy_scope = domain::EnergyScope::gpu;
        made.energy_method = domain::EnergyMethod::counter;
        made.submitted_by = "ada";
        made.submitted_at = "2026-11-2" + std::to_string(rows_ % 10) + "T14:02:00.000Z";
        made.metrics.tokens_per_joule = {.value = tokens_per_joule, .ci95_half_width = 0.1};
        return made;
    }
    void add(const domain::LeaderboardRow& made) {
        database_->write(
            [&](sql::Transaction& transaction) { publish_row(transaction, made, "acc_ada"); });
    }
    const leaderboard::Leaderboard& board() {
        if (!board_)
            board_ =
                std::make_unique<leaderboard::Leaderboard>(*database_, "", [](const std::string&) {});
        return *board_;
    }
    static std::vector<std::string> names(const auto& items) {
        std::vector<std::string> found;
        for (const auto& item : items)
            found.push_back(item.name);
        return found;
    }

    Folder folder_;
    std::unique_ptr<sql::Database> database_;
    std::unique_ptr<leaderboard::Leaderboard> board_;
    int rows_ = 0;
};

}  // namespace lem::test
