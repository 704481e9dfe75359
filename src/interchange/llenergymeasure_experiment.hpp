#pragma once
/// llenergymeasure's experiment file of January 2026 as an Experiment. Keys with the same meaning
/// are copied, keys with a similar meaning are converted, and keys without a counterpart are
/// reported. Pure; does not throw.

#include "interchange/formats.hpp"

namespace lem::interchange {

/// Recognised by its keys `config_name` and `model_name`.
std::optional<std::string> sniff_llenergymeasure(const Sample& sample);

/// Fields of lem's own format (from `--set`, or from a study's axes) may be mixed with the file's
/// keys and take precedence over the translation. Violations for unknown keys, wrong types and
/// values, and keys that contradict each other.
tl::expected<Translation, Violations> read_llenergymeasure(const schema::json& file);

extern const domain::EngineKeys llenergymeasure_engine_keys;

inline constexpr Format llenergymeasure_experiment{.name = "llenergymeasure-experiment",
                                                   .program = "llenergymeasure",
                                                   .sniff = sniff_llenergymeasure,
                                                   .read = read_llenergymeasure,
                                                   .engine_keys = &llenergymeasure_engine_keys};

}  // namespace lem::interchange
