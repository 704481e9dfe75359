#include "measure/model/model_files.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

struct Weights {
    std::string name, type;
    int elements = 0, bytes = 0;
};

std::string safetensors(const std::vector<Weights>& tensors) {
    std::string text = "{";
    int at = 0;
    for (const Weights& one : tensors) {
        text +=
            fmt::format(R"({}"{}":{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                        at > 0 ? "," : "", one.name, one.type, one.elements, at, at + one.bytes);
        at += one.bytes;
    }
    text += "}";
    const std::uint64_t size = text.size();
    return std::string(reinterpret_cast<const char*>(&size), sizeof size) + text +
           std::string(static_cast<std::size_t>(at), '\0');
}

constexpr const char* config = R"({"model_type":"mixtral","hidden_size":8,"intermediate_size":16,
    "num_attention_heads":2,"num_hidden_layers":1,"vocab_size":10,"num_local_experts":4,
    "num_experts_per_tok":2,"torch_dtype":"bfloat16"})";

TEST(ModelFolder, CountsWeightsByTheirRole) {
    const test::Folder folder;
    folder.put("config.json", config);
    folder.put("a.safetensors",
               safetensors({{"model.embed_tokens.weight", "BF16", 80, 160},
                            {"model.layers.0.self_attn.q_proj.weight", "BF16", 64, 128},
                            {"model.layers.0.mlp.experts.0.w1.weight", "BF16", 400, 800}}));
    folder.put("b.safetensors", safetensors({{"lm_head.weight", "F32", 80, 320},
                                             {"model.layers.1.mtp.weight", "BF16", 5, 10},
                                             {"vision_tower.weight", "BF16", 7, 14}}));
    const ModelFiles model = read_model_files(folder.path());
    ASSERT_TRUE(model.shape) << model.shape_absent_reason;
    const domain::ModelShape& shape = *model.shape;
    EXPECT_EQ(shape.embedding.parameters, 80);
    EXPECT_EQ(shape.head.bytes, 320);
    EXPECT_EQ(shape.shared.parameters, 64);
    EXPECT_EQ(shape.routed.parameters, 400);
    EXPECT_EQ(shape.other.parameters, 12) << "an encoder and a layer beyond the last";
    EXPECT_EQ(parameters_active(shape), 64 + 400 / 2 + 80);
    EXPECT_EQ(shape.attention.size(), 1U);
    EXPECT_GT(model.bytes, 1432);
}

TEST(ModelFolder, AnIndexSaysWhichFilesCount) {
    const test::Folder folder;
    folder.put("config.json", config);
    folder.put("model.safetensors.index.json",
               R"({"weight_map":{"lm_head.weight":"1.safetensors"}})");
    folder.put("1.safetensors", safetensors({{"lm_head.weight", "BF16", 80, 160}}));
    folder.put("old.safetensors", safetensors({{"lm_head.weight", "BF16", 80, 160}}));
    EXPECT_EQ(parameters_total(*read_model_files(folder.path()).shape), 80);
    std::filesystem::remove(folder.path() / "1.safetensors");
    EXPECT_THROW(read_model_files(folder.path()), Error);
}

TEST(ModelFolder, PackedWeightsAreCountedByFormulaAndSizedByTheFiles) {
    const test::Folder folder;
    folder.put("config.json", config);
    folder.put("m.safetensors",
               safetensors({{"model.layers.0.self_attn.q_proj.qweight", "I32", 32, 128}}));
    const ModelFiles model = read_model_files(folder.path());
    // q, k, v, o of 8 x 8 and the router of 8 x 4; 3 x 8 x 16 in each of 4 experts.
    EXPECT_EQ(model.shape->shared.parameters, 4 * 64 + 32);
    EXPECT_EQ(model.shape->routed.parameters, 4 * 3 * 128);
    EXPECT_EQ(model.shape->shared.bytes, 128);
}

TEST(ModelFolder, WithoutWeightsTheConfigurationIsEnough) {
    const test::Folder folder;
    folder.put("config.json", config);
    const ModelFiles model = read_model_files(folder.path());
    EXPECT_EQ(model.shape->shared.bytes, 2 * (4 * 64 + 32));
    EXPECT_EQ(model.bytes, std::nullopt);
}

TEST(ModelFolder, WhatCannotBeReadIsNamed) {
    const test::Folder folder;
    try {
        read_model_files(folder.path());
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("has no config.json"), std::string::npos);
    }
    folder.put("config.json", R"({"model_type":"odd"})");
    const ModelFiles model = read_model_files(folder.path());
    EXPECT_FALSE(model.shape);
    EXPECT_NE(model.shape_absent_reason.find("num_hidden_layers is missing"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
