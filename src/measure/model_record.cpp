#include "measure/model_record.hpp"

#include "base/hash.hpp"

#include <fstream>

namespace lem::measure {
namespace {

/// Nothing for a file so large that reading it would take longer than the measurement.
std::optional<std::string> hash_of(const std::filesystem::path& file) {
    constexpr std::uintmax_t size_max = 16ULL << 30;
    if (std::filesystem::file_size(file) > size_max) return std::nullopt;
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> buffer(1 << 20);
    Sha256 hash;
    while (stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size())),
           stream.gcount() > 0)
        hash.update({buffer.data(), static_cast<std::size_t>(stream.gcount())});
    return hash.finish_hex();
}

}  // namespace

DescribedModel describe_model(const domain::ModelConfig& config,
                              const std::optional<GgufModel>& read,
                              const std::filesystem::path& config_folder) {
    DescribedModel described;
    domain::ModelRecord& model = described.record;
    model.name = config.name;
    model.revision = config.revision;
    model.precision = config.precision;
    if (!read) return described;
    described.shape = read->shape;
    model.architecture = read->architecture;
    if (!model.precision) model.precision = read->precision;
    model.parameters_total = read->parameters;
    model.parameters_active = read->shape.linear_parameters + read->shape.head_parameters;
    if (read->context_length > 0) model.context_length = read->context_length;
    const auto file = std::filesystem::absolute(config_folder / *config.path);
    described.folder = file.parent_path().string();
    model.file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));
    model.file_sha256 = hash_of(file);
    return described;
}

}  // namespace lem::measure
