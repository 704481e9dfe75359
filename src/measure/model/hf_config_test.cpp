#include "measure/model/hf_config.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using domain::parameters_active;
using domain::parameters_total;

HfConfig read(const std::string& text) {
    return parse_hf_config(text, "config.json");
}

domain::ModelShape shape_of(const HfConfig& config) {
    EXPECT_EQ(config.unknown_reason, "");
    return domain::shape_of(config.numbers,
                            domain::bytes_per_weight(config.precision.value_or("")));
}

// The published configurations, without fields that do not affect the size.
TEST(HfConfig, Llama) {
    const HfConfig config = read(R"({"architectures":["LlamaForCausalLM"],"model_type":"llama",
        "hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":131072,
        "num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":8,
        "tie_word_embeddings":false,"torch_dtype":"bfloat16","vocab_size":128256})");
    EXPECT_EQ(config.architecture, "llama");
    EXPECT_EQ(config.precision, "bf16");
    EXPECT_EQ(config.context_length, 131072);
    const auto shape = shape_of(config);
    EXPECT_NEAR(parameters_total(shape), 8.03e9, 5e6);
    EXPECT_NEAR(*shape.shared.bytes, 2 * 6.98e9, 1e7);
}

TEST(HfConfig, SmolLm2IsTied) {
    const HfConfig config = read(R"({"model_type":"llama","hidden_size":576,
        "intermediate_size":1536,"num_attention_heads":9,"num_hidden_layers":30,
        "num_key_value_heads":3,"tie_word_embeddings":true,"torch_dtype":"bfloat16",
        "vocab_size":49152,"rope_theta":100000})");
    EXPECT_NEAR(parameters_total(shape_of(config)), 134.5e6, 5e4);
}

TEST(HfConfig, QwenMoe) {
    const HfConfig config =
        read(R"({"model_type":"qwen3_moe","decoder_sparse_step":1,"head_dim":128,
        "hidden_size":2048,"intermediate_size":6144,"max_window_layers":48,"mlp_only_layers":[],
        "moe_intermediate_size":768,"num_attention_heads":32,"num_experts":128,
        "num_experts_per_tok":8,"num_hidden_layers":48,"num_key_value_heads":4,
        "sliding_window":null,"tie_word_embeddings":false,"use_sliding_window":false,
        "vocab_size":151936,"torch_dtype":"bfloat16"})");
    const auto shape = shape_of(config);
    EXPECT_NEAR(parameters_total(shape), 30.53e9, 1e7);
    EXPECT_NEAR(parameters_active(shape), 3.04e9, 1e7);
    EXPECT_EQ(shape.attention.size(), 1U);
}

TEST(HfConfig, DeepSeekV3) {
    const HfConfig config = read(R"({"model_type":"deepseek_v3","first_k_dense_replace":3,
        "hidden_size":7168,"intermediate_size":18432,"kv_lora_rank":512,
        "moe_intermediate_size":2048,"moe_layer_freq":1,"n_routed_experts":256,
        "n_shared_experts":1,"num_attention_heads":128,"num_experts_per_tok":8,
        "num_hidden_layers":61,"num_key_value_heads":128,"q_lora_rank":1536,
        "qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":129280,
        "quantization_config":{"quant_method":"fp8","weight_block_size":[128,128]},
        "tie_word_embeddings":false,"torch_dtype":"bfloat16"})");
    EXPECT_EQ(config.precision, "fp8");
    const auto shape = shape_of(config);
    EXPECT_NEAR(parameters_total(shape), 671e9, 1e8);
    EXPECT_NEAR(parameters_active(shape), 36.6e9, 1e8);
    EXPECT_EQ(shape.attention[0].latent_size, 512);
}

TEST(HfConfig, WindowsOfSomeLayers) {
    const std::string common = R"("hidden_size":64,"intermediate_size":64,"num_attention_heads":4,
        "num_hidden_layers":6,"vocab_size":100)";
    const auto windowed = [&](const std::string& more) {
        const HfConfig config = read("{" + common + "," + more + "}");
        EXPECT_EQ(config.unknown_reason, "");
        return config.numbers.window_layers;
    };
    EXPECT_EQ(windowed(R"("sliding_window":4096)"), 6) << "Mistral 7B v0.1";
    EXPECT_EQ(windowed(R"("sliding_window":4096,"use_sliding_window":false)"), 0) << "Qwen2";
    EXPECT_EQ(windowed(R"("sliding_window":4096,"use_sliding_window":true,"max_window_layers":4)"),
              2);
    EXPECT_EQ(windowed(R"("sliding_window":4096,"model_type":"gemma2")"), 3);
    EXPECT_EQ(windowed(R"("sliding_window":1024,"sliding_window_pattern":6)"), 5) << "Gemma 3";
    EXPECT_EQ(windowed(R"("sliding_window":128,"layer_types":["sliding_attention","full_attention",
        "sliding_attention","full_attention","sliding_attention","full_attention"])"),
              3)
        << "gpt-oss";
    const HfConfig hybrid = read("{" + common + R"(,"layer_types":["linear_attention",
        "linear_attention","full_attention","linear_attention","linear_attention",
        "full_attention"]})");
    EXPECT_EQ(hybrid.numbers.recurrent_layers, 4);
}

TEST(HfConfig, KeysAndValuesThatAllQueriesShare) {
    const auto kv_heads = [](const std::string& more) {
        return read(R"({"hidden_size":4544,"intermediate_size":18176,"num_attention_heads":71,
            "num_hidden_layers":32,"vocab_size":65024,)" +
                    more + "}")
            .numbers.kv_heads;
    };
    EXPECT_EQ(kv_heads(R"("multi_query":true,"num_kv_heads":71)"), 1) << "Falcon 7B";
    EXPECT_EQ(kv_heads(R"("multi_query":true,"new_decoder_architecture":true,"num_kv_heads":8)"), 8)
        << "Falcon 40B";
    EXPECT_EQ(kv_heads(R"("multi_query":true)"), 1) << "gpt_bigcode";
    EXPECT_EQ(kv_heads(R"("multi_query":false)"), 71);
    EXPECT_EQ(kv_heads(R"("num_key_value_heads":8)"), 8);
}

TEST(HfConfig, TheTextPartCounts) {
    const HfConfig config = read(R"({"model_type":"gemma3","text_config":{"hidden_size":64,
        "intermediate_size":256,"num_attention_heads":4,"num_hidden_layers":6,"vocab_size":100},
        "vision_config":{"hidden_size":9999,"num_hidden_layers":99},"torch_dtype":"bfloat16"})");
    EXPECT_EQ(config.numbers.layers, 6);
    EXPECT_EQ(config.numbers.hidden_size, 64);
    EXPECT_TRUE(config.numbers.tied_embeddings);
    EXPECT_EQ(config.precision, "bf16");
}

TEST(HfConfig, QuantisedWeightsAreNamed) {
    const auto precision = [](const std::string& quantised) {
        return read(R"({"torch_dtype":"float16","quantization_config":)" + quantised + "}")
            .precision.value_or("");
    };
    EXPECT_EQ(precision(R"({"quant_method":"awq","bits":4,"group_size":128})"), "awq");
    EXPECT_EQ(precision(R"({"quant_method":"gptq","bits":8})"), "gptq-8bit");
    EXPECT_EQ(precision(R"({"quant_method":"mxfp4"})"), "mxfp4");
    EXPECT_EQ(precision(R"({"quant_method":"modelopt","quant_algo":"NVFP4"})"), "nvfp4");
    EXPECT_EQ(precision(R"({"quant_method":"bitsandbytes","load_in_4bit":true})"), "bnb-4bit");
    EXPECT_EQ(precision(R"({"quant_method":"compressed-tensors","config_groups":{"group_0":
        {"weights":{"num_bits":8,"type":"float"}}}})"),
              "fp8");
    EXPECT_EQ(precision("7"), "fp16");
}

TEST(HfConfig, WhatIsMissingOrImpossibleIsNamed) {
    EXPECT_EQ(read("{}").unknown_reason,
              "the shape of the model is not known: config.json: num_hidden_layers is missing");
    const auto why_not = [](const std::string& text) -> std::string {
        try {
            read(text);
        } catch (const Error& error) {
            return error.message();
        }
        return "it was read";
    };
    EXPECT_EQ(why_not(R"({"num_hidden_layers":-1})"),
              "config.json: num_hidden_layers is not a whole number from 0 to 100000.");
    EXPECT_NE(why_not(R"({"num_hidden_layers":99999999})").find("from 0 to 100000."),
              std::string::npos);
    EXPECT_NE(why_not(R"({"hidden_size":18446744073709551615})").find("hidden_size"),
              std::string::npos);
    EXPECT_NE(why_not(R"({"hidden_size":"big"})").find("hidden_size"), std::string::npos);
    EXPECT_NE(why_not("{").find("config.json is not JSON"), std::string::npos);
    EXPECT_NE(why_not("[1]").find("config.json is an array"), std::string::npos) << why_not("[1]");
}

}  // namespace
}  // namespace lem::measure
