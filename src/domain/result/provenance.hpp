#pragma once
/// The origin of a result that lem did not measure itself: the file of another tool, which an
/// importer read. It is the submitter's statement.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

/// Facts that lem always knows of its own runs, but that another tool's file may lack.
enum class OptionalFact {
    config,
    load,
    config_sha256,
    seed,
    schedule_sha256,
    started_at,
    ended_at,
    host_hash,
    os,
    kernel,
    cpu_model,
    cpu_count,
    memory_mb,
    window_started_at,
    window_ended_at,
    tokens_input,
    tokens_output,
    requests_completed,
    requests_failed,
    requests_unfinished,
    mean_concurrency,
};

/// A fact that is null in the document, and why.
struct AbsentFact {
    OptionalFact field = OptionalFact::seed;
    std::string reason;
};

/// What became of a field of the original: `converted` changed its unit or form, `derived` is
/// computed from others, `missing` is not in the file, `removed` is private.
enum class FieldFate { taken, converted, derived, ignored, missing, removed };

/// One line of the importer's report.
struct MappedField {
    std::string source;  // JSON pointer or column in the original; "" for derived and missing
    std::string target;  // path in this document, dotted; "" for ignored and removed
    FieldFate fate = FieldFate::taken;
    std::string reason;
};

struct Provenance {
    std::string format;
    std::optional<std::string> format_version;  // nullopt: the file does not say
    std::string importer_version;
    std::string original_sha256;
    std::vector<std::string> notes;
    std::vector<AbsentFact> absent;
    std::vector<MappedField> mapping = {};
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::OptionalFact> {
    using Fact = domain::OptionalFact;
    static constexpr std::string_view name = "OptionalFact";
    static constexpr std::array values{
        Enumerator{Fact::config, "experiment.config"},
        Enumerator{Fact::load, "experiment.load"},
        Enumerator{Fact::config_sha256, "experiment.config_sha256"},
        Enumerator{Fact::seed, "experiment.seed"},
        Enumerator{Fact::schedule_sha256, "experiment.schedule_sha256"},
        Enumerator{Fact::started_at, "experiment.started_at"},
        Enumerator{Fact::ended_at, "experiment.ended_at"},
        Enumerator{Fact::host_hash, "environment.host_hash"},
        Enumerator{Fact::os, "environment.os"},
        Enumerator{Fact::kernel, "environment.kernel"},
        Enumerator{Fact::cpu_model, "environment.cpu_model"},
        Enumerator{Fact::cpu_count, "environment.cpu_count"},
        Enumerator{Fact::memory_mb, "environment.memory_mb"},
        Enumerator{Fact::window_started_at, "cycles.window.started_at"},
        Enumerator{Fact::window_ended_at, "cycles.window.ended_at"},
        Enumerator{Fact::tokens_input, "cycles.tokens.input"},
        Enumerator{Fact::tokens_output, "cycles.tokens.output"},
        Enumerator{Fact::requests_completed, "cycles.requests.completed"},
        Enumerator{Fact::requests_failed, "cycles.requests.failed"},
        Enumerator{Fact::requests_unfinished, "cycles.requests.unfinished"},
        Enumerator{Fact::mean_concurrency, "cycles.mean_concurrency"},
    };
};

template <>
struct description<domain::AbsentFact> {
    using T = domain::AbsentFact;
    static constexpr auto record =
        schema::record("AbsentFact", "A field that is null because the original does not say.",
                       field("field", &T::field,
                             {.doc = "Which field; a field of cycles is meant in every cycle."}),
                       field("reason", &T::reason,
                             {.doc = "Why, as a clause: the file has no start time.",
                              .length_max = 400,
                              .format = TextFormat::name,
                              .filled = true}));
};

template <>
struct enumeration<domain::FieldFate> {
    using F = domain::FieldFate;
    static constexpr std::string_view name = "FieldFate";
    static constexpr std::array values{
        Enumerator{F::taken, "taken", "has the same meaning and unit here"},
        Enumerator{F::converted, "converted", "has another unit or form here"},
        Enumerator{F::derived, "derived", "was computed from other fields"},
        Enumerator{F::ignored, "ignored", "has no counterpart, or is computed anew"},
        Enumerator{F::missing, "missing", "is not in the file"},
        Enumerator{F::removed, "removed", "is private"},
    };
};

template <>
struct description<domain::MappedField> {
    using T = domain::MappedField;
    static constexpr auto record = schema::record(
        "MappedField", "What became of a field of the original.",
        field("source", &T::source,
              {.doc = "Its place in the original; empty if it is derived or missing.",
               .length_max = 300,
               .format = TextFormat::name}),
        field("target", &T::target,
              {.doc = "Its place in this document; empty if it has none.",
               .length_max = 200,
               .format = TextFormat::name}),
        field("fate", &T::fate, {.doc = "What became of it."}),
        field("reason", &T::reason,
              {.doc = "Why.", .length_max = 400, .format = TextFormat::name}));
};

template <>
struct description<domain::Provenance> {
    using T = domain::Provenance;
    static constexpr auto record = schema::record(
        "Provenance", "The file of another tool that this result was read from.",
        field("format", &T::format,
              {.doc = "Its format, for example vllm-bench.",
               .length_max = 60,
               .format = TextFormat::identifier}),
        field("format_version", &T::format_version,
              {.doc = "As the file states it; null when it does not.",
               .length_max = 60,
               .format = TextFormat::name}),
        field("importer_version", &T::importer_version,
              {.doc = "Version of the program that read it.",
               .length_max = 60,
               .format = TextFormat::name}),
        field("original_sha256", &T::original_sha256,
              {.doc = "SHA-256 of the original's bytes.", .format = TextFormat::sha256}),
        field("notes", &T::notes,
              {.doc = "What the importer converted, derived or left out.",
               .length_max = 400,
               .items_max = 200,
               .format = TextFormat::name,
               .defaulted = true}),
        field("absent", &T::absent,
              {.doc = "Why fields are null that a run of lem always has.",
               .items_max = 100,
               .defaulted = true}),
        field("mapping", &T::mapping,
              {.doc = "The importer's report: every field of the original, and what became of it.",
               .items_max = 1000,
               .defaulted = true}));
};

}  // namespace lem::schema
