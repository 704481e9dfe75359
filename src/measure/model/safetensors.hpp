#pragma once
/// The headers of safetensors files (github.com/huggingface/safetensors, README, "Format"): names,
/// types and sizes of tensors without their data. Pure except for `read_safetensors_header`.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lem::measure {

struct Tensor {
    std::string name;
    std::string type;  // as the format names it: BF16, F8_E4M3, I32, ...
    double elements = 0;
    double bytes = 0;
};

/// The longest header that is read; the format's reference implementation has the same limit.
inline constexpr std::uint64_t safetensors_header_bytes_max = 100'000'000;

/// `header` is the JSON text, `data_bytes` the size of the data after it; `place` names the file in
/// errors. Throws Error(invalid) when a tensor is outside the data, or its size contradicts its
/// shape.
std::vector<Tensor> parse_safetensors_header(std::string_view header, std::uint64_t data_bytes,
                                             const std::string& place);
/// The same for a file. Also throws Error(invalid) when it is shorter than its header states.
std::vector<Tensor> read_safetensors_header(const std::filesystem::path& file);

/// Files that model.safetensors.index.json lists, each once. Throws Error(invalid) when the text is
/// not such an index or names a file outside its folder.
std::vector<std::string> parse_safetensors_index(std::string_view text, const std::string& place);

}  // namespace lem::measure
