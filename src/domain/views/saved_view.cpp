#include "domain/views/saved_view.hpp"

#include <set>

namespace lem::domain {
namespace {

/// The ids of results in a value and its members. Texts of others may look like ids.
template <class T>
void collect(const T& value, std::set<std::string>& found) {
    if constexpr (std::is_same_v<T, ResultId>) {
        found.insert(value.text);
    } else if constexpr (schema::is_optional<T>) {
        if (value) collect(*value, found);
    } else if constexpr (schema::is_vector<T>) {
        for (const auto& element : value)
            collect(element, found);
    } else if constexpr (schema::is_map<T>) {
        for (const auto& [key, element] : value)
            collect(element, found);
    } else if constexpr (schema::Described<T>) {
        schema::for_each_field<T>([&](const auto& field) { collect(field.of(value), found); });
    }
}

}  // namespace

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

std::vector<std::string> results_in(const FrozenAnswer& answer) {
    std::set<std::string> found;
    collect(answer, found);
    return {found.begin(), found.end()};
}

std::string live_address(const SavedView& view) {
    return view.path + (view.query.empty() ? "" : "?" + view.query);
}

}  // namespace lem::domain
