#pragma once
/// What a language model must compute and read per token: its weights and attention, and the FLOPs
/// and bytes derived from them. The formulas are those of the transformer itself (Kaplan et al.
/// 2020, arXiv 2001.08361, 2.1), with grouped queries (arXiv 2305.13245), mixtures of experts
/// (arXiv 2401.04088), latent attention (DeepSeek-V2, arXiv 2405.04434) and sliding windows (arXiv
/// 2310.06825). Biases and norms are left out unless weights are counted one by one: together they
/// are under 0.1 %. Pure; does not throw.

#include "schema/record.hpp"

namespace lem::domain {

/// Weights with one role.
struct WeightGroup {
    double parameters = 0;
    std::optional<double> bytes;  // as stored; nullopt if their precision is unknown
};

/// Layers with the same attention.
struct AttentionGroup {
    int layers = 0;
    int heads = 0;     // of queries
    int kv_heads = 0;  // of keys and values: fewer if queries share them
    int key_size = 0;  // of one head
    int value_size = 0;
    std::optional<int> window;       // looks back this far at most
    std::optional<int> latent_size;  // keys and values are cached compressed to this (MLA),
    std::optional<int> rope_size;    // with this part of the key beside it
};

struct ModelShape {
    WeightGroup embedding;  // of the input; looked up, so that it costs no FLOPs
    WeightGroup head;       // of the output; empty when the embedding serves as head
    WeightGroup shared;     // of the layers: used by every token
    WeightGroup routed;     // of all experts among which a router chooses
    WeightGroup other;      // not used for text: image encoders, layers that only draft
    int experts = 0;        // in one layer
    int experts_used = 0;   // by one token in one layer
    std::vector<AttentionGroup> attention;
};

double parameters_total(const ModelShape& shape);
/// Weights of the layers that one token uses (N_lin).
double linear_parameters(const ModelShape& shape);
/// The same and the output head (N_active).
double parameters_active(const ModelShape& shape);
double head_parameters(const ModelShape& shape);

/// FLOPs of `tokens` prompt tokens after `cached` tokens in a cache, and of the first output token:
/// 2 per weight and token, the head once, attention at each token's own context.
double prefill_flops(const ModelShape& shape, double tokens, double cached);
/// FLOPs of `tokens` more output tokens after `context` tokens. Latent attention is counted in the
/// compressed space, as servers decode it.
double decode_flops(const ModelShape& shape, double context, double tokens);

/// Bytes that one more token adds to the cache of keys and values.
double kv_bytes_per_token(const ModelShape& shape, double bytes_per_value);
/// Bytes of keys and values that an output token at this context must read.
double kv_read_bytes(const ModelShape& shape, double context, double bytes_per_value);
/// Bytes of weights that one step for `batch` requests must read: all but the input embedding, and
/// of the experts as many as are chosen if routing is even, E (1 - (1 - k/E)^batch). A batch of 1
/// gives the minimum of any step. nullopt if the size of a part is unknown.
std::optional<double> weight_read_bytes(const ModelShape& shape, double batch);

/// Bytes per weight of a named precision (bf16, fp8, awq, q4_k, ...), with the scales of its
/// blocks; nullopt for an unknown name. Case does not matter.
std::optional<double> bytes_per_weight(std::string_view precision);

/// The numbers that a model's configuration gives; a shape follows from them.
struct Architecture {
    int layers = 0;
    int hidden_size = 0;
    int heads = 0;
    int kv_heads = 0;
    int head_size = 0;
    int intermediate_size = 0;  // of layers without experts
    int vocabulary = 0;
    bool gated = true;  // three matrices in a feed-forward part instead of two
    bool tied_embeddings = false;
    int expert_layers = 0;  // the rest have one plain feed-forward part
    int experts = 0;
    int experts_used = 0;
    int expert_size = 0;
    int shared_expert_size = 0;  // all shared experts of a layer together
    int window = 0;              // of the layers that have one
    int window_layers = 0;
    int recurrent_layers = 0;  // state-space or linear attention: no cost grows with the context
    // Latent attention; latent_size 0: none.
    int latent_size = 0;
    int query_latent_size = 0;  // 0: queries are not compressed
    int nope_size = 0;
    int rope_size = 0;
    int value_size = 0;
};

/// Attention only, which a file's counted weights do not show.
std::vector<AttentionGroup> attention_of(const Architecture& architecture);
/// Weights counted by formula, which does not cover recurrent layers.
ModelShape shape_of(const Architecture& architecture, std::optional<double> bytes_per_weight);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::WeightGroup> {
    using T = domain::WeightGroup;
    static constexpr auto record = schema::record(
        "WeightGroup", "Weights with one role.",
        field("parameters", &T::parameters, {.doc = "Weights.", .minimum = 0, .maximum = 1e15}),
        field("bytes", &T::bytes,
              {.doc = "As stored; null when their precision is not known.",
               .unit = "B",
               .minimum = 0,
               .maximum = 1e16}));
};

template <>
struct description<domain::AttentionGroup> {
    using T = domain::AttentionGroup;
    static constexpr FieldOptions size{.doc = "Of one head.", .minimum = 1, .maximum = 1e7};
    static constexpr auto record = schema::record(
        "AttentionGroup", "Layers with the same attention.",
        field("layers", &T::layers, {.doc = "How many.", .minimum = 1, .maximum = 1e5}),
        field("heads", &T::heads, {.doc = "Of queries.", .minimum = 1, .maximum = 1e7}),
        field("kv_heads", &T::kv_heads,
              {.doc = "Of keys and values.", .minimum = 1, .maximum = 1e7}),
        field("key_size", &T::key_size, size), field("value_size", &T::value_size, size),
        field("window", &T::window,
              {.doc = "Looks back this far at most.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = 1e9,
               .omit_null = true}),
        field("latent_size", &T::latent_size,
              {.doc = "Keys and values are cached compressed to this (latent attention).",
               .minimum = 1,
               .maximum = 1e7,
               .omit_null = true}),
        field("rope_size", &T::rope_size,
              {.doc = "Part of the key that is cached beside the compressed one.",
               .minimum = 0,
               .maximum = 1e7,
               .omit_null = true}));
};

template <>
struct description<domain::ModelShape> {
    using T = domain::ModelShape;
    static constexpr auto record = schema::record(
        "ModelShape", "What the model must compute and read per token.",
        field("embedding", &T::embedding, {.doc = "Of the input; looked up."}),
        field("head", &T::head, {.doc = "Of the output; 0 when the embedding serves as head."}),
        field("shared", &T::shared, {.doc = "Of the layers: used by every token."}),
        field("routed", &T::routed, {.doc = "Of the experts among which a router chooses."}),
        field("other", &T::other,
              {.doc = "Not used for text: image encoders, layers that only draft."}),
        field("experts", &T::experts,
              {.doc = "In one layer; 0: none.", .minimum = 0, .maximum = 1e7}),
        field("experts_used", &T::experts_used,
              {.doc = "By one token in one layer.", .minimum = 0, .maximum = 1e7}),
        field("attention", &T::attention,
              {.doc = "Empty when only the number of weights is known.", .items_max = 16}));
};

}  // namespace lem::schema
