#include "measure/model/safetensors.hpp"

#include "base/error.hpp"
#include "schema/json.hpp"

#include <array>
#include <bit>
#include <fstream>
#include <set>

namespace lem::measure {
namespace {

using schema::json;

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

struct ElementType {
    std::string_view name;
    double bytes;
};

constexpr std::array types{
    ElementType{"F64", 8},     ElementType{"I64", 8},     ElementType{"U64", 8},
    ElementType{"F32", 4},     ElementType{"I32", 4},     ElementType{"U32", 4},
    ElementType{"F16", 2},     ElementType{"BF16", 2},    ElementType{"I16", 2},
    ElementType{"U16", 2},     ElementType{"F8_E4M3", 1}, ElementType{"F8_E5M2", 1},
    ElementType{"F8_E8M0", 1}, ElementType{"I8", 1},      ElementType{"U8", 1},
    ElementType{"BOOL", 1},    ElementType{"F4", 0.5},
};

constexpr std::size_t tensors_max = 1'000'000, dimensions_max = 8;

Error broken(const std::string& place, const std::string& why) {
    return Error(ErrorCode::invalid, place + " is not a readable safetensors file: " + why + ".");
}

json parsed(std::string_view text, const std::string& place) {
    auto document = schema::parse(text);
    if (!document) throw broken(place, "its header is not JSON: " + document.error()[0].message);
    if (!document->is_object())
        throw broken(place, "its header is " + std::string(schema::kind_of(*document)));
    return std::move(*document);
}

/// A whole number of the header; -1 for any other value.
double whole(const json& value) {
    return value.is_number_unsigned() ? static_cast<double>(value.get<std::uint64_t>()) : -1;
}

Tensor to_tensor(const std::string& name, const json& entry, std::uint64_t data_bytes,
                 const std::string& place) {
    const auto wrong = [&](const std::string& why) {
        return broken(place, "tensor \"" + name.substr(0, 200) + "\" " + why);
    };
    if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string() ||
        !entry.contains("shape") || !entry["shape"].is_array() || !entry.contains("data_offsets"))
        throw wrong("lacks dtype, shape or data_offsets");
    Tensor tensor{
        .name = name, .type = entry["dtype"].get<std::string>().substr(0, 20), .elements = 1};
    if (entry["shape"].size() > dimensions_max) throw wrong("has too many dimensions");
    for (const json& size : entry["shape"]) {
        if (whole(size) < 0) throw wrong("has a size that is not a whole number");
        tensor.elements *= whole(size);
    }
    const json& offsets = entry["data_offsets"];
    const bool pair = offsets.is_array() && offsets.size() == 2 && whole(offsets[0]) >= 0 &&
                      whole(offsets[1]) >= whole(offsets[0]);
    if (!pair) throw wrong("has data_offsets that are not two ascending whole numbers");
    if (whole(offsets[1]) > static_cast<double>(data_bytes))
        throw wrong("ends beyond the end of the file: the file is truncated");
    tensor.bytes = whole(offsets[1]) - whole(offsets[0]);
    for (const ElementType& type : types) {
        if (type.name == tensor.type && type.bytes * tensor.elements != tensor.bytes)
            throw wrong("has a size that contradicts its shape");
    }
    return tensor;
}

}  // namespace

std::vector<Tensor> parse_safetensors_header(std::string_view header, std::uint64_t data_bytes,
                                             const std::string& place) {
    const json document = parsed(header, place);
    if (document.size() > tensors_max) throw broken(place, "it declares too many tensors");
    std::vector<Tensor> tensors;
    double bytes = 0;
    for (const auto& [name, entry] : document.items()) {
        if (name == "__metadata__") continue;
        tensors.push_back(to_tensor(name, entry, data_bytes, place));
        bytes += tensors.back().bytes;
    }
    if (bytes > static_cast<double>(data_bytes)) throw broken(place, "its tensors overlap");
    return tensors;
}

std::vector<Tensor> read_safetensors_header(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::error_code unknown;
    const std::uintmax_t size = std::filesystem::file_size(file, unknown);
    if (!stream || unknown) throw broken(file.string(), "it cannot be opened");
    std::uint64_t header_bytes = 0;
    stream.read(reinterpret_cast<char*>(&header_bytes), sizeof header_bytes);
    if (!stream) throw broken(file.string(), "it is truncated");
    if (header_bytes > safetensors_header_bytes_max)
        throw broken(file.string(),
                     "its header declares " + std::to_string(header_bytes) + " bytes");
    if (header_bytes > size - sizeof header_bytes)
        throw broken(file.string(), "it ends inside its header");
    std::string header(header_bytes, '\0');
    stream.read(header.data(), static_cast<std::streamsize>(header_bytes));
    if (!stream) throw broken(file.string(), "it ends inside its header");
    return parse_safetensors_header(header, size - sizeof header_bytes - header_bytes,
                                    file.string());
}

std::vector<std::string> parse_safetensors_index(std::string_view text, const std::string& place) {
    const json document = parsed(text, place);
    if (!document.contains("weight_map") || !document["weight_map"].is_object())
        throw broken(place, "it has no weight_map");
    std::set<std::string> files;
    for (const auto& [tensor, file] : document["weight_map"].items()) {
        const std::string name = file.is_string() ? file.get<std::string>() : "";
        if (name.empty() || name.size() > 255 || name.find('/') != std::string::npos)
            throw broken(place, "weight_map maps \"" + tensor.substr(0, 200) +
                                    "\" to a name that is not a file of its folder");
        files.insert(name);
    }
    return {files.begin(), files.end()};
}

}  // namespace lem::measure
