#pragma once
/// An engine that lem starts, as a local program or from a container image. Its settings are in
/// domain/experiment/engine_spec.hpp; each engine's file has one ServedEngine, which defines how it
/// starts. Pure except for `serve` and the functions that look for programs.

#include "domain/experiment/engine_spec.hpp"
#include "measure/engine/engine.hpp"
#include "platform/process/process.hpp"

#include <span>

namespace lem::measure {

/// Where the engine finds its model and listens, which differs inside a container.
struct LaunchPlan {
    const domain::Experiment& config;
    std::vector<std::string> program;  // the program that was found, with its first arguments
    std::string model;                 // file, folder, or name on a hub
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    bool model_is_local = false;
    std::string help;  // the output of `--help`; empty when help_is_asked is false
    std::optional<int> request_tokens_max = {};  // as in EngineContext
};

struct Command {
    std::vector<std::string> environment;  // NAME=VALUE
    std::vector<std::string> arguments;
};

/// Runs an engine's program with these arguments until it ends, locally or in its image, and
/// returns its output; nullopt when it fails.
using AskProgram =
    std::function<std::optional<std::string>(const std::vector<std::string>& arguments)>;
AskProgram ask_local(const std::string& program, const std::atomic<bool>* stop = nullptr);

struct ServedEngine {
    domain::EngineName name;
    std::string_view variable;  // environment variable that names the program
    std::string_view in_image;  // the program inside the engine's usual image
    /// Adds the model, the address, and what the workload requires; settings and options follow.
    void (*base)(const LaunchPlan&, Command&);
    std::string_view ready_path;
    std::string_view version_path;
    std::string_view version_member;
    bool help_is_asked = false;  // `--help` into LaunchPlan::help
    /// The version that the program itself prints; null when only a running server reports it.
    std::optional<std::string> (*program_version)(const AskProgram& ask) = nullptr;
    /// The name that requests use for the model; null when it is model.name.
    std::string (*served_name)(const LaunchPlan&) = nullptr;

    const domain::EngineSpec& spec() const { return domain::engine_spec(name); }
};

extern const ServedEngine llama_cpp_engine;
extern const ServedEngine vllm_engine;
extern const ServedEngine transformers_engine;
extern const ServedEngine sglang_engine;
extern const ServedEngine tgi_engine;
extern const ServedEngine tensorrt_llm_engine;
extern const ServedEngine ollama_engine;

/// Each engine that lem can start.
std::span<const ServedEngine* const> served_engines();
/// Null for `openai`, which cannot be started.
const ServedEngine* served_engine(domain::EngineName name);

/// The engine's command line, for a configuration without contradictions
/// (domain/experiment/contradictions.hpp).
Command command_of(const ServedEngine& engine, const LaunchPlan& plan);

std::unique_ptr<Engine> serve(const ServedEngine& engine, const EngineContext& context);

/// The program in PATH; nullopt when it is not found.
std::optional<std::string> program_in_path(const std::string& name);
/// The engine's program: `command`, or the engine's variable, or from PATH, or one that
/// tools/engines/install* installed. nullopt when there is none.
std::optional<std::string> find_program(const ServedEngine& engine,
                                        const std::optional<std::string>& command);

/// Messages show this many lines of the end of a log.
inline constexpr std::size_t log_lines_shown = 12;
/// How the engine ended, the end of its log and, if known, a possible fix.
std::string death_report(const std::string& ended, const std::string& log_tail);
/// How the engine ended, in words. An exit code above 128 is a signal, as shells and container
/// engines report it.
std::string ending_in_words(const process::Exit& exit);

/// Throws Error(bad_request) when a variable of engine.env is not set.
void require_environment(const domain::EngineConfig& config);

/// The context that a request needs, in tokens: engine.settings.context_length, or else the longest
/// prompt with its answer, the chat template and the salt.
int context_of(const LaunchPlan& plan);

}  // namespace lem::measure
