#include "pages/routes.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "domain/result/metric_list.hpp"
#include "pages/asked_answer.hpp"
#include "pages/board_page.hpp"
#include "pages/changes_page.hpp"
#include "pages/compare_answer.hpp"
#include "pages/explorer_pages.hpp"
#include "pages/exports/routes.hpp"
#include "pages/frame.hpp"
#include "pages/result_answer.hpp"
#include "pages/saved_view_page.hpp"
#include "pages/submit_form.hpp"
#include "pages/submit_page.hpp"

#include <algorithm>
#include <array>

namespace lem::pages {
namespace {

using html::el;
using http::Request, http::Response;

/// A page that the application draws; the server writes its frame and its data.
struct DrawnPage {
    std::string_view path;
    std::string_view label;  ///< in the navigation; empty: not listed there
    std::string_view title;
    std::string_view description;
    bool for_strangers = false;  ///< of a server that is for its members only
    std::vector<Datum> (*data)() = [] { return std::vector<Datum>{}; };
};
std::vector<Datum> metrics_data() {
    return {{"/api/v1/metrics", schema::to_text(domain::metric_list())}};
}
/// One line per page.
const std::array drawn_pages{
    DrawnPage{"/about", "Method", "How lem measures",
              "What each number is, and how results are checked.", false, metrics_data},
    DrawnPage{"/sign-in", "", "Sign in", "Sign in to publish results and to see what is yours.",
              true},
    DrawnPage{"/set-password", "", "Set a password", "Set the password of a local account.", true},
    DrawnPage{"/device", "", "Let a program act for you",
              "Compare the code that lem login shows, and decide."},
    DrawnPage{"/account", "", "Your account", "Results, tokens and signed-in browsers."},
    DrawnPage{"/analysis", "", "Analysis",
              "Operating curves, distributions, effects, scaling and trends of all results."},
    DrawnPage{"/method/run", "", "A run", "The phases of a run, warm-up and the steady window."},
    DrawnPage{"/method/load", "", "Load", "How requests arrive, and what they contain."},
    DrawnPage{"/method/energy", "", "Energy", "Where energy comes from, and how sure it is."},
    DrawnPage{"/method/latency", "", "Latency", "First token, time per token, percentiles."},
    DrawnPage{"/method/compute", "", "Compute and memory", "Model FLOPs, MFU, MBU and memory."},
    DrawnPage{"/method/statistics", "", "Statistics", "Means, intervals, outliers and grades."},
    DrawnPage{"/method/comparing", "", "Comparing results", "What may be compared, and how."},
    DrawnPage{"/method/checks", "", "Checks", "What is recomputed before a result is believed."},
    DrawnPage{"/method/checks-arithmetic", "", "Checks: arithmetic",
              "Each check of a document against itself, with an example and what to do."},
    DrawnPage{"/method/checks-energy", "", "Checks: energy and power",
              "Each check of energy and power, with an example and what to do."},
    DrawnPage{"/method/checks-capacity", "", "Checks: capacity of the devices",
              "Each check of what devices can hold and run, with an example and what to do."},
    DrawnPage{"/method/checks-statistics", "", "Checks: statistics",
              "Each check of the repetitions, with an example and what to do."},
    DrawnPage{"/method/provenance", "", "Provenance",
              "What signatures and the log of accepted results prove."},
    DrawnPage{"/method/glossary", "", "Glossary", "The words of the measurements."},
};

std::vector<NavigationLink> navigation(bool with_submit) {
    std::vector<NavigationLink> links{{"/", "Leaderboard"},
                                      {"/models", "Models"},
                                      {"/hardware", "Hardware"},
                                      {"/compare", "Compare"},
                                      {"/analysis", "Analysis"}};
    if (with_submit) links.push_back({"/submit", "Submit"});
    for (const DrawnPage& page : drawn_pages)
        if (!page.label.empty()) links.push_back({page.path, page.label});
    return links;
}

Response render(const Sources& sources, Page page) {
    Frame frame{.navigation = navigation(!sources.private_view),
                .has_accounts = !sources.private_view};
    if (sources.private_view) {
        const PrivateView view = sources.private_view.state();
        ResultFiles files;
        page.data.push_back({"/api/v1/private-view", schema::to_text(view)});
        if (!page.result_id.empty()) {
            files = sources.private_view.files_of(page.result_id);
            page.data.push_back(
                {"/api/v1/private-view/results/" + page.result_id, schema::to_text(files)});
        }
        frame.notice = private_notice(view, files);
    }
    Response response =
        http::html_response(page.status, page_text(sources.shell->html(), page, frame));
    response.cache_control = "no-cache";
    response.content_security_policy = sources.shell->policy();
    return response;
}

domain::LeaderboardQuery with_facets(domain::LeaderboardQuery query) {
    query.facets = counted_facets();
    return query;
}

Response leaderboard_page(const Request& request, const Sources& sources) {
    View view = read_view(request.query);
    domain::LeaderboardPage page;
    try {
        page = sources.leaderboard.query(with_facets(view.query));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::bad_request || !view.query.cursor) throw;
        // The cursor is of another view: show its first page.
        view.query.cursor.reset();
        page = sources.leaderboard.query(with_facets(view.query));
    }
    const std::string query = schema::to_query_text(schema::to_parameters(with_facets(view.query)));
    const domain::SiteStats stats = sources.leaderboard.stats();
    Page answer{.title = "Energy efficiency of LLM inference \u00b7 lem",
                .description =
                    "Measured energy per token of language models on real hardware, "
                    "with the uncertainty of every figure.",
                .main = board_page_html(page, stats, view, static_cast<bool>(sources.private_view)),
                .path = "/",
                .data = {{"/api/v1/stats", schema::to_text(stats)}}};
    // The application starts at the first page.
    if (!view.query.cursor)
        answer.data.push_back({"/api/v1/leaderboard?" + query, schema::to_text(page)});
    return render(sources, answer);
}

Response result_page(const Request& request, const std::string& id, const Sources& sources) {
    try {
        return render(sources, result_answer(id, sources.results, sources.leaderboard));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return not_found_page(request, sources);
    }
}

/// nullopt if there is no such model or hardware.
std::optional<Response> item_page(const ItemRoute& item, const std::string& id,
                                  const Request& request, const Sources& sources) {
    try {
        Page page = item.page(sources.leaderboard, id, request.query);
        if (page.moved_to.empty()) return render(sources, std::move(page));
        Response moved;
        moved.status = 303;
        moved.headers.push_back(
            {"Location",
             page.moved_to + (request.raw_query.empty() ? "" : "?" + request.raw_query)});
        moved.cache_control = "no-cache";
        return moved;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return std::nullopt;
    }
}

Response saved_view(const Request& request, const std::string& id, const Sources& sources) {
    const bool of_today = std::ranges::any_of(request.query, [](const auto& parameter) {
        return parameter.name == "answer" && parameter.value == "today";
    });
    try {
        domain::SavedView view = sources.views.view(id);
        if (!of_today) return render(sources, saved_view_page(view, nullptr));
        domain::AskedAnswer today;
        try {
            today = asked_answer({.path = view.path, .query = view.query, .rows = view.rows},
                                 {sources.leaderboard, sources.compare});
        } catch (const Error& error) {
            if (error.code() != ErrorCode::bad_request && error.code() != ErrorCode::not_found)
                throw;
            view.withheld = "The question has no answer today. " + error.message();
        }
        return render(sources, saved_view_page(view, &today.answer));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return not_found_page(request, sources);
    }
}

struct SubmitView {
    domain::Principal visitor;
    std::optional<domain::CheckReport> report = {};
    std::string refusal = {};
    int status = 200;
};

Response submit_page(const Sources& sources, const SubmitView& view) {
    Response response =
        render(sources, {.title = "Submit results \u00b7 lem",
                         .description = "Check and publish a measured result.",
                         .main = submit_page_html(view.visitor, view.report, view.refusal),
                         .path = "/submit",
                         .status = view.status});
    response.content_security_policy = sources.shell->submit_policy();
    return response;
}

/// The submit page with what is wrong, for errors before and in the use case.
std::function<Response(const Request&, const Error&)> submit_refusal(const Sources& sources) {
    return [sources](const Request& request, const Error& error) {
        std::string refusal = error.message();
        for (const auto& [pointer, message] : error.violations())
            refusal += " " + pointer + " " + message + ".";
        Response page = submit_page(sources, {.visitor = request.caller.as<domain::Principal>(),
                                              .refusal = refusal,
                                              .status = traits_of(error.code()).http_status});
        page.cache_control.clear();
        return page;
    };
}

Response checked_page(const Request& request, const Sources& sources) {
    const domain::CheckReport report = sources.results.check(*read_submit_form(request).file);
    return submit_page(sources, {.visitor = request.caller.as<domain::Principal>(),
                                 .report = report,
                                 .status = report.acceptable ? 200 : 422});
}

Response published_page(const Request& request, const Sources& sources) {
    const auto principal = request.caller.as<domain::Principal>();
    const SubmitForm form = read_submit_form(request);
    if (!form.licence)
        throw Error(ErrorCode::bad_request,
                    "To publish, say that you measured this or may publish it.");
    const domain::CheckReport report = sources.results.check(*form.file);
    if (!report.acceptable)
        return submit_page(sources, {.visitor = principal, .report = report, .status = 422});
    Response response;
    response.status = 303;
    response.headers.push_back({"Location", sources.results.submit(principal, *form.file).url});
    return response;
}

void add_submit_routes(http::Api& api, const Sources& sources) {
    const auto is_bulky = [](const blob::StagedFile&) { return true; };  // fully in memory
    const std::vector<std::string> form{"multipart/form-data"};
    api.get("/submit")
        .scope(http::anyone)
        .in_memory()
        .cached()
        .sends("text/html", [sources](auto& call) {
            return submit_page(sources, {.visitor = call.template principal<domain::Principal>()});
        });
    api.post("/submit")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .template upload<http::Nothing>(form, limits::bundle_bytes_max, is_bulky)
        .refuses_with(submit_refusal(sources))
        .sends("text/html", [sources](auto& call) { return checked_page(call.request, sources); });
    api.post("/submit/publish")
        .scope(domain::Scope::results_write)
        .rate(http::RateClass::submit)
        .template upload<http::Nothing>(form, limits::bundle_bytes_max, is_bulky)
        .refuses_with(submit_refusal(sources))
        .sends("text/html",
               [sources](auto& call) { return published_page(call.request, sources); });
}

/// For addresses of files: names of models and hardware may end as an extension does.
std::optional<Response> page_of_item(const Sources& sources, std::string_view path,
                                     const std::string& id, const Request& request) {
    const auto item = std::ranges::find(explorer_items, path, &ItemRoute::path);
    if (item == explorer_items.end()) return std::nullopt;  // results, whose ids have no dot
    return item_page(*item, id, request, sources);
}

}  // namespace

std::function<Response(const Request&, const Error&)> error_page(const Sources& sources) {
    return [sources](const Request& request, const Error& error) {
        const ErrorTraits& traits = traits_of(error.code());
        const std::string title(traits.title);
        Response page = render(
            sources, {.title = title + " \u00b7 lem",
                      .description = "The page cannot be shown.",
                      .main = el("main", {{"class", "layout-page layout-main"}, {"id", "main"}},
                                 el("h1", title),
                                 el("p", {{"class", "layout-lead"}},
                                    error.message() + " (request " + request.request_id + ")")),
                      .status = traits.http_status});
        page.cache_control.clear();
        return page;
    };
}

Response not_found_page(const Request& request, const Sources& sources) {
    if (!request.prefers_html())
        throw Error(ErrorCode::not_found,
                    "There is nothing at " + request.path.substr(0, 200) + ".");
    return render(sources,
                  {.title = "Not found \u00b7 lem",
                   .description = "There is nothing at this address.",
                   .main = el("main", {{"class", "layout-page layout-main"}, {"id", "main"}},
                              el("h1", "There is no such page"),
                              el("p", {{"class", "layout-lead"}}, "The address may be mistyped. ",
                                 el("a", {{"href", "/"}}, "To the leaderboard"))),
                   .status = 404});
}

namespace {

void add_drawn_pages(http::Api& api, const Sources& sources) {
    for (const DrawnPage& drawn : drawn_pages) {
        auto route =
            api.get(std::string(drawn.path)).scope(http::anyone).refuses_with(error_page(sources));
        (drawn.for_strangers ? std::move(route).for_strangers() : std::move(route))
            .in_memory()
            .cached()
            .sends("text/html", [sources, drawn](auto&) {
                const std::vector<Datum> data = drawn.data();
                return render(sources, {.title = std::string(drawn.title) + " \u00b7 lem",
                                        .description = std::string(drawn.description),
                                        .main = drawn_main(data),
                                        .path = std::string(drawn.path),
                                        .data = data});
            });
    }
}

}  // namespace

void add_routes(http::Api& api, Sources sources) {
    const auto page = [&api, &sources](std::string pattern) {
        return api.get(std::move(pattern)).scope(http::anyone).refuses_with(error_page(sources));
    };
    page("/")
        .in_memory()
        .cached(domain::topics::shown_rows)
        .sends("text/html",
               [sources](auto& call) { return leaderboard_page(call.request, sources); });
    exports::add_routes(
        api, sources,
        [sources](std::string_view path, const std::string& id, const Request& request) {
            return page_of_item(sources, path, id, request);
        });
    page("/results/{id}")
        .template path<domain::ResultId>()
        .cached(domain::topics::shown_rows)
        .sends("text/html", [sources](auto& call, const domain::ResultId& id) {
            return result_page(call.request, id.text, sources);
        });
    page("/compare")
        .rate(http::RateClass::check)
        .cached(domain::topics::shown_rows)
        .sends("text/html", [sources](auto& call) {
            return render(sources,
                          compare_answer(call.request.query,
                                         {sources.compare, sources.results, sources.leaderboard}));
        });
    if (!sources.private_view)
        page("/v/{id}")
            .template path<std::string>()
            .rate(http::RateClass::check)
            .cached(domain::topics::shown_views)
            .sends("text/html", [sources](auto& call, const std::string& id) {
                return saved_view(call.request, id, sources);
            });
    for (const auto& [path, make] : explorer_lists)
        page(std::string(path))
            .cached(domain::topics::shown_rows)
            .sends("text/html", [sources, make](auto& call) {
                return render(sources, make(sources.leaderboard, call.request.query));
            });
    for (const ItemRoute& item : explorer_items)
        page(std::string(item.path))
            .template path<std::string>()
            .cached(domain::topics::shown_rows)
            .sends("text/html", [sources, item](auto& call, const std::string& id) {
                auto found = item_page(item, id, call.request, sources);
                return found ? std::move(*found) : not_found_page(call.request, sources);
            });
    if (!sources.private_view) add_submit_routes(api, sources);
    page("/api/docs").in_memory().cached().sends("text/html", [sources](auto& call) {
        auto file = sources.web.get(call.request, "docs.html");
        return file ? std::move(*file) : not_found_page(call.request, sources);
    });
    page("/changes").in_memory().cached().sends("text/html", [sources](auto&) {
        return render(sources, changes_page(change_log()));
    });
    add_drawn_pages(api, sources);
}

}  // namespace lem::pages
