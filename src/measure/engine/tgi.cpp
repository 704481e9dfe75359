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
constexpr std::array own{
    OwnOption{"hostname", {}},
    OwnOption{"port", {}},
    OwnOption{"model-id", "model.name or model.path"},
    OwnOption{"revision", "model.revision"},
    OwnOption{"max-concurrent-requests", "the load"},
};
/// What it takes without being told; more are refused with 429.
constexpr int concurrent_requests = 128;

void base(const LaunchPlan& plan, Command& command) {
    auto& arguments = command.arguments;
    arguments.insert(arguments.end(), {"--model-id", plan.model, "--hostname", plan.host, "--port",
                                       std::to_string(plan.port)});
    if (const int most = in_flight_max_of(plan.config.load); most > concurrent_requests)
        arguments.insert(arguments.end(), {"--max-concurrent-requests", std::to_string(most)});
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
    .own_options = own,
};

}  // namespace lem::measure
