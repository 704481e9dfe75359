#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// nvidia.github.io/TensorRT-LLM, "trtllm-serve". Precision and quantisation are the checkpoint's.
constexpr std::array settings{
    SettingFlag{"max_sequences", "--max_batch_size"},
    SettingFlag{"batch_tokens", "--max_num_tokens"},
    SettingFlag{"context_length", "--max_seq_len"},
    SettingFlag{"tensor_parallel", "--tp_size"},
    SettingFlag{"pipeline_parallel", "--pp_size"},
    SettingFlag{"gpu_memory_utilisation", "--kv_cache_free_gpu_memory_fraction"},
};
constexpr std::array<std::string_view, 2> own{"host", "port"};

void base(const LaunchPlan& plan, Command& command) {
    command.arguments.insert(command.arguments.end(), {"serve", plan.model, "--host", plan.host,
                                                       "--port", std::to_string(plan.port)});
}

}  // namespace

const ServedEngine tensorrt_llm_engine{
    .name = domain::EngineName::tensorrt_llm,
    .program = "trtllm-serve",
    .variable = "LEM_TENSORRT_LLM",
    .in_image = "trtllm-serve",
    .install = "Run it from its image (engine.image)",
    .settings = settings,
    .base = base,
    .ready_path = "/health",
    .version_path = "/version",
    .version_member = "version",
    .refused_options = own,
};

}  // namespace lem::measure
