#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// huggingface.co/docs/text-generation-inference, "Text-generation-launcher arguments".
constexpr std::array settings{
    SettingFlag{"max_sequences", "--max-batch-size"},
    SettingFlag{"batch_tokens", "--max-batch-prefill-tokens"},
    SettingFlag{"context_length", "--max-total-tokens"},
    SettingFlag{"precision", "--dtype"},
    SettingFlag{"quantisation", "--quantize"},
    SettingFlag{"kv_cache_precision", "--kv-cache-dtype"},
    SettingFlag{"tensor_parallel", "--num-shard"},
    SettingFlag{"gpu_memory_utilisation", "--cuda-memory-fraction"},
};
constexpr std::array<std::string_view, 3> own{"model-id", "hostname", "port"};

void base(const LaunchPlan& plan, Command& command) {
    auto& arguments = command.arguments;
    arguments.insert(arguments.end(), {"--model-id", plan.model, "--hostname", plan.host, "--port",
                                       std::to_string(plan.port)});
    if (plan.config.model.revision && !plan.model_is_local)
        arguments.insert(arguments.end(), {"--revision", *plan.config.model.revision});
    if (!plan.config.workload.prefix_cache) command.environment.emplace_back("PREFIX_CACHING=0");
}

}  // namespace

const ServedEngine tgi_engine{
    .name = domain::EngineName::tgi,
    .program = "text-generation-launcher",
    .variable = "LEM_TGI",
    .in_image = "text-generation-launcher",
    .install = "Run it from its image (engine.image)",
    .settings = settings,
    .base = base,
    .ready_path = "/health",
    .version_path = "/info",
    .version_member = "version",
    .refused_options = own,
};

}  // namespace lem::measure
