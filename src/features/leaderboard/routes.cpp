#include "features/leaderboard/routes.hpp"

#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "domain/explorer/explorer_wire.hpp"
#include "features/leaderboard/analysis/routes.hpp"
#include "features/leaderboard/hardware.hpp"
#include "features/leaderboard/leaderboard.hpp"
#include "features/leaderboard/models.hpp"
#include "features/leaderboard/result_standing.hpp"
#include "platform/http/api/api.hpp"
#include "schema/csv.hpp"

namespace lem::leaderboard {
namespace {

using http::Request, http::Response;

constexpr std::string_view list_caching = "public, max-age=5, stale-while-revalidate=60";

Response json(std::string body) {
    Response response = http::json_response(200, std::move(body));
    response.cache_control = list_caching;
    return response;
}

Response csv(const Leaderboard& leaderboard, domain::LeaderboardQuery query,
             const Request& request) {
    constexpr std::size_t rows_max = 10'000;
    query.limit = 200;
    std::string out = schema::csv_header<domain::LeaderboardRow>();
    std::size_t rows = 0;
    std::int64_t total = 0;
    while (rows < rows_max) {
        const auto page = leaderboard.query(query);
        total = page.total;
        for (const auto& row : page.items)
            out += schema::csv_row(row);
        rows += page.items.size();
        query.cursor = page.next_cursor;
        if (!query.cursor) break;
    }
    Response response = http::text_response(200, std::move(out), "text/csv; charset=utf-8");
    response.headers.push_back({"Content-Disposition", "attachment; filename=\"leaderboard.csv\""});
    response.headers.push_back({"X-Total-Count", std::to_string(total)});
    if (query.cursor)
        response.headers.push_back(
            {"Link", next_link("/api/v1/leaderboard.csv", request, *query.cursor)});
    response.cache_control = list_caching;
    return response;
}

template <class T>
http::Answer<T> listed(T value) {
    return {.value = std::move(value), .cache_control = std::string(list_caching)};
}

void add_model_routes(http::Api& api, const Leaderboard& leaderboard) {
    api.get("/api/v1/models")
        .named("list_models",
               "The models that were measured: the best result of each within the limits, the "
               "spread of all of its results, and on which hardware it was measured",
               "models")
        .scope(http::anyone)
        .query<domain::ModelListQuery>({"best_per", "pareto", "histograms", "fields"})
        .cached(domain::topics::shown_rows)
        .answers<domain::ModelList>(
            [&leaderboard](auto& call) { return listed(list_models(leaderboard, call.query)); });
    api.get("/api/v1/models/{id}")
        .path<std::string>()
        .named("get_model",
               "A model: its best result on each hardware, where it was measured, its names and "
               "its published facts. By its page id or any name that the catalogue knows",
               "models")
        .scope(http::anyone)
        .query<domain::LeaderboardQuery>(
            {"model", "best_per", "pareto", "facets", "histograms", "fields", "limit", "cursor"})
        .cached(domain::topics::shown_rows)
        .answers<domain::ModelDetail>([&leaderboard](auto& call, const std::string& id) {
            return listed(model_detail(leaderboard, id, call.query));
        });
    api.get("/api/v1/models/{id}/results")
        .path<std::string>()
        .named("list_model_results",
               "The results of a model by field, at most 5,000; those too that do not meet the "
               "limits",
               "models")
        .scope(http::anyone)
        .query<domain::LeaderboardQuery>(
            {"model", "best_per", "pareto", "facets", "histograms", "fields", "limit", "cursor"})
        .cached(domain::topics::shown_rows)
        .answers<domain::ResultColumns>([&leaderboard](auto& call, const std::string& id) {
            return listed(model_results(leaderboard, id, call.query));
        });
}

void add_hardware_routes(http::Api& api, const Leaderboard& leaderboard) {
    api.get("/api/v1/hardware")
        .named("list_hardware",
               "The hardware that results are of: what its makers state beside the power of the "
               "results",
               "hardware")
        .scope(http::anyone)
        .query<domain::HardwareListQuery>(
            {"sort", "best_per", "pareto", "facets", "histograms", "fields"})
        .cached(domain::topics::shown_rows)
        .answers<domain::HardwareList>(
            [&leaderboard](auto& call) { return listed(list_hardware(leaderboard, call.query)); });
    api.get("/api/v1/hardware/{id}")
        .path<std::string>()
        .named("get_hardware",
               "Hardware: published figures beside those of its results, the best models on it, "
               "its names, and what is not the same. By its page id, or any name or the id that "
               "the catalogue has",
               "hardware")
        .scope(http::anyone)
        .query<domain::LeaderboardQuery>(
            {"hardware", "best_per", "pareto", "facets", "histograms", "fields", "cursor"})
        .cached(domain::topics::shown_rows)
        .answers<domain::HardwareDetail>([&leaderboard](auto& call, const std::string& id) {
            return listed(hardware_detail(leaderboard, id, call.query));
        });
}

}  // namespace

std::string next_link(std::string_view path, const Request& request, const std::string& cursor) {
    std::string target = std::string(path) + "?";
    for (const std::string_view part : text::split(request.raw_query, '&')) {
        if (part.empty() || part.starts_with("cursor=")) continue;
        target += std::string(part) + "&";
    }
    return "<" + target + "cursor=" + cursor + ">; rel=\"next\"";
}

void add_routes(http::Api& api, Leaderboard& leaderboard) {
    api.get("/api/v1/leaderboard")
        .named("list_leaderboard", "Rank, filter and count results", "leaderboard")
        .scope(http::anyone)
        .query<domain::LeaderboardQuery>()
        .in_memory()
        .cached(domain::topics::shown_rows)
        .answers<domain::LeaderboardPage>(
            [&leaderboard](auto& call) { return json(leaderboard.query_json(call.query)); });
    api.get("/api/v1/leaderboard.csv")
        .named("export_leaderboard",
               "The same rows as CSV, with the same filters. At most 10,000 rows: X-Total-Count is "
               "the number of matches, Link rel=next leads to the rest",
               "leaderboard")
        .scope(http::anyone)
        .query<domain::LeaderboardQuery>({"limit", "facets", "fields"})
        .cached(domain::topics::shown_rows)
        .sends("text/csv", [&leaderboard](auto& call) {
            return csv(leaderboard, std::move(call.query), call.request);
        });
    api.get("/api/v1/results/{id}/standing")
        .path<std::string>()
        .named("get_result_standing",
               "Where a result stands in the answer to a question: its rank, or what excludes it",
               "leaderboard")
        .scope(http::anyone)
        .query<domain::LeaderboardQuery>({"facets", "histograms", "fields", "limit", "cursor"})
        .cached(domain::topics::shown_rows)
        .answers<domain::ResultStanding>([&leaderboard](auto& call, const std::string& id) {
            return listed(result_standing(leaderboard, id, call.query));
        });
    api.get("/api/v1/stats")
        .named("get_stats", "Totals of the listed results", "leaderboard")
        .scope(http::anyone)
        .in_memory()
        .cached(domain::topics::shown_rows)
        .answers<domain::SiteStats>(
            [&leaderboard](auto&) { return json(schema::to_text(leaderboard.stats())); });
    add_analysis_routes(api, leaderboard);
    add_model_routes(api, leaderboard);
    add_hardware_routes(api, leaderboard);
}

}  // namespace lem::leaderboard
