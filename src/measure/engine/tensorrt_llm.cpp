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
constexpr std::array own{
    OwnOption{"host", {}},
    OwnOption{"port", {}},
    OwnOption{"model", "model.name or model.path"},
    OwnOption{"served_model_name", "model.name"},
    OwnOption{"revision", "model.path"},
    OwnOption{"hf_revision", "model.path"},
    OwnOption{"free_gpu_memory_fraction", "engine.settings.gpu_memory_utilisation"},
};

void base(const LaunchPlan& plan, Command& command) {
    if (plan.config.model.revision && !plan.model_is_local)
        throw Error(ErrorCode::bad_request,
                    "trtllm-serve takes a revision under another name in each version. Fetch it "
                    "with hf download --revision, and set model.path to the folder.");
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
    .own_options = own,
};

}  // namespace lem::measure
