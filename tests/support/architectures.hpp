#pragma once
/// Models whose sizes are published with their weights (config.json).

#include "domain/result/model_shape.hpp"

namespace lem::test {

inline constexpr domain::Architecture llama_3_1_8b{.layers = 32,
                                                   .hidden_size = 4096,
                                                   .heads = 32,
                                                   .kv_heads = 8,
                                                   .head_size = 128,
                                                   .intermediate_size = 14336,
                                                   .vocabulary = 128256};

}  // namespace lem::test
