#include "measure/model/model_files.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "measure/model/hf_config.hpp"
#include "measure/model/safetensors.hpp"

#include <algorithm>
#include <fstream>

namespace lem::measure {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t index_bytes_max = 64 * limits::mib, parts_max = 10'000;

std::optional<std::string> text_of(const fs::path& file, std::size_t bytes_max) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || !fs::is_regular_file(file)) return std::nullopt;
    if (fs::file_size(file) > bytes_max)
        throw Error(ErrorCode::invalid,
                    file.string() + " is longer than " + std::to_string(bytes_max) + " bytes.");
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// The safetensors files of the weights; empty when the weights have another format.
std::vector<fs::path> weight_files(const fs::path& folder) {
    std::vector<fs::path> files;
    const fs::path index = folder / "model.safetensors.index.json";
    if (const auto text = text_of(index, index_bytes_max)) {
        for (const std::string& name : parse_safetensors_index(*text, index.string()))
            files.push_back(folder / name);
    } else {
        std::error_code unreadable;
        for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
            if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
        }
    }
    if (files.size() > parts_max)
        throw Error(ErrorCode::invalid, folder.string() + " has too many safetensors files.");
    return files;
}

/// The layer of a tensor, from the number after ".layers." or ".h."; -1 for none.
int layer_of(const std::string& name) {
    for (const std::string_view mark : {"layers.", ".h."}) {
        const std::size_t at = name.find(mark);
        if (at == std::string::npos) continue;
        const std::string_view rest = std::string_view(name).substr(at + mark.size());
        int layer = -1;
        for (const char c : rest.substr(0, 6)) {
            if (c < '0' || c > '9') break;
            layer = std::max(layer, 0) * 10 + (c - '0');
        }
        return layer;
    }
    return -1;
}

domain::WeightGroup& group_of(const std::string& name, int layers, domain::ModelShape& shape) {
    const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
    for (const char* encoder : {"vision", "visual", "audio", "multi_modal", "image"}) {
        if (has(encoder)) return shape.other;
    }
    if (layer_of(name) >= layers || name.starts_with("mtp.")) return shape.other;
    if (has("embed_tokens") || has("wte.") || has("word_embeddings.")) return shape.embedding;
    if (has("lm_head.") || has("embed_out.") || name == "output.weight") return shape.head;
    return has(".experts.") ? shape.routed : shape.shared;
}

/// One element holds several weights; the file does not say how many.
bool packs(const Tensor& tensor) {
    return tensor.type == "I32" || tensor.type == "U8" || tensor.type == "I64";
}

struct Stored {
    domain::ModelShape shape;  // weights as stored in the files
    double bytes = 0;
    double packed_bytes = 0;
};

Stored add_up(const std::vector<fs::path>& files, int layers) {
    Stored stored;
    for (const fs::path& file : files) {
        for (const Tensor& tensor : read_safetensors_header(file)) {
            domain::WeightGroup& group = group_of(tensor.name, layers, stored.shape);
            group.parameters += tensor.elements;
            group.bytes = group.bytes.value_or(0) + tensor.bytes;
            stored.bytes += tensor.bytes;
            if (packs(tensor)) stored.packed_bytes += tensor.bytes;
        }
    }
    return stored;
}

}  // namespace

ModelFiles read_model_folder(const fs::path& folder) {
    const fs::path config_file = folder / "config.json";
    const auto text = text_of(config_file, limits::config_bytes_max);
    if (!text)
        throw Error(ErrorCode::bad_request,
                    folder.string() +
                        " has no config.json; model.path must be a GGUF file, or a folder with "
                        "config.json and the weights.");
    const HfConfig config = parse_hf_config(*text, config_file.string());
    ModelFiles model{.architecture = config.architecture,
                     .precision = config.precision,
                     .context_length = config.context_length,
                     .bytes = {},
                     .shape = {},
                     .shape_absent_reason = config.unknown_reason};
    const domain::Architecture& numbers = config.numbers;
    const auto files = weight_files(folder);
    const Stored stored = add_up(files, numbers.layers);
    if (!files.empty()) {
        std::uintmax_t bytes = 0;
        for (const fs::path& file : files)
            bytes += fs::file_size(file);
        model.bytes = static_cast<std::int64_t>(bytes);
    }
    if (!config.unknown_reason.empty()) return model;
    constexpr double scales_share = 0.01;
    const bool counted = stored.bytes > 0 && stored.packed_bytes < scales_share * stored.bytes;
    if (!counted && numbers.recurrent_layers > 0) {
        model.shape_absent_reason =
            "the shape of the model is not known: its weights are packed or absent, and it has "
            "layers without attention, whose size does not follow from config.json";
        return model;
    }
    if (counted) {
        model.shape = stored.shape;
        model.shape->experts = numbers.experts;
        model.shape->experts_used = numbers.experts_used;
        model.shape->attention = domain::attention_of(numbers);
        return model;
    }
    model.shape = shape_of(numbers, domain::bytes_per_weight(config.precision.value_or("")));
    if (stored.bytes > 0) {
        // The size of the files is known even when their weights cannot be counted.
        model.shape->embedding.bytes = stored.shape.embedding.bytes;
        model.shape->head.bytes = stored.shape.head.bytes;
        model.shape->shared.bytes = stored.shape.shared.bytes;
        model.shape->routed.bytes = stored.shape.routed.bytes;
        model.shape->other = stored.shape.other;
    }
    return model;
}

ModelFiles read_model_files(const fs::path& path) {
    return fs::is_directory(path) ? read_model_folder(path) : read_gguf(path);
}

}  // namespace lem::measure
