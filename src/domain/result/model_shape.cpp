#include "domain/result/model_shape.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::domain {
namespace {

/// Sum of min(c, window) over the contexts c = before + 1 ... before + tokens.
double context_sum(double before, double tokens, const std::optional<int>& window) {
    const auto plain = [](double from, double n) { return n * from + n * (n + 1) / 2; };
    if (!window) return plain(before, tokens);
    const double growing = std::clamp(*window - before, 0.0, tokens);
    return plain(before, growing) + (tokens - growing) * *window;
}

/// FLOPs of one query with one key and value, over all heads: 2 per multiply-add.
double pair_flops(const AttentionGroup& group) {
    return 2.0 * group.heads * (group.key_size + group.value_size);
}

double pair_flops_decoding(const AttentionGroup& group) {
    if (!group.latent_size) return pair_flops(group);
    return 2.0 * group.heads * (2 * *group.latent_size + group.rope_size.value_or(0));
}

double cached_values(const AttentionGroup& group) {
    if (group.latent_size) return *group.latent_size + group.rope_size.value_or(0);
    return static_cast<double>(group.kv_heads) * (group.key_size + group.value_size);
}

double used_share(const ModelShape& shape) {
    return shape.experts > 0 ? std::min(1.0, static_cast<double>(shape.experts_used) /
                                                 static_cast<double>(shape.experts))
                             : 1;
}

std::optional<double> bytes_of(const WeightGroup& group) {
    return group.parameters > 0 ? group.bytes : 0;
}

struct Precision {
    std::string_view name;
    double bytes;
};

/// Blocks with their scales: GGML's block_q* structures (ggml/src/ggml-common.h), the OCP
/// microscaling formats, and for AWQ and GPTQ four bits with a scale and a zero point a 128.
constexpr std::array precisions{
    Precision{"f32", 4},
    Precision{"fp32", 4},
    Precision{"float32", 4},
    Precision{"bf16", 2},
    Precision{"bfloat16", 2},
    Precision{"f16", 2},
    Precision{"fp16", 2},
    Precision{"float16", 2},
    Precision{"fp8", 1},
    Precision{"int8", 1},
    Precision{"w8a8", 1},
    Precision{"awq", 0.54},
    Precision{"gptq", 0.54},
    Precision{"int4", 0.54},
    Precision{"w4a16", 0.54},
    Precision{"mxfp4", 17.0 / 32},
    Precision{"nvfp4", 0.5625},
    Precision{"q4_0", 18.0 / 32},
    Precision{"q4_1", 20.0 / 32},
    Precision{"q5_0", 22.0 / 32},
    Precision{"q5_1", 24.0 / 32},
    Precision{"q8_0", 34.0 / 32},
    Precision{"q2_k", 84.0 / 256},
    Precision{"q3_k", 110.0 / 256},
    Precision{"q4_k", 144.0 / 256},
    Precision{"q5_k", 176.0 / 256},
    Precision{"q6_k", 210.0 / 256},
};

}  // namespace

double head_parameters(const ModelShape& shape) {
    return shape.head.parameters > 0 ? shape.head.parameters : shape.embedding.parameters;
}

double parameters_total(const ModelShape& shape) {
    return shape.embedding.parameters + shape.head.parameters + shape.shared.parameters +
           shape.routed.parameters + shape.other.parameters;
}

double linear_parameters(const ModelShape& shape) {
    return shape.shared.parameters + shape.routed.parameters * used_share(shape);
}

double parameters_active(const ModelShape& shape) {
    return linear_parameters(shape) + head_parameters(shape);
}

double prefill_flops(const ModelShape& shape, double tokens, double cached) {
    double flops = 2 * linear_parameters(shape) * tokens + 2 * head_parameters(shape);
    for (const AttentionGroup& group : shape.attention)
        flops += group.layers * pair_flops(group) * context_sum(cached, tokens, group.window);
    return flops;
}

double decode_flops(const ModelShape& shape, double context, double tokens) {
    double flops = 2 * parameters_active(shape) * tokens;
    for (const AttentionGroup& group : shape.attention)
        flops +=
            group.layers * pair_flops_decoding(group) * context_sum(context, tokens, group.window);
    return flops;
}

double kv_bytes_per_token(const ModelShape& shape, double bytes_per_value) {
    double values = 0;
    for (const AttentionGroup& group : shape.attention)
        values += group.layers * cached_values(group);
    return values * bytes_per_value;
}

double kv_read_bytes(const ModelShape& shape, double context, double bytes_per_value) {
    double values = 0;
    for (const AttentionGroup& group : shape.attention) {
        const double seen = group.window ? std::min<double>(context, *group.window) : context;
        values += group.layers * cached_values(group) * seen;
    }
    return values * bytes_per_value;
}

std::optional<double> weight_read_bytes(const ModelShape& shape, double batch) {
    const auto shared = bytes_of(shape.shared), routed = bytes_of(shape.routed),
               head = bytes_of(shape.head.parameters > 0 ? shape.head : shape.embedding);
    if (!shared || !routed || !head) return std::nullopt;
    return *shared + *head + *routed * (1 - std::pow(1 - used_share(shape), batch));
}

std::optional<double> bytes_per_weight(std::string_view precision) {
    for (const Precision& known : precisions) {
        if (text::iequals(known.name, precision)) return known.bytes;
    }
    return std::nullopt;
}

std::vector<AttentionGroup> attention_of(const Architecture& a) {
    AttentionGroup group{.layers = a.layers,
                         .heads = a.heads,
                         .kv_heads = a.kv_heads,
                         .key_size = a.head_size,
                         .value_size = a.head_size};
    if (a.latent_size > 0) {
        group.kv_heads = a.heads;
        group.key_size = a.nope_size + a.rope_size;
        group.value_size = a.value_size;
        group.latent_size = a.latent_size;
        group.rope_size = a.rope_size;
    }
    std::vector<AttentionGroup> groups;
    group.layers = a.layers - a.window_layers - a.recurrent_layers;
    if (group.layers > 0) groups.push_back(group);
    group.layers = a.window_layers;
    group.window = a.window;
    if (group.layers > 0) groups.push_back(group);
    return groups;
}

ModelShape shape_of(const Architecture& a, std::optional<double> bytes_per_weight) {
    const double d = a.hidden_size, heads = a.heads, matrices = a.gated ? 3 : 2;
    double attention = d * heads * a.head_size * 2 + 2 * d * a.kv_heads * a.head_size;
    if (a.latent_size > 0) {
        const double key = heads * (a.nope_size + a.rope_size);
        const double queries =
            a.query_latent_size > 0 ? d * a.query_latent_size + a.query_latent_size * key : d * key;
        attention = queries + d * (a.latent_size + a.rope_size) +
                    a.latent_size * heads * (a.nope_size + a.value_size) + heads * a.value_size * d;
    }
    const double dense = matrices * d * a.intermediate_size * (a.layers - a.expert_layers),
                 always = (matrices * d * a.shared_expert_size + d * a.experts) * a.expert_layers,
                 routed = matrices * d * a.expert_size * a.experts * a.expert_layers;
    const auto group = [&](double parameters) {
        WeightGroup made{.parameters = parameters, .bytes = {}};
        if (bytes_per_weight) made.bytes = parameters * *bytes_per_weight;
        return made;
    };
    return {.embedding = group(d * a.vocabulary),
            .head = group(a.tied_embeddings ? 0 : d * a.vocabulary),
            .shared = group(attention * a.layers + dense + always),
            .routed = group(routed),
            .other = {},
            .experts = a.experts,
            .experts_used = a.experts_used,
            .attention = attention_of(a)};
}

}  // namespace lem::domain
