#include "measure/model/gguf.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>

namespace lem::measure {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::uint64_t count_max = 1'000'000, text_bytes_max = 16 << 20;
constexpr std::uint64_t list_kept_max = 4096;  // vocabularies are longer and not needed
constexpr double weights_max = 1e15;
constexpr int files_max = 1000;

class Source {
public:
    Source(std::istream& stream, std::uint64_t size, std::string place)
        : stream_(stream), size_(size), place_(std::move(place)) {}

    template <class T>
    T number() {
        T value{};
        stream_.read(reinterpret_cast<char*>(&value), sizeof value);
        if (!stream_) throw broken("it is truncated");
        return value;
    }
    std::string text() {
        const auto size = number<std::uint64_t>();
        if (size > text_bytes_max) throw broken("a text is too long");
        if (size > size_) throw broken("it is truncated");
        std::string value(size, '\0');
        stream_.read(value.data(), static_cast<std::streamsize>(size));
        if (!stream_) throw broken("it is truncated");
        return value;
    }
    void skip(std::uint64_t bytes) {
        if (bytes > size_) throw broken("it is truncated");
        stream_.seekg(static_cast<std::streamoff>(bytes), std::ios::cur);
    }
    Error broken(const std::string& why) const {
        return Error(ErrorCode::invalid, place_ + " is not a readable GGUF file: " + why + ".");
    }

private:
    std::istream& stream_;
    std::uint64_t size_;
    std::string place_;
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

double read_number(Source& source, std::uint32_t type) {
    switch (type) {
        case u8:
        case boolean:
            return source.number<std::uint8_t>();
        case i8:
            return source.number<std::int8_t>();
        case u16:
            return source.number<std::uint16_t>();
        case i16:
            return source.number<std::int16_t>();
        case u32:
            return source.number<std::uint32_t>();
        case i32:
            return source.number<std::int32_t>();
        case f32:
            return static_cast<double>(source.number<float>());
        case u64:
            return static_cast<double>(source.number<std::uint64_t>());
        case i64:
            return static_cast<double>(source.number<std::int64_t>());
        case f64:
            return source.number<double>();
        default:
            throw source.broken("a value has an unknown type");
    }
}

void read_list(Source& source, const std::string& key, GgufHeader& header) {
    const auto element = source.number<std::uint32_t>();
    const auto count = source.number<std::uint64_t>();
    if (count > 100 * count_max || element > f64 || element == array)
        throw source.broken("a list is too long or of an unknown type");
    if (element == string) {
        for (std::uint64_t i = 0; i < count; ++i)
            source.skip(source.number<std::uint64_t>());
    } else if (count > list_kept_max) {
        source.skip(count * type_bytes[element]);
    } else {
        std::vector<double>& list = header.lists[key];
        for (std::uint64_t i = 0; i < count; ++i)
            list.push_back(read_number(source, element));
    }
    header.numbers[key + ".count"] = static_cast<double>(count);
}

void read_value(Source& source, const std::string& key, std::uint32_t type, GgufHeader& header) {
    if (type == string)
        header.texts[key] = source.text();
    else if (type == array)
        read_list(source, key, header);
    else
        header.numbers[key] = read_number(source, type);
}

/// Blocks of ggml/src/ggml-common.h: bytes of a block over its weights.
struct WeightType {
    std::uint32_t type;
    std::string_view name;
    double bytes;
};
constexpr std::array weight_types{
    WeightType{0, "f32", 4},
    WeightType{1, "f16", 2},
    WeightType{2, "q4_0", 18.0 / 32},
    WeightType{3, "q4_1", 20.0 / 32},
    WeightType{6, "q5_0", 22.0 / 32},
    WeightType{7, "q5_1", 24.0 / 32},
    WeightType{8, "q8_0", 34.0 / 32},
    WeightType{10, "q2_k", 84.0 / 256},
    WeightType{11, "q3_k", 110.0 / 256},
    WeightType{12, "q4_k", 144.0 / 256},
    WeightType{13, "q5_k", 176.0 / 256},
    WeightType{14, "q6_k", 210.0 / 256},
    WeightType{16, "iq2_xxs", 66.0 / 256},
    WeightType{17, "iq2_xs", 74.0 / 256},
    WeightType{18, "iq3_xxs", 98.0 / 256},
    WeightType{19, "iq1_s", 50.0 / 256},
    WeightType{20, "iq4_nl", 18.0 / 32},
    WeightType{21, "iq3_s", 110.0 / 256},
    WeightType{22, "iq2_s", 82.0 / 256},
    WeightType{23, "iq4_xs", 136.0 / 256},
    WeightType{29, "iq1_m", 56.0 / 256},
    WeightType{30, "bf16", 2},
    WeightType{39, "mxfp4", 17.0 / 32},
};

const WeightType* weight_type(std::uint32_t type) {
    for (const WeightType& known : weight_types) {
        if (known.type == type) return &known;
    }
    return nullptr;
}

void add(domain::WeightGroup& group, double weights, std::uint32_t type) {
    const WeightType* known = weight_type(type);
    const bool sized = known != nullptr && (group.bytes || group.parameters == 0);
    group.bytes =
        sized ? std::optional(group.bytes.value_or(0) + weights * known->bytes) : std::nullopt;
    group.parameters += weights;
}

void read_tensor(Source& source, GgufHeader& header) {
    const std::string name = source.text();
    const auto dimensions = source.number<std::uint32_t>();
    if (dimensions > 8) throw source.broken("a tensor has too many dimensions");
    double weights = 1;
    for (std::uint32_t d = 0; d < dimensions; ++d)
        weights *= static_cast<double>(source.number<std::uint64_t>());
    if (weights > weights_max) throw source.broken("a tensor has too many weights");
    const auto type = source.number<std::uint32_t>();
    source.number<std::uint64_t>();  // offset in the file
    header.weights_by_type[type] += weights;
    domain::ModelShape& all = header.weights;
    if (name.find("token_embd") != std::string::npos)
        add(all.embedding, weights, type);
    else if (name == "output.weight")
        add(all.head, weights, type);
    else if (name.find("_exps.") != std::string::npos)
        add(all.routed, weights, type);
    else
        add(all.shared, weights, type);
}

/// When the file does not say which layers attend to a window only, llama.cpp derives it from the
/// architecture: all but every n-th (src/llama-model.cpp, set_swa_pattern).
int full_every(const std::string& architecture) {
    constexpr std::array<std::pair<std::string_view, int>, 7> known{{{"gemma2", 2},
                                                                     {"gemma3", 6},
                                                                     {"gemma3n", 5},
                                                                     {"gpt-oss", 2},
                                                                     {"cohere2", 4},
                                                                     {"exaone4", 4},
                                                                     {"olmo2", 4}}};
    for (const auto& [name, every] : known) {
        if (name == architecture) return every;
    }
    return 0;
}

class Numbers {
public:
    Numbers(const GgufHeader& header, const std::string& architecture)
        : header_(header), prefix_(architecture + ".") {}

    int number(const std::string& key) const {
        const auto found = header_.numbers.find(prefix_ + key);
        if (found == header_.numbers.end() || !(found->second > 0)) return 0;
        return static_cast<int>(std::min(found->second, 1e7));
    }
    /// The value of one layer, from a list if the file has one.
    int number(const std::string& key, std::size_t layer) const {
        const std::vector<double>* list = list_of(key);
        if (list == nullptr) return number(key);
        return layer < list->size() ? static_cast<int>(std::clamp((*list)[layer], 0.0, 1e7)) : 0;
    }
    const std::vector<double>* list_of(const std::string& key) const {
        const auto found = header_.lists.find(prefix_ + key);
        return found == header_.lists.end() ? nullptr : &found->second;
    }

private:
    const GgufHeader& header_;
    std::string prefix_;
};

domain::AttentionGroup attention_of_layer(const Numbers& numbers, const std::string& architecture,
                                          std::size_t layer) {
    const int heads = numbers.number("attention.head_count", layer),
              width = numbers.number("embedding_length");
    domain::AttentionGroup group{.layers = 1, .heads = heads};
    group.key_size = numbers.number("attention.key_length");
    if (group.key_size == 0 && heads > 0) group.key_size = width / heads;
    group.value_size = numbers.number("attention.value_length");
    if (group.value_size == 0) group.value_size = group.key_size;
    const bool listed = numbers.list_of("attention.head_count_kv") != nullptr;
    group.kv_heads = numbers.number("attention.head_count_kv", layer);
    if (group.kv_heads == 0 && !listed) group.kv_heads = heads;
    if (const int latent = numbers.number("attention.kv_lora_rank"); latent > 0) {
        group.latent_size = latent;
        group.rope_size = numbers.number("rope.dimension_count");
        group.kv_heads = heads;
        // Newer files have the compressed sizes under the plain names.
        if (const int key = numbers.number("attention.key_length_mla"); key > 0)
            group.key_size = key;
        if (const int value = numbers.number("attention.value_length_mla"); value > 0)
            group.value_size = value;
    }
    const int window = numbers.number("attention.sliding_window"), every = full_every(architecture);
    const bool windowed = numbers.list_of("attention.sliding_window_pattern") != nullptr
                              ? numbers.number("attention.sliding_window_pattern", layer) > 0
                              : every > 0 && (layer + 1) % static_cast<std::size_t>(every) != 0;
    if (window > 0 && windowed) group.window = window;
    return group;
}

bool alike(const domain::AttentionGroup& a, const domain::AttentionGroup& b) {
    return a.heads == b.heads && a.kv_heads == b.kv_heads && a.window == b.window;
}

/// Layers without attention heads are recurrent or have no attention.
std::vector<domain::AttentionGroup> attention_of(const Numbers& numbers,
                                                 const std::string& architecture) {
    std::vector<domain::AttentionGroup> groups;
    const auto layers = static_cast<std::size_t>(std::min(numbers.number("block_count"), 100'000));
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const auto one = attention_of_layer(numbers, architecture, layer);
        if (one.heads == 0 || one.kv_heads == 0 || one.key_size == 0) continue;
        const auto same = std::find_if(groups.begin(), groups.end(),
                                       [&](const auto& group) { return alike(group, one); });
        if (same != groups.end())
            ++same->layers;
        else
            groups.push_back(one);
    }
    return groups;
}

/// The second and third for NAME-00001-of-00003.gguf; empty for any other name.
std::vector<std::filesystem::path> further_parts(const std::filesystem::path& first, int count) {
    const std::string name = first.filename().string();
    const std::size_t at = name.find("-00001-of-");
    std::vector<std::filesystem::path> parts;
    for (int part = 2; at != std::string::npos && part <= count; ++part) {
        std::string number = std::to_string(part);
        number.insert(0, 5 - std::min<std::size_t>(5, number.size()), '0');
        parts.push_back(first.parent_path() /
                        (name.substr(0, at + 1) + number + name.substr(at + 6)));
    }
    return parts;
}

std::uint64_t read_file(const std::filesystem::path& file, GgufHeader& header) {
    std::ifstream stream(file, std::ios::binary);
    std::error_code unknown;
    const bool regular = std::filesystem::is_regular_file(file, unknown);
    const std::uintmax_t size = regular ? std::filesystem::file_size(file, unknown) : 0;
    if (!stream || unknown || size == 0)
        throw Error(ErrorCode::bad_request, "Cannot read the model " + file.string() + ".");
    read_gguf_header(stream, size, file.string(), header);
    return size;
}

}  // namespace

void read_gguf_header(std::istream& stream, std::uint64_t size, const std::string& place,
                      GgufHeader& header) {
    Source source(stream, size, place);
    if (source.number<std::uint32_t>() != 0x46554747)
        throw source.broken("the magic number is wrong");
    const auto version = source.number<std::uint32_t>();
    if (version < 2 || version > 3)
        throw source.broken("version " + std::to_string(version) + " is not known");
    const auto tensor_count = source.number<std::uint64_t>(),
               value_count = source.number<std::uint64_t>();
    if (tensor_count > count_max || value_count > count_max)
        throw source.broken("it declares too many entries");
    for (std::uint64_t i = 0; i < value_count; ++i) {
        const std::string key = source.text();
        read_value(source, key, source.number<std::uint32_t>(), header);
    }
    for (std::uint64_t i = 0; i < tensor_count; ++i)
        read_tensor(source, header);
}

ModelFiles describe_gguf(const GgufHeader& header) {
    ModelFiles model;
    const auto architecture = header.texts.find("general.architecture");
    if (architecture != header.texts.end())
        model.architecture = architecture->second.substr(0, 100);
    const auto most =
        std::max_element(header.weights_by_type.begin(), header.weights_by_type.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == header.weights_by_type.end()) {
        model.shape_absent_reason = "the shape of the model is not known: its file has no tensors";
        return model;
    }
    const WeightType* known = weight_type(most->first);
    model.precision =
        known != nullptr ? std::string(known->name) : "ggml-" + std::to_string(most->first);
    const Numbers numbers(header, model.architecture.value_or(""));
    if (const int context = numbers.number("context_length"); context > 0)
        model.context_length = context;
    model.shape = header.weights;
    model.shape->experts = numbers.number("expert_count");
    model.shape->experts_used = numbers.number("expert_used_count");
    model.shape->attention = attention_of(numbers, model.architecture.value_or(""));
    return model;
}

ModelFiles read_gguf(const std::filesystem::path& file) {
    GgufHeader header;
    std::uint64_t bytes = read_file(file, header);
    const auto split = header.numbers.find("split.count");
    const double files = split == header.numbers.end() ? 1 : split->second;
    if (files > files_max)
        throw Error(ErrorCode::invalid, file.string() + " declares too many parts.");
    for (const auto& part : further_parts(file, static_cast<int>(files)))
        bytes += read_file(part, header);
    ModelFiles model = describe_gguf(header);
    model.bytes = static_cast<std::int64_t>(bytes);
    return model;
}

}  // namespace lem::measure
