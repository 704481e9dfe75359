#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// docs.sglang.ai, "Server Arguments".
constexpr std::array settings{
    SettingFlag{"max_sequences", "--max-running-requests"},
    SettingFlag{"batch_tokens", "--max-prefill-tokens"},
    SettingFlag{"context_length", "--context-length"},
    SettingFlag{"precision", "--dtype"},
    SettingFlag{"quantisation", "--quantization"},
    SettingFlag{"kv_cache_precision", "--kv-cache-dtype"},
    SettingFlag{"tensor_parallel", "--tp-size"},
    SettingFlag{"pipeline_parallel", "--pp-size"},
    SettingFlag{"gpu_memory_utilisation", "--mem-fraction-static"},
    SettingFlag{"device", "--device"},
};
constexpr std::array own{
    OwnOption{"host", {}},
    OwnOption{"port", {}},
    OwnOption{"model-path", "model.name or model.path"},
    OwnOption{"model", "model.name or model.path"},
    OwnOption{"served-model-name", "model.name"},
    OwnOption{"revision", "model.revision"},
    OwnOption{"disable-radix-cache", "workload.prefix_cache"},
    OwnOption{"tp", "engine.settings.tensor_parallel"},
    OwnOption{"tensor-parallel-size", "engine.settings.tensor_parallel"},
    OwnOption{"pp", "engine.settings.pipeline_parallel"},
    OwnOption{"pipeline-parallel-size", "engine.settings.pipeline_parallel"},
};

void base(const LaunchPlan& plan, Command& command) {
    auto& arguments = command.arguments;
    // The program is a Python that has sglang.
    arguments.insert(arguments.end(), {"-m", "sglang.launch_server", "--model-path", plan.model,
                                       "--host", plan.host, "--port", std::to_string(plan.port),
                                       "--served-model-name", plan.config.model.name});
    if (plan.config.model.revision && !plan.model_is_local)
        arguments.insert(arguments.end(), {"--revision", *plan.config.model.revision});
    if (!plan.config.workload.prefix_cache) arguments.emplace_back("--disable-radix-cache");
}

/// Nothing when this Python does not have it.
std::optional<std::string> version_of(const AskProgram& python) {
    const auto answer =
        python({"-c", "import importlib.metadata as m; print(m.version('sglang'))"});
    if (!answer) return std::nullopt;
    return std::string(text::trim(*answer));
}

}  // namespace

const ServedEngine sglang_engine{
    .name = domain::EngineName::sglang,
    .program = "python3",
    .variable = "LEM_SGLANG_PYTHON",
    .in_image = "python3",
    .install = "Install SGLang, and set engine.command to the Python that has it",
    .settings = settings,
    .base = base,
    .ready_path = "/health",
    .version_path = "/get_server_info",
    .version_member = "version",
    .program_version = version_of,
    .own_options = own,
};

}  // namespace lem::measure
