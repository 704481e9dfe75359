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
    /// The snapshot lives longer than this object.
    SnapshotRun(const Snapshot& snapshot, const IndexQuery& query);
    /// The page has up to limit + 1 positions; that of a list of picks, too. Without the picks.
    IndexAnswer run();
    /// After run().
    const std::vector<Pick>& picks() const { return picks_; }
    /// The name at a position of a page in the order of names.
    std::string_view name_at(Position position) const { return order_->name(position.key); }
    /// Of a pick: the name that its code stands for; none for no_scope.
    std::string_view name(Facet facet, std::uint32_t code) const;
    /// Of a pick: the scope within which it has its rank; no_scope if it has it among all.
    std::uint32_t scope_of_rank(const Pick& pick) const;
    /// After run(): adds to each interval the ranked rows of the list that are certainly above and
    /// below it.
    void count(std::vector<RankInterval>& intervals);

private:
    void add(IndexAnswer recent);
    std::uint32_t code_in_base(Facet facet, std::uint32_t code) const;
    std::vector<Pick> in_codes_of_base(std::vector<Pick> recent) const;
    void take_page_of_picks();
    Position position_of(const Pick& pick) const;

    const Snapshot& snapshot_;
    const std::optional<NameOrder> order_;
    const IndexQuery query_;
    QueryRun base_, delta_;
    IndexAnswer all_;
    std::vector<Pick> picks_;  // names that only the delta has have codes after those of the base
};

}  // namespace lem::leaderboard
