#pragma once
/// config.json of a model in Hugging Face's layout (huggingface.co/docs/transformers,
/// "Configuration"): the part that defines what the model computes. Pure.

#include "domain/result/model_shape.hpp"

namespace lem::measure {

struct HfConfig {
    std::optional<std::string> architecture;  // model_type
    std::optional<std::string> precision;     // bf16, fp8, awq, ...
    std::optional<int> context_length;
    domain::Architecture numbers;
    /// Why `numbers` cannot be used; empty when they can.
    std::string unknown_reason;
};

/// Of a multimodal model, only the text part counts. Throws Error(invalid) with `place` and the key
/// when the text is not a configuration or holds an impossible number.
HfConfig parse_hf_config(std::string_view text, const std::string& place);

}  // namespace lem::measure
