#include "domain/board/leaderboard_wire.hpp"

namespace lem::schema {

LEM_WIRE_TYPE(, domain::CheckReport);
LEM_WIRE_TYPE(, domain::LeaderboardPage);
LEM_WIRE_TYPE(, domain::LeaderboardRow);
LEM_WIRE_TYPE(, domain::Receipt);
LEM_WIRE_TYPE(, domain::ResultDetail);
LEM_WIRE_TYPE(, domain::ResultList);

}  // namespace lem::schema
