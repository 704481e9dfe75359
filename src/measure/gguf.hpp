#pragma once
/// The header of a GGUF file (github.com/ggml-org/ggml, docs/gguf.md): shape, size and quantisation
/// of a model without loading it. Every length is bounded by the file.

#include "measure/cycle.hpp"

#include <filesystem>

namespace lem::measure {

struct GgufModel {
    std::string architecture;
    std::string precision;  // of most weights: q4_1, f16, ...
    double parameters = 0;
    int context_length = 0;
    ModelShape shape;
};

/// Throws Error(invalid) that says what is wrong with the file.
GgufModel read_gguf(const std::filesystem::path& file);

}  // namespace lem::measure
