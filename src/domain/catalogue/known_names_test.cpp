#include "domain/catalogue/known_names.hpp"

#include "domain/catalogue/built_in.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

Environment machine_with(const std::vector<const char*>& gpus) {
    Environment environment;
    environment.cpu_model = "AMD EPYC 7742 64-Core Processor";
    for (const char* name : gpus) {
        Device device;
        device.kind = "gpu";
        device.name = name;
        environment.devices.push_back(device);
    }
    return environment;
}

TEST(KnownNames, UniteSpellingsAndKeepTheSubmittedName) {
    for (const char* name : {"qwen3:8b", "Qwen/Qwen3-8B", "Qwen3-8B-Q4_K_M.gguf"}) {
        const ResolvedModel model = built_in_names().model(name);
        EXPECT_EQ(model.submitted, name);
        EXPECT_EQ(model.shown, "Qwen/Qwen3-8B");
        EXPECT_EQ(model.standing, NameStanding::known);
        ASSERT_NE(model.facts, nullptr);
        EXPECT_NEAR(model.facts->parameters_total.value_or(0), 8.2e9, 0.1e9);
    }
    const ResolvedModel unknown = built_in_names().model("Acme/Tiny-1B");
    EXPECT_EQ(unknown.shown, "Acme/Tiny-1B");
    EXPECT_EQ(unknown.standing, NameStanding::unknown);
}

TEST(KnownNames, ResolveEachDeviceOfASet) {
    const auto set = built_in_names().hardware(machine_with({"Tesla T4", "NVIDIA T4", "L4"}));
    EXPECT_EQ(set.submitted, "Tesla T4 + NVIDIA T4 + L4");
    EXPECT_EQ(set.shown, "2 x NVIDIA T4 + NVIDIA L4");
    EXPECT_EQ(set.count, 3);
    EXPECT_EQ(set.standing, NameStanding::known);
    const auto one_unknown = built_in_names().hardware(machine_with({"NVIDIA L4", "Acme 9"}));
    EXPECT_EQ(one_unknown.shown, "NVIDIA L4 + Acme 9");
    EXPECT_EQ(one_unknown.standing, NameStanding::unknown);
    const auto ambiguous = built_in_names().hardware(machine_with({"NVIDIA A100", "NVIDIA A100"}));
    EXPECT_EQ(ambiguous.shown, "2 x NVIDIA A100");
    EXPECT_EQ(ambiguous.submitted_device, "NVIDIA A100");
    EXPECT_EQ(ambiguous.standing, NameStanding::ambiguous);
    EXPECT_EQ(built_in_names().hardware(machine_with({})).shown, "AMD EPYC 7742");
}

TEST(KnownNames, TheOperatorsAliasesComeFirst) {
    const KnownNames names(
        built_in_catalogue(),
        {.models = {{"house", "qwen3:8b"}, {"Qwen/Qwen3-4B", "Acme/Ours"}},
         .hardware = {{"Acme 9", "NVIDIA L4"}, {"NVIDIA L4 + NVIDIA T4", "The odd box"}}});
    EXPECT_EQ(names.model("house").shown, "Qwen/Qwen3-8B");
    EXPECT_NE(names.model("house").facts, nullptr);
    EXPECT_EQ(names.model("Qwen/Qwen3-4B").shown, "Acme/Ours");
    EXPECT_EQ(names.model("Qwen/Qwen3-4B").standing, NameStanding::known)
        << "an operator has named it";
    EXPECT_EQ(names.model("Qwen/Qwen3-4B").facts, nullptr);
    const auto set = names.hardware(machine_with({"Acme 9", "Acme 9"}));
    EXPECT_EQ(set.shown, "2 x NVIDIA L4");
    EXPECT_EQ(set.submitted, "2 x Acme 9");
    EXPECT_EQ(set.submitted_device, "Acme 9");
    EXPECT_EQ(set.standing, NameStanding::known);
    EXPECT_EQ(names.hardware(machine_with({"NVIDIA L4", "NVIDIA T4"})).shown, "The odd box");
    Device device;
    device.name = "Acme 9";
    ASSERT_NE(names.profile_of(device), nullptr);
    EXPECT_EQ(names.profile_of(device)->id, "l4");
}

}  // namespace
}  // namespace lem::domain
