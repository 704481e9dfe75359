#include "features/leaderboard/index/snapshot.hpp"

#include "features/leaderboard/index/pick_run.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

const Bits nothing_removed;

void keep_page(std::vector<Position>& page, const IndexQuery& query) {
    const auto before = [&](Position a, Position b) {
        return comes_before(a, b, query.descending);
    };
    const std::size_t wanted = std::min(page.size(), query.limit + 1);
    std::partial_sort(page.begin(), page.begin() + static_cast<std::ptrdiff_t>(wanted), page.end(),
                      before);
    page.resize(wanted);
}

}  // namespace

SnapshotRun::SnapshotRun(const Snapshot& snapshot, const IndexQuery& query)
    : snapshot_(snapshot),
      query_(query),
      base_(*snapshot.base, query, *snapshot.removed),
      delta_(*snapshot.delta, query, nothing_removed) {}

IndexAnswer SnapshotRun::run() {
    all_ = base_.run();
    if (snapshot_.delta->size() > 0) add(delta_.run());
    if (query_.best_per || query_.pareto) take_page_of_picks();
    return std::move(all_);
}

void SnapshotRun::add(const IndexAnswer& recent) {
    all_.total += recent.total;
    all_.flagged += recent.flagged;
    for (std::size_t f = 0; f < facet_count; ++f) {
        for (std::size_t code = 0; code < recent.counts[f].size(); ++code) {
            if (const auto in_base = snapshot_.base_codes[f][code])
                all_.counts[f][*in_base].count += recent.counts[f][code].count;
            else
                all_.counts[f].push_back(recent.counts[f][code]);
        }
    }
    for (std::size_t h = 0; h < recent.histograms.size(); ++h) {
        for (const auto& [bin, count] : recent.histograms[h])
            all_.histograms[h][bin] += count;
    }
    all_.groups.add(recent.groups);
    all_.picks = merged(std::move(all_.picks), recent.picks, query_);
    all_.page.insert(all_.page.end(), recent.page.begin(), recent.page.end());
    keep_page(all_.page, query_);
    for (const RankedCount& counted : recent.ranked_before) {
        const auto same = std::ranges::find(all_.ranked_before, counted.scope, &RankedCount::scope);
        if (same == all_.ranked_before.end())
            all_.ranked_before.push_back(counted);
        else
            same->count += counted.count;
    }
}

void SnapshotRun::take_page_of_picks() {
    picks_ = all_.picks;
    std::map<std::string_view, std::uint64_t> ranked_before;
    for (const Pick& pick : picks_) {
        if (!query_.after || comes_before(*query_.after, pick.position, query_.descending))
            all_.page.push_back(pick.position);
        else if (pick.ranked)
            ++ranked_before[is_energy(query_.sort_column) ? pick.scope : ""];
    }
    keep_page(all_.page, query_);
    for (const auto& [scope, count] : ranked_before)
        all_.ranked_before.push_back({scope, count});
}

void SnapshotRun::count(std::vector<RankInterval>& intervals) {
    if (!query_.best_per && !query_.pareto) {
        base_.count(intervals);
        delta_.count(intervals);
        return;
    }
    for (RankInterval& one : intervals) {
        for (const Pick& pick : picks_) {
            if (!pick.ranked || (is_energy(query_.sort_column) && pick.scope != one.scope))
                continue;
            ++one.ranked;
            if (pick.interval.low > one.interval.high) ++one.above;
            if (pick.interval.high < one.interval.low) ++one.below;
        }
    }
}

}  // namespace lem::leaderboard
