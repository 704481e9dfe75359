#pragma once
/// A short experiment on a scripted server, in its own folder: shared by tests of whole runs.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "measure/run/experiment_run.hpp"
#include "support/folder.hpp"
#include "support/scripted_server.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace lem::test {

class ExperimentFixture : public testing::Test {
protected:
    ExperimentFixture() {
        setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
        config_.name = "test";
        config_.model.name = "tiny";
        config_.engine.name = domain::EngineName::openai;
        config_.load = domain::ConcurrencyLoad{.streams = 2};
        config_.workload.output_tokens = 4;
        config_.protocol = {.cycles = 3,
                            .cycle_s = 0.3,
                            .warmup_s = 0.1,
                            .warmup_until_steady = false,
                            .cooldown_s = 0,
                            .cool_start_max_s = 0,
                            .idle_s = 0,
                            .request_timeout_s = 2};
        config_.energy.source = domain::EnergySourceName::none;
        config_.energy.period_ms = 10;
    }

    domain::Result run(const ScriptedServer& server) {
        config_.engine.base_url = server.url();
        return run();
    }
    domain::Result run() {
        return measure::run_experiment({.config = config_,
                                        .config_folder = folder_,
                                        .output_folder = folder_ / "out",
                                        .on_progress =
                                            [this](const measure::Progress& progress) {
                                                if (on_progress_) on_progress_(progress);
                                            },
                                        .stop = stop_,
                                        .wall_clock = wall_clock_,
                                        .random = random_,
                                        .variables = process_variable});
    }
    std::string failure_of(const ScriptedServer& server) {
        config_.engine.base_url = server.url();
        return failure();
    }
    std::string failure() {
        try {
            run();
        } catch (const Error& error) {
            return error.message();
        }
        return "it ran";
    }
    /// An empty model for engines that are started, at model.path.
    void make_tiny_gguf() {
        config_.model.path = "tiny.gguf";
        std::string header("GGUF\x03\0\0\0", 8);
        header.append(16, '\0');
        std::ofstream(folder_ / "tiny.gguf", std::ios::binary) << header;
    }
    std::string content(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(folder_ / "out" / name, std::ios::binary).rdbuf();
        return text.str();
    }
    /// Answers a probe (8 tokens) and requests of `config_`.
    static Script good(const SeenRequest& request, int first_ms = 5, int gap_ms = 2) {
        if (request.target != "/v1/chat/completions") return answer(404, "{}");
        const bool probe = request.body.find("\"max_tokens\":8") != std::string::npos;
        return steady_stream(probe ? 8 : 4, first_ms, gap_ms);
    }

    /// The system's value unless a test sets another.
    struct SettableClock : Clock {
        std::atomic<Milliseconds> set_by_ms{0};
        Milliseconds now_ms() const override { return SystemClock().now_ms() + set_by_ms; }
    };

    const Folder scratch_;
    SettableClock wall_clock_;
    SystemRandom random_;
    const std::filesystem::path& folder_ = scratch_.path();
    domain::Experiment config_;
    std::atomic<bool> stop_{false};
    std::function<void(const measure::Progress&)> on_progress_;
};

}  // namespace lem::test
