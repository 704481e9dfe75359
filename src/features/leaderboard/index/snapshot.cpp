#include "features/leaderboard/index/snapshot.hpp"

#include <algorithm>

namespace lem::leaderboard {

IndexAnswer answer(const Snapshot& snapshot, const IndexQuery& query) {
    IndexAnswer all = snapshot.base->answer(query, *snapshot.removed);
    if (snapshot.delta->size() == 0) return all;
    const IndexAnswer recent = snapshot.delta->answer(query, {});
    all.total += recent.total;
    all.flagged += recent.flagged;
    for (std::size_t f = 0; f < facet_count; ++f) {
        for (std::size_t code = 0; code < recent.counts[f].size(); ++code) {
            if (const auto in_base = snapshot.base_codes[f][code])
                all.counts[f][*in_base].count += recent.counts[f][code].count;
            else
                all.counts[f].push_back(recent.counts[f][code]);
        }
    }
    all.page.insert(all.page.end(), recent.page.begin(), recent.page.end());
    std::sort(all.page.begin(), all.page.end(),
              [&](Position a, Position b) { return comes_before(a, b, query.descending); });
    if (all.page.size() > query.limit + 1) all.page.resize(query.limit + 1);
    for (const RankedCount& counted : recent.ranked_before) {
        const auto same = std::ranges::find(all.ranked_before, counted.scope, &RankedCount::scope);
        if (same == all.ranked_before.end())
            all.ranked_before.push_back(counted);
        else
            same->count += counted.count;
    }
    return all;
}

}  // namespace lem::leaderboard
