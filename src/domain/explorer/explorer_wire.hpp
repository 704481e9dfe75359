#pragma once
/// Answers about models and hardware as JSON: compiled once, as in result_wire.hpp.

#include "domain/board/leaderboard_wire.hpp"
#include "domain/explorer/hardware_detail.hpp"
#include "domain/explorer/result_columns.hpp"

namespace lem::schema {

LEM_WIRE_TYPE(extern, domain::HardwareDetail);
LEM_WIRE_TYPE(extern, domain::HardwareList);
LEM_WIRE_TYPE(extern, domain::ModelDetail);
LEM_WIRE_TYPE(extern, domain::ModelList);
LEM_WIRE_TYPE(extern, domain::ResultColumns);

}  // namespace lem::schema
