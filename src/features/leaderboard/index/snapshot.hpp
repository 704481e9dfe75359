#pragma once
/// A state of the index for readers: a large base, marks on its rows that are no longer listed, and
/// a small delta of newer rows. Immutable once published; thread-safe.

#include "domain/board/leaderboard.hpp"
#include "features/leaderboard/index/ranking_index.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace lem::leaderboard {

struct Snapshot {
    // Shared: readers keep their snapshot while the next one is published.
    std::shared_ptr<const RankingIndex> base;
    std::shared_ptr<const Bits> removed;  // of the base
    std::shared_ptr<const RankingIndex> delta;
    std::array<std::vector<std::optional<std::uint32_t>>, facet_count> base_codes;  // by delta code
    std::int64_t change = 0;  // the newest one that it contains
    domain::SiteStats stats;
};

/// The answer over all rows: both parts, filtered, counted and in order; page up to limit + 1.
IndexAnswer answer(const Snapshot& snapshot, const IndexQuery& query);

}  // namespace lem::leaderboard
