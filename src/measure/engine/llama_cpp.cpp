#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// github.com/ggml-org/llama.cpp, tools/server/README.md. The weights' precision is the file's.
/// context_length is passed by `base`, since the server shares its context between the slots.
constexpr std::array settings{
    SettingFlag{"max_sequences", "--parallel"},
    SettingFlag{"batch_tokens", "--batch-size"},
    SettingFlag{"context_length", {}},
    SettingFlag{"kv_cache_precision", "--cache-type-k"},
    SettingFlag{"kv_cache_precision", "--cache-type-v"},
    SettingFlag{"gpu_layers", "--n-gpu-layers"},
    SettingFlag{"threads", "--threads"},
    SettingFlag{"device", "--device"},
};
constexpr std::array own{
    OwnOption{"host", {}},
    OwnOption{"port", {}},
    OwnOption{"model", "model.path"},
    OwnOption{"model-url", "model.path"},
    OwnOption{"hf-repo", "model.path"},
    OwnOption{"hf-file", "model.path"},
    OwnOption{"alias", "model.name"},
    OwnOption{"cache-prompt", "workload.prefix_cache"},
    OwnOption{"no-cache-prompt", "workload.prefix_cache"},
    OwnOption{"gpu-layers", "engine.settings.gpu_layers"},
    OwnOption{"ngl", "engine.settings.gpu_layers"},
    OwnOption{"np", "engine.settings.max_sequences"},
    OwnOption{"c", "engine.settings.context_length"},
};

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
    const int slots = settings_given.max_sequences.value_or(streams_of(config.load));
    if (!settings_given.max_sequences) add("--parallel", std::to_string(slots));
    if (settings_given.context_length && options.contains("ctx-size"))
        throw Error(ErrorCode::bad_request,
                    "engine.options.ctx-size and "
                    "engine.settings.context_length say the same. Remove "
                    "one of them.");
    if (!options.contains("ctx-size"))  // shared by the slots
        add("--ctx-size", std::to_string(std::int64_t{slots} * context_of(plan)));
    // Newer servers keep old prompts in main memory: more of it with every request, for nothing.
    if (!config.workload.prefix_cache && !options.contains("cache-ram") &&
        plan.help.find("--cache-ram") != std::string::npos)
        add("--cache-ram", "0");
}

std::optional<std::string> version_of(const AskProgram& ask) {
    const auto answer = ask({"--version"});
    if (!answer) return std::nullopt;
    // The native program may first say which devices it found.
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
    .program = "llama-server",
    .variable = "LEM_LLAMA_SERVER",
    .in_image = "/app/llama-server",
    .install = "Install llama.cpp; tools/engines/install makes one",
    .settings = settings,
    .base = base,
    .ready_path = "/health",
    .version_path = "/props",
    .version_member = "build_info",
    .model_path_needed = true,
    .help_is_asked = true,
    .program_version = version_of,
    .flags_have_no_form = true,
    .own_options = own,
};

}  // namespace lem::measure
