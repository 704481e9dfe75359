#pragma once
/// Looking up models and hardware by the names that results are shown by. Safe from any thread.

#include "features/leaderboard/leaderboard.hpp"

namespace lem::leaderboard {

/// Whether a listed result has the name: of a model or of hardware.
bool is_shown(const Leaderboard& board, Facet facet, const std::string& name);

/// The name that the last part of an address stands for: written as domain::page_id does or, where
/// nothing has that name, as it is. nullopt if no listed result has either.
std::optional<std::string> shown_at(const Leaderboard& board, Facet facet, const std::string& id);

/// The numbers of the newest matches.
std::vector<std::uint32_t> newest_rows(const Leaderboard& board, IndexQuery query,
                                       std::size_t rows_max);

}  // namespace lem::leaderboard
