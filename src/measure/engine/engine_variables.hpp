#pragma once
/// The environment variables that an engine gets. Pure.

#include "base/variables.hpp"
#include "domain/experiment/engine.hpp"

namespace lem::measure {

/// As far as it is known: nullopt for an endpoint that somebody else runs. A local program gets
/// lem's `own`, and options where its options are variables. A container gets those of `engine.env`
/// alone, and its devices: they are told by NVIDIA_VISIBLE_DEVICES, the name under which NVIDIA's
/// container toolkit takes them, which outside a container does nothing and is not passed on.
std::optional<Variables> engine_variables(const domain::EngineConfig& config, const Variables& own);

}  // namespace lem::measure
