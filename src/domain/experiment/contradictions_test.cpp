#include "domain/experiment/contradictions.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>

namespace lem::domain {
namespace {

std::string complaint(const std::function<void(Experiment&)>& change) {
    Experiment config;
    config.model.name = "tiny";
    config.model.path = "tiny.gguf";
    change(config);
    std::string all;
    for (const Violation& violation : contradictions(config))
        all += (all.empty() ? "" : "\n") + violation.pointer + " " + violation.message;
    return all.empty() ? "possible" : all;
}

TEST(Contradictions, SettingsOfAStartNeedAnEngineThatIsStarted) {
    const auto attached = [](const std::function<void(EngineConfig&)>& change) {
        return complaint([&](Experiment& config) {
            config.engine.base_url = "http://127.0.0.1:8000";
            change(config.engine);
        });
    };
    EXPECT_EQ(attached([](auto&) {}), "possible");
    EXPECT_NE(attached([](auto& engine) { engine.image = "x"; }).find("/engine/image is for"),
              std::string::npos);
    EXPECT_NE(
        attached([](auto& engine) { engine.settings.threads = 2; }).find("/engine/settings is for"),
        std::string::npos);
    EXPECT_NE(attached([](auto& engine) {
                  engine.options = {{"x", true}};
              }).find("remove one of the two"),
              std::string::npos);
}

TEST(Contradictions, ContainersNeedAnImage) {
    EXPECT_NE(complaint([](auto& config) {
                  config.engine.container_shm_mb = 64;
              }).find("/engine/container_shm_mb is for a container; set engine.image"),
              std::string::npos);
    EXPECT_EQ(complaint([](auto& config) {
                  config.engine.container_shm_mb = 64;
                  config.engine.image = "x";
              }),
              "possible");
}

TEST(Contradictions, SettingsAreKnownBeforeTheEngineStarts) {
    EXPECT_NE(complaint([](auto& config) {
                  config.engine.name = EngineName::vllm;
                  config.engine.settings.gpu_layers = 4;
              }).find("/engine/settings/gpu_layers is not a setting of vllm"),
              std::string::npos);
}

TEST(Contradictions, EnginesNeedAModelOrAnAddress) {
    EXPECT_NE(complaint([](auto& config) {
                  config.model.path.reset();
              }).find("/model/path is required: llama.cpp loads a GGUF file"),
              std::string::npos);
    EXPECT_NE(complaint([](auto& config) {
                  config.engine.name = EngineName::openai;
              }).find("/engine/base_url is required for the engine openai"),
              std::string::npos);
}

TEST(Contradictions, ARevisionIsPassedOrRefused) {
    const auto revision = [](EngineName engine, std::optional<std::string> path) {
        return complaint([&](auto& config) {
            config.engine.name = engine;
            config.model.path = std::move(path);
            config.model.revision = "abc";
        });
    };
    EXPECT_EQ(revision(EngineName::vllm, {}), "possible");
    EXPECT_NE(revision(EngineName::ollama, {}).find("add the tag to model.name"),
              std::string::npos);
    EXPECT_NE(revision(EngineName::ollama, "m").find("/model/revision"), std::string::npos);
    EXPECT_EQ(revision(EngineName::tensorrt_llm, "folder"), "possible");
    EXPECT_NE(revision(EngineName::tensorrt_llm, {}).find("set model.path"), std::string::npos);
}

TEST(Contradictions, VariablesAreNamedWithoutTheirValues) {
    const std::string said =
        complaint([](auto& config) { config.engine.env = {"HF_TOKEN", "LEM_TEST_TOKEN=secret"}; });
    EXPECT_NE(said.find("/engine/env takes names only"), std::string::npos) << said;
    EXPECT_EQ(said.find("secret"), std::string::npos);
}

TEST(Contradictions, EachIsReported) {
    const std::string said = complaint([](auto& config) {
        config.engine.container_shm_mb = 64;
        config.protocol.engine_restarts = 3;
        config.protocol.warmup_max_s = 1;
    });
    EXPECT_EQ(std::ranges::count(said, '\n'), 2) << said;
}

TEST(Contradictions, PromptsAndTheirFile) {
    const auto workload = [](PromptSource prompts, std::optional<std::string> file) {
        return complaint([&](Experiment& config) {
            config.workload.prompts = prompts;
            config.workload.file = std::move(file);
        });
    };
    using enum PromptSource;
    EXPECT_EQ(workload(file, {}), "/workload/file is required for workload.prompts: file");
    EXPECT_EQ(workload(conversations, {}),
              "/workload/file is required for workload.prompts: conversations");
    EXPECT_EQ(workload(file, "a.txt"), "possible");
    EXPECT_EQ(workload(builtin, "a.txt"),
              "/workload/file names a file of prompts, but workload.prompts is builtin; set it to "
              "file or conversations, or remove the file");
    EXPECT_NE(complaint([](auto& config) {
                  config.load = TraceLoad{.file = "trace.csv"};
              }).find("/workload/prompts is builtin, but load.mode: trace needs synthetic"),
              std::string::npos);
}

TEST(Contradictions, LimitsAndRecordsThatAreMissing) {
    EXPECT_NE(complaint([](auto& config) {
                  config.protocol.slo = RequestLimits{};
              }).find("/protocol/slo holds no limit"),
              std::string::npos);
    EXPECT_NE(complaint([](auto& config) {
                  config.load = SloSearchLoad{};
              }).find("/load/limits holds no limit"),
              std::string::npos);
    EXPECT_NE(complaint([](auto& config) {
                  config.load = SloSearchLoad{
                      .limits = {.time_to_first_token_ms_p50 = 9}, .lowest = 9, .highest = 3};
              }).find("/load/lowest is above load.highest"),
              std::string::npos);
    for (const auto source : {EnergySourceName::external, EnergySourceName::replay})
        EXPECT_NE(complaint([&](auto& config) {
                      config.energy.source = source;
                  }).find("/energy/trace is required for energy.source"),
                  std::string::npos);
}

TEST(Contradictions, OfTheProtocol) {
    EXPECT_EQ(complaint([](auto&) {}), "possible");
    EXPECT_NE(complaint([](auto& config) {
                  config.protocol.engine_restarts = 3;
              }).find("leave room for 2"),
              std::string::npos);
    EXPECT_NE(complaint([](auto& config) {
                  config.protocol.warmup_max_s = 1;
              }).find("/protocol/warmup_max_s is 1, less than protocol.warmup_s (30)"),
              std::string::npos);
}

}  // namespace
}  // namespace lem::domain
