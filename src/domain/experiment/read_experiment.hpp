#pragma once
/// From a document (parsed JSON or YAML) to an experiment that is possible. Pure; does not throw.

#include "domain/experiment/experiment.hpp"
#include "schema/json.hpp"

namespace lem::domain {

/// The experiment with its preset, its shape and every default filled in. Otherwise every violation
/// of its schema or, if there is none, the contradictions between its fields.
tl::expected<Experiment, Violations> read_experiment(const schema::json& document);

/// An experiment that may have been written for another program.
struct ReadExperiment {
    Experiment experiment;
    std::string_view translated_from = {};  // the other program; empty for lem's own format
    Violations notes = {};                  // of the translation, with pointers into the document
};

}  // namespace lem::domain
