#pragma once
/// What is to be measured: the configuration that `lem experiment` reads (YAML or JSON, the same
/// fields), version 1. A written-out configuration reproduces its run: every default is a value
/// here.

#include "schema/record.hpp"

namespace lem::domain {

using schema::FieldOptions;
using schema::TextFormat;

enum class EngineName { llama_cpp, vllm, transformers, sglang, tgi, tensorrt_llm, ollama, openai };

struct ModelConfig {
    std::string name;  // what the engine serves and the board shows
    std::optional<std::string> path;
    std::optional<std::string> revision;
    std::optional<std::string> precision;
};

struct EngineConfig {
    EngineName name = EngineName::llama_cpp;
    std::optional<std::string> command;
    std::optional<std::string> base_url;
    std::optional<std::string> api_key_env;
    std::map<std::string, schema::Scalar> options;
    double ready_timeout_s = 120;
    double stop_timeout_s = 10;
};

struct ConcurrencyLoad {
    int streams = 4;
};
struct ConstantLoad {
    double requests_per_sec = 1;
    int in_flight_max = 256;
};
using Load = std::variant<ConcurrencyLoad, ConstantLoad>;

enum class PromptSource { builtin, synthetic, file };

struct Workload {
    PromptSource prompts = PromptSource::builtin;
    std::optional<std::string> file;
    int input_tokens = 128;
    int output_tokens = 128;
    bool ignore_eos = true;
    bool prefix_cache = false;
    double temperature = 0;
    std::int64_t seed = 1;
};

struct Protocol {
    int cycles = 3;
    double cycle_s = 60;
    double warmup_s = 30;
    double cooldown_s = 10;
    double idle_s = 30;
    double request_timeout_s = 120;
};

enum class EnergySourceName { automatic, nvml, rapl, replay, none };

struct ModelledEnergy {
    double tdp_watts = 0;
    double utilisation = 1;
};

struct EnergyConfig {
    EnergySourceName source = EnergySourceName::automatic;
    std::optional<std::string> trace;
    std::optional<ModelledEnergy> model;
    int period_ms = 100;
};

struct Experiment {
    int schema_version = 1;
    std::string name;
    std::optional<std::string> description;
    ModelConfig model;
    EngineConfig engine;
    Load load;
    Workload workload;
    Protocol protocol;
    EnergyConfig energy;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::EngineName> {
    static constexpr std::string_view name = "EngineName";
    static constexpr std::array values{
        Enumerator{domain::EngineName::llama_cpp, "llama.cpp",
                   "llama.cpp's llama-server, started by lem"},
        Enumerator{domain::EngineName::vllm, "vllm"},
        Enumerator{domain::EngineName::transformers, "transformers",
                   "PyTorch by `transformers serve`"},
        Enumerator{domain::EngineName::sglang, "sglang"},
        Enumerator{domain::EngineName::tgi, "tgi"},
        Enumerator{domain::EngineName::tensorrt_llm, "tensorrt-llm"},
        Enumerator{domain::EngineName::ollama, "ollama"},
        Enumerator{domain::EngineName::openai, "openai",
                   "any OpenAI-compatible endpoint that already runs"},
    };
};

template <>
struct enumeration<domain::PromptSource> {
    static constexpr std::string_view name = "PromptSource";
    static constexpr std::array values{
        Enumerator{domain::PromptSource::builtin, "builtin", "lem's own varied prompts"},
        Enumerator{domain::PromptSource::synthetic, "synthetic",
                   "generated words of about `input_tokens` tokens"},
        Enumerator{domain::PromptSource::file, "file",
                   "one prompt a line (.txt), or .jsonl with `prompt`"},
    };
};

template <>
struct enumeration<domain::EnergySourceName> {
    static constexpr std::string_view name = "EnergySourceName";
    static constexpr std::array values{
        Enumerator{domain::EnergySourceName::automatic, "auto", "the first that works: nvml, rapl"},
        Enumerator{domain::EnergySourceName::nvml, "nvml",
                   "NVIDIA GPUs through the driver's library"},
        Enumerator{domain::EnergySourceName::rapl, "rapl",
                   "CPU package and DRAM through Linux powercap"},
        Enumerator{domain::EnergySourceName::replay, "replay", "a recorded power trace, for tests"},
        Enumerator{domain::EnergySourceName::none, "none", "measure speed only"},
    };
};

template <>
struct tagged_union<domain::Load> {
    static constexpr std::string_view name = "Load";
    static constexpr std::string_view tag = "mode";
    static constexpr std::array<std::string_view, 2> names{"concurrency", "constant"};
};

template <>
struct description<domain::ConcurrencyLoad> {
    using T = domain::ConcurrencyLoad;
    static constexpr auto record = schema::record(
        "ConcurrencyLoad", "Closed loop: this many requests are always in flight.",
        field("streams", &T::streams,
              {.doc = "Requests in flight.", .minimum = 1, .maximum = 16384, .defaulted = true}));
};

template <>
struct description<domain::ConstantLoad> {
    using T = domain::ConstantLoad;
    static constexpr auto record = schema::record(
        "ConstantLoad",
        "Open loop: request i is sent at i / rate, whether or not earlier ones are done.",
        field("requests_per_sec", &T::requests_per_sec,
              {.doc = "Arrival rate.", .unit = "1/s", .minimum = 1e-3, .maximum = 1e5}),
        field("in_flight_max", &T::in_flight_max,
              {.doc = "Requests beyond this wait and count as lag.",
               .minimum = 1,
               .maximum = 16384,
               .defaulted = true}));
};

template <>
struct description<domain::ModelConfig> {
    using T = domain::ModelConfig;
    static constexpr auto record = schema::record(
        "ModelConfig", "The model that is measured.",
        field("name", &T::name,
              {.doc = "Name on the board and in requests, for example Qwen/Qwen3-8B.",
               .length_max = 200,
               .format = TextFormat::identifier}),
        field("path", &T::path,
              {.doc = "File or folder that the engine loads; relative to the configuration file."}),
        field("revision", &T::revision,
              {.doc = "Commit or tag of the weights.",
               .length_max = 200,
               .format = TextFormat::identifier}),
        field("precision", &T::precision,
              {.doc = "Of the weights, for example bf16, fp8, q4_1. Read from the model where it "
                      "can be.",
               .length_max = 40,
               .format = TextFormat::identifier}));
};

template <>
struct description<domain::EngineConfig> {
    using T = domain::EngineConfig;
    static constexpr auto record =
        schema::record("EngineConfig", "The inference engine, and how it is reached.",
                       field("name", &T::name, {.doc = "Which engine."}),
                       field("command", &T::command,
                             {.doc = "Program to start instead of the one that is looked up; not "
                                     "run through a shell."}),
                       field("base_url", &T::base_url,
                             {.doc = "Attach to this endpoint instead of starting one, for example "
                                     "http://127.0.0.1:8000.",
                              .length_max = 2048}),
                       field("api_key_env", &T::api_key_env,
                             {.doc = "Name of the environment variable that holds the endpoint's "
                                     "key; the key itself is never stored.",
                              .length_max = 200,
                              .format = TextFormat::identifier}),
                       field("options", &T::options,
                             {.doc = "The engine's own options, by their long names without "
                                     "dashes, for example {ctx-size: 4096}.",
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
struct description<domain::Workload> {
    using T = domain::Workload;
    static constexpr auto record = schema::record(
        "Workload", "What each request asks for.",
        field("prompts", &T::prompts, {.doc = "Where prompts come from.", .defaulted = true}),
        field("file", &T::file,
              {.doc = "The prompt file for `prompts: file`; relative to the configuration file."}),
        field("input_tokens", &T::input_tokens,
              {.doc = "Approximate prompt length of synthetic prompts; the true count is taken "
                      "from usage.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = 1e6,
               .defaulted = true}),
        field("output_tokens", &T::output_tokens,
              {.doc = "max_tokens of each request.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = 1e6,
               .defaulted = true}),
        field("ignore_eos", &T::ignore_eos,
              {.doc = "Ask for exactly output_tokens where the engine can, so that runs compare.",
               .defaulted = true}),
        field("prefix_cache", &T::prefix_cache,
              {.doc = "false: a salt (and cache_prompt: false) keeps engines from reusing an "
                      "earlier prompt's prefill.",
               .defaulted = true}),
        field("temperature", &T::temperature,
              {.doc = "Sampling temperature.", .minimum = 0, .maximum = 10, .defaulted = true}),
        field("seed", &T::seed,
              {.doc = "Of prompt choice and schedule.",
               .minimum = 0,
               .maximum = 9007199254740991,
               .defaulted = true}));
};

template <>
struct description<domain::Protocol> {
    using T = domain::Protocol;
    static constexpr auto record = schema::record(
        "Protocol", "How the measurement is run.",
        field("cycles", &T::cycles,
              {.doc = "Repetitions; at least 3 for an interval.",
               .minimum = 1,
               .maximum = 1000,
               .defaulted = true}),
        field("cycle_s", &T::cycle_s,
              {.doc = "Measured time of a cycle.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}),
        field("warmup_s", &T::warmup_s,
              {.doc = "Load before the first cycle that is not measured.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("cooldown_s", &T::cooldown_s,
              {.doc = "Pause between cycles.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("idle_s", &T::idle_s,
              {.doc = "Idle baseline, taken before the engine starts and again once it is loaded.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("request_timeout_s", &T::request_timeout_s,
              {.doc = "A request that takes longer is an error.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}));
};

template <>
struct description<domain::ModelledEnergy> {
    using T = domain::ModelledEnergy;
    static constexpr auto record = schema::record(
        "ModelledEnergy",
        "Energy computed as time times watts: not measured, and labelled so everywhere.",
        field(
            "tdp_watts", &T::tdp_watts,
            {.doc = "Assumed power at full load.", .unit = "W", .minimum = 0.001, .maximum = 1e6}),
        field("utilisation", &T::utilisation,
              {.doc = "Assumed share of it while measuring.",
               .minimum = 0.01,
               .maximum = 1,
               .defaulted = true}));
};

template <>
struct description<domain::EnergyConfig> {
    using T = domain::EnergyConfig;
    static constexpr auto record = schema::record(
        "EnergyConfig", "Where energy is measured.",
        field("source", &T::source, {.doc = "Which source.", .defaulted = true}),
        field(
            "trace", &T::trace,
            {.doc =
                 "CSV of a power trace for `source: replay`; relative to the configuration file."}),
        field("model", &T::model,
              {.doc = "Use only if nothing can be measured: a modelled value."}),
        field("period_ms", &T::period_ms,
              {.doc = "Sampling period.",
               .unit = "ms",
               .minimum = 10,
               .maximum = 10000,
               .defaulted = true}));
};

template <>
struct description<domain::Experiment> {
    using T = domain::Experiment;
    static constexpr auto record = schema::record(
        "Experiment", "One configuration to measure.",
        field("schema_version", &T::schema_version, {.doc = "1", .minimum = 1, .maximum = 1}),
        field("name", &T::name,
              {.doc = "A short name of your own.", .length_max = 200, .format = TextFormat::name}),
        field("description", &T::description, {.doc = "What it is for."}),
        field("model", &T::model, {.doc = "The model."}),
        field("engine", &T::engine, {.doc = "The engine."}),
        field("load", &T::load, {.doc = "How requests arrive.", .defaulted = true}),
        field("workload", &T::workload, {.doc = "What they ask for.", .defaulted = true}),
        field("protocol", &T::protocol, {.doc = "How it is repeated.", .defaulted = true}),
        field("energy", &T::energy, {.doc = "Where energy is measured.", .defaulted = true}));
};

}  // namespace lem::schema
