#pragma once
/// The formats of other programs that lem reads, in one list (formats.cpp). A format recognises its
/// files and turns them into a document of lem's own: an experiment, or a result. Pure; does not
/// throw.

#include "domain/experiment/study_plan.hpp"

namespace lem::interchange {

/// The kind of lem document that a foreign file becomes.
enum class Kind { experiment, result };

/// A file that has been read. Text that is JSON or YAML is parsed already.
struct Source {
    std::string_view bytes = {};
    const schema::json* document = nullptr;  // null if the file is neither JSON nor YAML
};

/// What a format is recognised by: the first bytes and the parsed document.
struct Sample {
    static constexpr std::size_t head_bytes_max = 64 * 1024;
    std::string_view head;
    const schema::json* document = nullptr;
};

struct Translation {
    schema::json document;  // an Experiment or a Result, as the format's kind says; what the file
                            // does not say is left out
    Violations notes;       // pointers into the file: what was derived, and what was left out
};

struct Format {
    std::string_view name;     // identifies the format: "llenergymeasure-experiment"
    std::string_view program;  // that the format belongs to
    Kind kind = Kind::experiment;
    /// Why the file is of this format ("it has the key model_name"); nullopt if it is not.
    std::optional<std::string> (*sniff)(const Sample&) = nullptr;
    tl::expected<Translation, Violations> (*read)(const Source&) = nullptr;
    /// For formats of experiments: the keys that a study may vary for one engine only.
    const domain::EngineKeys* engine_keys = nullptr;
};

std::span<const Format> formats();

/// The format of this kind that the source is in; null for lem's own or an unknown format. If
/// several match, a violation that names each with its reason.
tl::expected<const Format*, Violations> recognise(std::span<const Format> formats, Kind kind,
                                                  const Source& source);

/// An experiment in lem's own format or in one of formats(), translated, read and checked
/// (domain::read_experiment).
tl::expected<domain::ReadExperiment, Violations> read_experiment(const schema::json& document);
/// The engine keys of an experiment document's format.
const domain::EngineKeys& engine_keys_of(const schema::json& document);

}  // namespace lem::interchange
