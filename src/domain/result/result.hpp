#pragma once
/// A result document, version 1: what `lem experiment` writes, `lem submit` sends and the server
/// keeps byte for byte. Fields are only ever added. Absent is null with a reason beside it, never
/// 0. What only a run of lem itself knows is null where the result was read from another tool's
/// file; `provenance` says why (absent_facts.hpp holds that). GPU UUIDs and host names appear only
/// as salted hashes.

#include "domain/experiment/experiment.hpp"
#include "domain/result/metric.hpp"
#include "domain/result/model_shape.hpp"
#include "domain/result/provenance.hpp"
#include "domain/result/quality.hpp"
#include "domain/result/request_record.hpp"
#include "domain/result/slo_search_record.hpp"

namespace lem::domain {

/// How the FLOPs of the tokens were obtained.
enum class FlopsMethod { analytic_v1 };

/// What the FLOPs rest on, best first.
enum class FlopsConfidence { high, medium, low };

enum class CheckOutcome { passed, information, warning, rejected, not_applicable };

struct Tool {
    std::string name = "lem";
    std::string version;
    std::string build;
};

struct ExperimentRecord {
    std::string id;  // made by the client once; the same run has the same id
    Experiment config;
    std::optional<std::string> config_sha256;
    std::optional<std::int64_t> seed;
    std::optional<std::string> schedule_sha256;
    std::optional<std::string> started_at;
    std::optional<std::string> ended_at;
    bool complete = true;
    std::optional<std::string> incomplete_reason;
};

struct Device {
    int index = 0;
    std::string kind;  // gpu, cpu
    std::string name;
    std::optional<std::string> uuid_hash;
    std::optional<double> memory_mb;
    std::optional<double> power_limit_watts;
    std::optional<std::string> driver_version;
    std::optional<std::string> profile = {};  // HardwareProfile::id
};

/// Something that was looked at before the start.
struct PreflightFinding {
    std::string code;
    bool passed = true;
    std::string message;
};

struct Environment {
    std::optional<std::string> host_hash;
    std::optional<std::string> os;
    std::optional<std::string> kernel;
    std::optional<std::string> cpu_model;
    std::optional<int> cpu_count;
    std::optional<double> memory_mb;
    std::optional<std::string> virtualisation;
    std::vector<Device> devices;
    std::vector<EnergySourceReport> energy_sources;
    std::vector<PreflightFinding> preflight;
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

/// Seconds since the run's start, on the monotonic clock.
struct Window {
    double start_s = 0;
    double end_s = 0;
    std::optional<std::string> started_at;
    std::optional<std::string> ended_at;
};

struct TokenCounts {
    std::int64_t input = 0;
    std::int64_t output = 0;
    std::optional<std::int64_t> cached_input;
};

struct RequestCounts {
    std::optional<int> completed;
    std::optional<int> failed;
    std::optional<int> unfinished;
};

/// How even a steady window was: ten equal blocks of it.
struct Steadiness {
    std::optional<double> throughput_cv;
    std::optional<double> throughput_drift;
    std::optional<double> power_cv;
};

/// What the load client itself needed.
struct ClientEffort {
    double cpu_s = 0;
    double loop_lag_max_ms = 0;
    std::optional<bool> stamped_by_kernel;
};

struct Cycle {
    int index = 0;
    int engine_start = 1;
    Window window;
    TokenCounts tokens;
    RequestCounts requests;
    EnergyReading energy;
    std::vector<DeviceCondition> device_conditions;
    CycleMetrics metrics;
    std::optional<double> mean_concurrency;
    std::optional<double> mean_output_tokens;   // of requests completed in the window
    std::optional<double> mean_input_tokens;    // of the same requests
    std::optional<double> mean_context_tokens;  // of output tokens that arrived in the window
    std::optional<double> mean_batch;           // requests being decoded at a time
    std::optional<Steadiness> steadiness;
    std::optional<ClientEffort> client;
    std::vector<std::string> flags;
};

struct FileReference {
    std::string name;
    std::string sha256;
    std::int64_t size_bytes = 0;
};

/// One check's verdict: what was observed against what is allowed, in words.
struct Check {
    std::string code;
    std::string title;
    CheckOutcome outcome = CheckOutcome::passed;
    std::optional<double> observed;
    std::optional<double> bound_low;
    std::optional<double> bound_high;
    std::optional<std::string> unit;
    std::string message;
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

/// manifest.json of a bundle: every other file of it.
struct Manifest {
    int schema_version = 1;
    std::vector<FileReference> files;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::FlopsMethod> {
    static constexpr std::string_view name = "FlopsMethod";
    static constexpr std::array values{
        Enumerator{domain::FlopsMethod::analytic_v1, "analytic_v1",
                   "2 a weight and token, attention at each token's context"},
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
struct enumeration<domain::CheckOutcome> {
    static constexpr std::string_view name = "CheckOutcome";
    static constexpr std::array values{
        Enumerator{domain::CheckOutcome::passed, "passed"},
        Enumerator{domain::CheckOutcome::information, "information"},
        Enumerator{domain::CheckOutcome::warning, "warning", "public flag"},
        Enumerator{domain::CheckOutcome::rejected, "rejected",
                   "impossible or inconsistent: the result is not accepted"},
        Enumerator{domain::CheckOutcome::not_applicable, "not_applicable",
                   "the data it needs are not in the document"},
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
              {.doc = "Made once for each run.",
               .length_max = 100,
               .format = TextFormat::identifier}),
        field("config", &T::config, {.doc = "The configuration with every default written out."}),
        field("config_sha256", &T::config_sha256,
              {.doc = "SHA-256 of the configuration as compact JSON in declared order.",
               .format = TextFormat::sha256}),
        field("seed", &T::seed,
              {.doc = "Seed of prompts and schedule.", .minimum = 0, .maximum = 9007199254740991}),
        field("schedule_sha256", &T::schedule_sha256,
              {.doc = "SHA-256 of the schedule, which was made before the start.",
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
struct description<domain::Device> {
    using T = domain::Device;
    static constexpr auto record = schema::record(
        "Device", "A device that took part.",
        field("index", &T::index, {.doc = "Position in this list.", .minimum = 0, .maximum = 4096}),
        field("kind", &T::kind,
              {.doc = "gpu or cpu.", .length_max = 20, .format = TextFormat::identifier}),
        field(
            "name", &T::name,
            {.doc = "Name as the driver gives it.", .length_max = 200, .format = TextFormat::name}),
        field("uuid_hash", &T::uuid_hash,
              {.doc = "Salted hash of its UUID.", .format = TextFormat::sha256}),
        field("memory_mb", &T::memory_mb,
              {.doc = "Memory, 10^6 bytes.", .unit = "MB", .minimum = 0, .maximum = 1e9}),
        field("power_limit_watts", &T::power_limit_watts,
              {.doc = "Enforced limit.", .unit = "W", .minimum = 0, .maximum = 1e6}),
        field("driver_version", &T::driver_version,
              {.doc = "Driver.", .length_max = 100, .format = TextFormat::name}),
        field("profile", &T::profile,
              {.doc = "Its hardware profile, where the name is known, for example h100-sxm.",
               .length_max = 60,
               .format = TextFormat::identifier,
               .omit_null = true}));
};

template <>
struct description<domain::PreflightFinding> {
    using T = domain::PreflightFinding;
    static constexpr auto record =
        schema::record("PreflightFinding", "Something that was looked at before the start.",
                       field("code", &T::code,
                             {.doc = "For example foreign_load.",
                              .length_max = 60,
                              .format = TextFormat::identifier}),
                       field("passed", &T::passed, {.doc = "Was it as it should be?"}),
                       field("message", &T::message, {.doc = "What was seen.", .length_max = 400}));
};

template <>
struct description<domain::Environment> {
    using T = domain::Environment;
    static constexpr auto record = schema::record(
        "Environment", "The machine.",
        field("host_hash", &T::host_hash,
              {.doc = "Salted hash of the host's name.", .format = TextFormat::sha256}),
        field("os", &T::os,
              {.doc = "Distribution.", .length_max = 200, .format = TextFormat::name}),
        field("kernel", &T::kernel,
              {.doc = "Kernel release.", .length_max = 200, .format = TextFormat::name}),
        field("cpu_model", &T::cpu_model,
              {.doc = "Processor.", .length_max = 200, .format = TextFormat::name}),
        field("cpu_count", &T::cpu_count,
              {.doc = "Logical processors.", .minimum = 1, .maximum = 65536}),
        field("memory_mb", &T::memory_mb,
              {.doc = "Main memory, 10^6 bytes.", .unit = "MB", .minimum = 0, .maximum = 1e12}),
        field("virtualisation", &T::virtualisation,
              {.doc = "Hypervisor or container, if any was seen.",
               .length_max = 100,
               .format = TextFormat::name}),
        field("devices", &T::devices, {.doc = "Devices that took part.", .items_max = 4096}),
        field("energy_sources", &T::energy_sources,
              {.doc = "Where energy was looked for.", .items_max = 100}),
        field(
            "preflight", &T::preflight,
            {.doc = "What was looked at before the start.", .items_max = 100, .defaulted = true}));
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
              {.doc = "Weights by role and attention, where the model's files tell.",
               .omit_null = true}));
};

template <>
struct description<domain::Window> {
    using T = domain::Window;
    static constexpr auto record = schema::record(
        "Window", "The steady part of a cycle: what every rate is computed over.",
        field("start_s", &T::start_s,
              {.doc = "Since the start of the run.", .unit = "s", .minimum = 0, .maximum = 1e8}),
        field("end_s", &T::end_s,
              {.doc = "Since the start of the run.", .unit = "s", .minimum = 0, .maximum = 1e8}),
        field("started_at", &T::started_at,
              {.doc = "The same, UTC.", .format = TextFormat::date_time}),
        field("ended_at", &T::ended_at,
              {.doc = "The same, UTC.", .format = TextFormat::date_time}));
};

template <>
struct description<domain::TokenCounts> {
    using T = domain::TokenCounts;
    static constexpr auto record =
        schema::record("TokenCounts", "Tokens in the window, from the server's usage.",
                       field("input", &T::input,
                             {.doc = "Prompt tokens of requests whose first token arrived in it.",
                              .unit = "tokens",
                              .minimum = 0,
                              .maximum = domain::most("tokens")}),
                       field("output", &T::output,
                             {.doc = "Output tokens that arrived in it.",
                              .unit = "tokens",
                              .minimum = 0,
                              .maximum = domain::most("tokens")}),
                       field("cached_input", &T::cached_input,
                             {.doc = "Prompt tokens served from a prefix cache.",
                              .unit = "tokens",
                              .minimum = 0,
                              .maximum = domain::most("tokens")}));
};

template <>
struct description<domain::RequestCounts> {
    using T = domain::RequestCounts;
    static constexpr auto record = schema::record(
        "RequestCounts", "Requests of the cycle.",
        field("completed", &T::completed,
              {.doc = "Finished in the window.", .minimum = 0, .maximum = domain::most_counted}),
        field("failed", &T::failed,
              {.doc = "Ended with an error or timed out.",
               .minimum = 0,
               .maximum = domain::most_counted}),
        field("unfinished", &T::unfinished,
              {.doc = "Still running at the end of the window.",
               .minimum = 0,
               .maximum = domain::most_counted}));
};

template <>
struct description<domain::Steadiness> {
    using T = domain::Steadiness;
    static constexpr auto record = schema::record(
        "Steadiness", "How even the steady window was: ten equal blocks of it.",
        field("throughput_cv", &T::throughput_cv,
              {.doc = "Coefficient of variation of the blocks' throughput.",
               .minimum = 0,
               .maximum = domain::most("")}),
        field("throughput_drift", &T::throughput_drift,
              {.doc = "Slope of the blocks' throughput times the window, over its mean.",
               .minimum = -domain::most(""),
               .maximum = domain::most("")}),
        field("power_cv", &T::power_cv,
              {.doc = "Coefficient of variation of the blocks' mean power.",
               .minimum = 0,
               .maximum = domain::most("")}));
};

template <>
struct description<domain::ClientEffort> {
    using T = domain::ClientEffort;
    static constexpr auto record = schema::record(
        "ClientEffort", "What the load client itself needed.",
        field("cpu_s", &T::cpu_s,
              {.doc = "Processor time of its threads.",
               .unit = "s",
               .minimum = 0,
               .maximum = domain::most("s")}),
        field("loop_lag_max_ms", &T::loop_lag_max_ms,
              {.doc = "Longest turn of its event loops.",
               .unit = "ms",
               .minimum = 0,
               .maximum = domain::most("ms")}),
        field("stamped_by_kernel", &T::stamped_by_kernel,
              {.doc = "Whether a token's time is when the kernel received it. Otherwise it is when "
                      "the client read it."}));
};

template <>
struct description<domain::Cycle> {
    using T = domain::Cycle;
    static constexpr auto record = schema::record(
        "Cycle", "One repetition.",
        field("index", &T::index, {.doc = "From 1.", .minimum = 1, .maximum = domain::most_cycles}),
        field("engine_start", &T::engine_start,
              {.doc = "Which start of the engine served it, from 1.",
               .minimum = 1,
               .maximum = domain::most_cycles,
               .defaulted = true}),
        field("window", &T::window, {.doc = "Its steady window."}),
        field("tokens", &T::tokens, {.doc = "Tokens."}),
        field("requests", &T::requests, {.doc = "Requests."}),
        field("energy", &T::energy, {.doc = "Energy."}),
        field("device_conditions", &T::device_conditions,
              {.doc = "Temperature, clock and throttling of the devices that tell.",
               .items_max = 4096,
               .defaulted = true}),
        field("metrics", &T::metrics, {.doc = "Metrics."}),
        field(
            "mean_concurrency", &T::mean_concurrency,
            {.doc = "Requests in flight, averaged over the window.", .minimum = 0, .maximum = 1e6}),
        field("mean_output_tokens", &T::mean_output_tokens,
              {.doc = "Of the requests that were completed in the window.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("mean_input_tokens", &T::mean_input_tokens,
              {.doc = "Prompt tokens of the requests that were completed in the window.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("mean_context_tokens", &T::mean_context_tokens,
              {.doc = "Tokens before an output token of the window, averaged over them.",
               .unit = "tokens",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("mean_batch", &T::mean_batch,
              {.doc = "Requests between their first and last token, averaged over the window.",
               .minimum = 0,
               .maximum = 1e6,
               .omit_null = true}),
        field("steadiness", &T::steadiness,
              {.doc = "How even the window was; null when it is too short to say.",
               .omit_null = true}),
        field("client", &T::client, {.doc = "The load client's own effort.", .omit_null = true}),
        field("flags", &T::flags,
              {.doc = "Named reasons for doubt: client_bound, unsteady, telemetry_gap, errors, ...",
               .length_max = 60,
               .items_max = 50,
               .format = TextFormat::identifier}));
};

template <>
struct description<domain::FileReference> {
    using T = domain::FileReference;
    static constexpr auto record = schema::record(
        "FileReference", "A file of the bundle.",
        field("name", &T::name,
              {.doc = "Name inside the bundle.",
               .length_max = 120,
               .format = TextFormat::identifier}),
        field("sha256", &T::sha256, {.doc = "SHA-256 of its bytes.", .format = TextFormat::sha256}),
        field("size_bytes", &T::size_bytes,
              {.doc = "Size.", .unit = "B", .minimum = 0, .maximum = 1e12}));
};

template <>
struct description<domain::Check> {
    using T = domain::Check;
    static constexpr auto record = schema::record(
        "Check", "What a check observed against what is allowed.",
        field("code", &T::code,
              {.doc = "For example A2.", .length_max = 20, .format = TextFormat::identifier}),
        field("title", &T::title, {.doc = "What it asks.", .length_max = 200}),
        field("outcome", &T::outcome, {.doc = "Verdict."}),
        field("observed", &T::observed,
              {.doc = "What was observed.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any}),
        field("bound_low", &T::bound_low,
              {.doc = "Least that passes.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any}),
        field("bound_high", &T::bound_high,
              {.doc = "Most that passes.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any}),
        field("unit", &T::unit, {.doc = "Of the three.", .length_max = 20}),
        field("message", &T::message, {.doc = "The verdict in a sentence.", .length_max = 1000}));
};

template <>
struct description<domain::Result> {
    using T = domain::Result;
    static constexpr auto record = schema::record(
        "Result", "One measured result.",
        field("schema_version", &T::schema_version, {.doc = "1", .minimum = 1, .maximum = 1}),
        field("tool", &T::tool, {.doc = "What wrote it."}),
        field("provenance", &T::provenance,
              {.doc = "Where it comes from, when lem did not measure it.", .omit_null = true}),
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
              {.doc = "Why there is none.", .length_max = 1000, .omit_null = true}),
        field(
            "flops_method", &T::flops_method,
            {.doc = "How the compute was obtained; absent when there is none.", .omit_null = true}),
        field("flops_confidence", &T::flops_confidence,
              {.doc = "What it rests on.", .omit_null = true}),
        field("slo_search", &T::slo_search,
              {.doc = "The search for the load, where there was one.", .omit_null = true}),
        field("quality", &T::quality,
              {.doc = "The grade, by the program that wrote it; the server makes its own.",
               .omit_null = true}),
        field("footprint", &T::footprint,
              {.doc = "Carbon and cost, derived; null when not asked for.", .omit_null = true}),
        field("requests_file", &T::requests_file, {.doc = "Per-request records."}),
        field("traces_file", &T::traces_file, {.doc = "Power trace."}),
        field("checks", &T::checks,
              {.doc = "Verdicts of the program that wrote it; the server makes its own.",
               .items_max = 200}),
        field("metric_definitions_version", &T::metric_definitions_version,
              {.doc = "Which definitions the metrics follow.",
               .length_max = 20,
               .format = TextFormat::identifier}));
};

template <>
struct description<domain::Manifest> {
    using T = domain::Manifest;
    static constexpr auto record = schema::record(
        "Manifest", "Every other file of a bundle.",
        field("schema_version", &T::schema_version, {.doc = "1", .minimum = 1, .maximum = 1}),
        field("files", &T::files, {.doc = "The files.", .items_max = 64}));
};

}  // namespace lem::schema
