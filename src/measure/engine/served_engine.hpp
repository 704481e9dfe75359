#pragma once
/// An engine that lem starts, as a local program or from a container image. What engines share is
/// here; what differs is one ServedEngine in each engine's file. Pure but for `serve`.

#include "measure/engine/engine.hpp"
#include "platform/process/process.hpp"

#include <span>

namespace lem::measure {

/// How one of EngineSettings is passed: `name` is its field, `flag` the engine's own word for it.
struct SettingFlag {
    std::string_view name;
    std::string_view flag;  // empty: the engine's `base` passes it
};

/// An option of the engine's that lem passes, in one of its spellings without dashes.
struct OwnOption {
    std::string_view name;
    std::string_view field;  // by which it is set instead; empty: it is not for the user to set
};

/// Where the engine finds and offers what it is given: other inside a container than outside.
struct LaunchPlan {
    const domain::Experiment& config;
    std::vector<std::string> program;  // and its first arguments, where it was found
    std::string model;                 // file, folder, or name at a hub
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    bool model_is_local = false;
    std::string help;  // what the program says of itself; empty when not asked
    std::optional<int> request_tokens_max = {};  // as EngineContext has it
};

struct Command {
    std::vector<std::string> environment;  // NAME=VALUE
    std::vector<std::string> arguments;
};

/// Runs an engine's program with these arguments to its end, here or in its image, for what it
/// prints; nothing when it fails.
using AskProgram =
    std::function<std::optional<std::string>(const std::vector<std::string>& arguments)>;
AskProgram ask_local(const std::string& program);

struct ServedEngine {
    domain::EngineName name;
    std::string_view program;   // looked up in PATH and in build/engines
    std::string_view variable;  // environment variable that names another one
    std::string_view in_image;  // the program inside the engine's usual image
    std::string_view install;   // what to do when there is none
    std::span<const SettingFlag> settings;
    /// Everything but settings and options: model, address, and what the workload implies.
    void (*base)(const LaunchPlan&, Command&);
    std::string_view ready_path;
    std::string_view version_path;
    std::string_view version_member;
    bool options_are_environment = false;
    bool model_path_needed = false;
    bool help_is_asked = false;  // `--help` into LaunchPlan::help
    /// Version from the program itself; null when only a running server tells.
    std::optional<std::string> (*program_version)(const AskProgram& ask) = nullptr;
    bool flags_have_no_form = false;              // `--no-NAME` switches NAME off
    std::span<const OwnOption> own_options = {};  // besides those of `settings`
    /// By which name requests must ask for the model; null where it is model.name.
    std::string (*served_name)(const LaunchPlan&) = nullptr;
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
/// Nothing for `openai`, which cannot be started.
const ServedEngine* served_engine(domain::EngineName name);

/// The engine's command line. Throws Error(bad_request) for a setting that the engine has no flag
/// for, and for an option that lem or a setting sets already.
Command command_of(const ServedEngine& engine, const LaunchPlan& plan);

std::unique_ptr<Engine> serve(const ServedEngine& engine, const EngineContext& context);

/// The program in PATH; nothing when it is not there.
std::optional<std::string> program_in_path(const std::string& name);
/// What is configured, the engine's variable, PATH, what tools/engines/install* made; or nothing.
std::optional<std::string> find_program(const ServedEngine& engine,
                                        const std::optional<std::string>& command);

/// Of a log's end, where it is shown.
inline constexpr std::size_t log_lines_shown = 12;
/// How it ended, the end of its log and, where known, what to try.
std::string death_report(const std::string& ended, const std::string& log_tail);
/// What an exit code above 128 means, as shells and container engines report a signal.
std::string ending_in_words(const process::Exit& exit);

/// Throws Error(bad_request) when engine.env names what is no variable or is not set.
void require_environment(const domain::EngineConfig& config);

/// How many requests the load keeps open at a time, as far as that is known.
int streams_of(const domain::Load& load);
/// How many requests the load ever has open.
int in_flight_max_of(const domain::Load& load);
/// Tokens of context that a request needs: what is set, else the longest prompt with its answer and
/// what the chat template and the salt add.
int context_of(const LaunchPlan& plan);

}  // namespace lem::measure
