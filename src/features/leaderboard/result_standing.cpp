#include "features/leaderboard/result_standing.hpp"

#include "domain/board/stored_row.hpp"
#include "features/leaderboard/analysis/analysis.hpp"
#include "features/leaderboard/index/index_row.hpp"
#include "features/leaderboard/leaderboard_store.hpp"
#include "features/leaderboard/question.hpp"

namespace lem::leaderboard {
namespace {

struct Found {
    std::uint32_t number = 0;
    domain::LeaderboardRow row;
};

Found listed_row(sql::Database& database, const std::string& id) {
    std::optional<leaderboard_store::StoredRow> stored;
    database.read([&](sql::Reader& reader) { stored = leaderboard_store::find(reader, id); });
    auto row = stored && stored->listed ? domain::read_stored_row(stored->row_json) : std::nullopt;
    if (!row) throw Error(ErrorCode::not_found, "No result with this id is listed.");
    domain::join_names(*row, stored->names);
    return {stored->number, std::move(*row)};
}

/// Of the operating curve that the row is a point of.
std::int64_t loads_of_system(const Leaderboard& leaderboard, const domain::LeaderboardRow& row) {
    domain::AnalysisQuery query;
    query.systems = {row.id.text};
    query.model = {row.model};
    query.hardware = {row.hardware};
    const domain::OperatingCurves found = Analysis(leaderboard).curves(query);
    return found.curves.empty() ? 0 : found.curves.front().system.loads;
}

}  // namespace

domain::ResultStanding result_standing(const Leaderboard& leaderboard, const std::string& id,
                                       const domain::LeaderboardQuery& query) {
    const Found found = listed_row(leaderboard.database(), id);
    const IndexRow row = index_row(found.row, found.number);
    /// The row as a list has it, which is asked for what follows the place before it.
    const auto in_list =
        [&](domain::LeaderboardQuery list) -> std::optional<domain::LeaderboardRow> {
        const IndexQuery shape = index_query(list);
        const std::uint32_t before = found.number - 1;
        list.limit = 1;
        list.cursor =
            shape.sort_name
                ? Leaderboard::cursor_of(
                      list, {row.facets[static_cast<std::size_t>(*shape.sort_name)], before})
                : Leaderboard::cursor_of(list, {key_of(row.values[shape.sort_column]), before});
        auto page = leaderboard.query(list);
        if (page.items.empty() || page.items[0].id != found.row.id) return std::nullopt;
        return std::move(page.items[0]);
    };
    domain::ResultStanding standing{.item = found.row,
                                    .loads = loads_of_system(leaderboard, found.row),
                                    .data_version = leaderboard.stats().data_version};
    if (auto listed = in_list(query)) {
        standing.item = std::move(*listed);
        return standing;
    }
    for (const auto& [parameter, alone] : constraints(query)) {
        if (!in_list(alone)) standing.excluded_by.push_back(parameter);
    }
    // What every constraint takes is kept out by a better one.
    if (standing.excluded_by.empty())
        standing.excluded_by.emplace_back(query.best_per ? "best_per" : "pareto");
    return standing;
}

}  // namespace lem::leaderboard
