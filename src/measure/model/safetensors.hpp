#pragma once
/// The headers of safetensors files (github.com/huggingface/safetensors, README, "Format"): names,
/// types and sizes of tensors without their data. Pure but for `read_safetensors_header`.

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

/// Longest header that is read; the format's own implementation has the same limit.
inline constexpr std::uint64_t safetensors_header_bytes_max = 100'000'000;

/// `header` is the JSON text, `data_bytes` what follows it in the file; `place` names it in errors.
/// Throws Error(invalid) when a tensor lies outside the data, or its size is not its shape's.
std::vector<Tensor> parse_safetensors_header(std::string_view header, std::uint64_t data_bytes,
                                             const std::string& place);
/// The same of a file. Throws Error(invalid) as well when it is shorter than its header says.
std::vector<Tensor> read_safetensors_header(const std::filesystem::path& file);

/// Files that model.safetensors.index.json lists, each once. Throws Error(invalid) when the text is
/// not such an index or names a file outside its folder.
std::vector<std::string> parse_safetensors_index(std::string_view text, const std::string& place);

}  // namespace lem::measure
