#include "app/export.hpp"

#include "base/limits.hpp"
#include "features/leaderboard/routes.hpp"

#include <algorithm>

namespace lem::app {
namespace {

using http::Request, http::Response;

/// A document in one line. JSON has line ends between its parts alone, so none of it is lost.
void append_line(std::string& out, std::string document) {
    std::erase_if(document, [](char c) { return c == '\n' || c == '\r'; });
    out += document;
    out += '\n';
}

Response jsonl(const leaderboard::Leaderboard& leaderboard, const results::Results& results,
               domain::LeaderboardQuery query, const Request& request) {
    query.limit = 2;  // documents may have 8 MiB
    std::string out;
    std::int64_t total = 0, left_out = 0;
    for (std::size_t documents = 0;
         documents < limits::exported_documents_max && out.size() < limits::exported_bytes_max;) {
        const auto page = leaderboard.query(query);
        total = page.total;
        for (const auto& row : page.items) {
            try {
                append_line(out, results.document(row.id.text));
            } catch (const Error&) {
                ++left_out;  // withdrawn a moment ago, or lost on the disk: the others remain
            }
        }
        documents += page.items.size();
        query.cursor = page.next_cursor;
        if (!query.cursor) break;
    }
    Response response = http::text_response(200, std::move(out), "application/x-ndjson");
    response.headers.push_back(
        {"Content-Disposition", "attachment; filename=\"leaderboard.jsonl\""});
    response.headers.push_back({"X-Total-Count", std::to_string(total)});
    if (left_out > 0) response.headers.push_back({"X-Left-Out", std::to_string(left_out)});
    if (query.cursor)
        response.headers.push_back(
            {"Link", leaderboard::next_link("/api/v1/leaderboard.jsonl", request, *query.cursor)});
    response.content_security_policy = "default-src 'none'; sandbox";
    return response;
}

}  // namespace

void add_export(http::Api& api, const leaderboard::Leaderboard& leaderboard,
                const results::Results& results) {
    api.get("/api/v1/leaderboard.jsonl")
        .named("export_documents",
               "The documents of the same rows, one a line, as they were submitted; lem import "
               "reads them back. X-Left-Out counts those that could not be read, Link rel=next "
               "leads to the rest",
               "leaderboard")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .query<domain::LeaderboardQuery>({"limit", "facets", "fields"})
        .sends("application/x-ndjson", [&leaderboard, &results](auto& call) {
            return jsonl(leaderboard, results, std::move(call.query), call.request);
        });
}

}  // namespace lem::app
