#pragma once
/// The experiment files of other programs that lem reads, in one list (formats.cpp). A format
/// recognises its files and turns them into a document of lem's own. Pure; does not throw.
/// Result files are those of results/result_format.hpp.

#include "domain/experiment/study_plan.hpp"
#include "interchange/recognise.hpp"

namespace lem::interchange {

struct Translation {
    schema::json document;  // an Experiment; what the file does not say is left out
    Violations notes;       // pointers into the file: what was derived, and what was left out
};

struct Format {
    std::string_view name;     // identifies the format: "llenergymeasure-experiment"
    std::string_view program;  // that the format belongs to
    /// Why the file is of this format ("it has the key model_name"); nullopt if it is not.
    std::optional<std::string> (*sniff)(const Sample&) = nullptr;
    tl::expected<Translation, Violations> (*read)(const schema::json& document) = nullptr;
    /// The keys that a study may vary for one engine only.
    const domain::EngineKeys* engine_keys = nullptr;
};

std::span<const Format> formats();

/// An experiment in lem's own format or in one of formats(), translated, read and checked
/// (domain::read_experiment).
tl::expected<domain::ReadExperiment, Violations> read_experiment(const schema::json& document);
/// The engine keys of an experiment document's format.
const domain::EngineKeys& engine_keys_of(const schema::json& document);

}  // namespace lem::interchange
