#include "domain/experiment/published_config.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(PublishedConfig, FoldersArePrivate) {
    EXPECT_EQ(without_folders("/home/me/m.gguf"), "m.gguf");
    EXPECT_EQ(without_folders("OLLAMA_MODELS=/home/me/models"), "OLLAMA_MODELS=models");
    EXPECT_EQ(without_folders("--served-model-name"), "--served-model-name");
    EXPECT_EQ(without_folders("A=b c"), "A=b c");
    EXPECT_EQ(without_folders("org/model"), "org/model");

    Experiment config;
    config.model.path = "/home/me/m.gguf";
    config.engine.command = "/opt/venv/bin/llama-server";
    config.engine.options = {{"OLLAMA_MODELS", std::string("/home/me/models")},
                             {"OLLAMA_NUM_PARALLEL", std::int64_t{2}}};
    config.engine.env = {"HF_TOKEN"};
    const Experiment shown = published_config(config);
    EXPECT_EQ(shown.model.path, "m.gguf");
    EXPECT_EQ(shown.engine.command, std::nullopt) << "a path is of no use elsewhere";
    config.engine.command = "llama-server-b9999";
    EXPECT_EQ(published_config(config).engine.command, "llama-server-b9999");
    EXPECT_EQ(shown.engine.options.at("OLLAMA_MODELS"), schema::Scalar("models"));
    EXPECT_EQ(shown.engine.options.at("OLLAMA_NUM_PARALLEL"), schema::Scalar(std::int64_t{2}));
    config.energy.devices = {std::int64_t{1}, std::string("2"), std::string("GPU-8f3c")};
    EXPECT_EQ(
        published_config(config).energy.devices,
        (std::vector<schema::Scalar>{std::int64_t{1}, std::string("2"), std::string("uuid")}));
    EXPECT_EQ(shown.engine.env, config.engine.env) << "names, never values";
}

}  // namespace
}  // namespace lem::domain
