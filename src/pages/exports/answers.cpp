#include "pages/exports/answers.hpp"

#include "base/figures.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/explorer/explorer_wire.hpp"
#include "features/leaderboard/analysis/analysis.hpp"
#include "features/leaderboard/hardware.hpp"
#include "features/leaderboard/models.hpp"
#include "pages/analysis_view.hpp"
#include "pages/board_columns.hpp"
#include "pages/board_limits.hpp"
#include "pages/board_view.hpp"
#include "pages/compare_view.hpp"
#include "pages/exports/file_formats.hpp"
#include "pages/exports/tables.hpp"

#include <algorithm>
#include <functional>

namespace lem::pages::exports {
namespace {

constexpr int page_limit = 200;  // the most rows that the index gives at once

/// The query of an address. Parameters that only the page has are left out; wrong ones are errors:
/// a file must hold what was asked for.
template <class Query>
Query query_of(const schema::Parameters& address) {
    schema::Parameters known;
    const schema::Names names = schema::field_names<Query>();
    for (const schema::Parameter& parameter : address)
        if (std::ranges::find(names, parameter.name) != names.end()) known.push_back(parameter);
    auto query = schema::from_parameters<Query>(known);
    if (!query)
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                    std::move(query.error()));
    return std::move(*query);
}

/// A list from its beginning: a file has all of its pages.
template <class Query>
Query list_query_of(const schema::Parameters& address) {
    auto query = query_of<Query>(address);
    query.cursor.reset();
    query.limit = Query{}.limit;
    return query;
}

/// "/models?sort=..." for what differs from the usual query.
template <class Query>
std::string address_with(std::string_view path, const Query& query) {
    const std::string text = schema::to_query_text(schema::to_parameters(query));
    return std::string(path) + (text.empty() ? "" : "?" + text);
}

/// The items of all pages of a list, as many as a file holds. `list` becomes the last page.
template <class Item, class List, class Query>
std::vector<Item> items_of(Query query, List& list, const std::function<List(const Query&)>& ask) {
    std::vector<Item> items;
    query.limit = page_limit;
    do {
        list = ask(query);
        std::ranges::move(list.items, std::back_inserter(items));
        query.cursor = list.next_cursor;
    } while (query.cursor && items.size() < exported_rows_max);
    return items;
}

/// `page` is the last of those that the rows are from.
AnswerTable board_table(const View& view, std::span<const domain::LeaderboardRow> rows,
                        const domain::LeaderboardPage& page) {
    std::vector<const domain::MetricDefinition*> shown;
    for (const BoardColumn& column : board_columns()) {
        const auto& list = column.extra ? view.show : view.hide;
        const bool named = std::ranges::find(list, column.key) != list.end();
        if (column.metric != nullptr && (named == column.extra || orders(column, view.query.sort)))
            shown.push_back(column.metric);
    }
    // What is limited is shown: a mean says nothing of whether a percentile meets its limit.
    std::vector<const domain::MetricDefinition*> limited;
    for (const std::string& text : view.query.slo) {
        const domain::MetricDefinition* metric = read_limit(text).value_or(Limit{}).metric;
        if (metric != nullptr && std::ranges::find(limited, metric) == limited.end())
            limited.push_back(metric);
    }
    shown.insert(shown.end(), limited.begin(), limited.end());
    AnswerTable table = table_of_rows(rows, view.query.sort, shown);
    for (const domain::MetricDefinition* metric : limited)
        if (metric != &metric_of_order(view.query.sort))
            table.chart.beside.push_back(place_of(table, metric->name));
    table.name = "leaderboard";
    table.title = "Energy efficiency of LLM inference";
    table.description = page.meaning;
    table.total = page.total;
    for (const domain::Refusal& refusal : page.mixed)
        table.notes.push_back(refusal.reason);
    table.origin = {.address = address_of(view), .data_version = page.data_version};
    return table;
}

AnswerTable board(const Sources& sources, const schema::Parameters& address, const std::string&) {
    const View view = read_view(address);
    if (!view.left_out.empty()) {
        // The API says in full what is wrong with the question; the rest is of the page alone.
        sources.leaderboard.query(list_query_of<domain::LeaderboardQuery>(address));
        Violations problems;
        for (const std::string& part : view.left_out)
            problems.push_back({"/" + part.substr(0, part.find('=')), part});
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.", std::move(problems));
    }
    domain::LeaderboardPage page;
    const auto rows = items_of<domain::LeaderboardRow, domain::LeaderboardPage>(
        view.query, page, std::function([&](const domain::LeaderboardQuery& query) {
            return sources.leaderboard.query(query);
        }));
    AnswerTable table = board_table(view, rows, page);
    if (page.next_cursor)
        table.notes.emplace_back(
            "All rows: /api/v1/leaderboard.csv with the same query, or lem export.");
    return table;
}

AnswerTable compare(const Sources& sources, const schema::Parameters& address, const std::string&) {
    CompareView view = read_compare_view(address);
    AnswerTable table =
        table_of(sources.compare.compare({.ids = view.ids, .baseline = asked_baseline(view)}));
    table.origin = {.address = address_of(view)};
    return table;
}

AnswerTable models(const Sources& sources, const schema::Parameters& address, const std::string&) {
    const auto query = list_query_of<domain::ModelListQuery>(address);
    domain::ModelList list;
    const auto items = items_of<domain::ModelSummary, domain::ModelList>(
        query, list, std::function([&](const domain::ModelListQuery& asked) {
            return leaderboard::list_models(sources.leaderboard, asked);
        }));
    AnswerTable table = table_of(items, list, query.sort);
    table.origin = {.address = address_with("/models", query), .data_version = list.data_version};
    return table;
}

AnswerTable hardware_list(const Sources& sources, const schema::Parameters& address,
                          const std::string&) {
    const auto query = list_query_of<domain::HardwareListQuery>(address);
    domain::HardwareList list;
    const auto items = items_of<domain::HardwareSummary, domain::HardwareList>(
        query, list, std::function([&](const domain::HardwareListQuery& asked) {
            return leaderboard::list_hardware(sources.leaderboard, asked);
        }));
    AnswerTable table = table_of(items, list);
    table.origin = {.address = address_with("/hardware", query), .data_version = list.data_version};
    return table;
}

AnswerTable analysis_table(const leaderboard::Analysis& analysis, const AnalysisView& view) {
    switch (view.question) {
        case AnalysisQuestion::curve:
            return table_of(analysis.curves(view.query));
        case AnalysisQuestion::distribution:
            return table_of(analysis.distribution(view.query), view.query);
        case AnalysisQuestion::sensitivity:
            return table_of(analysis.sensitivity(view.query), view.query);
        case AnalysisQuestion::scaling:
            return table_of(analysis.scaling(view.query), view.query);
        case AnalysisQuestion::trend:
            return table_of(analysis.trend(view.query), view.query);
    }
    LEM_ASSERT(false);
}

AnswerTable analysis(const Sources& sources, const schema::Parameters& address,
                     const std::string&) {
    const AnalysisView view = read_analysis_view(address);
    AnswerTable table = analysis_table(leaderboard::Analysis(sources.leaderboard), view);
    const std::string query = schema::to_query_text(parameters_of(view));
    table.origin = {.address = query.empty() ? "/analysis" : "/analysis?" + query};
    return table;
}

AnswerTable result(const Sources& sources, const schema::Parameters&, const std::string& id) {
    AnswerTable table = table_of(sources.results.detail(id));
    table.origin = {.address = "/results/" + id};
    return table;
}

AnswerTable model(const Sources& sources, const schema::Parameters& address,
                  const std::string& id) {
    const auto query = query_of<domain::LeaderboardQuery>(address);
    const auto detail = leaderboard::model_detail(sources.leaderboard, id, query);
    AnswerTable table = table_of(detail, query.sort);
    table.origin = {.address = address_with("/models/" + detail.summary.id, query),
                    .data_version = detail.data_version};
    return table;
}

AnswerTable hardware(const Sources& sources, const schema::Parameters& address,
                     const std::string& id) {
    auto query = query_of<domain::LeaderboardQuery>(address);
    query.limit = page_limit;
    const auto detail = leaderboard::hardware_detail(sources.leaderboard, id, query);
    AnswerTable table = table_of(detail, query.sort);
    query.limit = domain::LeaderboardQuery{}.limit;
    table.origin = {.address = address_with("/hardware/" + detail.summary.id, query),
                    .data_version = detail.data_version};
    return table;
}

AnswerTable saved_view(const Sources& sources, const schema::Parameters&, const std::string& id) {
    const domain::SavedView view = sources.views.view(id);
    auto frozen = frozen_table(view, view.answer);
    if (!frozen)
        throw Error(ErrorCode::not_found, view.withheld.value_or("The saved view has no answer."));
    AnswerTable& table = *frozen;
    table.notice = "Saved on " + view.saved_at.substr(0, 10) + ": the answer as it was then.";
    for (const domain::WithdrawnResult& one : view.withdrawn)
        table.notice += " Withdrawn on " + one.at.substr(0, 10) + ": " + one.id.text +
                        (one.words.empty() ? "." : " (" + one.words + ").");
    if (view.rows_withheld > 0)
        table.notes.push_back("Left out: " + figures::count(view.rows_withheld) +
                              " of its rows, which may not be shown any more.");
    table.origin = {.address = "/v/" + id, .data_version = view.data_version};
    return std::move(table);
}

}  // namespace

std::optional<AnswerTable> frozen_table(const domain::SavedView& view,
                                        const domain::FrozenAnswer& answer) {
    const schema::Parameters address = http::parse_query(view.query);
    if (answer.leaderboard)
        return board_table(read_view(address), answer.leaderboard->items, *answer.leaderboard);
    if (answer.comparison) return table_of(*answer.comparison);
    if (answer.models)
        return table_of(answer.models->items, *answer.models,
                        query_of<domain::ModelListQuery>(address).sort);
    if (answer.hardware) return table_of(answer.hardware->items, *answer.hardware);
    if (answer.curve) return table_of(*answer.curve);
    const auto query = query_of<domain::AnalysisQuery>(address);
    if (answer.distribution) return table_of(*answer.distribution, query);
    if (answer.sensitivity) return table_of(*answer.sensitivity, query);
    if (answer.scaling) return table_of(*answer.scaling, query);
    if (answer.trend) return table_of(*answer.trend, query);
    return std::nullopt;
}

const std::array<ExportedPage, 5> exported_lists{
    ExportedPage{"/leaderboard", board}, ExportedPage{"/compare", compare},
    ExportedPage{"/models", models}, ExportedPage{"/hardware", hardware_list},
    ExportedPage{"/analysis", analysis}};
const std::array<ExportedPage, 4> exported_items{
    ExportedPage{"/results/{id}", result}, ExportedPage{"/models/{id}", model},
    ExportedPage{"/hardware/{id}", hardware}, ExportedPage{"/v/{id}", saved_view}};

}  // namespace lem::pages::exports
