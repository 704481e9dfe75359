#pragma once
/// The engine of one run and the client that loads it: started, probed, restarted between cycles
/// and stopped. Used by the run's thread; `pid` by any.

#include "measure/engine/engine.hpp"
#include "measure/load/dialect.hpp"
#include "measure/run/progress_reporter.hpp"
#include "measure/workload/prompts.hpp"

#include <filesystem>

namespace lem::measure {

struct EngineSessionContext {
    const domain::Experiment& launched;  // as configured
    const domain::Experiment& config;    // with the load that a search found
    std::filesystem::path config_folder;
    std::filesystem::path log_file;
    const std::atomic<bool>& stop;
    const RunClock& clock;
    const ProgressReporter& reporter;
};

class EngineSession {
public:
    explicit EngineSession(EngineSessionContext context) : context_(std::move(context)) {}

    /// Starts the engine, finds out which request fields it supports, and fits the lengths of
    /// generated prompts to its tokens. Throws Error when it does not start or answer.
    void start(std::vector<Prompt> prompts, domain::EngineRecord& record);
    /// Starts a new process, so that the result does not depend on a single start. The record stays
    /// that of the first start. Throws as `start`.
    void restart();
    void stop();

    /// How the engine ended; nullopt while it runs and before its start.
    std::optional<std::string> death() { return engine_ ? engine_->death() : std::nullopt; }
    /// The process id of the engine; 0 when it is not visible.
    int pid() const { return pid_; }
    /// The number of starts, 1 after the first.
    int start_number() const { return starts_; }
    Endpoint endpoint() const { return engine_->endpoint(); }
    LoadClient& client() { return *client_; }
    /// The prompts that are sent.
    const std::vector<Prompt>& prompts() const { return prompts_; }

private:
    void launch();
    void connect();
    DialectFindings probe();
    bool calibrate_prompts();

    const EngineSessionContext context_;
    std::vector<Prompt> prompts_;
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<LoadClient> client_;
    std::atomic<int> pid_{0};
    int starts_ = 0;
};

}  // namespace lem::measure
