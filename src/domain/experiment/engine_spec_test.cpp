#include "domain/experiment/engine_spec.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

using enum EngineName;

/// The violations as lines.
std::string refusal(const EngineConfig& config) {
    std::string all;
    for (const Violation& violation : engine_violations(config))
        all += (all.empty() ? "" : "\n") + violation.pointer + " " + violation.message;
    return all.empty() ? "accepted" : all;
}

TEST(EngineSpec, EachEngineHasOneAndItsSettingsAreFields) {
    for (const auto& engine : schema::enumeration<EngineName>::values) {
        const EngineSpec& spec = engine_spec(engine.value);
        EXPECT_EQ(spec.name, engine.value);
        EXPECT_EQ(spec.can_be_started(), engine.value != openai) << engine.name;
        EXPECT_EQ(spec.install.empty(), engine.value == openai) << engine.name;
        const auto fields = schema::field_names<EngineSettings>();
        for (const std::string_view name : setting_names(spec))
            EXPECT_NE(std::ranges::find(fields, name), fields.end()) << engine.name << " " << name;
        for (const AlternativeOption& one : spec.alternative_options)
            EXPECT_NE(std::ranges::find(fields, one.setting), fields.end()) << one.setting;
    }
}

TEST(EngineSpec, ASettingWithoutAFlagIsRefused) {
    EngineConfig config{.name = vllm};
    config.settings.gpu_layers = 10;
    config.settings.threads = 2;
    const std::string message = refusal(config);
    EXPECT_NE(message.find("/engine/settings/gpu_layers is not a setting of vllm, which has "
                           "max_sequences, batch_tokens"),
              std::string::npos)
        << message;
    EXPECT_NE(message.find("engine.options"), std::string::npos) << message;
    EXPECT_NE(message.find("/engine/settings/threads is not"), std::string::npos)
        << "each is named: " << message;
}

TEST(EngineSpec, AFlagThatCannotBeSwitchedOffIsRefused) {
    EngineConfig config{.name = vllm, .options = {{"enable-chunked-prefill", false}}};
    EXPECT_EQ(refusal(config), "accepted");
    config.name = ollama;
    EXPECT_EQ(refusal(config), "accepted") << "a variable has any value";
    config.name = sglang;
    EXPECT_EQ(refusal(config),
              "/engine/options/enable-chunked-prefill is false, but sglang has no option that "
              "switches a flag off; remove it");
}

TEST(EngineSpec, AnOptionThatAFieldSetsIsRefusedUnderEachOfItsNames) {
    EngineConfig config{.name = vllm, .options = {{"port", std::int64_t{80}}}};
    EXPECT_EQ(refusal(config), "/engine/options/port is set by lem; remove it");
    for (const auto& [engine, option, field] :
         {std::tuple(vllm, "dtype", "engine.settings.precision"),
          std::tuple(vllm, "max_num_seqs", "engine.settings.max_sequences"),
          std::tuple(vllm, "served_model_name", "model.name"),
          std::tuple(vllm, "revision", "model.revision"),
          std::tuple(vllm, "tp", "engine.settings.tensor_parallel"),
          std::tuple(vllm, "enable_prefix_caching", "workload.prefix_cache"),
          std::tuple(vllm, "no-enable-prefix-caching", "workload.prefix_cache"),
          std::tuple(sglang, "tensor-parallel-size", "engine.settings.tensor_parallel"),
          std::tuple(sglang, "disable_radix_cache", "workload.prefix_cache"),
          std::tuple(tensorrt_llm, "max-batch-size", "engine.settings.max_sequences"),
          std::tuple(tgi, "max_concurrent_requests", "load"),
          std::tuple(ollama, "OLLAMA_NUM_PARALLEL", "engine.settings.max_sequences"),
          std::tuple(llama_cpp, "parallel", "engine.settings.max_sequences"),
          std::tuple(llama_cpp, "gpu-layers", "engine.settings.gpu_layers")}) {
        config.name = engine;
        config.options = {{option, std::int64_t{1}}};
        EXPECT_EQ(refusal(config), "/engine/options/" + std::string(option) + " is set by " +
                                       field + "; use that instead");
    }
}

TEST(EngineSpec, AnAlternativeOptionIsAcceptedWithoutItsSetting) {
    EngineConfig config{.name = llama_cpp, .options = {{"ctx-size", std::int64_t{100}}}};
    EXPECT_EQ(refusal(config), "accepted");
    config.settings.context_length = 100;
    EXPECT_EQ(refusal(config),
              "/engine/options/ctx-size sets the same as engine.settings.context_length; remove "
              "one of the two");
}

}  // namespace
}  // namespace lem::domain
