#include "domain/catalogue/built_in.hpp"
#include "domain/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

std::string id_of(std::string_view name, std::optional<double> memory_mb = {}) {
    const HardwareProfile* profile = built_in_catalogue().find_profile(name, memory_mb);
    return profile != nullptr ? profile->id : "";
}

std::string model_of(std::string_view name) {
    const FoundModel found = built_in_catalogue().find_model(name);
    return found.names != nullptr ? found.names->name : "";
}

struct Spelling {
    const char* name;
    const char* found;
};

TEST(HardwareNames, AreFoundInEverySpelling) {
    constexpr std::array spellings{
        Spelling{"NVIDIA A100-SXM4-40GB", "a100-40-sxm"},
        Spelling{"a100 sxm4 40 GB", "a100-40-sxm"},
        Spelling{"A100-PCIE-40GB", "a100-40-pcie"},
        Spelling{"A100 40G", "a100-40"},
        Spelling{"NVIDIA A100 Tensor Core GPU 80GB", "a100-80"},
        Spelling{"NVIDIA H100 80GB HBM3", "h100-sxm"},
        Spelling{"H100-SXM5-80GB", "h100-sxm"},
        Spelling{"H100 SXM", "h100-sxm"},
        Spelling{"nvidia l40s", "l40s"},
        Spelling{"L40", "l40"},
        Spelling{"Tesla T4", "t4"},
        Spelling{"GeForce RTX 4090", "rtx-4090"},
        Spelling{"RTX4090", "rtx-4090"},
        Spelling{"NVIDIA RTX 5880 Ada Generation", "rtx-5880-ada"},
        Spelling{"NVIDIA GeForce RTX 2070 SUPER", "rtx-2070-super"},
        Spelling{"AMD Instinct MI300X OAM", "mi300x"},
        Spelling{"AMD Radeon RX 7900 XT", "rx-7900-xt"},
        Spelling{"Radeon 8060S Graphics", "strix-halo"},
        Spelling{"AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", "strix-halo"},
        Spelling{"Intel Arc Graphics 130V/140V (integrated)", "arc-140v"},
        Spelling{"Intel(R) Arc(TM) B580 Graphics", "arc-b580"},
        Spelling{"Apple M5 Pro", "apple-m5-pro"},
        Spelling{"AMD EPYC 7742 64-Core Processor", "epyc-7742"},
        Spelling{"AMD EPYC 7352 24-Core Processor (znver2)", "epyc-7352"},
        Spelling{"Apple M4 Max 12P+4E+40GPU", "apple-m4-max"},
        Spelling{"Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", "xeon-e5-2680-v4"},
        Spelling{"12th Gen Intel(R) Core(TM) i7-1270P", "core-i7-1270p"},
        Spelling{"AMD Ryzen Threadripper PRO 5945WX 12-Cores", "ryzen-threadripper-pro-5945wx"},
    };
    for (const auto& [name, found] : spellings)
        EXPECT_EQ(id_of(name), found) << name;
}

TEST(HardwareNames, OfSeveralEntriesAreDecidedByTheMemoryOnly) {
    EXPECT_EQ(built_in_catalogue().find_hardware("NVIDIA A100").standing, NameStanding::ambiguous);
    EXPECT_EQ(id_of("NVIDIA A100"), "");
    EXPECT_EQ(id_of("A100", 42'949), "a100-40");
    EXPECT_EQ(id_of("A100", 85'899), "a100-80");
    EXPECT_EQ(id_of("A100", 20'000), "") << "a part of it";
    EXPECT_EQ(id_of("NVIDIA H100", 85'520), "") << "with this memory there are two";
    EXPECT_EQ(id_of("NVIDIA H100", 100'485), "h100-nvl");
    EXPECT_EQ(id_of("NVIDIA GeForce RTX 3060", 12'885), "rtx-3060-12");
    EXPECT_EQ(id_of("Apple M3 Max", 38'654), "apple-m3-max-30");
    EXPECT_EQ(id_of("Apple M3 Max", 68'719), "apple-m3-max");
    EXPECT_EQ(id_of("AMD Instinct MI250X", 68'702), "mi250x-die");
}

TEST(HardwareNames, NeverFindAPartOrAnotherDevice) {
    for (const char* name : {"NVIDIA A100-SXM4-80GB MIG 1g.10gb", "H100 3g.40gb", "GRID A100-10C",
                             "4 x NVIDIA A100", "NVIDIA L40S-24Q", "AMD EPYC 7B13", "AMD L4",
                             "Apple A16", "", "NVIDIA", "GPU", "unknown device", "NVIDIA H100 Foo"})
        EXPECT_EQ(built_in_catalogue().find_hardware(name).standing, NameStanding::unknown) << name;
    EXPECT_EQ(id_of("NVIDIA A100-SXM4-80GB", 10'200), "") << "a slice with the whole's name";
    EXPECT_EQ(id_of("NVIDIA L4", 24'152), "l4");
    EXPECT_EQ(id_of("Apple M5 Pro", 18'000), "apple-m5-pro") << "a part of unified memory";
}

TEST(ModelNames, AreFoundInEverySpelling) {
    constexpr std::array spellings{
        Spelling{"Qwen/Qwen3-8B", "Qwen/Qwen3-8B"},
        Spelling{"qwen3:8b", "Qwen/Qwen3-8B"},
        Spelling{"qwen3:8b-q4_K_M", "Qwen/Qwen3-8B"},
        Spelling{"qwen3:latest", "Qwen/Qwen3-8B"},
        Spelling{"deepseek-v2:latest", "deepseek-ai/DeepSeek-V2-Lite-Chat"},
        Spelling{"DeepSeek-V2", "deepseek-ai/DeepSeek-V2"},
        Spelling{"Qwen3-8B-Q4_K_M", "Qwen/Qwen3-8B"},
        Spelling{"Qwen3-8B-Q4_K_M.gguf", "Qwen/Qwen3-8B"},
        Spelling{"/models/gguf/Qwen3-8B-UD-Q4_K_XL-00001-of-00002.gguf", "Qwen/Qwen3-8B"},
        Spelling{"Qwen_Qwen3-0.6B-Q4_K_M.gguf", "Qwen/Qwen3-0.6B"},
        Spelling{"hf.co/unsloth/Qwen3-8B-GGUF:UD-Q4_K_XL", "Qwen/Qwen3-8B"},
        Spelling{"Qwen/Qwen3-8B-FP8", "Qwen/Qwen3-8B"},
        Spelling{"Qwen/Qwen3-8B-AWQ", "Qwen/Qwen3-8B"},
        Spelling{"qwen/qwen2.5-coder-14b-instruct", "Qwen/Qwen2.5-Coder-14B-Instruct"},
        Spelling{"qwen2.5-coder:14b", "Qwen/Qwen2.5-Coder-14B-Instruct"},
        Spelling{"qwen2.5:7b-instruct-q8_0", "Qwen/Qwen2.5-7B-Instruct"},
        Spelling{"llama3.1:8b", "meta-llama/Llama-3.1-8B-Instruct"},
        Spelling{"Llama-3.1-8B", "meta-llama/Llama-3.1-8B"},
        Spelling{"meta-llama/Meta-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct"},
        Spelling{"RedHatAI/Llama-3.1-8B-Instruct-quantized.w4a16",
                 "meta-llama/Llama-3.1-8B-Instruct"},
        Spelling{"Llama-3.2-1B-Instruct-Q4_K_M", "meta-llama/Llama-3.2-1B-Instruct"},
        Spelling{"TinyLlama-1.1B-Chat-v1.0.i1-Q4_K_M.gguf", "TinyLlama/TinyLlama-1.1B-Chat-v1.0"},
        Spelling{"gemma-2-9b-it-Q4_K_M-fp16.gguf", "google/gemma-2-9b-it"},
        Spelling{"gemma3:4b-it-qat", "google/gemma-3-4b-it"},
        Spelling{"SmolLM2-135M-Instruct.Q4_1.gguf", "HuggingFaceTB/SmolLM2-135M-Instruct"},
        Spelling{"gpt-oss-20b-MXFP4-Q4", "openai/gpt-oss-20b"},
        Spelling{"gemma4:e4b-it-qat", "google/gemma-4-E4B-it"},
        Spelling{"gemma-4-e4b-it-4bit", "google/gemma-4-E4B-it"},
        Spelling{"Qwen_Qwen3.5-0.8B-Q4_K_M.gguf", "Qwen/Qwen3.5-0.8B"},
        Spelling{"phi-4-4bit", "microsoft/phi-4"},
        Spelling{"gpt2", "openai-community/gpt2"},
        Spelling{"microsoft_Phi-4-mini-reasoning-Q4_K_M.gguf", "microsoft/Phi-4-mini-reasoning"},
        Spelling{"Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf", "Qwen/Qwen3-30B-A3B-Instruct-2507"},
        Spelling{"DeepSeek-R1-Distill-Qwen-7B-Q4_K_M.gguf",
                 "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"},
    };
    for (const auto& [name, found] : spellings)
        EXPECT_EQ(model_of(name), found) << name;
}

TEST(ModelNames, OfOtherModelsAreNotFound) {
    for (const char* name : {"Acme/Tiny-1B-Instruct", "Qwen3-9B", "Qwen3-80B", "qwen2-5-7", "qwen",
                             "Qwen3-8B-Acme-Finetune", "q4_K_M", "", "///", ":8b", "truth"})
        EXPECT_EQ(built_in_catalogue().find_model(name).standing, NameStanding::unknown) << name;
    EXPECT_EQ(built_in_catalogue().find_model("deepseek-r1:8b").standing, NameStanding::ambiguous);
    EXPECT_EQ(model_of("Qwen2.5-7B"), "Qwen/Qwen2.5-7B") << "the base, not the tuned model";
}

TEST(Names, ThatAreNotFoundHaveSimilarEntries) {
    const auto models = built_in_catalogue().similar_models("Qwen3-8B-Acme", 3);
    ASSERT_FALSE(models.empty());
    EXPECT_LE(models.size(), 3U);
    EXPECT_EQ(models.front(), "Qwen/Qwen3-8B");
    const auto devices = built_in_catalogue().similar_hardware("NVIDIA H100", 3);
    ASSERT_EQ(devices.size(), 3U);
    for (const std::string& device : devices)
        EXPECT_EQ(device.find("NVIDIA H100"), 0U) << "those that the name may mean come first";
    EXPECT_TRUE(built_in_catalogue().similar_hardware("", 3).empty());
    EXPECT_TRUE(built_in_catalogue().similar_models("zzz", 3).empty());
}

}  // namespace
}  // namespace lem::domain
