#pragma once
/// llenergymeasure's experiment file of January 2026 as an Experiment of ours. What means the same
/// is carried over, what means something similar is derived, and what has no counterpart is named.
/// Pure; does not throw.

#include "schema/json.hpp"

namespace lem::interchange {

struct TranslatedExperiment {
    schema::json experiment;  // only what follows from the file; defaults are left to the reader
    Violations notes;         // pointers into the file: what was derived, what was left out
};

/// Told by its keys `config_name` and `model_name`.
bool is_llenergymeasure_experiment(const schema::json& document);

/// Fields of ours may stand beside the file's own keys (from `--set`, or a study's axes) and take
/// the place of what is translated. Violations for unknown keys, wrong types and values, and keys
/// that contradict each other.
tl::expected<TranslatedExperiment, Violations> translate_llenergymeasure(
    const schema::json& document);

}  // namespace lem::interchange
