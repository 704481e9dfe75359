#pragma once
/// What is known of a language model beside its name: its size and architecture. The entries are
/// data: catalogue/models.json and the operator's own files. Pure.

#include "domain/hardware_profile.hpp"
#include "domain/result/model_shape.hpp"

namespace lem::domain {

/// A name of its own on a hub, and what else the same weights are called.
struct ModelNames {
    std::string name;  // "Qwen/Qwen3-8B"
    std::vector<std::string> aliases;
    std::vector<std::string> shared_names;  // other entries have them too: they decide nothing
};

/// Models of the same size and architecture, which were trained differently.
struct ModelFacts {
    std::vector<ModelNames> names;
    std::optional<double> parameters_total;
    std::optional<double> parameters_active;  // as parameters_active(ModelShape) counts them
    std::optional<std::string> precision;     // in which the weights were published
    std::optional<double> weight_bytes;       // as published, if the precision does not give it
    std::optional<Architecture> architecture;
    std::string source;
    FactStatus status = FactStatus::datasheet;
};

/// Bytes of the weights as published; nullopt if their number or precision is not known.
std::optional<double> weight_bytes(const ModelFacts& model);

}  // namespace lem::domain

namespace lem::schema {

namespace of_entry {

constexpr FieldOptions count(std::string_view doc) {
    return {.doc = doc, .minimum = 0, .maximum = 1e7, .defaulted = true};
}

}  // namespace of_entry

template <>
struct description<domain::Architecture> {
    using T = domain::Architecture;
    static constexpr auto record = schema::record(
        "Architecture", "The numbers of a model's configuration; 0: it has none.",
        field("layers", &T::layers, of_entry::count("Layers.")),
        field("hidden_size", &T::hidden_size, of_entry::count("Width of the layers.")),
        field("heads", &T::heads, of_entry::count("Attention heads of queries.")),
        field("kv_heads", &T::kv_heads, of_entry::count("Attention heads of keys and values.")),
        field("head_size", &T::head_size, of_entry::count("Width of a head.")),
        field("intermediate_size", &T::intermediate_size,
              of_entry::count("Of the feed-forward part of layers without experts.")),
        field("vocabulary", &T::vocabulary, of_entry::count("Tokens.")),
        field("gated", &T::gated,
              {.doc = "Feed-forward parts have three matrices, not two.", .defaulted = true}),
        field("tied_embeddings", &T::tied_embeddings,
              {.doc = "The embedding serves as output head.", .defaulted = true}),
        field("expert_layers", &T::expert_layers, of_entry::count("Layers with experts.")),
        field("experts", &T::experts, of_entry::count("In one layer.")),
        field("experts_used", &T::experts_used, of_entry::count("By one token in one layer.")),
        field("expert_size", &T::expert_size, of_entry::count("Intermediate size of an expert.")),
        field("shared_expert_size", &T::shared_expert_size,
              of_entry::count("Of all shared experts of a layer together.")),
        field("window", &T::window, of_entry::count("Tokens that layers with a window look back.")),
        field("window_layers", &T::window_layers, of_entry::count("Layers with a window.")),
        field("recurrent_layers", &T::recurrent_layers,
              of_entry::count("State-space or linear attention layers.")),
        field("latent_size", &T::latent_size, of_entry::count("Of compressed keys and values.")),
        field("query_latent_size", &T::query_latent_size,
              of_entry::count("Of compressed queries.")),
        field("nope_size", &T::nope_size, of_entry::count("Part of a key without position.")),
        field("rope_size", &T::rope_size, of_entry::count("Part of a key with position.")),
        field("value_size", &T::value_size, of_entry::count("Of a value, with latent attention.")));
};

template <>
struct description<domain::ModelNames> {
    using T = domain::ModelNames;
    static constexpr auto record = schema::record(
        "ModelNames", "Names of the same weights.",
        field("name", &T::name,
              {.doc = "Name on a hub, which is shown.",
               .length_max = 200,
               .format = TextFormat::model_name}),
        field("aliases", &T::aliases,
              of_entry::names("Further names, such as tags of Ollama.", TextFormat::model_name)),
        field("shared_names", &T::shared_names,
              of_entry::names("Names that other entries have too, so that they decide nothing.",
                              TextFormat::model_name)));
};

template <>
struct description<domain::ModelFacts> {
    using T = domain::ModelFacts;
    static constexpr auto record = schema::record(
        "ModelFacts", "Size and architecture of models.",
        field(
            "names", &T::names,
            {.doc = "Models that were trained differently, and their aliases.", .items_max = 100}),
        field("parameters_total", &T::parameters_total, of_entry::figure("Weights.", {}, 1e16)),
        field("parameters_active", &T::parameters_active,
              of_entry::figure(
                  "Weights that one token is multiplied with: without the input embedding and "
                  "without experts that are not chosen.",
                  {}, 1e16)),
        field("precision", &T::precision,
              {.doc = "In which the weights were published.",
               .length_max = 60,
               .format = TextFormat::identifier,
               .omit_null = true}),
        field("weight_bytes", &T::weight_bytes,
              of_entry::figure("As published, where the precision does not give it.", "B", 1e16)),
        field("architecture", &T::architecture,
              {.doc = "Absent if it is not known.", .omit_null = true}),
        field("source", &T::source, of_entry::source),
        field("status", &T::status, of_entry::status));
};

}  // namespace lem::schema
