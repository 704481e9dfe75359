#include "domain/catalogue/model_facts.hpp"

namespace lem::domain {

std::optional<double> weight_bytes(const ModelFacts& model) {
    if (model.weight_bytes) return model.weight_bytes;
    const auto each = bytes_per_weight(model.precision.value_or(""));
    if (!each || !model.parameters_total) return std::nullopt;
    return *model.parameters_total * *each;
}

}  // namespace lem::domain
