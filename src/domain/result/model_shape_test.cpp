#include "domain/result/model_shape.hpp"

#include "support/architectures.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

using test::llama_3_1_8b;

// Configurations as published with the weights (config.json).
constexpr Architecture smollm2_135m{.layers = 30,
                                    .hidden_size = 576,
                                    .heads = 9,
                                    .kv_heads = 3,
                                    .head_size = 64,
                                    .intermediate_size = 1536,
                                    .vocabulary = 49152,
                                    .tied_embeddings = true};
constexpr Architecture mixtral_8x7b{.layers = 32,
                                    .hidden_size = 4096,
                                    .heads = 32,
                                    .kv_heads = 8,
                                    .head_size = 128,
                                    .vocabulary = 32000,
                                    .expert_layers = 32,
                                    .experts = 8,
                                    .experts_used = 2,
                                    .expert_size = 14336};
constexpr Architecture qwen3_30b_a3b{.layers = 48,
                                     .hidden_size = 2048,
                                     .heads = 32,
                                     .kv_heads = 4,
                                     .head_size = 128,
                                     .vocabulary = 151936,
                                     .expert_layers = 48,
                                     .experts = 128,
                                     .experts_used = 8,
                                     .expert_size = 768};
constexpr Architecture deepseek_v3{.layers = 61,
                                   .hidden_size = 7168,
                                   .heads = 128,
                                   .kv_heads = 128,
                                   .head_size = 56,
                                   .intermediate_size = 18432,
                                   .vocabulary = 129280,
                                   .expert_layers = 58,
                                   .experts = 256,
                                   .experts_used = 8,
                                   .expert_size = 2048,
                                   .shared_expert_size = 2048,
                                   .latent_size = 512,
                                   .query_latent_size = 1536,
                                   .nope_size = 128,
                                   .rope_size = 64,
                                   .value_size = 128};

TEST(ModelShape, CountsWeightsAsTheirPublishersDo) {
    struct Published {
        Architecture architecture;
        double total, active, tolerance;
    };
    // Active: without the input embedding, which costs nothing.
    for (const Published& model : {Published{llama_3_1_8b, 8.03e9, 7.50e9, 0.005e9},
                                   Published{smollm2_135m, 134.5e6, 134.5e6, 0.05e6},
                                   Published{mixtral_8x7b, 46.7e9, 12.75e9, 0.01e9},
                                   Published{qwen3_30b_a3b, 30.53e9, 3.04e9, 0.01e9},
                                   Published{deepseek_v3, 671.0e9, 36.6e9, 0.1e9}}) {
        const ModelShape shape = shape_of(model.architecture, {});
        EXPECT_NEAR(parameters_total(shape), model.total, model.tolerance);
        EXPECT_NEAR(parameters_active(shape), model.active, model.tolerance);
    }
    Architecture plain = llama_3_1_8b;
    plain.gated = false;
    EXPECT_DOUBLE_EQ(
        parameters_total(shape_of(llama_3_1_8b, {})) - parameters_total(shape_of(plain, {})),
        32 * 4096.0 * 14336);
}

TEST(ModelShape, AttentionCostsItsContextAndSharedKeysDoNotChangeThat) {
    const ModelShape shape = shape_of(llama_3_1_8b, 2);
    const double linear = 2 * linear_parameters(shape), head = 2 * head_parameters(shape);
    // Of S tokens after P cached ones: 2 H h (S^2 + S + 2 P S) a layer.
    EXPECT_DOUBLE_EQ(prefill_flops(shape, 100, 20),
                     100 * linear + head + 32 * 2.0 * 32 * 128 * (100 * 100 + 100 + 2 * 20 * 100));
    EXPECT_DOUBLE_EQ(decode_flops(shape, 50, 1), linear + head + 32 * 4.0 * 32 * 128 * 51);
    double steps = 0;
    for (int t = 0; t < 7; ++t)
        steps += decode_flops(shape, 50 + t, 1);
    EXPECT_NEAR(decode_flops(shape, 50, 7) / steps, 1, 1e-12);
    Architecture every_head = llama_3_1_8b;
    every_head.kv_heads = 32;
    const ModelShape full = shape_of(every_head, 2);
    EXPECT_DOUBLE_EQ(decode_flops(full, 1000, 1) - 2 * parameters_active(full),
                     decode_flops(shape, 1000, 1) - 2 * parameters_active(shape));
}

TEST(ModelShape, ReadsWeightsOncePerStepAndTheCacheOncePerRequest) {
    const ModelShape shape = shape_of(llama_3_1_8b, 2);
    EXPECT_DOUBLE_EQ(kv_bytes_per_token(shape, 2), 2.0 * 32 * 8 * 128 * 2) << "128 KiB";
    EXPECT_DOUBLE_EQ(kv_read_bytes(shape, 1000, 2), 1000 * kv_bytes_per_token(shape, 2));
    EXPECT_DOUBLE_EQ(*weight_read_bytes(shape, 64), 2 * parameters_active(shape));
    const ModelShape tied = shape_of(smollm2_135m, 4);
    EXPECT_DOUBLE_EQ(*weight_read_bytes(tied, 1), 4 * parameters_total(tied))
        << "the embedding is read as head";
    EXPECT_FALSE(weight_read_bytes(shape_of(llama_3_1_8b, {}), 1)) << "no size is invented";
}

TEST(ModelShape, MoreRequestsReadMoreExperts) {
    const ModelShape shape = shape_of(mixtral_8x7b, 2);
    const double shared = 2 * (shape.shared.parameters + shape.head.parameters),
                 routed = 2 * shape.routed.parameters;
    EXPECT_DOUBLE_EQ(*weight_read_bytes(shape, 1), shared + routed * 2 / 8);
    EXPECT_DOUBLE_EQ(*weight_read_bytes(shape, 2), shared + routed * (1 - 0.75 * 0.75));
    EXPECT_NEAR(*weight_read_bytes(shape, 256), shared + routed, 1);
}

TEST(ModelShape, LatentAttentionCachesItsCompressedKeysAndValues) {
    const ModelShape shape = shape_of(deepseek_v3, 1);
    EXPECT_DOUBLE_EQ(kv_bytes_per_token(shape, 2), 61 * (512 + 64) * 2.0);
    const double weights = 2 * parameters_active(shape);
    EXPECT_DOUBLE_EQ(decode_flops(shape, 99, 1) - weights, 61 * 2.0 * 128 * 100 * (2 * 512 + 64));
    EXPECT_DOUBLE_EQ(prefill_flops(shape, 1, 99) - weights, 61 * 2.0 * 128 * 100 * (192 + 128));
}

TEST(ModelShape, AWindowEndsTheGrowth) {
    Architecture windowed = llama_3_1_8b;
    windowed.window = 128;
    windowed.window_layers = 16;
    const ModelShape shape = shape_of(windowed, 2);
    ASSERT_EQ(shape.attention.size(), 2U);
    const double weights = 2 * parameters_active(shape), pair = 4.0 * 32 * 128;
    EXPECT_DOUBLE_EQ(decode_flops(shape, 99, 1) - weights, pair * (16 * 100 + 16 * 100));
    EXPECT_DOUBLE_EQ(decode_flops(shape, 999, 1) - weights, pair * (16 * 1000 + 16 * 128));
    double steps = 0;
    for (int c = 100; c < 200; ++c)
        steps += decode_flops(shape, c, 1);
    EXPECT_NEAR(decode_flops(shape, 100, 100) / steps, 1, 1e-12) << "across the window's end";
    EXPECT_DOUBLE_EQ(kv_read_bytes(shape, 1000, 2),
                     kv_bytes_per_token(shape, 2) / 2 * (1000 + 128));
}

TEST(ModelShape, OnlyKnownPrecisionsHaveASize) {
    EXPECT_EQ(bytes_per_weight("BF16"), 2);
    EXPECT_EQ(bytes_per_weight("q8_0"), 1.0625);
    EXPECT_EQ(bytes_per_weight("fp"), std::nullopt);
    EXPECT_EQ(bytes_per_weight(""), std::nullopt);
}

}  // namespace
}  // namespace lem::domain
