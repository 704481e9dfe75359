#include "domain/explorer/page_id.hpp"
#include "features/leaderboard/hardware.hpp"
#include "features/leaderboard/limited_question.hpp"
#include "features/leaderboard/shown_name.hpp"
#include "features/leaderboard/submitted_names.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

std::string shown_hardware(const Leaderboard& board, const std::string& id) {
    if (auto shown = shown_at(board, Facet::hardware, id)) return std::move(*shown);
    const std::string name = domain::name_of_page(id).value_or(id);
    const auto names = board.known_names();
    const domain::HardwareProfile* profile = names->catalogue().profile_by_id(id);
    if (profile == nullptr) profile = names->catalogue().find_profile(name);
    if (profile != nullptr) return profile->name;
    throw Error(ErrorCode::not_found,
                "No result is of this hardware, and the catalogue does not know it.");
}

/// Listed results by hardware.
std::map<std::string_view, std::int64_t> results_by_hardware(const Snapshot& snapshot) {
    constexpr auto hardware = static_cast<std::size_t>(Facet::hardware);
    IndexQuery everything{.flagged = domain::Flagged::hidden, .limit = 0};
    everything.counted[hardware] = true;
    std::map<std::string_view, std::int64_t> results;
    const IndexAnswer answer = SnapshotRun(snapshot, everything).run();
    for (const ValueCount& value : answer.counts[hardware])
        results.emplace(value.name, static_cast<std::int64_t>(value.count));
    return results;
}

bool share_a_name(const domain::HardwareProfile& a, const domain::HardwareProfile& b) {
    return std::ranges::any_of(a.shared_names, [&](const std::string& name) {
        return std::ranges::find(b.shared_names, name) != b.shared_names.end();
    });
}

void add_others(const Leaderboard& board, const domain::NamedHardware& hardware,
                domain::HardwareDetail& detail) {
    const auto snapshot = board.snapshot();
    const auto names = board.known_names();
    const auto results = results_by_hardware(*snapshot);
    const auto add = [&](const std::string& name, domain::Likeness likeness,
                         const domain::NamedHardware& other) {
        const auto found = results.find(name);
        detail.others.push_back({.id = domain::page_id(name),
                                 .name = name,
                                 .likeness = likeness,
                                 .results = found == results.end() ? 0 : found->second,
                                 .nominal = domain::nominal_figures(other)});
    };
    for (const domain::HardwareProfile& profile : names->catalogue().hardware()) {
        if (hardware.profile == nullptr || profile.id == hardware.profile->id) continue;
        if (share_a_name(profile, *hardware.profile))
            add(profile.name, domain::Likeness::shared_name,
                {.device = profile.name, .count = 1, .profile = &profile});
    }
    for (const auto& [name, count] : results) {
        if (count == 0 || hardware.device.empty() || name == detail.summary.name) continue;
        const auto other = domain::named_hardware(name, names->catalogue());
        if (other.device == hardware.device)
            add(std::string(name), domain::Likeness::other_count, other);
    }
    std::ranges::sort(detail.others, [](const auto& a, const auto& b) {
        return a.likeness != b.likeness ? a.likeness < b.likeness
               : a.results != b.results ? a.results > b.results
                                        : a.name < b.name;
    });
}

}  // namespace

domain::HardwareDetail hardware_detail(const Leaderboard& board, const std::string& id,
                                       const domain::LeaderboardQuery& asked) {
    require_ranked_metric(asked);
    const std::string name = shown_hardware(board, id);
    const auto names = board.known_names();
    const domain::NamedHardware hardware = domain::named_hardware(name, names->catalogue());
    domain::LeaderboardQuery query = board.by_shown_names(asked);
    query.hardware = {name};
    domain::HardwareListQuery list_query;
    static_cast<domain::LeaderboardQuery&>(list_query) = without_limits(query);
    domain::HardwareDetail detail;
    domain::HardwareList list = list_hardware(board, list_query);
    detail.summary = {.id = domain::page_id(name),
                      .name = name,
                      .known = hardware.profile != nullptr,
                      .device = hardware.device,
                      .count = hardware.count,
                      .nominal = domain::nominal_figures(hardware)};
    if (!list.items.empty()) detail.summary = std::move(list.items.front());
    detail.data_version = std::move(list.data_version);
    if (hardware.profile != nullptr) detail.profile = *hardware.profile;
    domain::LeaderboardQuery newest = without_limits(query);
    newest.sort = "-submitted_at";
    const auto rows = board.rows(newest, domain::observed_results_max).items;
    detail.rows = std::ssize(rows);
    detail.observed = domain::observed_quantities(rows, hardware, names->catalogue());
    detail.power = domain::power_histograms(rows, hardware);
    query.best_per = domain::BestPer::model;
    domain::LeaderboardPage best = board.query(query);
    detail.best = std::move(best.items);
    detail.best_total = best.total;
    detail.meaning = std::move(best.meaning);
    const auto numbers = newest_rows(board, every_match(newest), domain::named_results_max);
    detail.names = submitted_names(board.database(), NameKind::device, numbers);
    detail.names_counted = std::ssize(numbers);
    add_others(board, hardware, detail);
    return detail;
}

}  // namespace lem::leaderboard
