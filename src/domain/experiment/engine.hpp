#pragma once
/// Which engine runs the model, how it is started or reached, and what is recorded about it.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

enum class EngineName { llama_cpp, vllm, transformers, sglang, tgi, tensorrt_llm, ollama, openai };

enum class ContainerEngine { automatic, podman, docker };

/// Settings that most engines have, under one name. Each engine maps a setting to its own flag; an
/// engine without such a flag refuses it, so that a result never records a setting without effect.
struct EngineSettings {
    std::optional<int> max_sequences;
    std::optional<int> batch_tokens;
    std::optional<int> context_length;
    std::optional<std::string> precision;
    std::optional<std::string> quantisation;
    std::optional<std::string> kv_cache_precision;
    std::optional<int> tensor_parallel;
    std::optional<int> pipeline_parallel;
    std::optional<double> gpu_memory_utilisation;
    std::optional<int> gpu_layers;
    std::optional<int> threads;
    std::optional<std::string> device;
};

struct EngineConfig {
    EngineName name = EngineName::llama_cpp;
    std::optional<std::string> command;
    std::optional<std::string> image;
    ContainerEngine container_engine = ContainerEngine::automatic;
    std::vector<std::string> container_devices;
    std::optional<int> container_shm_mb;
    std::vector<std::string> env;
    std::optional<std::string> base_url;
    std::optional<std::string> api_key_env;
    std::map<std::string, std::string> header_env;
    std::optional<std::string> ca_file;
    EngineSettings settings;
    std::map<std::string, schema::Scalar> options;
    double ready_timeout_s = 120;
    double stop_timeout_s = 10;
};

struct EngineRecord {
    EngineName name = EngineName::openai;
    std::optional<std::string> version;
    std::optional<std::string> launcher;  // which program ran: llama-server, xllamacpp
    std::optional<std::string> image_sha256;
    std::vector<std::string> arguments;
    std::map<std::string, schema::Scalar> capabilities;  // found by the probe
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::EngineName> {
    static constexpr std::string_view name = "EngineName";
    static constexpr std::array values{
        Enumerator{domain::EngineName::llama_cpp, "llama.cpp",
                   "llama.cpp's llama-server, started by lem"},
        Enumerator{domain::EngineName::vllm, "vllm", {}, "vLLM"},
        Enumerator{domain::EngineName::transformers, "transformers",
                   "PyTorch by `transformers serve`", "PyTorch"},
        Enumerator{domain::EngineName::sglang, "sglang", {}, "SGLang"},
        Enumerator{domain::EngineName::tgi, "tgi", {}, "TGI"},
        Enumerator{domain::EngineName::tensorrt_llm, "tensorrt-llm", {}, "TensorRT-LLM"},
        Enumerator{domain::EngineName::ollama, "ollama", {}, "Ollama"},
        Enumerator{domain::EngineName::openai, "openai",
                   "any OpenAI-compatible endpoint that already runs", "endpoint"},
    };
};

template <>
struct enumeration<domain::ContainerEngine> {
    static constexpr std::string_view name = "ContainerEngine";
    static constexpr std::array values{
        Enumerator{domain::ContainerEngine::automatic, "auto",
                   "podman if it is installed, otherwise docker"},
        Enumerator{domain::ContainerEngine::podman, "podman"},
        Enumerator{domain::ContainerEngine::docker, "docker"},
    };
};

template <>
struct description<domain::EngineSettings> {
    using T = domain::EngineSettings;
    static constexpr auto record = schema::record(
        "EngineSettings",
        "Settings that most engines share; each is passed as the engine's own flag.",
        field("max_sequences", &T::max_sequences,
              {.doc = "Maximum number of requests computed together (batch size).",
               .minimum = 1,
               .maximum = 1'000'000,
               .omit_null = true}),
        field("batch_tokens", &T::batch_tokens,
              {.doc = "Maximum number of tokens per step.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = 100'000'000,
               .omit_null = true}),
        field("context_length", &T::context_length,
              {.doc = "Longest request, prompt and answer together.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = 100'000'000,
               .omit_null = true}),
        field("precision", &T::precision,
              {.doc = "Precision of weights and activations, as the engine names it, for example "
                      "float32, bfloat16.",
               .length_max = 40,
               .format = TextFormat::identifier,
               .omit_null = true}),
        field("quantisation", &T::quantisation,
              {.doc = "Quantisation method, as the engine names it, for example fp8, awq, gptq.",
               .length_max = 40,
               .format = TextFormat::identifier,
               .omit_null = true}),
        field(
            "kv_cache_precision", &T::kv_cache_precision,
            {.doc = "Precision of keys and values, as the engine names it, for example fp8, q8_0.",
             .length_max = 40,
             .format = TextFormat::identifier,
             .omit_null = true}),
        field("tensor_parallel", &T::tensor_parallel,
              {.doc = "Devices that share each layer.",
               .minimum = 1,
               .maximum = 4096,
               .omit_null = true}),
        field("pipeline_parallel", &T::pipeline_parallel,
              {.doc = "Groups of devices that each hold a part of the layers.",
               .minimum = 1,
               .maximum = 4096,
               .omit_null = true}),
        field(
            "gpu_memory_utilisation", &T::gpu_memory_utilisation,
            {.doc = "Fraction of the GPU's memory that the engine may use; engines differ in what "
                    "they count.",
             .minimum = 0.01,
             .maximum = 1,
             .omit_null = true}),
        field("gpu_layers", &T::gpu_layers,
              {.doc = "Layers on the GPU.", .minimum = 0, .maximum = 10'000, .omit_null = true}),
        field("threads", &T::threads,
              {.doc = "Processor threads.", .minimum = 1, .maximum = 4096, .omit_null = true}),
        field("device", &T::device,
              {.doc = "Device that computes, as the engine names it, for example cpu, cuda.",
               .length_max = 40,
               .format = TextFormat::identifier,
               .omit_null = true}));
};

template <>
struct description<domain::EngineConfig> {
    using T = domain::EngineConfig;
    static constexpr auto record = schema::record(
        "EngineConfig", "The inference engine, and how it is reached.",
        field("name", &T::name, {.doc = "Which engine."}),
        field("command", &T::command,
              {.doc = "Program to start instead of the engine's usual one. No shell "
                      "is used."}),
        field("image", &T::image,
              {.doc = "Container image to run the engine from, for example "
                      "docker.io/vllm/vllm-openai:v0.11.0.",
               .length_max = 500,
               .format = TextFormat::identifier,
               .omit_null = true}),
        field("container_engine", &T::container_engine,
              {.doc = "Program that runs the image.", .defaulted = true}),
        field("container_devices", &T::container_devices,
              {.doc = "What the container may use: nvidia for all NVIDIA GPUs, or "
                      "device files such as /dev/kfd.",
               .length_max = 200,
               .items_max = 64,
               .format = TextFormat::identifier,
               .defaulted = true}),
        field("container_shm_mb", &T::container_shm_mb,
              {.doc = "Size of the container's /dev/shm, through which the processes of an engine "
                      "on several GPUs communicate; default 64.",
               .unit = "MiB",
               .minimum = 1,
               .maximum = 10'000'000,
               .omit_null = true}),
        field("env", &T::env,
              {.doc = "Names of environment variables that the engine needs, for "
                      "example HF_TOKEN: they must be set where lem runs, and are "
                      "handed to a container. Values are never stored.",
               .length_max = 200,
               .items_max = 64,
               .format = TextFormat::identifier,
               .defaulted = true}),
        field("base_url", &T::base_url,
              {.doc = "Attach to this endpoint instead of starting one, for example "
                      "http://127.0.0.1:8000. /v1/chat/completions is appended, unless the address "
                      "ends in /chat/completions. A query is kept; a value in it that begins with "
                      "$ is read from the environment variable of that name.",
               .length_max = 2048}),
        field("api_key_env", &T::api_key_env,
              {.doc = "Name of the environment variable that holds the endpoint's "
                      "key; the key itself is never stored.",
               .length_max = 200,
               .format = TextFormat::identifier}),
        field("header_env", &T::header_env,
              {.doc = "Further headers of every request: their names, each with the "
                      "name of the environment variable that holds its value, for "
                      "example {api-key: AZURE_OPENAI_KEY}. Values are never "
                      "stored.",
               .length_max = 200,
               .items_max = 20,
               .format = TextFormat::identifier,
               .defaulted = true}),
        field("ca_file", &T::ca_file,
              {.doc = "PEM file of the certificate authorities to trust for an "
                      "https base_url, instead of the system's; relative to the "
                      "configuration file.",
               .length_max = 4096}),
        field("settings", &T::settings,
              {.doc = "Settings that most engines share.", .defaulted = true}),
        field("options", &T::options,
              {.doc = "The engine's own options, by their long names without "
                      "dashes, for example {enforce-eager: true}; passed on and "
                      "recorded as they are.",
               .items_max = 200,
               .defaulted = true}),
        field("ready_timeout_s", &T::ready_timeout_s,
              {.doc = "How long it may take to become ready.",
               .unit = "s",
               .minimum = 1,
               .maximum = 7200,
               .defaulted = true}),
        field("stop_timeout_s", &T::stop_timeout_s,
              {.doc = "How long it may take to stop before it is killed.",
               .unit = "s",
               .minimum = 0,
               .maximum = 600,
               .defaulted = true}));
};

template <>
struct description<domain::EngineRecord> {
    using T = domain::EngineRecord;
    static constexpr auto record = schema::record(
        "EngineRecord", "The engine that ran.", field("name", &T::name, {.doc = "Which engine."}),
        field("version", &T::version,
              {.doc = "As the engine or its package reports it.",
               .length_max = 200,
               .format = TextFormat::name}),
        field("launcher", &T::launcher,
              {.doc = "Which program served it.", .length_max = 200, .format = TextFormat::name}),
        field("image_sha256", &T::image_sha256,
              {.doc = "Id of the container image it ran from: SHA-256 of the image's "
                      "configuration, which names its layers; null for a local program.",
               .format = TextFormat::sha256}),
        field("arguments", &T::arguments,
              {.doc = "Command line, without folders.", .items_max = 1000}),
        field("capabilities", &T::capabilities,
              {.doc = "What the probe found out about its API.", .items_max = 100}));
};

}  // namespace lem::schema
