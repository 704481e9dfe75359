#pragma once
/// The header of a GGUF file (github.com/ggml-org/ggml, docs/gguf.md): shape, size and quantisation
/// of a model. Every length is bounded by the file.

#include "measure/model/model_files.hpp"

#include <istream>
#include <map>

namespace lem::measure {

/// Metadata as far as it is numbers and texts, and what the tensors add up to.
struct GgufHeader {
    std::map<std::string, double> numbers;
    std::map<std::string, std::string> texts;
    std::map<std::string, std::vector<double>> lists;  // of numbers, up to one for each layer
    std::map<std::uint32_t, double> weights_by_type;
    domain::ModelShape weights;  // without attention
};

/// Adds the header of one file (`size` bytes long) to `header`. Throws Error(invalid) that names
/// `place` and what is wrong.
void read_gguf_header(std::istream& stream, std::uint64_t size, const std::string& place,
                      GgufHeader& header);

/// What the header of a whole model says. Pure.
ModelFiles describe_gguf(const GgufHeader& header);

}  // namespace lem::measure
