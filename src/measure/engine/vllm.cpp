#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// docs.vllm.ai, "vllm serve" and "Engine arguments".
constexpr std::array settings{
    SettingFlag{"max_sequences", "--max-num-seqs"},
    SettingFlag{"batch_tokens", "--max-num-batched-tokens"},
    SettingFlag{"context_length", "--max-model-len"},
    SettingFlag{"precision", "--dtype"},
    SettingFlag{"quantisation", "--quantization"},
    SettingFlag{"kv_cache_precision", "--kv-cache-dtype"},
    SettingFlag{"tensor_parallel", "--tensor-parallel-size"},
    SettingFlag{"pipeline_parallel", "--pipeline-parallel-size"},
    SettingFlag{"gpu_memory_utilisation", "--gpu-memory-utilization"},
};
constexpr std::array own{
    OwnOption{"host", {}},
    OwnOption{"port", {}},
    OwnOption{"model", "model.name or model.path"},
    OwnOption{"model-tag", "model.name or model.path"},
    OwnOption{"served-model-name", "model.name"},
    OwnOption{"revision", "model.revision"},
    OwnOption{"enable-prefix-caching", "workload.prefix_cache"},
    OwnOption{"no-enable-prefix-caching", "workload.prefix_cache"},
    OwnOption{"tp", "engine.settings.tensor_parallel"},
    OwnOption{"pp", "engine.settings.pipeline_parallel"},
};

void base(const LaunchPlan& plan, Command& command) {
    auto& arguments = command.arguments;
    arguments.insert(arguments.end(),
                     {"serve", plan.model, "--host", plan.host, "--port", std::to_string(plan.port),
                      "--served-model-name", plan.config.model.name});
    if (plan.config.model.revision && !plan.model_is_local)
        arguments.insert(arguments.end(), {"--revision", *plan.config.model.revision});
    if (!plan.config.workload.prefix_cache) arguments.emplace_back("--no-enable-prefix-caching");
}

}  // namespace

const ServedEngine vllm_engine{
    .name = domain::EngineName::vllm,
    .program = "vllm",
    .variable = "LEM_VLLM",
    .in_image = "vllm",
    .install = "Install vLLM; tools/engines/install-vllm makes its CPU build",
    .settings = settings,
    .base = base,
    .ready_path = "/health",
    .version_path = "/version",
    .version_member = "version",
    .flags_have_no_form = true,
    .own_options = own,
};

}  // namespace lem::measure
