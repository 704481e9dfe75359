#include "measure/run/contradictions.hpp"

#include "base/error.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

std::string complaint(const std::function<void(domain::Experiment&)>& change) {
    domain::Experiment config;
    config.model.name = "tiny";
    config.model.path = "tiny.gguf";
    change(config);
    try {
        require_possible(config);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_request);
        return error.message();
    }
    return "possible";
}

TEST(Contradictions, WhatIsStartedAndWhatRunsAlready) {
    const auto attached = [](const std::function<void(domain::EngineConfig&)>& change) {
        return complaint([&](domain::Experiment& config) {
            config.engine.base_url = "http://127.0.0.1:8000";
            change(config.engine);
        });
    };
    EXPECT_EQ(attached([](auto&) {}), "possible");
    EXPECT_NE(attached([](auto& engine) { engine.image = "x"; }).find("engine.image is for"),
              std::string::npos);
    EXPECT_NE(attached([](auto& engine) { engine.settings.threads = 2; }).find("engine.settings"),
              std::string::npos);
    EXPECT_NE(attached([](auto& engine) {
                  engine.options = {{"x", true}};
              }).find("Remove one of the two"),
              std::string::npos);
}

TEST(Contradictions, ContainersNeedAnImage) {
    EXPECT_NE(complaint([](auto& config) {
                  config.engine.container_shm_mb = 64;
              }).find("Set engine.image"),
              std::string::npos);
    EXPECT_EQ(complaint([](auto& config) {
                  config.engine.container_shm_mb = 64;
                  config.engine.image = "x";
              }),
              "possible");
}

TEST(Contradictions, SettingsAreKnownBeforeTheEngineStarts) {
    EXPECT_NE(complaint([](auto& config) {
                  config.engine.name = domain::EngineName::vllm;
                  config.engine.settings.gpu_layers = 4;
              }).find("The engine vllm has no setting gpu_layers"),
              std::string::npos);
}

TEST(Contradictions, EnginesNeedAModelOrAnAddress) {
    EXPECT_NE(complaint([](auto& config) {
                  config.model.path.reset();
              }).find("needs model.path, a GGUF file"),
              std::string::npos);
    EXPECT_NE(complaint([](auto& config) {
                  config.engine.name = domain::EngineName::openai;
              }).find("The engine openai needs engine.base_url"),
              std::string::npos);
}

TEST(Contradictions, PromptsAndTheirFile) {
    const auto workload = [](domain::PromptSource prompts, std::optional<std::string> file) {
        return complaint([&](domain::Experiment& config) {
            config.workload.prompts = prompts;
            config.workload.file = std::move(file);
        });
    };
    using enum domain::PromptSource;
    EXPECT_EQ(workload(file, {}), "workload.prompts is file, but workload.file is missing.");
    EXPECT_EQ(workload(conversations, {}),
              "workload.prompts is conversations, but workload.file is missing.");
    EXPECT_EQ(workload(file, "a.txt"), "possible");
    EXPECT_EQ(workload(builtin, "a.txt"),
              "workload.file names a file of prompts, but workload.prompts is builtin. Set it to "
              "file or conversations, or remove workload.file.");
    EXPECT_NE(complaint([](auto& config) {
                  config.load = domain::TraceLoad{.file = "trace.csv"};
              }).find("needs workload.prompts: synthetic"),
              std::string::npos);
}

TEST(Contradictions, LimitsAndRecordsThatAreNotThere) {
    EXPECT_NE(complaint([](auto& config) {
                  config.protocol.slo = domain::RequestLimits{};
              }).find("protocol.slo is empty"),
              std::string::npos);
    EXPECT_NE(complaint([](auto& config) {
                  config.load = domain::SloSearchLoad{};
              }).find("load.limits is empty"),
              std::string::npos);
    EXPECT_NE(complaint([](auto& config) {
                  config.load = domain::SloSearchLoad{
                      .limits = {.time_to_first_token_ms_p50 = 9}, .lowest = 9, .highest = 3};
              }).find("load.lowest is above load.highest"),
              std::string::npos);
    for (const auto source : {domain::EnergySourceName::external, domain::EnergySourceName::replay})
        EXPECT_NE(complaint([&](auto& config) {
                      config.energy.source = source;
                  }).find("but energy.trace is missing"),
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
              }).find("protocol.warmup_max_s (1) is less than protocol.warmup_s (30)"),
              std::string::npos);
}

}  // namespace
}  // namespace lem::measure
