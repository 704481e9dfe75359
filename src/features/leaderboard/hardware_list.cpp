#include "domain/explorer/page_id.hpp"
#include "features/leaderboard/hardware.hpp"
#include "features/leaderboard/index/index_row.hpp"
#include "features/leaderboard/limited_question.hpp"
#include "features/leaderboard/measured_models.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

/// What is read of the hardware of a page only.
struct Closer {
    Key newest = missing_key;
    std::map<std::string_view, std::vector<Key>> watts;  // by energy scope
};

ListPlace place_of(const MeasuredHardware& measured, const domain::HardwareListQuery& query) {
    using enum domain::HardwareOrder;
    const auto largest_first = [&](double value, bool known) {
        const double key = query.reverse ? value : -value;
        return ListPlace{known ? 0 : 1, known ? key : 0, std::string(measured.name)};
    };
    switch (query.order) {
        case results:
            return largest_first(static_cast<double>(measured.results), true);
        case models:
            return largest_first(static_cast<double>(measured.models), true);
        case power:
            return largest_first(value_of(measured.highest), measured.highest != missing_key);
        case newest:
            return largest_first(value_of(measured.newest), measured.newest != missing_key);
        case name:
            break;
    }
    return {.name = std::string(measured.name)};
}

/// By name.
std::map<std::string_view, Closer> look_closer(
    const Snapshot& snapshot, IndexQuery every,
    const std::vector<const MeasuredHardware*>& hardware) {
    std::map<std::string_view, Closer> closer;
    if (hardware.empty()) return closer;
    every.groups = {.newest = true, .values = true};
    auto& names = every.filters[static_cast<std::size_t>(Facet::hardware)];
    names.clear();
    for (const MeasuredHardware* one : hardware)
        names.emplace_back(one->name);
    const GroupAnswer found = SnapshotRun(snapshot, every).run().groups;
    for (const GroupSummary& group : found.groups) {
        Key& newest = closer[group.hardware].newest;
        newest = std::max(newest, group.newest);
    }
    for (const GroupRange& range : found.ranges) {
        auto& watts = closer[found.groups[range.group].hardware].watts[range.scope];
        const auto first = found.values.begin() + static_cast<std::ptrdiff_t>(range.first_value);
        watts.insert(watts.end(), first, first + static_cast<std::ptrdiff_t>(range.count));
    }
    return closer;
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

domain::HardwareSummary summary_of(const MeasuredHardware& measured, const Closer& closer,
                                   const domain::Catalogue& catalogue) {
    const auto named = domain::named_hardware(measured.name, catalogue);
    domain::HardwareSummary summary{.id = domain::page_id(measured.name),
                                    .name = std::string(measured.name),
                                    .known = named.profile != nullptr,
                                    .device = named.device,
                                    .count = named.count,
                                    .results = measured.results,
                                    .models = measured.models,
                                    .nominal = domain::nominal_figures(named)};
    if (closer.newest != missing_key) summary.newest_at = date_time_of(closer.newest);
    summary.power = power_ranges(closer.watts);
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
    every.groups = {.newest = query.order == domain::HardwareOrder::newest,
                    .ranges = query.order == domain::HardwareOrder::power};
    const MeasuredModels measured = measured_models(SnapshotRun(*snapshot, every).run().groups);
    std::vector<std::pair<ListPlace, const MeasuredHardware*>> items;
    domain::HardwareList list{.total = std::ssize(measured.hardware),
                              .data_version = snapshot->stats.data_version};
    for (const MeasuredHardware& one : measured.hardware) {
        list.results += one.results;
        items.emplace_back(place_of(one, query), &one);
    }
    const auto page = list_page(std::move(items), query,
                                query.order == domain::HardwareOrder::name && query.reverse);
    list.next_cursor = page.next_cursor;
    auto closer = look_closer(*snapshot, every, page.items);
    for (const MeasuredHardware* one : page.items)
        list.items.push_back(summary_of(*one, closer[one->name], names->catalogue()));
    return list;
}

}  // namespace lem::leaderboard
