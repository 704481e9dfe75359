#pragma once
/// A state of the index for readers: a large base, marks on its rows that are no longer listed, and
/// a small delta of newer rows. Immutable once published; thread-safe.

#include "features/leaderboard/index/query_run.hpp"

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

/// One query over all rows of a snapshot: both parts, filtered, counted and in order. Not
/// thread-safe; lives for one answer.
class SnapshotRun {
public:
    /// Both live longer than this object.
    SnapshotRun(const Snapshot& snapshot, const IndexQuery& query);
    /// The page has up to limit + 1 positions; that of a list of picks, too.
    IndexAnswer run();
    /// After run(): adds to each interval the ranked rows of the list that are certainly above and
    /// below it.
    void count(std::vector<RankInterval>& intervals);

private:
    void add(const IndexAnswer& recent);
    void take_page_of_picks();

    const Snapshot& snapshot_;
    const IndexQuery& query_;
    QueryRun base_, delta_;
    IndexAnswer all_;
    std::vector<Pick> picks_;
};

}  // namespace lem::leaderboard
