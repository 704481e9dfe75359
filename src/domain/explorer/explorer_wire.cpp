#include "domain/explorer/explorer_wire.hpp"

namespace lem::schema {

LEM_WIRE_TYPE(, domain::HardwareDetail);
LEM_WIRE_TYPE(, domain::HardwareList);
LEM_WIRE_TYPE(, domain::ModelDetail);
LEM_WIRE_TYPE(, domain::ModelList);
LEM_WIRE_TYPE(, domain::ResultColumns);

}  // namespace lem::schema
