#include "domain/experiment/engine_spec.hpp"

#include "schema/json.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

constexpr std::string_view prefix_cache = "workload.prefix_cache";
constexpr std::string_view model_name = "model.name";
constexpr std::string_view model_path = "model.path";
constexpr std::string_view model = "model.name or model.path";
constexpr std::string_view revision = "model.revision";
constexpr std::string_view tensor_parallel = "engine.settings.tensor_parallel";
constexpr std::string_view pipeline_parallel = "engine.settings.pipeline_parallel";

/// github.com/ggml-org/llama.cpp, tools/server/README.md. The file defines the precision of the
/// weights. lem computes the context, which the server divides among its slots.
constexpr std::array llama_cpp_settings{
    SettingFlag{"max_sequences", "--parallel"},
    SettingFlag{"batch_tokens", "--batch-size"},
    SettingFlag{"context_length", {}},
    SettingFlag{"kv_cache_precision", "--cache-type-k"},
    SettingFlag{"kv_cache_precision", "--cache-type-v"},
    SettingFlag{"gpu_layers", "--n-gpu-layers"},
    SettingFlag{"threads", "--threads"},
    SettingFlag{"device", "--device"},
};
constexpr std::array llama_cpp_reserved{
    ReservedOption{"host", {}},
    ReservedOption{"port", {}},
    ReservedOption{"model", model_path},
    ReservedOption{"model-url", model_path},
    ReservedOption{"hf-repo", model_path},
    ReservedOption{"hf-file", model_path},
    ReservedOption{"alias", model_name},
    ReservedOption{"cache-prompt", prefix_cache},
    ReservedOption{"no-cache-prompt", prefix_cache},
    ReservedOption{"gpu-layers", "engine.settings.gpu_layers"},
    ReservedOption{"ngl", "engine.settings.gpu_layers"},
    ReservedOption{"np", "engine.settings.max_sequences"},
    ReservedOption{"c", "engine.settings.context_length"},
};
constexpr std::array llama_cpp_alternatives{
    AlternativeOption{"ctx-size", "context_length"},
};

/// docs.vllm.ai, "vllm serve" and "Engine arguments".
constexpr std::array vllm_settings{
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
constexpr std::array vllm_reserved{
    ReservedOption{"host", {}},
    ReservedOption{"port", {}},
    ReservedOption{"model", model},
    ReservedOption{"model-tag", model},
    ReservedOption{"served-model-name", model_name},
    ReservedOption{"revision", revision},
    ReservedOption{"enable-prefix-caching", prefix_cache},
    ReservedOption{"no-enable-prefix-caching", prefix_cache},
    ReservedOption{"tp", tensor_parallel},
    ReservedOption{"pp", pipeline_parallel},
};

/// huggingface.co/docs/transformers, "Serving". There is no flag for a batch size: requests are
/// batched only with the option continuous-batching.
constexpr std::array transformers_settings{
    SettingFlag{"precision", "--dtype"},
    SettingFlag{"quantisation", "--quantization"},
    SettingFlag{"device", "--device"},
};
constexpr std::array transformers_reserved{
    ReservedOption{"host", {}},
    ReservedOption{"port", {}},
    ReservedOption{"force-model", model},
};

/// docs.sglang.ai, "Server Arguments".
constexpr std::array sglang_settings{
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
constexpr std::array sglang_reserved{
    ReservedOption{"host", {}},
    ReservedOption{"port", {}},
    ReservedOption{"model-path", model},
    ReservedOption{"model", model},
    ReservedOption{"served-model-name", model_name},
    ReservedOption{"revision", revision},
    ReservedOption{"disable-radix-cache", prefix_cache},
    ReservedOption{"tp", tensor_parallel},
    ReservedOption{"tensor-parallel-size", tensor_parallel},
    ReservedOption{"pp", pipeline_parallel},
    ReservedOption{"pipeline-parallel-size", pipeline_parallel},
};

/// huggingface.co/docs/text-generation-inference, "Text-generation-launcher arguments".
constexpr std::array tgi_settings{
    SettingFlag{"max_sequences", "--max-batch-size"},
    SettingFlag{"batch_tokens", "--max-batch-prefill-tokens"},
    SettingFlag{"context_length", "--max-total-tokens"},
    SettingFlag{"precision", "--dtype"},
    SettingFlag{"quantisation", "--quantize"},
    SettingFlag{"kv_cache_precision", "--kv-cache-dtype"},
    SettingFlag{"tensor_parallel", "--num-shard"},
    SettingFlag{"gpu_memory_utilisation", "--cuda-memory-fraction"},
};
constexpr std::array tgi_reserved{
    ReservedOption{"hostname", {}},
    ReservedOption{"port", {}},
    ReservedOption{"model-id", model},
    ReservedOption{"revision", revision},
    ReservedOption{"max-concurrent-requests", "load"},
};

/// nvidia.github.io/TensorRT-LLM, "trtllm-serve". Precision and quantisation are the checkpoint's.
constexpr std::array tensorrt_llm_settings{
    SettingFlag{"max_sequences", "--max_batch_size"},
    SettingFlag{"batch_tokens", "--max_num_tokens"},
    SettingFlag{"context_length", "--max_seq_len"},
    SettingFlag{"tensor_parallel", "--tp_size"},
    SettingFlag{"pipeline_parallel", "--pp_size"},
    SettingFlag{"gpu_memory_utilisation", "--kv_cache_free_gpu_memory_fraction"},
};
constexpr std::array tensorrt_llm_reserved{
    ReservedOption{"host", {}},
    ReservedOption{"port", {}},
    ReservedOption{"model", model},
    ReservedOption{"served_model_name", model_name},
    ReservedOption{"revision", model_path},
    ReservedOption{"hf_revision", model_path},
    ReservedOption{"free_gpu_memory_fraction", "engine.settings.gpu_memory_utilisation"},
};

/// docs.ollama.com, "FAQ": the server is configured by environment variables, so options are
/// variables as well, for example {OLLAMA_FLASH_ATTENTION: 1}. It serves pulled models.
constexpr std::array ollama_settings{
    SettingFlag{"max_sequences", "OLLAMA_NUM_PARALLEL"},
    SettingFlag{"context_length", "OLLAMA_CONTEXT_LENGTH"},
    SettingFlag{"kv_cache_precision", "OLLAMA_KV_CACHE_TYPE"},
};
constexpr std::array ollama_reserved{
    ReservedOption{"OLLAMA_HOST", {}},
    ReservedOption{"OLLAMA_MAX_QUEUE", "load"},
};

constexpr std::array specs{
    EngineSpec{.name = EngineName::llama_cpp,
               .program = "llama-server",
               .install = "Install llama.cpp; tools/engines/install builds it",
               .settings = llama_cpp_settings,
               .reserved_options = llama_cpp_reserved,
               .alternative_options = llama_cpp_alternatives,
               .loads_gguf = true,
               .needs_model_path = true,
               .has_no_flags = true},
    EngineSpec{.name = EngineName::vllm,
               .program = "vllm",
               .install = "Install vLLM; tools/engines/install-vllm installs its CPU build",
               .settings = vllm_settings,
               .reserved_options = vllm_reserved,
               .loads_model_folder = true,
               .has_no_flags = true},
    EngineSpec{.name = EngineName::transformers,
               .program = "transformers",
               .install = "Install transformers[serving]; tools/engines/install-vllm includes it",
               .settings = transformers_settings,
               .reserved_options = transformers_reserved,
               .loads_model_folder = true},
    EngineSpec{.name = EngineName::sglang,
               .program = "python3",
               .install = "Install SGLang, and set engine.command to the Python that has it",
               .settings = sglang_settings,
               .reserved_options = sglang_reserved,
               .loads_model_folder = true},
    EngineSpec{.name = EngineName::tgi,
               .program = "text-generation-launcher",
               .install = "Run it from its image (engine.image)",
               .settings = tgi_settings,
               .reserved_options = tgi_reserved,
               .loads_model_folder = true},
    EngineSpec{.name = EngineName::tensorrt_llm,
               .program = "trtllm-serve",
               .install = "Run it from its image (engine.image)",
               .settings = tensorrt_llm_settings,
               .reserved_options = tensorrt_llm_reserved,
               .loads_model_folder = true,
               .name_revision_refusal =
                   "cannot be passed to TensorRT-LLM, whose option for it differs between "
                   "versions; fetch the model with hf download --revision, and set model.path to "
                   "the folder"},
    EngineSpec{.name = EngineName::ollama,
               .program = "ollama",
               .install = "Install Ollama and pull the model",
               .settings = ollama_settings,
               .reserved_options = ollama_reserved,
               .settings_are_environment = true,
               .name_revision_refusal =
                   "cannot be passed to Ollama, which has tags instead; add the tag to "
                   "model.name, for example qwen3:8b-q4_K_M, and remove the revision",
               .folder_revision_ignored = false},
    EngineSpec{.name = EngineName::openai},
};

std::string shown(EngineName name) {
    return std::string(schema::name_of(name));
}

void check_settings(const EngineSpec& spec, const EngineSettings& settings,
                    Violations& violations) {
    const auto known = setting_names(spec);
    schema::for_each_field<EngineSettings>([&](const auto& field) {
        if (!(settings.*field.member) || std::ranges::find(known, field.name) != known.end())
            return;
        std::string all;
        for (const std::string_view name : known)
            all += (all.empty() ? "" : ", ") + std::string(name);
        violations.push_back({schema::pointer_to("/engine/settings", field.name),
                              "is not a setting of " + shown(spec.name) + ", which has " + all +
                                  "; remove it, or set the engine's own option in "
                                  "engine.options"});
    });
}

/// Engines accept an option with hyphens or with underscores.
bool is_same_option(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char one, char other) {
        return one == other || (one == '_' && other == '-') || (one == '-' && other == '_');
    });
}

/// The field that already sets the option: setting it twice would leave open which value applies,
/// and one setting must have one name.
std::optional<std::string> field_that_sets(const EngineSpec& spec, std::string_view option) {
    for (const ReservedOption& reserved : spec.reserved_options) {
        if (is_same_option(reserved.option, option)) return std::string(reserved.field);
    }
    for (const SettingFlag& one : spec.settings) {
        const auto bare =
            one.flag.substr(std::min(one.flag.find_first_not_of('-'), one.flag.size()));
        if (is_same_option(bare, option)) return "engine.settings." + std::string(one.setting);
    }
    return std::nullopt;
}

bool is_set(const EngineSettings& settings, std::string_view name) {
    bool set = false;
    schema::for_each_field<EngineSettings>([&](const auto& field) {
        set = set || (field.name == name && (settings.*field.member).has_value());
    });
    return set;
}

void check_option(const EngineSpec& spec, const EngineConfig& config, const std::string& name,
                  const schema::Scalar& value, Violations& violations) {
    const auto wrong = [&](std::string message) {
        violations.push_back({schema::pointer_to("/engine/options", name), std::move(message)});
    };
    if (const auto field = field_that_sets(spec, name))
        return wrong(field->empty() ? "is set by lem; remove it"
                                    : "is set by " + *field + "; use that instead");
    for (const AlternativeOption& one : spec.alternative_options) {
        if (is_same_option(one.option, name) && is_set(config.settings, one.setting))
            wrong("sets the same as engine.settings." + std::string(one.setting) +
                  "; remove one of the two");
    }
    const auto* flag = std::get_if<bool>(&value);
    if (flag != nullptr && !*flag && !spec.has_no_flags && !spec.settings_are_environment)
        wrong("is false, but " + shown(spec.name) +
              " has no option that switches a flag off; remove it");
}

}  // namespace

const EngineSpec& engine_spec(EngineName name) {
    const auto found = std::ranges::find(specs, name, &EngineSpec::name);
    LEM_ASSERT(found != specs.end());
    return *found;
}

std::vector<std::string_view> setting_names(const EngineSpec& spec) {
    std::vector<std::string_view> names;
    for (const SettingFlag& one : spec.settings) {
        if (std::ranges::find(names, one.setting) == names.end()) names.push_back(one.setting);
    }
    return names;
}

Violations engine_violations(const EngineConfig& config) {
    Violations violations;
    const EngineSpec& spec = engine_spec(config.name);
    check_settings(spec, config.settings, violations);
    for (const auto& [name, value] : config.options)
        check_option(spec, config, name, value, violations);
    return violations;
}

}  // namespace lem::domain
