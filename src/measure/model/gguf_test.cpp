#include "measure/model/gguf.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sstream>
#include <unistd.h>

namespace lem::measure {
namespace {

namespace fs = std::filesystem;

/// Writes a GGUF header by hand.
struct Bytes {
    std::string out;
    template <class T>
    Bytes& number(T value) {
        out.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Bytes& text(const std::string& value) {
        number<std::uint64_t>(value.size());
        out += value;
        return *this;
    }
    Bytes& head(std::uint64_t tensors, std::uint64_t values) {
        out += "GGUF";
        return number<std::uint32_t>(3).number(tensors).number(values);
    }
    Bytes& whole(const std::string& key, std::uint32_t value) {
        return text(key).number<std::uint32_t>(4).number(value);
    }
    Bytes& tensor(const std::string& name, std::uint64_t rows, std::uint64_t columns,
                  std::uint32_t type) {
        return text(name)
            .number<std::uint32_t>(2)
            .number(rows)
            .number(columns)
            .number(type)
            .number<std::uint64_t>(0);
    }
};

class GgufTest : public testing::Test {
protected:
    ModelFiles read(const std::string& bytes) const {
        std::ofstream(folder_ / "m.gguf", std::ios::binary) << bytes;
        return read_gguf(folder_ / "m.gguf");
    }
    std::string why_not(const std::string& bytes) const {
        try {
            read(bytes);
        } catch (const Error& error) {
            return error.message();
        }
        return "it was read";
    }

    const test::Folder scratch_;
    const fs::path& folder_ = scratch_.path();
};

Bytes tiny() {
    Bytes bytes;
    bytes.head(4, 8).text("general.architecture").number<std::uint32_t>(8).text("llama");
    bytes.whole("llama.block_count", 2).whole("llama.embedding_length", 64);
    bytes.whole("llama.attention.head_count", 4).whole("llama.context_length", 2048);
    // Lists of texts and of numbers are skipped.
    bytes.text("tokenizer.ggml.tokens").number<std::uint32_t>(9).number<std::uint32_t>(8);
    bytes.number<std::uint64_t>(2).text("a").text("bc");
    bytes.text("tokenizer.ggml.scores").number<std::uint32_t>(9).number<std::uint32_t>(6);
    bytes.number<std::uint64_t>(3).number(1.0F).number(2.0F).number(3.0F);
    bytes.text("general.flag").number<std::uint32_t>(7).number<std::uint8_t>(1);
    bytes.tensor("token_embd.weight", 64, 100, 8);
    bytes.tensor("blk.0.attn_q.weight", 64, 64, 3);
    bytes.tensor("blk.1.ffn_up.weight", 64, 128, 3);
    bytes.tensor("output_norm.weight", 64, 1, 0);
    return bytes;
}

TEST_F(GgufTest, ReadsShapeSizeAndPrecision) {
    const std::string bytes = tiny().out;
    const ModelFiles model = read(bytes);
    EXPECT_EQ(model.architecture, "llama");
    EXPECT_EQ(model.precision, "q4_1") << "of most weights";
    EXPECT_EQ(model.context_length, 2048);
    EXPECT_EQ(model.bytes, static_cast<std::int64_t>(bytes.size()));
    ASSERT_TRUE(model.shape);
    EXPECT_EQ(parameters_total(*model.shape), 6400 + 4096 + 8192 + 64);
    EXPECT_EQ(linear_parameters(*model.shape), 4096 + 8192 + 64);
    EXPECT_EQ(head_parameters(*model.shape), 6400) << "tied to the embedding";
    EXPECT_DOUBLE_EQ(*model.shape->embedding.bytes, 6400 * 34.0 / 32);
    EXPECT_DOUBLE_EQ(*model.shape->shared.bytes, 12288 * 20.0 / 32 + 64 * 4);
    ASSERT_EQ(model.shape->attention.size(), 1U);
    EXPECT_EQ(model.shape->attention[0].layers, 2);
    EXPECT_EQ(model.shape->attention[0].heads, 4);
    EXPECT_EQ(model.shape->attention[0].kv_heads, 4) << "as many as queries when none are given";
    EXPECT_EQ(model.shape->attention[0].key_size, 16);
}

TEST_F(GgufTest, OnlyTheChosenExpertsAreActive) {
    Bytes bytes;
    bytes.head(2, 3).text("general.architecture").number<std::uint32_t>(8).text("moe");
    bytes.whole("moe.expert_count", 8).whole("moe.expert_used_count", 2);
    bytes.tensor("blk.0.attn_q.weight", 10, 10, 0);
    bytes.tensor("blk.0.ffn_up_exps.weight", 100, 80, 0);
    const ModelFiles model = read(bytes.out);
    EXPECT_EQ(parameters_total(*model.shape), 8100);
    EXPECT_EQ(linear_parameters(*model.shape), 100 + 2000);
}

TEST_F(GgufTest, ReadsSharedKeysAndWindows) {
    Bytes bytes;
    bytes.head(1, 7).text("general.architecture").number<std::uint32_t>(8).text("gemma2");
    bytes.whole("gemma2.block_count", 6).whole("gemma2.embedding_length", 64);
    bytes.whole("gemma2.attention.head_count", 8).whole("gemma2.attention.head_count_kv", 2);
    bytes.whole("gemma2.attention.key_length", 32);
    bytes.whole("gemma2.attention.sliding_window", 4096);
    bytes.tensor("blk.0.attn_q.weight", 64, 64, 0);
    const auto attention = read(bytes.out).shape->attention;
    ASSERT_EQ(attention.size(), 2U) << "every second layer sees all";
    EXPECT_EQ(attention[0].layers, 3);
    EXPECT_EQ(attention[0].window, 4096);
    EXPECT_EQ(attention[1].window, std::nullopt);
    EXPECT_EQ(attention[1].kv_heads, 2);
    EXPECT_EQ(attention[1].value_size, 32);
}

TEST_F(GgufTest, ReadsLatentAttention) {
    Bytes bytes;
    bytes.head(1, 8).text("general.architecture").number<std::uint32_t>(8).text("deepseek2");
    bytes.whole("deepseek2.block_count", 3).whole("deepseek2.attention.head_count", 16);
    bytes.whole("deepseek2.attention.head_count_kv", 1);
    bytes.whole("deepseek2.attention.kv_lora_rank", 512);
    bytes.whole("deepseek2.rope.dimension_count", 64);
    bytes.whole("deepseek2.attention.key_length", 192);
    bytes.whole("deepseek2.attention.value_length", 128);
    bytes.tensor("blk.0.attn_q.weight", 64, 64, 0);
    const auto shape = read(bytes.out).shape;
    EXPECT_DOUBLE_EQ(kv_bytes_per_token(*shape, 2), 3 * (512 + 64) * 2.0);
    EXPECT_EQ(shape->attention[0].key_size, 192);
}

TEST_F(GgufTest, PerLayerHeadsAreCountedLayerByLayer) {
    Bytes bytes;
    bytes.head(1, 5).text("general.architecture").number<std::uint32_t>(8).text("hybrid");
    bytes.whole("hybrid.block_count", 4).whole("hybrid.embedding_length", 64);
    bytes.whole("hybrid.attention.head_count", 4);
    bytes.text("hybrid.attention.head_count_kv").number<std::uint32_t>(9).number<std::uint32_t>(5);
    bytes.number<std::uint64_t>(4);
    for (const std::int32_t heads : {0, 2, 0, 4})
        bytes.number(heads);
    bytes.tensor("blk.0.attn_q.weight", 64, 64, 99);
    const ModelFiles model = read(bytes.out);
    ASSERT_EQ(model.shape->attention.size(), 2U) << "two layers have no attention";
    EXPECT_EQ(model.shape->attention[0].kv_heads, 2);
    EXPECT_EQ(model.shape->attention[1].kv_heads, 4);
    EXPECT_EQ(model.precision, "ggml-99");
    EXPECT_EQ(model.shape->shared.bytes, std::nullopt) << "an unknown type is not guessed";
}

TEST_F(GgufTest, AllPartsOfASplitFileCount) {
    Bytes first, second;
    first.head(1, 2).text("general.architecture").number<std::uint32_t>(8).text("llama");
    first.whole("split.count", 2).tensor("blk.0.attn_q.weight", 10, 10, 0);
    second.head(1, 0).tensor("blk.1.attn_q.weight", 10, 10, 0);
    std::ofstream(folder_ / "m-00001-of-00002.gguf", std::ios::binary) << first.out;
    EXPECT_THROW(read_gguf(folder_ / "m-00001-of-00002.gguf"), Error) << "the second is missing";
    std::ofstream(folder_ / "m-00002-of-00002.gguf", std::ios::binary) << second.out;
    const ModelFiles model = read_gguf(folder_ / "m-00001-of-00002.gguf");
    EXPECT_EQ(parameters_total(*model.shape), 200);
    EXPECT_EQ(model.bytes, static_cast<std::int64_t>(first.out.size() + second.out.size()));
}

/// Any bytes give a model, or one error that names the file.
TEST_F(GgufTest, SpoiledBytesAreReadOrNamed) {
    const std::string whole = tiny().out;
    std::mt19937_64 rng(5);
    for (int round = 0; round < 3000; ++round) {
        std::string spoiled = whole;
        for (int i = 0; i < 3; ++i)
            spoiled[rng() % spoiled.size()] = static_cast<char>(rng());
        GgufHeader header;
        std::istringstream stream(spoiled);
        try {
            read_gguf_header(stream, spoiled.size(), "m.gguf", header);
            describe_gguf(header);
        } catch (const Error& error) {
            ASSERT_TRUE(error.message().starts_with("m.gguf is not a readable GGUF file: "));
        }
    }
}

TEST_F(GgufTest, WhatIsWrongIsNamed) {
    const std::string whole = tiny().out;
    for (const std::size_t size : {3UL, 10UL, 40UL, 200UL, whole.size() - 1})
        EXPECT_NE(why_not(whole.substr(0, size)).find("is truncated"), std::string::npos) << size;
    EXPECT_NE(why_not("GGML" + std::string(40, '\0')).find("magic"), std::string::npos);
    EXPECT_NE(why_not("").find("Cannot read"), std::string::npos);

    Bytes version;
    version.out = "GGUF";
    version.number<std::uint32_t>(9).number<std::uint64_t>(0).number<std::uint64_t>(0);
    EXPECT_NE(why_not(version.out).find("version 9"), std::string::npos);

    Bytes many;
    many.head(1ULL << 60, 0);
    EXPECT_NE(why_not(many.out).find("too many"), std::string::npos);

    Bytes long_text;
    long_text.head(0, 1).number<std::uint64_t>(1ULL << 40);
    EXPECT_NE(why_not(long_text.out).find("too long"), std::string::npos);

    Bytes skip_back;  // a length that would move backwards when read as signed
    skip_back.head(0, 1).text("list").number<std::uint32_t>(9).number<std::uint32_t>(8);
    skip_back.number<std::uint64_t>(90'000'000).number<std::uint64_t>(~0ULL - 7);
    EXPECT_NE(why_not(skip_back.out).find("is truncated"), std::string::npos);

    Bytes odd_type;
    odd_type.head(0, 1).text("key").number<std::uint32_t>(99);
    EXPECT_NE(why_not(odd_type.out).find("unknown type"), std::string::npos);
    EXPECT_THROW(read_gguf(folder_ / "absent.gguf"), Error);
    EXPECT_THROW(read_gguf(folder_), Error) << "a folder";
}

}  // namespace
}  // namespace lem::measure
