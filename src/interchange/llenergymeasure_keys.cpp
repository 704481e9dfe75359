#include "interchange/llenergymeasure_keys.hpp"

#include <array>

namespace lem::interchange {
namespace {

using enum KeyType;

constexpr std::string_view sampling =
    "temperature is the only sampling setting that requests carry";
constexpr std::string_view generation = "the server uses its own generation settings";
constexpr std::string_view loading = "`transformers serve` has no option for it";
constexpr std::string_view hub_data = "lem does not download data sets; use prompts of type file";
constexpr std::string_view building = "it is for building an engine, which lem does not do";
constexpr std::string_view checkpoint = "it is a property of the checkpoint";
constexpr std::string_view timing = "lem starts at once; use cron or a systemd timer";
constexpr std::string_view gone = "vLLM has removed this option";
constexpr std::string_view by_hand = "set the engine's own option in engine.options, if it has one";

constexpr std::array keys{
    key("config_name", text),
    key("model_name", text),
    key("adapter", text).lost("the model is measured without its adapter"),
    key("max_input_tokens", whole).at_least(1).lost("prompts are not truncated"),
    key("max_output_tokens", whole).within(1, 1e6).to("/workload/output_tokens"),
    key("min_output_tokens", whole).at_least(0),
    key("num_input_prompts", whole).within(1, 1e6),
    key("save_outputs", flag).lost("lem counts answers and does not keep them"),
    key("decode_token_to_text", flag).lost("answers are always text"),
    key("dataset", object),
    key("dataset.name", text).lost(hub_data),
    key("dataset.sample_size", whole).at_least(1).lost(hub_data),
    key("dataset.split", text).lost(hub_data),
    key("dataset.column", text).lost(hub_data),
    key("prompts", object),
    key("prompts.type", text).one_of("file|huggingface"),
    key("prompts.path", text),
    key("prompts.dataset", text).lost(hub_data),
    key("prompts.split", text).lost(hub_data),
    key("prompts.subset", text).lost(hub_data),
    key("prompts.column", text).lost(hub_data),
    key("prompts.sample_size", whole).at_least(1).lost(hub_data),
    key("prompts.shuffle", flag).lost(hub_data),
    key("prompts.seed", whole).lost(hub_data),
    key("gpus", list).lost("the engine uses every GPU it sees; set CUDA_VISIBLE_DEVICES for lem"),
    key("fp_precision", text).one_of("float32|float16|bfloat16"),
    key("decoder", object),
    key("decoder.temperature", number).within(0, 2),
    key("decoder.do_sample", flag),
    key("decoder.top_k", whole).at_least(0),
    key("decoder.top_p", number).within(0, 1),
    key("decoder.repetition_penalty", number).within(0.1, 10),
    key("decoder.preset", text).one_of("deterministic|standard|creative|factual"),
    key("traffic_simulation", object),
    key("traffic_simulation.enabled", flag),
    key("traffic_simulation.mode", text).one_of("constant|poisson"),
    key("traffic_simulation.target_qps", number).within(1e-3, 1e5),
    key("traffic_simulation.seed", whole).within(0, 9007199254740991.0).to("/workload/seed"),
    key("schedule", object),
    key("schedule.enabled", flag).lost(timing),
    key("schedule.interval", text).lost(timing),
    key("schedule.at", text).lost(timing),
    key("schedule.days", list).lost(timing),
    key("schedule.total_duration", text).lost(timing),
    key("io", object),
    key("io.results_dir", text).lost("the folder is chosen with --output"),
    key("streaming", flag).lost("answers are always streamed"),
    key("streaming_warmup_requests", whole).at_least(0).lost("the warm-up is limited by time"),
    key("backend", text).one_of("pytorch|vllm|tensorrt"),
    key("cycle_id", whole).lost("lem numbers the cycles"),
    key("num_cycles", whole).within(1, 10).to("/protocol/cycles"),
    key("query_rate", number).at_least(0).lost("traffic_simulation defines the arrivals"),
    key("random_seed", whole).lost("it is the seed of token sampling, which requests do not carry"),
    key("extra_metadata", object).lost("results have no user metadata"),

    key("pytorch", object),
    key("pytorch.batch_size", whole).within(1, 16384),
    key("pytorch.batching_strategy", text)
        .one_of("static|dynamic|sorted_static|sorted_dynamic")
        .lost("the server batches requests as they arrive"),
    key("pytorch.max_tokens_per_batch", whole).at_least(1).lost(loading),
    key("pytorch.parallelism_strategy", text)
        .one_of("none|tensor_parallel|data_parallel")
        .lost(loading),
    key("pytorch.parallelism_degree", whole).at_least(1).lost(loading),
    key("pytorch.load_in_4bit", flag),
    key("pytorch.load_in_8bit", flag),
    key("pytorch.bnb_4bit_compute_dtype", text).one_of("float16|bfloat16").lost(loading),
    key("pytorch.bnb_4bit_quant_type", text).one_of("nf4|fp4").lost(loading),
    key("pytorch.bnb_4bit_use_double_quant", flag).lost(loading),
    key("pytorch.attn_implementation", text)
        .one_of("sdpa|flash_attention_2|eager")
        .to("/engine/options/attn-implementation"),
    key("pytorch.torch_compile", flag_or_text)
        .one_of("default|reduce-overhead|max-autotune")
        .lost(by_hand),
    key("pytorch.torch_compile_backend", text)
        .one_of("inductor|cudagraphs|onnxrt|aot_eager")
        .lost(loading),
    key("pytorch.use_cache", flag).lost(generation),
    key("pytorch.cache_implementation", text)
        .one_of("dynamic|static|hybrid|sliding_window")
        .lost(generation),
    key("pytorch.low_cpu_mem_usage", flag).lost(loading),
    key("pytorch.max_memory", object).lost(loading),
    key("pytorch.min_p", number).within(0, 1).lost(sampling),
    key("pytorch.no_repeat_ngram_size", whole).at_least(0).lost(generation),
    key("pytorch.output_scores", flag).lost(generation),
    key("pytorch.return_dict_in_generate", flag).lost(generation),
    key("pytorch.beam_search", object),
    key("pytorch.beam_search.enabled", flag).lost(generation),
    key("pytorch.beam_search.num_beams", whole).within(1, 16).lost(generation),
    key("pytorch.beam_search.length_penalty", number).lost(generation),
    key("pytorch.beam_search.early_stopping", flag).lost(generation),
    key("pytorch.beam_search.no_repeat_ngram_size", whole).at_least(0).lost(generation),
    key("pytorch.assisted_generation", object),
    key("pytorch.assisted_generation.model", text).lost(loading),
    key("pytorch.assisted_generation.num_tokens", whole).within(1, 10).lost(loading),
    key("pytorch.use_bettertransformer", flag).lost(loading),
    key("pytorch.extra", object).lost(loading),

    key("vllm", object),
    key("vllm.max_num_seqs", whole).within(1, 1024).to("/engine/settings/max_sequences"),
    key("vllm.max_num_batched_tokens", whole).within(1, 1e8).to("/engine/settings/batch_tokens"),
    key("vllm.gpu_memory_utilization", number)
        .within(0.5, 0.99)
        .to("/engine/settings/gpu_memory_utilisation"),
    key("vllm.swap_space", number).at_least(0).lost(gone),
    key("vllm.cpu_offload_gb", number).at_least(0).to("/engine/options/cpu-offload-gb"),
    key("vllm.tensor_parallel_size", whole).within(1, 4096).to("/engine/settings/tensor_parallel"),
    key("vllm.pipeline_parallel_size", whole)
        .within(1, 4096)
        .to("/engine/settings/pipeline_parallel"),
    key("vllm.distributed_backend", text)
        .one_of("mp|ray")
        .to("/engine/options/distributed-executor-backend"),
    key("vllm.disable_custom_all_reduce", flag).to("/engine/options/disable-custom-all-reduce"),
    key("vllm.enable_prefix_caching", flag).to("/workload/prefix_cache"),
    key("vllm.enable_chunked_prefill", flag).to("/engine/options/enable-chunked-prefill"),
    key("vllm.kv_cache_dtype", text)
        .one_of("auto|float16|bfloat16|fp8")
        .to("/engine/settings/kv_cache_precision"),
    key("vllm.block_size", whole).within(8, 32).to("/engine/options/block-size"),
    key("vllm.max_model_len", whole).within(1, 1e8).to("/engine/settings/context_length"),
    key("vllm.max_seq_len_to_capture", whole).at_least(1).lost(gone),
    key("vllm.enforce_eager", flag).to("/engine/options/enforce-eager"),
    key("vllm.attention", object),
    key("vllm.attention.backend", text)
        .one_of("auto|FLASH_ATTN|FLASHINFER|TORCH_SDPA")
        .lost(by_hand),
    key("vllm.attention.flash_version", whole).within(2, 3).lost(by_hand),
    key("vllm.attention.disable_sliding_window", flag).to("/engine/options/disable-sliding-window"),
    key("vllm.quantization", text)
        .one_of("awq|gptq|fp8|marlin|bitsandbytes|squeezellm")
        .to("/engine/settings/quantisation"),
    key("vllm.load_format", text)
        .one_of("auto|pt|safetensors|gguf")
        .to("/engine/options/load-format"),
    key("vllm.min_p", number).within(0, 1).lost(sampling),
    key("vllm.best_of", whole).at_least(1).lost(sampling),
    key("vllm.logprobs", whole).within(1, 20).lost(sampling),
    key("vllm.logit_bias", object).lost(sampling),
    key("vllm.speculative", object),
    key("vllm.speculative.model", text),
    key("vllm.speculative.num_tokens", whole).at_least(1),
    key("vllm.speculative.method", text).one_of("ngram|eagle|eagle3|medusa|mlp|lookahead"),
    key("vllm.speculative.prompt_lookup_min", whole).at_least(1),
    key("vllm.speculative.prompt_lookup_max", whole).at_least(1),
    key("vllm.speculative.draft_tp_size", whole).at_least(1),
    key("vllm.lora", object),
    key("vllm.lora.enabled", flag).lost("adapters are not measured"),
    key("vllm.lora.max_loras", whole).at_least(1).lost("adapters are not measured"),
    key("vllm.lora.max_rank", whole).at_least(1).lost("adapters are not measured"),
    key("vllm.lora.extra_vocab_size", whole).at_least(0).lost("adapters are not measured"),
    key("vllm.extra", object).lost(by_hand),

    key("tensorrt", object),
    key("tensorrt.engine_path", text),
    key("tensorrt.force_rebuild", flag).lost(building),
    key("tensorrt.engine_cache_dir", text).lost(building),
    key("tensorrt.max_batch_size", whole).within(1, 256).to("/engine/settings/max_sequences"),
    key("tensorrt.max_input_len", whole).at_least(1).lost(building),
    key("tensorrt.max_output_len", whole).at_least(1).lost(building),
    key("tensorrt.builder_opt_level", whole).within(0, 5).lost(building),
    key("tensorrt.strongly_typed", flag).lost(building),
    key("tensorrt.multiple_profiles", flag).lost(building),
    key("tensorrt.tp_size", whole).within(1, 4096).to("/engine/settings/tensor_parallel"),
    key("tensorrt.pp_size", whole).within(1, 4096).to("/engine/settings/pipeline_parallel"),
    key("tensorrt.quantization", text)
        .one_of("none|fp8|int8_sq|int8_weight_only|int4_awq|int4_gptq")
        .lost(checkpoint),
    key("tensorrt.calibration", object),
    key("tensorrt.calibration.dataset", text).lost(building),
    key("tensorrt.calibration.split", text).lost(building),
    key("tensorrt.calibration.num_samples", whole).within(64, 4096).lost(building),
    key("tensorrt.calibration.max_length", whole).at_least(1).lost(building),
    key("tensorrt.kv_cache_type", text).one_of("paged|continuous").lost(building),
    key("tensorrt.enable_chunked_context", flag).lost(by_hand),
    key("tensorrt.enable_kv_cache_reuse", flag).to("/workload/prefix_cache"),
    key("tensorrt.gpu_memory_utilization", number)
        .within(0.01, 1)
        .to("/engine/settings/gpu_memory_utilisation",
            "in TensorRT-LLM it is the fraction of the memory that the model leaves free"),
    key("tensorrt.max_num_tokens", whole).within(1, 1e8).to("/engine/settings/batch_tokens"),
    key("tensorrt.draft_model", text).lost(by_hand),
    key("tensorrt.num_draft_tokens", whole).at_least(1).lost(by_hand),
    key("tensorrt.extra_build_args", object).lost(building),
    key("tensorrt.extra_runtime_args", object).lost(by_hand),
};

}  // namespace

std::span<const ForeignKey> llenergymeasure_keys() {
    return keys;
}

}  // namespace lem::interchange
