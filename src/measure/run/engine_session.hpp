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
    const domain::Experiment& launched;  // as it was asked for
    const domain::Experiment& config;    // its load becomes what a search found
    std::filesystem::path config_folder;
    std::filesystem::path log_file;
    const std::atomic<bool>& stop;
    const RunClock& clock;
    const ProgressReporter& reporter;
};

class EngineSession {
public:
    explicit EngineSession(EngineSessionContext context) : context_(std::move(context)) {}

    /// Starts the engine, learns what it understands, and fits the lengths of generated prompts to
    /// its tokens. Throws Error where it does not start or answer.
    void start(std::vector<Prompt> prompts, domain::EngineRecord& record);
    /// A new process, so that what one start happened to do is not all that is seen; the record
    /// stays that of the first start. Throws as `start`.
    void restart();
    void stop();

    /// How it ended; nothing while it serves, and before its start.
    std::optional<std::string> death() { return engine_ ? engine_->death() : std::nullopt; }
    /// 0: it cannot be seen.
    int pid() const { return pid_; }
    /// Which start it is, from 1.
    int start_number() const { return starts_; }
    Endpoint endpoint() const { return engine_->endpoint(); }
    LoadClient& client() { return *client_; }
    /// As they are sent.
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
