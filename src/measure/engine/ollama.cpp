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
constexpr std::array own{
    OwnOption{"OLLAMA_HOST", {}},
    OwnOption{"OLLAMA_MAX_QUEUE", "the load"},
};
/// What it lets wait without being told; more are refused with 503.
constexpr int queue = 512;

void base(const LaunchPlan& plan, Command& command) {
    if (plan.config.model.revision)
        throw Error(ErrorCode::bad_request,
                    "Ollama knows no revisions but tags: put the tag into model.name, for example "
                    "qwen3:8b-q4_K_M, and remove model.revision.");
    command.arguments.emplace_back("serve");
    command.environment.push_back("OLLAMA_HOST=" + plan.host + ":" + std::to_string(plan.port));
    // By itself it may compute one request at a time.
    if (!plan.config.engine.settings.max_sequences)
        command.environment.push_back("OLLAMA_NUM_PARALLEL=" +
                                      std::to_string(streams_of(plan.config.load)));
    // Its default is cut to fit the device, and longer prompts lose their beginning unsaid.
    if (!plan.config.engine.settings.context_length)
        command.environment.push_back("OLLAMA_CONTEXT_LENGTH=" + std::to_string(context_of(plan)));
    if (const int most = in_flight_max_of(plan.config.load); most > queue)
        command.environment.push_back("OLLAMA_MAX_QUEUE=" + std::to_string(most));
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
    .own_options = own,
};

}  // namespace lem::measure
