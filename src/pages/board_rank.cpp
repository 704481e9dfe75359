#include "pages/board_rank.hpp"

#include "pages/board_columns.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lem::pages {
namespace {

using html::el, html::Html;

/// The energy scopes of the list, in words.
std::vector<std::string> scopes_of(const domain::LeaderboardPage& page,
                                   const domain::LeaderboardQuery& query) {
    std::vector<std::string> scopes;
    const auto found = page.facets.find("energy_scope");
    if (found == page.facets.end()) return scopes;
    for (const domain::FacetValue& scope : found->second)
        if (scope.count > 0 && scope.value != "none" &&
            (query.energy_scope.empty() || scope.selected))
            scopes.emplace_back(title_of_name<domain::EnergyScope>(scope.value));
    return scopes;
}

}  // namespace

RankText rank_text(const domain::LeaderboardRow& row) {
    RankText text{.rank = std::to_string(row.rank.value_or(0)),
                  .range = {},
                  .title = "One value without an interval: the rank has no range."};
    if (!row.rank_best || !row.rank_worst) return text;
    text.range = fmt::format("({}–{})", *row.rank_best, *row.rank_worst);
    text.title = *row.rank_best == *row.rank_worst
                     ? "The intervals allow this rank only."
                     : fmt::format("The intervals allow the ranks {} to {}.", *row.rank_best,
                                   *row.rank_worst);
    return text;
}

std::string no_rank_text(const domain::LeaderboardRow& row, std::string_view sort) {
    const BoardColumn* column = column_of_order(sort);
    if (column != nullptr && column->metric == nullptr && !row.not_ranked)
        return "no rank: the rows are ordered by " + column->name;
    const auto reason = row.not_ranked.value_or(domain::NotRanked::not_measured);
    std::string why(schema::doc_of(reason));
    if (reason == domain::NotRanked::not_measured && ranks_energy(sort))
        why = row.energy_absent_reason.value_or("energy was not measured");
    if (reason == domain::NotRanked::warnings) why = warnings_text(row) + " of the checks";
    return "not ranked: " + why;
}

Html rank_html(const domain::LeaderboardRow& row, std::string_view sort) {
    if (!row.rank) return el("span", {{"class", "data-why"}}, missing(no_rank_text(row, sort)));
    const RankText text = rank_text(row);
    return el("span", {{"class", "data-why"}, {"title", text.title}}, el("b", text.rank), " ",
              el("span", {{"class", "data-range"}}, text.range));
}

bool ranks_energy(std::string_view sort) {
    const BoardColumn* column = column_of_order(sort);
    return column != nullptr && column->metric != nullptr &&
           column->metric->kind == domain::MetricKind::energy;
}

Html rank_note_html(const domain::LeaderboardPage& page, const domain::LeaderboardQuery& query) {
    const std::vector<std::string> scopes = scopes_of(page, query);
    const std::string apart =
        scopes.size() > 1 && ranks_energy(query.sort)
            ? fmt::format(", so {} each count from 1", fmt::join(scopes, " and "))
            : "";
    return el("p", {{"class", "data-note leaderboard-page-rankNote prose"}},
              el("b", "How ranks are made."), " ", rank_order, " ", rank_rule, " ", rank_example,
              " ", rank_scopes, apart, ". ", rank_exceptions, " ",
              el("a", {{"href", "/method/comparing#ranks"}}, "The rule in full"), ". ",
              el("a", {{"href", "/changes"}}, "What changed in it"));
}

}  // namespace lem::pages
