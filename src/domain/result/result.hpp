#pragma once
/// A result document, version 1: what `lem experiment` writes, `lem submit` sends and the server
/// keeps byte for byte. Fields are only ever added. Absent is null with a reason beside it, never
/// 0. Facts that only a run of lem knows are null if the result was read from another tool's file;
/// `provenance` says why (checked by absent_facts.hpp). GPU UUIDs and host names appear only as
/// salted hashes.

#include "domain/experiment/experiment.hpp"
#include "domain/result/check.hpp"
#include "domain/result/cycle.hpp"
#include "domain/result/environment.hpp"
#include "domain/result/manifest.hpp"
#include "domain/result/metric.hpp"
#include "domain/result/model_shape.hpp"
#include "domain/result/provenance.hpp"
#include "domain/result/quality.hpp"
#include "domain/result/request_record.hpp"
#include "domain/result/slo_search_record.hpp"

namespace lem::domain {

/// How the FLOPs of the tokens were obtained.
enum class FlopsMethod { analytic_v1 };

/// What the FLOPs are based on, best first.
enum class FlopsConfidence { high, medium, low };

struct Tool {
    std::string name = "lem";
    std::string version;
    std::string build;
};

struct ExperimentRecord {
    std::string id;                    // generated once by the client; one run has one id
    std::optional<Experiment> config;  // nullopt: lem did not run it
    std::optional<Load> load;          // how requests arrived, of a run without a configuration
    std::optional<std::string> config_sha256;
    std::optional<std::int64_t> seed;
    std::optional<std::string> schedule_sha256;
    std::optional<std::string> started_at;
    std::optional<std::string> ended_at;
    bool complete = true;
    std::optional<std::string> incomplete_reason;
};

struct ModelRecord {
    std::string name;
    std::optional<std::string> revision;
    std::optional<std::string> architecture;
    std::optional<std::string> precision;
    std::optional<double> parameters_total;
    std::optional<double> parameters_active;
    std::optional<std::int64_t> file_bytes;
    std::optional<std::string> file_sha256;
    std::optional<int> context_length;
    std::optional<ModelShape> shape;
};

struct Result {
    int schema_version = 1;
    Tool tool;
    std::optional<Provenance> provenance;
    ExperimentRecord experiment;
    Environment environment;
    EngineRecord engine;
    ModelRecord model;
    Baseline baseline;
    std::vector<Cycle> cycles;
    Summary summary;
    EnergyScope energy_scope = EnergyScope::none;
    EnergyMethod energy_method = EnergyMethod::none;
    std::optional<std::string> energy_absent_reason;
    std::optional<FlopsMethod> flops_method;
    std::optional<FlopsConfidence> flops_confidence;
    std::optional<SloSearchRecord> slo_search;
    std::optional<Quality> quality;
    std::optional<Footprint> footprint;
    std::optional<FileReference> requests_file;
    std::optional<FileReference> traces_file;
    std::vector<Check> checks;
    std::string metric_definitions_version;
};

/// How requests arrived; null if the document does not say.
inline const Load* load_of(const Result& result) {
    const ExperimentRecord& run = result.experiment;
    if (run.config) return &run.config->load;
    return run.load ? &*run.load : nullptr;
}

/// Null if requests did not arrive in a closed loop, or if the document does not say how.
inline const ConcurrencyLoad* closed_loop_of(const Result& result) {
    const Load* load = load_of(result);
    return load != nullptr ? std::get_if<ConcurrencyLoad>(load) : nullptr;
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::FlopsMethod> {
    static constexpr std::string_view name = "FlopsMethod";
    static constexpr std::array values{
        Enumerator{domain::FlopsMethod::analytic_v1, "analytic_v1",
                   "2 per weight and token, attention at each token's context"},
    };
};

template <>
struct enumeration<domain::FlopsConfidence> {
    static constexpr std::string_view name = "FlopsConfidence";
    static constexpr std::array values{
        Enumerator{domain::FlopsConfidence::high, "high", "the shape is from the model's files"},
        Enumerator{domain::FlopsConfidence::medium, "medium",
                   "the number of weights is from the server; attention is left out"},
        Enumerator{domain::FlopsConfidence::low, "low",
                   "the number of weights is from the model's name; attention is left out"},
    };
};

template <>
struct description<domain::Tool> {
    using T = domain::Tool;
    static constexpr auto record = schema::record(
        "Tool", "What wrote the document.",
        field("name", &T::name, {.doc = "Program.", .length_max = 100, .format = TextFormat::name}),
        field("version", &T::version,
              {.doc = "Its version.", .length_max = 100, .format = TextFormat::name}),
        field("build", &T::build,
              {.doc = "Commit it was built from.", .length_max = 100, .format = TextFormat::name}));
};

template <>
struct description<domain::ExperimentRecord> {
    using T = domain::ExperimentRecord;
    static constexpr auto record = schema::record(
        "ExperimentRecord", "Which experiment was run, and when.",
        field("id", &T::id,
              {.doc = "Generated once per run.",
               .length_max = 100,
               .format = TextFormat::identifier}),
        field("config", &T::config,
              {.doc = "The configuration with every default written out; null for a result that "
                      "another tool measured."}),
        field("load", &T::load,
              {.doc = "How requests arrived, for a result without a configuration.",
               .omit_null = true}),
        field("config_sha256", &T::config_sha256,
              {.doc = "SHA-256 of the configuration as compact JSON in declared order.",
               .format = TextFormat::sha256}),
        field("seed", &T::seed,
              {.doc = "Seed of prompts and schedule.", .minimum = 0, .maximum = 9007199254740991}),
        field("schedule_sha256", &T::schedule_sha256,
              {.doc = "SHA-256 of the schedule, which was generated before the start.",
               .format = TextFormat::sha256}),
        field("started_at", &T::started_at,
              {.doc = "Start, UTC.", .format = TextFormat::date_time}),
        field("ended_at", &T::ended_at, {.doc = "End, UTC.", .format = TextFormat::date_time}),
        field("complete", &T::complete,
              {.doc = "false: it was stopped early; what was measured is kept."}),
        field("incomplete_reason", &T::incomplete_reason,
              {.doc = "Why it was stopped.", .length_max = 400, .omit_null = true}));
};

template <>
struct description<domain::ModelRecord> {
    using T = domain::ModelRecord;
    static constexpr auto record = schema::record(
        "ModelRecord", "The model that ran.",
        field("name", &T::name,
              {.doc = "Name.", .length_max = 200, .format = TextFormat::model_name}),
        field("revision", &T::revision,
              {.doc = "Commit or tag of the weights.",
               .length_max = 200,
               .format = TextFormat::identifier}),
        field("architecture", &T::architecture,
              {.doc = "As the weights name it.", .length_max = 100, .format = TextFormat::name}),
        field("precision", &T::precision,
              {.doc = "Of the weights, lower case.",
               .length_max = 40,
               .format = TextFormat::identifier}),
        field("parameters_total", &T::parameters_total,
              {.doc = "Weights.", .minimum = 1, .maximum = 1e15}),
        field("parameters_active", &T::parameters_active,
              {.doc = "Weights used for one token.", .minimum = 1, .maximum = 1e15}),
        field("file_bytes", &T::file_bytes,
              {.doc = "Size of the weights on disk.",
               .unit = "B",
               .minimum = 1,
               .maximum = domain::most("B")}),
        field("file_sha256", &T::file_sha256,
              {.doc = "Of a single weights file.", .format = TextFormat::sha256}),
        field("context_length", &T::context_length,
              {.doc = "Trained context.",
               .unit = "tokens",
               .minimum = 1,
               .maximum = domain::most_counted}),
        field("shape", &T::shape,
              {.doc = "Weights by role, and attention, if the model's files give them.",
               .omit_null = true}));
};

template <>
struct description<domain::Result> {
    using T = domain::Result;
    static constexpr auto record = schema::record(
        "Result", "One measured result.",
        field("schema_version", &T::schema_version, {.doc = "1", .minimum = 1, .maximum = 1}),
        field("tool", &T::tool, {.doc = "What wrote it."}),
        field("provenance", &T::provenance,
              {.doc = "Its origin, when lem did not measure it.", .omit_null = true}),
        field("experiment", &T::experiment, {.doc = "What was run."}),
        field("environment", &T::environment, {.doc = "Where."}),
        field("engine", &T::engine, {.doc = "By which engine."}),
        field("model", &T::model, {.doc = "Which model."}),
        field("baseline", &T::baseline, {.doc = "Idle power."}),
        field("cycles", &T::cycles,
              {.doc = "The repetitions.",
               .items_max = static_cast<std::size_t>(domain::most_cycles)}),
        field("summary", &T::summary, {.doc = "The metrics over the cycles."}),
        field("energy_scope", &T::energy_scope, {.doc = "What the energy covers."}),
        field("energy_method", &T::energy_method, {.doc = "How it was obtained."}),
        field("energy_absent_reason", &T::energy_absent_reason,
              {.doc = "Why there is no energy.", .length_max = 1000, .omit_null = true}),
        field(
            "flops_method", &T::flops_method,
            {.doc = "How the compute was obtained; absent when there is none.", .omit_null = true}),
        field("flops_confidence", &T::flops_confidence,
              {.doc = "What it is based on.", .omit_null = true}),
        field("slo_search", &T::slo_search,
              {.doc = "The search for the load, if there was one.", .omit_null = true}),
        field("quality", &T::quality,
              {.doc = "The grade, by the program that wrote it; the server derives its own.",
               .omit_null = true}),
        field("footprint", &T::footprint,
              {.doc = "Carbon and cost, derived; null when not asked for.", .omit_null = true}),
        field("requests_file", &T::requests_file, {.doc = "Per-request records."}),
        field("traces_file", &T::traces_file, {.doc = "Power trace."}),
        field("checks", &T::checks,
              {.doc = "Verdicts of the program that wrote it; the server derives its own.",
               .items_max = 200}),
        field("metric_definitions_version", &T::metric_definitions_version,
              {.doc = "Which definitions the metrics follow.",
               .length_max = 20,
               .format = TextFormat::identifier}));
};

}  // namespace lem::schema
