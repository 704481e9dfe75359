#include "pages/compare_answer.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "pages/compare_page.hpp"
#include "pages/words.hpp"

#include <algorithm>

namespace lem::pages {
namespace {

constexpr std::string_view path = "/compare";

std::string tab_title(std::string_view title) {
    return std::string(title) + " \u00b7 lem";
}

domain::CompareQuery query_of(const CompareView& view) {
    return {.ids = view.ids, .baseline = view.baseline};
}

/// The address of an answer as the application asks for it.
template <class Query>
std::string api_address(std::string_view api, const Query& query) {
    const std::string text = schema::to_query_text(schema::to_parameters(query));
    return std::string(api) + (text.empty() ? "" : "?" + text);
}

Page problem_page(const Error& error, CompareView rest) {
    // What is left: results that exist, as many as can be compared.
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < rest.ids.size() && kept.size() < domain::compared_results_max; ++i)
        if (std::ranges::find(error.violations(), "/ids/" + std::to_string(i),
                              &Violation::pointer) == error.violations().end())
            kept.push_back(rest.ids[i]);
    rest.ids = std::move(kept);
    rest.baseline.reset();
    return {.title = tab_title("Compare results"),
            .description = "These results cannot be compared.",
            .main = compare_problem_html(error.message(), error.violations(), rest),
            .path = std::string(path),
            .status = traits_of(error.code()).http_status};
}

Page choice_page(const CompareView& view, const CompareSources& sources) {
    Page page{.title = tab_title("Compare results"),
              .description = "Measured results of language models beside each other.",
              .main = {},
              .path = std::string(path)};
    std::optional<domain::LeaderboardRow> chosen;
    if (!view.ids.empty()) {
        const domain::ResultDetail detail = sources.results.detail(view.ids.front());
        chosen = detail.row;
        page.data.push_back({"/api/v1/results/" + detail.row.id.text, schema::to_text(detail)});
    }
    domain::LeaderboardQuery query{.limit = candidates_max};
    if (!view.q.empty()) query.q = view.q;
    domain::LeaderboardPage found;
    try {
        found = sources.leaderboard.query(query);
        page.data.push_back({api_address("/api/v1/leaderboard", query), schema::to_text(found)});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::bad_request) throw;  // of too many words nothing is found
    }
    page.main = compare_choice_html(chosen, found.items, view);
    return page;
}

}  // namespace

Page compare_answer(const schema::Parameters& address, const CompareSources& sources) {
    const CompareView view = read_compare_view(address);
    try {
        if (view.ids.size() < 2) return choice_page(view, sources);
        const domain::CompareQuery query = query_of(view);
        const domain::ResultComparison comparison = sources.compare.compare(query);
        return {.title = tab_title(comparison.title),
                .description = comparison.summary,
                .main = compare_page_html(comparison, view),
                .path = std::string(path),
                .data = {{api_address("/api/v1/compare", query), schema::to_text(comparison)}},
                .in_one_piece = true};
    } catch (const Error& error) {
        if (error.code() == ErrorCode::not_found && error.violations().empty())
            return problem_page(Error(ErrorCode::not_found, "Not all of these results exist.",
                                      {{"/ids/0", error.message()}}),
                                view);
        if (error.code() != ErrorCode::not_found && error.code() != ErrorCode::bad_request) throw;
        return problem_page(error, view);
    }
}

}  // namespace lem::pages
