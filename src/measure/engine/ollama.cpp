#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// docs.ollama.com, "FAQ": the server is configured by environment variables, so options are
/// variables too, for example {OLLAMA_FLASH_ATTENTION: 1}. It serves models that were pulled.
constexpr std::array settings{
    SettingFlag{"max_sequences", "OLLAMA_NUM_PARALLEL"},
    SettingFlag{"context_length", "OLLAMA_CONTEXT_LENGTH"},
    SettingFlag{"kv_cache_precision", "OLLAMA_KV_CACHE_TYPE"},
};
constexpr std::array<std::string_view, 1> own{"OLLAMA_HOST"};

void base(const LaunchPlan& plan, Command& command) {
    command.arguments.emplace_back("serve");
    command.environment.push_back("OLLAMA_HOST=" + plan.host + ":" + std::to_string(plan.port));
    // It would unload the model in a long pause between cycles.
    if (!plan.config.engine.options.contains("OLLAMA_KEEP_ALIVE"))
        command.environment.emplace_back("OLLAMA_KEEP_ALIVE=-1");
}

}  // namespace

const ServedEngine ollama_engine{
    .name = domain::EngineName::ollama,
    .program = "ollama",
    .variable = "LEM_OLLAMA",
    .in_image = "ollama",
    .install = "Install Ollama and pull the model",
    .settings = settings,
    .base = base,
    .ready_path = "/api/version",
    .version_path = "/api/version",
    .version_member = "version",
    .options_are_environment = true,
    .refused_options = own,
};

}  // namespace lem::measure
