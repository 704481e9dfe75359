#pragma once
/// The header of a GGUF file (github.com/ggml-org/ggml, docs/gguf.md): shape, size and quantisation
/// of a model. Every length is bounded by the file.

#include "measure/model/model_files.hpp"

#include <istream>
#include <map>

namespace lem::measure {

/// The metadata of types number and text, and the sums over the tensors.
struct GgufHeader {
    std::map<std::string, double> numbers;
    std::map<std::string, std::string> texts;
    std::map<std::string, std::vector<double>> lists;  // of numbers, at most one for each layer
    std::map<std::uint32_t, double> weights_by_type;
    domain::ModelShape weights;  // without attention
};

/// Adds the header of one file (`size` bytes long) to `header`. Throws Error(invalid) that names
/// `place` and the fault.
void read_gguf_header(std::istream& stream, std::uint64_t size, const std::string& place,
                      GgufHeader& header);

/// The model that the header of all its files describes. Pure.
ModelFiles describe_gguf(const GgufHeader& header);

}  // namespace lem::measure
