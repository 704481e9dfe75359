#include "pages/routes.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "domain/result/metric_list.hpp"
#include "pages/board_page.hpp"
#include "pages/frame.hpp"
#include "pages/result_page.hpp"
#include "pages/submit_form.hpp"
#include "pages/submit_page.hpp"

#include <array>

namespace lem::pages {
namespace {

using html::el;
using http::Execution, http::Request, http::Response, http::Route;

// Serves where the program was built without the web application.
constexpr std::string_view bare_shell =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
    "content=\"width=device-width, "
    "initial-scale=1\"><!--lem:head--></head><body><div "
    "id=\"root\"><!--lem:main--></div><!--lem:data--></body></html>";

constexpr std::string_view submit_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' "
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri "
    "'none'; form-action 'self'";

/// A page that the application draws; the server writes its frame and its data.
struct DrawnPage {
    std::string_view path, label, title, description;
    std::vector<Datum> (*data)();
};
/// One line a page.
const std::array drawn_pages{
    DrawnPage{"/about", "Method", "How lem measures \u00b7 lem",
              "What each number is, and how results are checked.",
              [] {
                  return std::vector{
                      Datum{"/api/v1/metrics", schema::to_text(domain::metric_list())}};
              }},
};

const std::vector<NavigationLink>& navigation() {
    static const std::vector<NavigationLink> links = [] {
        std::vector<NavigationLink> all{{"/", "Leaderboard"}, {"/submit", "Submit"}};
        for (const DrawnPage& page : drawn_pages)
            if (!page.label.empty()) all.push_back({page.path, page.label});
        return all;
    }();
    return links;
}

Response render(const http::StaticFiles& web, const Page& page) {
    Response response = http::html_response(
        page.status, page_text(web.content("index.html").value_or(bare_shell), page, navigation()));
    response.cache_control = "no-cache";
    return response;
}

domain::LeaderboardQuery with_facets(domain::LeaderboardQuery query) {
    query.facets = {"hardware", "engine", "precision", "energy_scope", "energy_method"};
    return query;
}

Response leaderboard_page(Request& request, const Sources& sources) {
    View view = read_view(request.query);
    domain::LeaderboardPage page;
    try {
        page = sources.leaderboard.query(with_facets(view.query));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::bad_request || !view.query.cursor) throw;
        // A place in another view: its first page is what there is to show.
        view.query.cursor.reset();
        page = sources.leaderboard.query(with_facets(view.query));
    }
    const std::string query = schema::to_query_text(schema::to_parameters(with_facets(view.query)));
    const domain::SiteStats stats = sources.leaderboard.stats();
    Page answer{.title = "Energy efficiency of LLM inference \u00b7 lem",
                .description =
                    "Measured energy per token of language models on real hardware, "
                    "with the uncertainty of every figure.",
                .main = board_page_html(page, stats, view),
                .path = "/",
                .data = {{"/api/v1/stats", schema::to_text(stats)}}};
    // The application starts at the first page.
    if (!view.query.cursor)
        answer.data.push_back({"/api/v1/leaderboard?" + query, schema::to_text(page)});
    return render(sources.web, answer);
}

Response result_page(Request& request, const Sources& sources) {
    const std::string id(request.path_parameter("id"));
    try {
        const domain::ResultDetail detail = sources.results.detail(id);
        const domain::LeaderboardRow& row = detail.row;
        return render(sources.web,
                      {.title = row.model + " on " + row.hardware + " \u00b7 lem",
                       .description = "Measured energy and speed of " + row.model + " with " +
                                      row.engine + " on " + row.hardware + ".",
                       .main = result_page_html(detail),
                       .data = {{"/api/v1/results/" + row.id.text, schema::to_text(detail)}}});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return not_found_page(request, sources.web);
    }
}

Response submit_page(const Sources& sources, const std::optional<domain::CheckReport>& report,
                     const std::string& refusal, int status) {
    Response response = render(sources.web, {.title = "Submit results \u00b7 lem",
                                             .description = "Check and publish a measured result.",
                                             .main = submit_page_html(report, refusal),
                                             .path = "/submit",
                                             .status = status});
    response.content_security_policy = submit_policy;
    return response;
}

Response submitted_page(Request& request, const Sources& sources) {
    try {
        const FormOutcome outcome = handle_submit_form(request, sources.results, sources.accounts);
        if (!outcome.receipt)
            return submit_page(sources, outcome.report, {}, outcome.report->acceptable ? 200 : 422);
        Response response;
        response.status = 303;
        response.headers.push_back({"Location", outcome.receipt->url});
        return response;
    } catch (const Error& error) {
        const int status = traits_of(error.code()).http_status;
        if (status >= 500) throw;
        std::string refusal = error.message();
        for (const auto& [pointer, message] : error.violations())
            refusal += " " + pointer + " " + message + ".";
        return submit_page(sources, {}, refusal, status);
    }
}

}  // namespace

Response not_found_page(const Request& request, const http::StaticFiles& web) {
    if (!request.prefers_html())
        throw Error(ErrorCode::not_found,
                    "There is nothing at " + request.path.substr(0, 200) + ".");
    return render(web,
                  {.title = "Not found \u00b7 lem",
                   .description = "There is nothing at this address.",
                   .main = el("main", {{"class", "layout-page layout-main"}, {"id", "main"}},
                              el("h1", "There is no such page"),
                              el("p", {{"class", "layout-lead"}}, "The address may be mistyped. ",
                                 el("a", {{"href", "/"}}, "To the leaderboard"))),
                   .status = 404});
}

void add_routes(http::Api& api, Sources sources) {
    const auto page = [&api](std::string pattern, Execution execution, http::Handler handler) {
        api.add_raw(Route{.method = "GET",
                          .pattern = std::move(pattern),
                          .scope = http::anyone,
                          .execution = execution,
                          .cached = true,
                          .content_types = {},
                          .doc = {},
                          .handler = std::move(handler)},
                    "text/html", false);
    };
    page("/", Execution::on_event_thread,
         [sources](Request& request) { return leaderboard_page(request, sources); });
    page("/results/{id}", Execution::blocking,
         [sources](Request& request) { return result_page(request, sources); });
    page("/submit", Execution::on_event_thread,
         [sources](Request&) { return submit_page(sources, {}, {}, 200); });
    // No cookie grants anything here: the token comes with the form, so there is nothing to forge.
    api.add_raw(
        Route{.method = "POST",
              .pattern = "/submit",
              .scope = http::anyone,
              .body_mode = http::BodyMode::spooled,
              .body_bytes_max = limits::bundle_bytes_max,
              .is_bulky = [](const blob::StagedFile&) { return true; },  // held in memory whole
              .content_types = {"multipart/form-data"},
              .doc = {},
              .handler = [sources](Request& request) { return submitted_page(request, sources); }},
        "text/html", false);
    page("/api/docs", Execution::on_event_thread, [sources](Request& request) {
        auto file = sources.web.get(request, "docs.html");
        return file ? std::move(*file) : not_found_page(request, sources.web);
    });
    for (const DrawnPage& drawn : drawn_pages)
        page(std::string(drawn.path), Execution::on_event_thread, [sources, drawn](Request&) {
            const std::vector<Datum> data = drawn.data();
            return render(sources.web, {.title = std::string(drawn.title),
                                        .description = std::string(drawn.description),
                                        .main = drawn_main(data),
                                        .path = std::string(drawn.path),
                                        .data = data});
        });
}

}  // namespace lem::pages
