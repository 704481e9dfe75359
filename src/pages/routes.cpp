#include "pages/routes.hpp"

#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/result/metric_list.hpp"
#include "pages/board_page.hpp"
#include "pages/result_page.hpp"
#include "pages/submit_form.hpp"

#include <fmt/format.h>

namespace lem::pages {
namespace {

using http::Execution, http::Request, http::Response, http::Route;

struct Page {
    std::string title;
    std::string description;
    std::string main;       // HTML
    std::string path = {};  // of the navigation, where it is there
    std::vector<std::pair<std::string, std::string>> data =
        {};  // for the application's cache: key, JSON
    int status = 200;
};

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

void fill(std::string& html, std::string_view place, std::string_view content) {
    const std::size_t at = html.find(place);
    if (at != std::string::npos) html.replace(at, place.size(), content);
}

/// JSON inside a script element: `<` could end it.
std::string script_safe(std::string_view json) {
    std::string safe;
    safe.reserve(json.size());
    for (const char c : json) {
        if (c == '<')
            safe += "\\u003c";
        else
            safe += c;
    }
    return safe;
}

/// The bar above and the line below every page, as the application draws them.
std::string framed(const std::string& main, std::string_view path) {
    std::string links;
    for (const auto& [to, label] : {std::pair{"/", "Leaderboard"}, std::pair{"/submit", "Submit"},
                                    std::pair{"/about", "Method"}})
        links += fmt::format(R"(<a href="{}"{}>{}</a>)", to,
                             path == to ? R"( aria-current="page")" : "", label);
    return "<a class=\"skip\" href=\"#main\">Skip to content</a><header "
           "class=\"layout-topbar\"><div class=\"layout-page\"><a class=\"layout-wordmark\" "
           "href=\"/\"><svg width=\"26\" height=\"16\" viewBox=\"0 0 26 16\" "
           "aria-hidden=\"true\"><path d=\"M2 8h22M2 3.5v9M24 3.5v9\" fill=\"none\" "
           "stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\"/><circle "
           "cx=\"14.5\" cy=\"8\" r=\"4.5\" fill=\"currentColor\"/></svg>lem</a><nav "
           "class=\"layout-nav\" aria-label=\"Main\">" +
           links +
           R"(</nav><span class="control-button control-plain control-square unseen"></span>)"
           "</div></header>" +
           main +
           "<footer class=\"layout-footer\"><div class=\"layout-page\"><p>lem measures and "
           "compares the energy of LLM inference.</p><p><a href=\"/about\">Method</a></p><p><a "
           "href=\"/api/docs\">API</a></p><p><a href=\"/api/v1/leaderboard.csv\">All data as "
           "CSV</a></p></div></footer>";
}

Response render(const http::StaticFiles& web, const Page& page) {
    std::string html(web.content("index.html").value_or(bare_shell));
    const std::string title = text::html_escape(page.title),
                      words = text::html_escape(page.description);
    fill(html, "<!--lem:head-->",
         "<title>" + title + "</title><meta name=\"description\" content=\"" + words +
             "\"><meta property=\"og:title\" content=\"" + title + "\">");
    fill(html, "<!--lem:main-->", framed(page.main, page.path));
    std::string data;
    for (const auto& [key, json] : page.data) {
        if (!data.empty()) data += ',';
        schema::append_text(data, key);
        data += ':' + json;
    }
    fill(html, "<!--lem:data-->",
         "<script type=\"application/json\" id=\"lem-data\">{" + script_safe(data) + "}</script>");
    Response response = http::html_response(page.status, std::move(html));
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
    const domain::SiteStats stats = sources.leaderboard.stats();
    Page answer{.title = "Energy efficiency of LLM inference \u00b7 lem",
                .description =
                    "Measured energy per token of language models on real hardware, "
                    "with the uncertainty of every figure.",
                .main = board_page_html(page, stats, view),
                .path = "/",
                .data = {{"stats", schema::to_text(stats)}}};
    // The application starts at the first page.
    if (!view.query.cursor) answer.data.emplace_back("leaderboard", schema::to_text(page));
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
                       .data = {{"result", schema::to_text(detail)}}});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return not_found_page(request, sources.web);
    }
}

Response submit_page(const Sources& sources, const std::optional<domain::CheckReport>& report,
                     const std::string& refusal, int status) {
    Response response = render(sources.web, {.title = "Submit results \u00b7 lem",
                                             .description = "Check and publish a measured result.",
                                             .main = submit_form_html(report, refusal),
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
                   .main = "<main class=\"layout-page layout-main\" id=\"main\"><h1>There is no "
                           "such page</h1><p class=\"layout-lead\">The address may be "
                           "mistyped. <a href=\"/\">To the leaderboard</a></p></main>",
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
    page("/about", Execution::on_event_thread, [sources](Request&) {
        return render(sources.web,
                      {.title = "How lem measures",
                       .description = "What each number is, and how results are checked.",
                       .main = about_html(),
                       .path = "/about",
                       .data = {{"metrics", schema::to_text(domain::metric_list())}}});
    });
}

}  // namespace lem::pages
