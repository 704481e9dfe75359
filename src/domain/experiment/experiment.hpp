#pragma once
/// The configuration of a measurement, version 1, as `lem experiment` reads it (YAML or JSON, with
/// the same fields). A written configuration reproduces its run: it contains every default.

#include "domain/experiment/engine.hpp"
#include "domain/experiment/load.hpp"
#include "domain/experiment/protocol.hpp"
#include "domain/experiment/workload.hpp"
#include "domain/result/energy.hpp"
#include "domain/result/footprint.hpp"

namespace lem::domain {

struct ModelConfig {
    std::string name;  // the name that the engine serves and the leaderboard shows
    std::optional<std::string> path;
    std::optional<std::string> revision;
    std::optional<std::string> precision;
};

struct Experiment {
    int schema_version = 1;
    std::string name;
    std::optional<std::string> description;
    ModelConfig model;
    EngineConfig engine;
    Load load;
    Workload workload;
    Protocol protocol;
    EnergyConfig energy;
    std::optional<SupplyFactors> supply;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::ModelConfig> {
    using T = domain::ModelConfig;
    static constexpr auto record = schema::record(
        "ModelConfig", "The model that is measured.",
        field("name", &T::name,
              {.doc = "Name on the leaderboard and in requests, for example Qwen/Qwen3-8B.",
               .length_max = 200,
               .format = TextFormat::model_name}),
        field("path", &T::path,
              {.doc = "File or folder that the engine loads; relative to the configuration file."}),
        field("revision", &T::revision,
              {.doc = "Commit or tag of the weights.",
               .length_max = 200,
               .format = TextFormat::identifier}),
        field("precision", &T::precision,
              {.doc = "Precision of the weights, for example bf16, fp8, q4_1. Read from the model "
                      "where possible.",
               .length_max = 40,
               .format = TextFormat::identifier}));
};

template <>
struct description<domain::Experiment> {
    using T = domain::Experiment;
    static constexpr auto record = schema::record(
        "Experiment", "One configuration to measure.",
        field("schema_version", &T::schema_version, {.doc = "1", .minimum = 1, .maximum = 1}),
        field("name", &T::name,
              {.doc = "A short name for the experiment.",
               .length_max = 200,
               .format = TextFormat::name}),
        field("description", &T::description, {.doc = "Its purpose."}),
        field("model", &T::model, {.doc = "The model."}),
        field("engine", &T::engine, {.doc = "The engine."}),
        field("load", &T::load, {.doc = "How requests arrive.", .defaulted = true}),
        field("workload", &T::workload, {.doc = "What requests ask for.", .defaulted = true}),
        field("protocol", &T::protocol,
              {.doc = "How the measurement is run and repeated.", .defaulted = true}),
        field("energy", &T::energy, {.doc = "Where energy is measured.", .defaulted = true}),
        field("supply", &T::supply,
              {.doc = "Factors for carbon and cost, which are derived and not ranked.",
               .omit_null = true}));
};

}  // namespace lem::schema
