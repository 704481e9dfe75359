#include "domain/views/saved_view.hpp"

#include <set>

namespace lem::domain {

std::optional<AnswerRows> rows_of(const FrozenAnswer& answer) {
    AnswerRows rows;
    if (answer.leaderboard) {
        for (const LeaderboardRow& row : answer.leaderboard->items)
            rows.rows.push_back(&row);
        rows.results = answer.leaderboard->total;
        rows.all = std::ssize(rows.rows) >= answer.leaderboard->total;
    } else if (answer.comparison) {
        for (const ComparisonEntry& entry : answer.comparison->results)
            rows.rows.push_back(&entry.row);
        rows.results = std::ssize(rows.rows);
    } else {
        return std::nullopt;
    }
    return rows;
}

std::vector<std::string> results_in(std::string_view answer_json) {
    constexpr std::string_view beginning = "\"res_";
    std::set<std::string> found;
    for (std::size_t at = answer_json.find(beginning); at != std::string_view::npos;
         at = answer_json.find(beginning, at)) {
        const std::size_t end = answer_json.find('"', ++at);
        if (end == std::string_view::npos) break;
        found.emplace(answer_json.substr(at, end - at));
        at = end;
    }
    return {found.begin(), found.end()};
}

std::string live_address(const SavedView& view) {
    return view.path + (view.query.empty() ? "" : "?" + view.query);
}

}  // namespace lem::domain
