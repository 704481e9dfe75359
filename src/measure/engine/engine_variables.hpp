#pragma once
/// The environment variables that an engine gets. Pure.

#include "base/variables.hpp"
#include "domain/experiment/engine.hpp"

namespace lem::measure {

/// Returns nullopt for an endpoint that lem did not start: its variables are not known. A local
/// program gets lem's `own`, and the options of engines whose options are variables. A container
/// gets only those of `engine.env`, and its devices in NVIDIA_VISIBLE_DEVICES, which NVIDIA's
/// container toolkit reads; outside a container this variable has no effect and is not passed on.
std::optional<Variables> engine_variables(const domain::EngineConfig& config, const Variables& own);

}  // namespace lem::measure
