#include "features/leaderboard/routes.hpp"

#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "features/leaderboard/leaderboard.hpp"
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
    api.get("/api/v1/stats")
        .named("get_stats", "Totals of the listed results", "leaderboard")
        .scope(http::anyone)
        .in_memory()
        .cached(domain::topics::shown_rows)
        .answers<domain::SiteStats>(
            [&leaderboard](auto&) { return json(schema::to_text(leaderboard.stats())); });
}

}  // namespace lem::leaderboard
