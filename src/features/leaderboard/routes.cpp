#include "features/leaderboard/routes.hpp"

#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "schema/csv.hpp"

namespace lem::leaderboard {
namespace {

using http::Answer, http::Call, http::Execution, http::Nothing, http::Request, http::Response,
    http::Route;

constexpr std::string_view list_caching = "public, max-age=5, stale-while-revalidate=60";

domain::LeaderboardQuery read_query(const Request& request) {
    auto query = schema::from_parameters<domain::LeaderboardQuery>(request.query);
    if (!query)
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                    std::move(query.error()));
    return std::move(*query);
}

Response list(const Leaderboard& leaderboard, Request& request) {
    Response response = http::json_response(200, leaderboard.query_json(read_query(request)));
    response.cache_control = list_caching;
    return response;
}

/// What was asked, with another cursor.
std::string next_link(const Request& request, const std::string& cursor) {
    std::string target = "/api/v1/leaderboard.csv?";
    for (const std::string_view part : text::split(request.raw_query, '&')) {
        if (part.empty() || part.starts_with("cursor=")) continue;
        target += std::string(part) + "&";
    }
    return "<" + target + "cursor=" + cursor + ">; rel=\"next\"";
}

Response csv(const Leaderboard& leaderboard, Request& request) {
    constexpr std::size_t rows_max = 10'000;
    auto query = read_query(request);
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
    if (query.cursor) response.headers.push_back({"Link", next_link(request, *query.cursor)});
    response.cache_control = list_caching;
    return response;
}

}  // namespace

void add_routes(http::Api& api, Leaderboard& leaderboard) {
    api.add_query_json<domain::LeaderboardQuery, domain::LeaderboardPage>(
        Route{.method = "GET",
              .pattern = "/api/v1/leaderboard",
              .scope = http::anyone,
              .execution = Execution::on_event_thread,
              .cached = true,
              .content_types = {},
              .doc = {"list_leaderboard", "Rank, filter and count results", "leaderboard"},
              .handler = [&leaderboard](Request& request) { return list(leaderboard, request); }});
    api.add_query_raw<domain::LeaderboardQuery>(
        Route{
            .method = "GET",
            .pattern = "/api/v1/leaderboard.csv",
            .scope = http::anyone,
            .cached = true,
            .content_types = {},
            .doc =
                {"export_leaderboard",
                 "The same rows as CSV; takes the same filters. At most 10,000 rows: X-Total-Count "
                 "says how many match, Link rel=next leads to the rest",
                 "leaderboard"},
            .handler = [&leaderboard](Request& request) { return csv(leaderboard, request); }},
        "text/csv", {"limit", "facets", "fields"});
    api.add<Nothing, Nothing, domain::SiteStats>(
        Route{.method = "GET",
              .pattern = "/api/v1/stats",
              .scope = http::anyone,
              .execution = Execution::on_event_thread,
              .cached = true,
              .content_types = {},
              .doc = {"get_stats", "How much there is", "leaderboard"},
              .handler = {}},
        [&leaderboard](Call<Nothing, Nothing>) {
            return Answer<domain::SiteStats>{.value = leaderboard.stats(),
                                             .cache_control = std::string(list_caching)};
        });
}

}  // namespace lem::leaderboard
