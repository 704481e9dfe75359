#pragma once
/// Reads the description of a model from its files without loading it: a GGUF file, or a folder
/// with config.json and safetensors. Every length is bounded; a broken file is one Error(invalid)
/// that names the file and the place.

#include "domain/result/model_shape.hpp"

#include <filesystem>
#include <istream>

namespace lem::measure {

struct ModelFiles {
    std::optional<std::string> architecture;
    std::optional<std::string> precision;  // of most weights: bf16, q4_1, awq, ...
    std::optional<int> context_length;
    std::optional<std::int64_t> bytes;  // of all weights' files
    /// nullopt when the files are complete, but of a kind whose computation is not known.
    std::optional<domain::ModelShape> shape;
    std::string shape_absent_reason;
};

/// Reads a file as GGUF, a folder as config.json with safetensors. Throws Error(invalid) when they
/// are broken, Error(bad_request) when there is nothing to read.
ModelFiles read_model_files(const std::filesystem::path& path);

/// github.com/ggml-org/ggml, docs/gguf.md. A model in several parts is named by the first.
ModelFiles read_gguf(const std::filesystem::path& file);
ModelFiles read_model_folder(const std::filesystem::path& folder);

}  // namespace lem::measure
