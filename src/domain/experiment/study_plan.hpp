#pragma once
/// Turns a study's document into the points to measure. Pure; does not throw.

#include "domain/experiment/read_experiment.hpp"
#include "domain/experiment/study.hpp"

namespace lem::domain {

/// Where a format of experiments names the engine, and its sections for single engines.
struct EngineKeys {
    std::string_view name_path;     // dotted: "engine.name"
    std::string_view default_name;  // the engine if that is absent
    std::span<const EngineScope> scopes;
};
/// For lem's own format.
const EngineKeys& engine_keys();

/// Reads an experiment of any format (interchange::read_experiment).
using ExperimentReader = tl::expected<ReadExperiment, Violations> (*)(const schema::json&);

/// The parts of a study's file.
struct StudyDocument {
    Study study;
    schema::json sweep;
    schema::json points;
    schema::json experiment;  // fields that replace those of the base; null: none
};
bool is_study(const schema::json& document);
tl::expected<StudyDocument, Violations> read_study(schema::json document);

/// The experiment that every point starts from. `base` is the document of study.base, or null.
schema::json starting_experiment(const StudyDocument& study, schema::json base);

struct StudyPoint {
    std::string label;
    Experiment experiment;
};
struct RejectedPoint {
    std::string label;
    Violations violations;  // at least one, with pointers into the point's experiment
};
struct DuplicatePoint {
    std::string label;
    std::string same_as;
};

struct StudyPlan {
    Study study;
    std::vector<StudyPoint> points;          // those that are measured, in the order of the grid
    std::vector<RejectedPoint> rejected;     // those that are impossible
    std::vector<DuplicatePoint> duplicates;  // those that describe the same work as another one
    std::string_view translated_from = {};   // as in ReadExperiment
    Violations notes = {};                   // of all points' translations, each once

    /// True if more than half of the points are impossible: the grid may be a mistake.
    bool is_mostly_rejected() const { return rejected.size() > points.size() + duplicates.size(); }
};

/// `start` is the starting_experiment. Violations when the grid is wrong (pointers into the study's
/// document), or when none of its points can be measured.
tl::expected<StudyPlan, Violations> plan_study(const StudyDocument& document,
                                               const schema::json& start, const EngineKeys& keys,
                                               ExperimentReader read);

/// The work that an experiment describes, as a text: equal for two experiments that differ only in
/// names, or in a preset instead of its values.
std::string work_of(Experiment experiment);

}  // namespace lem::domain
