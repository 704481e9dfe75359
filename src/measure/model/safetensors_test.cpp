#include "measure/model/safetensors.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <random>

namespace lem::measure {
namespace {

constexpr std::string_view header =
    R"({"__metadata__":{"format":"pt"},
        "model.embed_tokens.weight":{"dtype":"BF16","shape":[10,4],"data_offsets":[0,80]},
        "model.layers.0.q.weight":{"dtype":"F8_E4M3","shape":[4,4],"data_offsets":[80,96]}})";

std::string why_not(const std::function<void()>& read) {
    try {
        read();
    } catch (const Error& error) {
        return error.message();
    }
    return "it was read";
}

std::string file_of(std::string_view text, std::uint64_t data_bytes) {
    const std::uint64_t size = text.size();
    std::string bytes(reinterpret_cast<const char*>(&size), sizeof size);
    return bytes.append(text).append(data_bytes, '\0');
}

TEST(Safetensors, ReadsNamesTypesAndSizes) {
    const test::Folder folder;
    const auto tensors = read_safetensors_header(folder.put("m.safetensors", file_of(header, 96)));
    ASSERT_EQ(tensors.size(), 2U);
    EXPECT_EQ(tensors[0].name, "model.embed_tokens.weight");
    EXPECT_EQ(tensors[0].type, "BF16");
    EXPECT_EQ(tensors[0].elements, 40);
    EXPECT_EQ(tensors[0].bytes, 80);
    EXPECT_EQ(tensors[1].bytes, 16);
}

TEST(Safetensors, WhatIsWrongIsNamedWithItsPlace) {
    const test::Folder folder;
    const auto why = [&](const std::string& bytes) {
        return why_not([&] { read_safetensors_header(folder.put("m.safetensors", bytes)); });
    };
    const std::string whole = file_of(header, 96);
    for (std::size_t size = 0; size < whole.size(); size += 3) {
        const std::string message = why(whole.substr(0, size));
        EXPECT_NE(message.find("m.safetensors is not a readable safetensors file: "),
                  std::string::npos)
            << size << ": " << message;
    }
    EXPECT_NE(
        why(whole.substr(0, whole.size() - 1)).find("\"model.layers.0.q.weight\" ends beyond"),
        std::string::npos);
    const std::uint64_t huge = ~0ULL;
    EXPECT_NE(why(std::string(reinterpret_cast<const char*>(&huge), 8) + "{}").find("declares"),
              std::string::npos);
    const auto why_header = [&](const std::string& text) {
        return why_not([&] { parse_safetensors_header(text, 96, "m"); });
    };
    EXPECT_NE(why_header("[]").find("an array"), std::string::npos) << why_header("[]");
    EXPECT_NE(why_header(R"({"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,9]}})")
                  .find("\"a\" has a size that contradicts its shape"),
              std::string::npos);
    EXPECT_NE(why_header(R"({"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,8]}})")
                  .find("not a whole number"),
              std::string::npos);
    EXPECT_NE(
        why_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})").find("ascending"),
        std::string::npos);
    EXPECT_NE(why_header(R"({"a":{"dtype":"U8","shape":[90],"data_offsets":[0,90]},
                             "b":{"dtype":"U8","shape":[90],"data_offsets":[0,90]}})")
                  .find("overlap"),
              std::string::npos);
    EXPECT_NE(why_header(R"({"a":{"shape":[90]}})").find("lacks dtype"), std::string::npos);
}

/// Any text gives tensors within the data, or one error that names the file.
TEST(Safetensors, SpoiledHeadersAreReadOrNamed) {
    std::mt19937_64 rng(3);
    for (int round = 0; round < 5000; ++round) {
        std::string spoiled(header);
        for (int i = 0; i < 2; ++i)
            spoiled[rng() % spoiled.size()] = static_cast<char>(' ' + rng() % 95);
        try {
            for (const Tensor& tensor : parse_safetensors_header(spoiled, 96, "m"))
                ASSERT_LE(tensor.bytes, 96) << spoiled;
        } catch (const Error& error) {
            ASSERT_TRUE(error.message().starts_with("m is not a readable safetensors file: "))
                << error.message();
        }
    }
}

TEST(Safetensors, AnIndexNamesFilesOfItsOwnFolder) {
    EXPECT_EQ(parse_safetensors_index(R"({"weight_map":{"a":"2.st","b":"1.st","c":"2.st"}})", "i"),
              (std::vector<std::string>{"1.st", "2.st"}));
    for (const char* wrong : {R"({"weight_map":{"a":"../1.st"}})", R"({"weight_map":{"a":7}})",
                              R"({"weight_map":[]})", "{}", "x"})
        EXPECT_THROW(parse_safetensors_index(wrong, "i"), Error) << wrong;
}

}  // namespace
}  // namespace lem::measure
