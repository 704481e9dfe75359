#include "measure/gguf.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <map>

namespace lem::measure {
namespace {

constexpr std::uint64_t count_max = 1'000'000, text_bytes_max = 16 << 20;

class Header {
public:
    explicit Header(const std::filesystem::path& file)
        : path_(file), stream_(file, std::ios::binary) {
        std::error_code unknown;
        size_ = std::filesystem::is_regular_file(file, unknown)
                    ? std::filesystem::file_size(file, unknown)
                    : 0;
        if (!stream_ || unknown || size_ == 0)
            throw Error(ErrorCode::bad_request, "Cannot read the model " + file.string() + ".");
    }

    template <class T>
    T number() {
        T value{};
        stream_.read(reinterpret_cast<char*>(&value), sizeof value);
        if (!stream_) throw broken("it ends too early");
        return value;
    }
    std::string text() {
        const auto size = number<std::uint64_t>();
        if (size > text_bytes_max) throw broken("a text is too long");
        std::string value(size, '\0');
        stream_.read(value.data(), static_cast<std::streamsize>(size));
        if (!stream_) throw broken("it ends too early");
        return value;
    }
    void skip(std::uint64_t bytes) {
        if (bytes > size_) throw broken("it ends too early");
        stream_.seekg(static_cast<std::streamoff>(bytes), std::ios::cur);
    }
    Error broken(const std::string& why) const {
        return Error(ErrorCode::invalid,
                     path_.string() + " is not a readable GGUF file: " + why + ".");
    }

private:
    std::filesystem::path path_;
    std::ifstream stream_;
    std::uintmax_t size_ = 0;
};

enum Type : std::uint32_t {
    u8,
    i8,
    u16,
    i16,
    u32,
    i32,
    f32,
    boolean,
    string,
    array,
    u64,
    i64,
    f64
};
constexpr std::array<std::uint64_t, 13> type_bytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

struct Metadata {
    std::map<std::string, double> numbers;
    std::map<std::string, std::string> texts;
};

double read_number(Header& header, std::uint32_t type) {
    switch (type) {
        case u8:
        case boolean:
            return header.number<std::uint8_t>();
        case i8:
            return header.number<std::int8_t>();
        case u16:
            return header.number<std::uint16_t>();
        case i16:
            return header.number<std::int16_t>();
        case u32:
            return header.number<std::uint32_t>();
        case i32:
            return header.number<std::int32_t>();
        case f32:
            return static_cast<double>(header.number<float>());
        case u64:
            return static_cast<double>(header.number<std::uint64_t>());
        case i64:
            return static_cast<double>(header.number<std::int64_t>());
        case f64:
            return header.number<double>();
        default:
            throw header.broken("a value has an unknown type");
    }
}

void read_value(Header& header, const std::string& key, std::uint32_t type, Metadata& metadata) {
    if (type == string) {
        metadata.texts[key] = header.text();
    } else if (type == array) {
        const auto element = header.number<std::uint32_t>();
        const auto count = header.number<std::uint64_t>();
        if (count > 100 * count_max || element > f64 || element == array)
            throw header.broken("a list is too long or of an unknown type");
        if (element == string) {
            for (std::uint64_t i = 0; i < count; ++i)
                header.skip(header.number<std::uint64_t>());
        } else {
            header.skip(count * type_bytes[element]);
        }
        metadata.numbers[key + ".count"] = static_cast<double>(count);
    } else {
        metadata.numbers[key] = read_number(header, type);
    }
}

std::string type_name(std::uint32_t type) {
    static const std::map<std::uint32_t, std::string> names{
        {0, "f32"},   {1, "f16"},   {2, "q4_0"},  {3, "q4_1"},  {6, "q5_0"},
        {7, "q5_1"},  {8, "q8_0"},  {10, "q2_k"}, {11, "q3_k"}, {12, "q4_k"},
        {13, "q5_k"}, {14, "q6_k"}, {30, "bf16"}, {39, "mxfp4"}};
    const auto found = names.find(type);
    return found == names.end() ? "ggml-" + std::to_string(type) : found->second;
}

}  // namespace

GgufModel read_gguf(const std::filesystem::path& file) {
    Header header(file);
    if (header.number<std::uint32_t>() != 0x46554747)
        throw header.broken("the magic number is wrong");
    const auto version = header.number<std::uint32_t>();
    if (version < 2 || version > 3)
        throw header.broken("version " + std::to_string(version) + " is not known");
    const auto tensor_count = header.number<std::uint64_t>(),
               value_count = header.number<std::uint64_t>();
    if (tensor_count > count_max || value_count > count_max)
        throw header.broken("it claims too many entries");
    Metadata metadata;
    for (std::uint64_t i = 0; i < value_count; ++i) {
        const std::string key = header.text();
        read_value(header, key, header.number<std::uint32_t>(), metadata);
    }
    GgufModel model;
    std::map<std::uint32_t, double> weights_by_type;
    double embedding = 0, head = 0, layers = 0, experts = 0;
    for (std::uint64_t i = 0; i < tensor_count; ++i) {
        const std::string name = header.text();
        const auto dimensions = header.number<std::uint32_t>();
        if (dimensions > 8) throw header.broken("a tensor has too many dimensions");
        double weights = 1;
        for (std::uint32_t d = 0; d < dimensions; ++d)
            weights *= static_cast<double>(header.number<std::uint64_t>());
        weights_by_type[header.number<std::uint32_t>()] += weights;
        header.number<std::uint64_t>();  // its place in the file
        model.parameters += weights;
        if (name == "token_embd.weight")
            embedding = weights;
        else if (name == "output.weight")
            head = weights;
        else if (name.starts_with("blk."))
            (name.find("_exps.") != std::string::npos ? experts : layers) += weights;
    }
    std::uint32_t most = 0;
    for (const auto& [type, weights] : weights_by_type) {
        if (weights > weights_by_type[most]) most = type;
    }
    model.precision = type_name(most);
    model.architecture = metadata.texts["general.architecture"];
    const auto number = [&](const std::string& key) {
        return metadata.numbers[model.architecture + "." + key];
    };
    model.context_length = static_cast<int>(std::clamp(number("context_length"), 0.0, 1e9));
    // Of a mixture of experts, only those that are chosen take part in a token.
    if (number("expert_count") > 0)
        layers += experts * std::min(1.0, number("expert_used_count") / number("expert_count"));
    else
        layers += experts;
    const double heads = number("attention.head_count"), width = number("embedding_length");
    const double head_size = number("attention.key_length") > 0 ? number("attention.key_length")
                                                                : (heads > 0 ? width / heads : 0);
    model.shape = {.linear_parameters = layers,
                   .head_parameters = head > 0 ? head : embedding,
                   .layers = number("block_count"),
                   .attention_width = heads * head_size};
    return model;
}

}  // namespace lem::measure
