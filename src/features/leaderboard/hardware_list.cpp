#include "domain/explorer/page_id.hpp"
#include "features/leaderboard/hardware.hpp"
#include "features/leaderboard/index/index_row.hpp"
#include "features/leaderboard/limited_question.hpp"
#include "features/leaderboard/measured_models.hpp"

#include <set>

namespace lem::leaderboard {
namespace {

/// Hardware while the list is made.
struct Measured {
    std::string_view name;
    std::int64_t results = 0;
    Key newest = missing_key, most_power = missing_key;
    std::set<std::string_view> models;
};
using MeasuredHardware = std::map<std::string_view, Measured>;
using Powers = std::map<std::string_view, std::map<std::string_view, std::vector<Key>>>;

MeasuredHardware measured_hardware(const std::vector<GroupSummary>& every) {
    MeasuredHardware hardware;
    for (const GroupSummary& group : every) {
        Measured& measured = hardware[group.hardware];
        measured.name = group.hardware;
        measured.results += static_cast<std::int64_t>(group.count);
        measured.newest = std::max(measured.newest, group.newest);
        measured.models.insert(group.model);
        for (const ScopeValues& power : group.scopes)
            measured.most_power = std::max(measured.most_power, power.highest);
    }
    return hardware;
}

ListPlace place_of(const Measured& measured, const domain::HardwareListQuery& query) {
    using enum domain::HardwareOrder;
    const auto largest_first = [&](double value, bool known) {
        const double key = query.reverse ? value : -value;
        return ListPlace{known ? 0 : 1, known ? key : 0, std::string(measured.name)};
    };
    switch (query.order) {
        case results:
            return largest_first(static_cast<double>(measured.results), true);
        case models:
            return largest_first(static_cast<double>(measured.models.size()), true);
        case power:
            return largest_first(value_of(measured.most_power), measured.most_power != missing_key);
        case newest:
            return largest_first(value_of(measured.newest), measured.newest != missing_key);
        case name:
            break;
    }
    return {.name = std::string(measured.name)};
}

/// The power of every ranked result on this hardware, by its name and energy scope.
Powers powers_of(const Snapshot& snapshot, IndexQuery every,
                 const std::vector<const Measured*>& hardware) {
    Powers powers;
    if (hardware.empty()) return powers;
    every.groups = {.values = true, .nearest = {}};
    auto& names = every.filters[static_cast<std::size_t>(Facet::hardware)];
    names.clear();
    for (const Measured* one : hardware)
        names.emplace_back(one->name);
    for (const GroupSummary& group : SnapshotRun(snapshot, every).run().groups) {
        for (const ScopeValues& scope : group.scopes) {
            auto& values = powers[group.hardware][scope.scope];
            values.insert(values.end(), scope.values.begin(), scope.values.end());
        }
    }
    return powers;
}

std::vector<domain::PowerRange> power_ranges(
    const std::map<std::string_view, std::vector<Key>>& by_scope) {
    std::vector<domain::PowerRange> ranges;
    for (const auto& [scope, values] : by_scope) {
        const auto [lowest, highest] = std::ranges::minmax(values);
        ranges.push_back({.energy_scope = schema::value_of<domain::EnergyScope>(scope).value_or(
                              domain::EnergyScope::none),
                          .results = std::ssize(values),
                          .lowest_watts = value_of(lowest),
                          .median_watts = median_of(values),
                          .highest_watts = value_of(highest)});
    }
    std::ranges::sort(ranges, [](const auto& a, const auto& b) {
        return a.results != b.results ? a.results > b.results : a.energy_scope < b.energy_scope;
    });
    return ranges;
}

domain::HardwareSummary summary_of(const Measured& measured, const domain::Catalogue& catalogue) {
    const auto named = domain::named_hardware(measured.name, catalogue);
    domain::HardwareSummary summary{.id = domain::page_id(measured.name),
                                    .name = std::string(measured.name),
                                    .known = named.profile != nullptr,
                                    .device = named.device,
                                    .count = named.count,
                                    .results = measured.results,
                                    .models = std::ssize(measured.models),
                                    .nominal = domain::nominal_figures(named)};
    if (measured.newest != missing_key) summary.newest_at = date_time_of(measured.newest);
    return summary;
}

}  // namespace

domain::HardwareList list_hardware(const Leaderboard& board,
                                   const domain::HardwareListQuery& query) {
    domain::LeaderboardQuery asked = board.by_shown_names(query);
    asked.sort = "-avg_power_watts";
    IndexQuery every = every_match(asked);
    const auto snapshot = board.snapshot();
    const auto names = board.known_names();
    every.groups.emplace();
    const MeasuredHardware hardware = measured_hardware(SnapshotRun(*snapshot, every).run().groups);
    std::vector<std::pair<ListPlace, const Measured*>> items;
    domain::HardwareList list{.total = std::ssize(hardware),
                              .data_version = snapshot->stats.data_version};
    for (const auto& [name, measured] : hardware) {
        list.results += measured.results;
        items.emplace_back(place_of(measured, query), &measured);
    }
    const auto page = list_page(std::move(items), query,
                                query.order == domain::HardwareOrder::name && query.reverse);
    list.next_cursor = page.next_cursor;
    Powers powers = powers_of(*snapshot, every, page.items);
    for (const Measured* measured : page.items) {
        list.items.push_back(summary_of(*measured, names->catalogue()));
        list.items.back().power = power_ranges(powers[measured->name]);
    }
    return list;
}

}  // namespace lem::leaderboard
