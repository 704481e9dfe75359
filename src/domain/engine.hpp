#pragma once
/// Which engine runs the model, how it is started or reached, and what was found of it.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

enum class EngineName { llama_cpp, vllm, transformers, sglang, tgi, tensorrt_llm, ollama, openai };

struct EngineConfig {
    EngineName name = EngineName::llama_cpp;
    std::optional<std::string> command;
    std::optional<std::string> base_url;
    std::optional<std::string> api_key_env;
    std::optional<std::string> ca_file;
    std::map<std::string, schema::Scalar> options;
    double ready_timeout_s = 120;
    double stop_timeout_s = 10;
};

struct EngineRecord {
    EngineName name = EngineName::openai;
    std::optional<std::string> version;
    std::optional<std::string> launcher;  // which program ran: llama-server, xllamacpp
    std::vector<std::string> arguments;
    std::map<std::string, schema::Scalar> capabilities;  // what the probe found
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
                       field("ca_file", &T::ca_file,
                             {.doc = "PEM file of the certificate authorities to trust for an "
                                     "https base_url, instead of the system's; relative to the "
                                     "configuration file.",
                              .length_max = 4096}),
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
        field("arguments", &T::arguments,
              {.doc = "Command line, without folders.", .items_max = 1000}),
        field("capabilities", &T::capabilities,
              {.doc = "What the probe found out about its dialect.", .items_max = 100}));
};

}  // namespace lem::schema
