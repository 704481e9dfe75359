#pragma once
/// What the files of a model say of it without loading it: a GGUF file, or a folder with
/// config.json and safetensors as engines load it. Every length is bounded; a broken file is one
/// Error(invalid) that names the file and the place.

#include "domain/result/model_shape.hpp"

#include <filesystem>
#include <istream>

namespace lem::measure {

struct ModelFiles {
    std::optional<std::string> architecture;
    std::optional<std::string> precision;  // of most weights: bf16, q4_1, awq, ...
    std::optional<int> context_length;
    std::optional<std::int64_t> bytes;  // of all weights' files
    /// Nothing when the files are whole but not of a kind whose compute is known.
    std::optional<domain::ModelShape> shape;
    std::string shape_absent_reason;
};

/// A file is taken for GGUF, a folder for config.json with safetensors beside it. Throws
/// Error(invalid) when what is there is broken, Error(bad_request) when there is nothing to read.
ModelFiles read_model_files(const std::filesystem::path& path);

/// github.com/ggml-org/ggml, docs/gguf.md. Of a file in several parts, the first is given.
ModelFiles read_gguf(const std::filesystem::path& file);
ModelFiles read_model_folder(const std::filesystem::path& folder);

}  // namespace lem::measure
