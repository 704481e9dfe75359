#pragma once
/// Saved views as JSON: compiled once, as in result_wire.hpp.

#include "domain/explorer/explorer_wire.hpp"
#include "domain/views/saved_view.hpp"

namespace lem::schema {

LEM_WIRE_TYPE(extern, domain::FrozenAnswer);
LEM_WIRE_TYPE(extern, domain::SavedView);

}  // namespace lem::schema
