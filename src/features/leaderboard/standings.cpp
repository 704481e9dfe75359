#include "features/leaderboard/standings.hpp"

#include "domain/compare/comparability.hpp"
#include "features/leaderboard/index/json_slices.hpp"

#include <map>

namespace lem::leaderboard {
namespace {

class Standings {
public:
    Standings(const IndexQuery& query, const IndexAnswer& answer)
        : query_(query), energy_(is_energy(query.sort_column)) {
        for (const RankedCount& counted : answer.ranked_before)
            ranked_[std::string(counted.scope)] = static_cast<std::int64_t>(counted.count);
    }

    /// A row of which the rank is not given has the next of its energy scope.
    void add(Position position, const Members& row, std::optional<std::int64_t> rank = {}) {
        Standing& standing = standings_.emplace_back();
        std::tie(standing.not_ranked, standing.in_row) = reason_of(position, row);
        if (standing.not_ranked) return;
        const auto scope =
            ranked_.try_emplace(energy_ ? text_of(row.find("energy_scope").value_or("")) : "", 0)
                .first;
        standing.rank = rank ? *rank : ++scope->second;
        if (const auto interval = interval_in(row)) {
            places_.push_back(standings_.size() - 1);
            intervals_.push_back({.scope = scope->first, .interval = *interval});
        }
    }

    std::vector<Standing> take(SnapshotRun& run) && {
        run.count(intervals_);
        for (std::size_t i = 0; i < intervals_.size(); ++i) {
            const RankInterval& one = intervals_[i];
            const std::uint64_t before = query_.descending ? one.above : one.below,
                                after = query_.descending ? one.below : one.above;
            standings_[places_[i]].rank_best = static_cast<std::int64_t>(before) + 1;
            standings_[places_[i]].rank_worst = static_cast<std::int64_t>(one.ranked - after);
        }
        return std::move(standings_);
    }

private:
    /// Why the row has no rank, and whether its own text says so.
    std::pair<std::optional<domain::NotRanked>, bool> reason_of(Position position,
                                                                const Members& row) const {
        if (position.key == missing_key) return {domain::NotRanked::not_measured, false};
        if (const auto reason = row.find("not_ranked"))
            return {schema::value_of<domain::NotRanked>(text_of(*reason)), true};
        if (!energy_) return {};
        const auto method =
            schema::value_of<domain::EnergyMethod>(text_of(row.find("energy_method").value_or("")));
        return {method ? domain::held_back(*method) : std::nullopt, false};
    }

    std::optional<Interval> interval_in(const Members& row) const {
        const Members metrics(row.find("metrics").value_or(""));
        const Members metric(
            metrics.find(domain::ranked_metrics[query_.sort_column]->name).value_or(""));
        const auto value = number_of(metric.find("value").value_or("")),
                   half_width = number_of(metric.find("ci95_half_width").value_or(""));
        if (!value || !half_width) return std::nullopt;
        const double gain = energy_ ? 1 + domain::sensor_gain : 1;
        return Interval{static_cast<float>((*value - *half_width) / gain),
                        static_cast<float>((*value + *half_width) * gain)};
    }

    const IndexQuery& query_;
    bool energy_;
    std::map<std::string, std::int64_t> ranked_;  // so far, by energy scope
    std::vector<Standing> standings_;
    std::vector<std::size_t> places_;  // of the standings with an interval
    std::vector<RankInterval> intervals_;
};

}  // namespace

std::vector<Standing> standings(SnapshotRun& run, const IndexQuery& query,
                                const IndexAnswer& answer, std::span<const Members> rows) {
    if (!is_metric(query.sort_column) || query.sort_name) return std::vector<Standing>(rows.size());
    Standings all(query, answer);
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.add(answer.page[i], rows[i]);
    return std::move(all).take(run);
}

std::vector<Standing> standings(SnapshotRun& run, const IndexQuery& query,
                                std::span<const PlacedRow> rows) {
    Standings all(query, {});
    for (const PlacedRow& one : rows)
        all.add(one.position, one.row, one.rank);
    return std::move(all).take(run);
}

}  // namespace lem::leaderboard
