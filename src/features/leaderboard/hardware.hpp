#pragma once
/// Lists and pages of hardware, from the leaderboard's index. Safe from any thread. Throws
/// Error(bad_request) for a wrong query, and Error(not_found) for hardware that neither a result
/// nor the catalogue has.

#include "domain/explorer/hardware_detail.hpp"
#include "features/leaderboard/leaderboard.hpp"

namespace lem::leaderboard {

/// The query's limits are filters here; what it sorts by is not looked at.
domain::HardwareList list_hardware(const Leaderboard& board,
                                   const domain::HardwareListQuery& query);

/// `id` is the page id of shown hardware, or the catalogue's id or any name of a device. The
/// query's own hardware is not looked at. Reads submitted names from the database: blocks.
domain::HardwareDetail hardware_detail(const Leaderboard& board, const std::string& id,
                                       const domain::LeaderboardQuery& query);

}  // namespace lem::leaderboard
