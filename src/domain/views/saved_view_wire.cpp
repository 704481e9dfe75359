#include "domain/views/saved_view_wire.hpp"

namespace lem::schema {

LEM_WIRE_TYPE(, domain::FrozenAnswer);
LEM_WIRE_TYPE(, domain::SavedView);

}  // namespace lem::schema
