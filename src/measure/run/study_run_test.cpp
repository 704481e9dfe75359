#include "measure/run/study_run.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "support/folder.hpp"
#include "support/scripted_server.hpp"

#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

namespace lem::measure {
namespace {

using test::ScriptedServer;
using test::SeenRequest;

class StudyRun : public testing::Test {
protected:
    StudyRun() {
        setenv("XDG_CONFIG_HOME", (scratch_.path() / "config").c_str(), 1);
        study_.study = "test";
        experiment_.name = "test";
        experiment_.model.name = "tiny";
        experiment_.engine.name = domain::EngineName::openai;
        experiment_.engine.base_url = server_.url();
        experiment_.workload.output_tokens = 8;
        experiment_.protocol = {.cycles = 1,
                                .cycle_s = 1,
                                .warmup_s = 0,
                                .warmup_until_steady = false,
                                .cooldown_s = 0,
                                .idle_s = 0};
        experiment_.energy.source = domain::EnergySourceName::none;
    }
    StudyOutcome run(std::initializer_list<int> streams) {
        std::vector<domain::StudyPoint> points;
        for (const int count : streams) {
            experiment_.load = domain::ConcurrencyLoad{.streams = count};
            points.push_back({"load.streams=" + std::to_string(count), experiment_});
        }
        measured_ = 0;
        return run_study(
            {.study = study_,
             .points = points,
             .config_folder = scratch_.path(),
             .output_folder = scratch_.path() / "out",
             .on_turn =
                 [this](const domain::Turn&, std::size_t place, std::size_t) {
                     ++measured_;
                     if (place == stop_at_) stop_ = true;
                 },
             .on_progress = [this](const Progress& now) { told_ += now.message.value_or(""); },
             .stop = stop_,
             .wall_clock = clock_,
             .random = random_,
             .variables = process_variable});
    }

    const test::Folder scratch_;
    const SystemClock clock_;
    SystemRandom random_;
    std::atomic<bool> broken_{false};
    ScriptedServer server_{[this](const SeenRequest& request) {
        if (request.target != "/v1/chat/completions") return test::answer(404, "{}");
        return broken_ ? test::answer(500, "no") : test::steady_stream(8, 2, 1);
    }};
    domain::Study study_;
    domain::Experiment experiment_;
    std::atomic<bool> stop_{false};
    std::size_t stop_at_ = 0;
    int measured_ = 0;
    std::string told_;
};

TEST_F(StudyRun, SaysWhatIsTheSameForEachPointOnce) {
    experiment_.energy.source = domain::EnergySourceName::automatic;
    experiment_.energy.sysfs_root = (scratch_.path() / "no_sensors").string();
    experiment_.protocol.cycle_s = 0.2;
    run({1, 2});
    EXPECT_EQ(measured_, 2);
    const std::string line = "amdgpu: no AMD GPU";
    const std::size_t first = told_.find(line);
    ASSERT_NE(first, std::string::npos) << told_;
    EXPECT_EQ(told_.find(line, first + 1), std::string::npos) << told_;
}

TEST_F(StudyRun, GoesOnWithWhatIsNotFinished) {
    stop_at_ = 2;
    const StudyOutcome first = run({1, 2, 3});
    EXPECT_EQ(first.ended_early, "stopped by the user");
    EXPECT_EQ(measured_, 2);
    ASSERT_EQ(first.turns.size(), 2U);
    EXPECT_TRUE(first.turns[1].failure) << "it was stopped in the middle";

    stop_ = false;
    stop_at_ = 0;
    const StudyOutcome second = run({1, 2, 3});
    EXPECT_EQ(measured_, 2) << "the first was finished before";
    ASSERT_EQ(second.turns.size(), 3U);
    EXPECT_TRUE(second.turns[0].finished_before);
    EXPECT_FALSE(second.ended_early);
    for (const PointOutcome& turn : second.turns) {
        ASSERT_TRUE(turn.result) << turn.failure.value_or("");
        EXPECT_TRUE(turn.result->experiment.complete);
        EXPECT_TRUE(std::filesystem::exists(turn.folder / "manifest.json"));
    }
    run({1, 2, 3});
    EXPECT_EQ(measured_, 0);
}

TEST_F(StudyRun, HalfALineOfTheJournalIsNoLine) {
    run({1, 2});
    const auto journal = scratch_.path() / "out/study.jsonl";
    std::filesystem::resize_file(journal, std::filesystem::file_size(journal) - 9);
    const StudyOutcome again = run({1, 2});
    EXPECT_EQ(measured_, 1);
    EXPECT_TRUE(again.turns[1].result);
    EXPECT_TRUE(std::filesystem::exists(again.turns[1].folder.string() + ".interrupted-1"))
        << "nothing is deleted";
}

TEST_F(StudyRun, OtherPointsNeedAnotherFolder) {
    run({1});
    try {
        run({1, 2});
        ADD_FAILURE() << "it ran";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("a study with other points"), std::string::npos);
    }
}

TEST_F(StudyRun, TwoRunsOfAFolderAreOneTooMany) {
    run({1});
    const int other = open((scratch_.path() / "out/study.jsonl").c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_EQ(flock(other, LOCK_EX | LOCK_NB), 0) << "the first has released it";
    try {
        run({1});
        ADD_FAILURE() << "it ran";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("in use by another lem"), std::string::npos);
    }
    close(other);
}

TEST_F(StudyRun, EndsWhenItsTimeIsUp) {
    study_.wall_clock_limit_s = 0.5;
    const StudyOutcome outcome = run({1, 2, 3});
    EXPECT_EQ(measured_, 1) << "a point that was begun is finished";
    EXPECT_EQ(outcome.ended_early, "the time limit was reached (wall_clock_limit_s)");
    EXPECT_FALSE(outcome.turns[0].failure);
}

TEST_F(StudyRun, PausesBetweenPointsAlone) {
    study_.gap_s = 1.5;
    const std::int64_t start_ns = monotonic_ns();
    run({1, 2});
    const double with_gap_s = static_cast<double>(monotonic_ns() - start_ns) / 1e9;
    EXPECT_GE(with_gap_s, 2 * 1 + 1.5);
    run({1, 2});
    const double again_s = static_cast<double>(monotonic_ns() - start_ns) / 1e9 - with_gap_s;
    EXPECT_LT(again_s, 1.5) << "nothing was measured, so nothing has to cool down";
}

TEST_F(StudyRun, StopsAfterFailuresInARow) {
    broken_ = true;
    study_.failures_in_a_row_max = 2;
    const StudyOutcome outcome = run({1, 2, 3, 4});
    EXPECT_EQ(measured_, 2);
    EXPECT_NE(outcome.ended_early->find("2 points failed in a row"), std::string::npos);
    EXPECT_NE(outcome.turns[0].failure->find("HTTP 500"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
