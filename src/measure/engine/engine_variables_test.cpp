#include "measure/engine/engine_variables.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

std::optional<std::string> own(const std::string& name) {
    if (name == "UNSET") return std::nullopt;
    return "lem's " + name;
}

TEST(EngineVariables, NothingIsKnownOfAnEndpointThatSomebodyElseRuns) {
    EXPECT_FALSE(engine_variables({.base_url = "http://127.0.0.1:1"}, own));
}

TEST(EngineVariables, LocalProgramGetsLemsOwn) {
    const auto variables = engine_variables({.name = domain::EngineName::llama_cpp}, own);
    ASSERT_TRUE(variables);
    EXPECT_EQ((*variables)("CUDA_VISIBLE_DEVICES"), "lem's CUDA_VISIBLE_DEVICES");
    EXPECT_EQ((*variables)("UNSET"), std::nullopt);
    EXPECT_EQ((*variables)("NVIDIA_VISIBLE_DEVICES"), std::nullopt)
        << "it chose the devices of the container that lem is in, and did so already";
}

TEST(EngineVariables, OptionsThatAreVariablesComeFirst) {
    domain::EngineConfig config{.name = domain::EngineName::ollama};
    config.options["CUDA_VISIBLE_DEVICES"] = std::int64_t{1};
    EXPECT_EQ((*engine_variables(config, own))("CUDA_VISIBLE_DEVICES"), "1");
    config.name = domain::EngineName::vllm;
    EXPECT_EQ((*engine_variables(config, own))("CUDA_VISIBLE_DEVICES"),
              "lem's CUDA_VISIBLE_DEVICES");
}

TEST(EngineVariables, ContainerGetsWhatIsNamedAndItsDevices) {
    domain::EngineConfig config{.name = domain::EngineName::vllm, .image = "image"};
    const auto value = [&](const std::string& name) {
        return (*engine_variables(config, own))(name);
    };
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES"), std::nullopt);
    config.env = {"CUDA_VISIBLE_DEVICES"};
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES"), "lem's CUDA_VISIBLE_DEVICES");
    config.container_devices = {"nvidia.com/gpu=1", "nvidia.com/gpu=GPU-c"};
    EXPECT_EQ(value("NVIDIA_VISIBLE_DEVICES"), "1,GPU-c");
    config.container_devices = {"nvidia"};
    EXPECT_EQ(value("NVIDIA_VISIBLE_DEVICES"), "all");
    config.container_devices = {"/dev/dri"};
    EXPECT_EQ(value("NVIDIA_VISIBLE_DEVICES"), std::nullopt);
}

}  // namespace
}  // namespace lem::measure
