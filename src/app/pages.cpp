#include "app/pages.hpp"

#include "base/text.hpp"
#include "features/leaderboard/page.hpp"
#include "features/results/page.hpp"
#include "schema/write.hpp"

namespace lem::app {
namespace {

using http::Execution, http::Request, http::Response, http::Route, http::Scope;

struct Page {
    std::string title;
    std::string description;
    std::string main;  // HTML
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

Response render(const http::StaticFiles& web, const Page& page) {
    std::string html(web.content("index.html").value_or(bare_shell));
    const std::string title = text::html_escape(page.title),
                      words = text::html_escape(page.description);
    fill(html, "<!--lem:head-->",
         "<title>" + title + "</title><meta name=\"description\" content=\"" + words +
             "\"><meta property=\"og:title\" content=\"" + title + "\">");
    fill(html, "<!--lem:main-->", page.main);
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

Response leaderboard_page(Request& request, const Features& features) {
    auto read = schema::from_parameters<domain::LeaderboardQuery>(request.query);
    domain::LeaderboardQuery query = read ? std::move(*read) : domain::LeaderboardQuery{};
    query.facets = {"hardware", "engine", "precision", "energy_scope"};
    const domain::LeaderboardPage page = features.leaderboard.query(query);
    const domain::SiteStats stats = features.leaderboard.stats();
    return render(
        features.web,
        {.title = "Energy efficiency of LLM inference \u00b7 lem",
         .description = "Measured energy per token of language models on real hardware, with the "
                        "uncertainty of every figure.",
         .main = leaderboard::page_html(page, stats, query),
         .data = {{"leaderboard", schema::to_text(page)}, {"stats", schema::to_text(stats)}}});
}

Response result_page(Request& request, const Features& features) {
    const std::string id(request.path_parameter("id"));
    try {
        const domain::ResultDetail detail = features.results.detail(id);
        const domain::LeaderboardRow& row = detail.row;
        return render(features.web,
                      {.title = row.model + " on " + row.hardware + " \u00b7 lem",
                       .description = "Measured energy and speed of " + row.model + " with " +
                                      row.engine + " on " + row.hardware + ".",
                       .main = results::page_html(detail),
                       .data = {{"result", schema::to_text(detail)}}});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return not_found_page(request, features.web);
    }
}

}  // namespace

Response not_found_page(const Request& request, const http::StaticFiles& web) {
    if (!request.prefers_html())
        throw Error(ErrorCode::not_found,
                    "There is nothing at " + request.path.substr(0, 200) + ".");
    return render(web, {.title = "Not found \u00b7 lem",
                        .description = "There is nothing at this address.",
                        .main = "<main class=\"page\" id=\"main\"><h1>Not found</h1><p "
                                "class=\"lead\">There is nothing at this address. "
                                "<a href=\"/\">Go to the leaderboard</a></p></main>",
                        .status = 404});
}

void add_pages(http::Api& api, Features features) {
    const auto page = [&api](std::string pattern, Execution execution, http::Handler handler) {
        api.add_raw(Route{.method = "GET",
                          .pattern = std::move(pattern),
                          .scope = Scope::anyone,
                          .execution = execution,
                          .content_types = {},
                          .doc = {},
                          .handler = std::move(handler)},
                    "text/html", false);
    };
    page("/", Execution::on_event_thread,
         [features](Request& request) { return leaderboard_page(request, features); });
    page("/results/{id}", Execution::blocking,
         [features](Request& request) { return result_page(request, features); });
    page("/submit", Execution::on_event_thread, [features](Request&) {
        Response response =
            render(features.web, {.title = "Submit results \u00b7 lem",
                                  .description = "Check and publish a measured result.",
                                  .main = results::submit_form_html({})});
        response.content_security_policy = submit_policy;
        return response;
    });
    page("/about", Execution::on_event_thread, [features](Request&) {
        return render(features.web,
                      {.title = "How lem measures",
                       .description = "What each number is, and how results are checked.",
                       .main = leaderboard::about_html()});
    });
}

}  // namespace lem::app
