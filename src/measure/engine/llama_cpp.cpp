#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

void base(const LaunchPlan& plan, Command& command) {
    const domain::Experiment& config = plan.config;
    const auto& options = config.engine.options;
    const auto add = [&](const char* flag, const std::string& value) {
        command.arguments.insert(command.arguments.end(), {flag, value});
    };
    add("--model", plan.model);
    add("--host", plan.host);
    add("--port", std::to_string(plan.port));
    add("--alias", config.model.name);
    const auto& settings_given = config.engine.settings;
    const int slots =
        settings_given.max_sequences.value_or(domain::expected_concurrency(config.load));
    if (!settings_given.max_sequences) add("--parallel", std::to_string(slots));
    if (!options.contains("ctx-size"))  // the slots share it
        add("--ctx-size", std::to_string(std::int64_t{slots} * context_of(plan)));
    // Newer servers keep old prompts in main memory, which grows with every request and is not
    // needed.
    if (!config.workload.prefix_cache && !options.contains("cache-ram") &&
        plan.help.find("--cache-ram") != std::string::npos)
        add("--cache-ram", "0");
}

std::optional<std::string> version_of(const AskProgram& ask) {
    const auto answer = ask({"--version"});
    if (!answer) return std::nullopt;
    // The native program may print the devices it found first.
    std::string_view best;
    for (const std::string_view line : text::split(*answer, '\n')) {
        const std::string_view trimmed = text::trim(line);
        if (best.empty() || trimmed.starts_with("version")) best = trimmed;
    }
    if (best.starts_with("version:")) best = text::trim(best.substr(8));
    return text::cut(best, 200);
}

}  // namespace

const ServedEngine llama_cpp_engine{
    .name = domain::EngineName::llama_cpp,
    .variable = "LEM_LLAMA_SERVER",
    .in_image = "/app/llama-server",
    .base = base,
    .ready_path = "/health",
    .version_path = "/props",
    .version_member = "build_info",
    .help_is_asked = true,
    .program_version = version_of,
};

}  // namespace lem::measure
