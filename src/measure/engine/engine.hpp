#pragma once
/// A running inference engine, started by lem or attached to. One file for each engine.

#include "domain/result/result.hpp"
#include "measure/load/load_client.hpp"

#include <functional>
#include <memory>

namespace lem::measure {

class Engine {
public:
    virtual ~Engine() = default;
    virtual Endpoint endpoint() const = 0;
    virtual domain::EngineRecord record() const = 0;
    /// Process ID of the engine's first process; nullopt when it is not visible.
    virtual std::optional<int> pid() const = 0;
    /// How the engine ended, with the last lines of its log; nullopt while it serves.
    virtual std::optional<std::string> death() = 0;
    virtual void stop() = 0;
};

struct EngineContext {
    const domain::Experiment& config;
    std::filesystem::path config_folder;
    std::filesystem::path log_file;
    const std::atomic<bool>& stop;
    /// Shows a line to the user.
    std::function<void(const std::string&)> tell = [](const std::string&) {};
    /// Tokens of the longest request, prompt and answer (longest_request_tokens); absent when the
    /// workload's fields set the lengths.
    std::optional<int> request_tokens_max = {};
};

/// Returns when the engine is ready to serve. Throws Error with the last lines of its log when it
/// does not become ready.
std::unique_ptr<Engine> start_engine(const EngineContext& context);
/// The endpoint that engine.base_url names, with its key. Throws Error(bad_request) for an invalid
/// address, or when the variable with the key is not set.
Endpoint attached_endpoint(const domain::EngineConfig& config,
                           const std::filesystem::path& config_folder);
std::unique_ptr<Engine> attach_openai(const EngineContext& context);

}  // namespace lem::measure
