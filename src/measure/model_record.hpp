#pragma once
/// What a result says of the model that ran: from the configuration and from the weights.

#include "domain/result.hpp"
#include "measure/gguf.hpp"

#include <filesystem>

namespace lem::measure {

struct DescribedModel {
    domain::ModelRecord record;
    std::optional<ModelShape> shape;  // nothing where the weights could not be read
    std::optional<std::string>
        folder;  // where the weights lie: to be kept out of what is published
};

/// `read` is what the weights' own header says, where there is one. Hashes the weights.
DescribedModel describe_model(const domain::ModelConfig& config,
                              const std::optional<GgufModel>& read,
                              const std::filesystem::path& config_folder);

}  // namespace lem::measure
