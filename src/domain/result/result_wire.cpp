#include "domain/result/result_wire.hpp"

namespace lem::schema {

LEM_WIRE_TYPE(, domain::Experiment);
LEM_WIRE_TYPE(, domain::Result);
LEM_WIRE_TYPE(, domain::RequestRecord);

}  // namespace lem::schema
