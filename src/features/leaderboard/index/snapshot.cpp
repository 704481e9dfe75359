#include "features/leaderboard/index/snapshot.hpp"

#include "features/leaderboard/index/pick_run.hpp"
#include "features/leaderboard/index/rank_counter.hpp"

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

std::optional<NameOrder> order_of(const Snapshot& snapshot, const IndexQuery& query) {
    if (!query.sort_name) return std::nullopt;
    const auto facet = static_cast<std::size_t>(*query.sort_name);
    return NameOrder(snapshot.base->names(facet), snapshot.delta->names(facet));
}

IndexQuery with_position(IndexQuery query, const std::optional<NameOrder>& order) {
    if (order && query.after_name) query.after = order->after(*query.after_name, query.descending);
    return query;
}

}  // namespace

SnapshotRun::SnapshotRun(const Snapshot& snapshot, const IndexQuery& query)
    : snapshot_(snapshot),
      order_(order_of(snapshot, query)),
      query_(with_position(query, order_)),
      base_(*snapshot.base, query_, *snapshot.removed, order_ ? &order_->of_base() : nullptr),
      delta_(*snapshot.delta, query_, nothing_removed, order_ ? &order_->of_delta() : nullptr) {}

IndexAnswer SnapshotRun::run() {
    all_ = base_.run();
    picks_ = std::move(all_.picks);
    if (snapshot_.delta->size() > 0) add(delta_.run());
    all_.listed = all_.total;
    if (query_.best_per || query_.pareto) take_page_of_picks();
    return std::move(all_);
}

void SnapshotRun::add(IndexAnswer recent) {
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
    if (!recent.picks.empty())
        picks_ = merged(std::move(picks_), in_codes_of_base(std::move(recent.picks)), query_);
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

std::uint32_t SnapshotRun::code_in_base(Facet facet, std::uint32_t code) const {
    const auto f = static_cast<std::size_t>(facet);
    return snapshot_.base_codes[f][code].value_or(
        static_cast<std::uint32_t>(snapshot_.base->names(f).size()) + code);
}

std::uint32_t SnapshotRun::scope_of_rank(const Pick& pick) const {
    return is_energy(query_.sort_column) ? pick.scope : no_scope;
}

std::vector<Pick> SnapshotRun::in_codes_of_base(std::vector<Pick> recent) const {
    for (Pick& pick : recent) {
        pick.model = code_in_base(Facet::model, pick.model);
        pick.hardware = code_in_base(Facet::hardware, pick.hardware);
        if (pick.scope != no_scope) pick.scope = code_in_base(Facet::energy_scope, pick.scope);
    }
    return recent;
}

std::string_view SnapshotRun::name(Facet facet, std::uint32_t code) const {
    const auto f = static_cast<std::size_t>(facet);
    const NameList& names = snapshot_.base->names(f);
    if (code == no_scope) return {};
    return code < names.size() ? names[code] : snapshot_.delta->names(f)[code - names.size()];
}

Position SnapshotRun::position_of(const Pick& pick) const {
    if (!order_) return pick.position;
    const std::uint32_t code = *query_.sort_name == Facet::model ? pick.model : pick.hardware;
    const NameKeys& of_base = order_->of_base();
    const Key key =
        code < of_base.size() ? of_base[code] : order_->of_delta()[code - of_base.size()];
    return {key, pick.position.number};
}

void SnapshotRun::take_page_of_picks() {
    all_.listed = picks_.size();
    std::map<std::uint32_t, std::uint64_t> ranked_before;  // by scope
    for (const Pick& pick : picks_) {
        const Position position = position_of(pick);
        if (!query_.after || comes_before(*query_.after, position, query_.descending))
            all_.page.push_back(position);
        else if (pick.ranked)
            ++ranked_before[scope_of_rank(pick)];
    }
    keep_page(all_.page, query_);
    for (const auto& [scope, count] : ranked_before)
        all_.ranked_before.push_back({name(Facet::energy_scope, scope), count});
}

void SnapshotRun::count(std::vector<RankInterval>& intervals) {
    if (!query_.best_per && !query_.pareto) {
        base_.count(intervals);
        delta_.count(intervals);
        return;
    }
    std::vector<std::optional<RankCounter>> counters;  // of all scopes together, then by scope
    for (const Pick& pick : picks_) {
        if (!pick.ranked) continue;
        const std::uint32_t scope = scope_of_rank(pick);
        const std::size_t place = scope == no_scope ? 0 : std::size_t{scope} + 1;
        if (place >= counters.size()) counters.resize(place + 1);
        if (!counters[place]) counters[place].emplace(intervals, name(Facet::energy_scope, scope));
        counters[place]->add(pick.interval);
    }
    for (const auto& counter : counters) {
        if (counter) counter->write(intervals);
    }
}

}  // namespace lem::leaderboard
