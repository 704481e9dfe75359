#include "app/routes.hpp"

#include "app/event_query.hpp"
#include "app/export.hpp"
#include "domain/board/topics.hpp"
#include "domain/checks/check_list.hpp"
#include "domain/experiment/progress.hpp"
#include "domain/result/metric_list.hpp"
#include "domain/result/result_wire.hpp"
#include "features/accounts/routes.hpp"
#include "features/audit/routes.hpp"
#include "features/compare/routes.hpp"
#include "features/leaderboard/routes.hpp"
#include "features/names/routes.hpp"
#include "features/results/routes.hpp"
#include "features/signing/routes.hpp"
#include "features/views/routes.hpp"
#include "pages/changes_page.hpp"
#include "pages/routes.hpp"

namespace lem::app {
namespace {

using http::Request, http::Response;

constexpr std::string_view an_hour = "public, max-age=3600";

/// Sends one text that all answers share.
auto document(std::string text) {
    return [shared = std::make_shared<const std::string>(std::move(text))](auto&) {
        Response response;
        response.content_type = "application/json";
        response.body = shared;
        response.cache_control = an_hour;
        return response;
    };
}

template <class T>
void add_schema(http::Api& api, const std::string& path, std::string name, std::string summary) {
    api.get(path)
        .named(std::move(name), std::move(summary), "reference")
        .scope(http::anyone)
        .in_memory()
        .cached()
        .sends("application/json", document(schema::schema_document<T>(path).dump(2) + "\n"));
}

void add_events(http::Api& api, http::EventLog& events) {
    api.get("/api/v1/events")
        .named("follow_events",
               "Changes as they happen: server-sent events or, when the request asks for the "
               "upgrade, the same over a WebSocket",
               "events")
        .scope(http::anyone)
        .query<EventQuery>()
        .in_memory()
        .sends("text/event-stream", [&events](auto& call) {
            std::vector<std::string>& topics = call.query.topics;
            for (const std::string& topic : topics) {
                if (std::ranges::count(domain::topics::all, topic) == 0)
                    throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                                {{"/topics", schema::one_of(domain::topics::all, topic)}});
            }
            const std::string_view last = call.request.header("last-event-id");
            return http::event_response(std::make_shared<http::EventStream>(
                events, std::move(topics),
                last.empty() ? std::string_view(call.query.after.value_or("")) : last));
        });
}

void add_private_view(http::Api& api, const pages::PrivateViewSource& view) {
    const auto require_private = [is_private = static_cast<bool>(view)] {
        if (!is_private) throw Error(ErrorCode::not_found, "This server is no private view.");
    };
    api.get("/api/v1/private-view")
        .named("get_private_view",
               "What a private view (lem view) shows; a server for everybody has none", "reference")
        .scope(http::anyone)
        .in_memory()
        .answers<pages::PrivateView>([require_private, view](auto&) {
            require_private();
            return view.state();
        });
    api.get("/api/v1/private-view/results/{id}")
        .named("get_private_files", "The files that a result of a private view was read from",
               "reference")
        .scope(http::anyone)
        .path<domain::ResultId>()
        .in_memory()
        .answers<pages::ResultFiles>([require_private, view](auto&, const domain::ResultId& id) {
            require_private();
            return view.files_of(id.text);
        });
}

}  // namespace

void add_api_routes(http::Api& api, Features features) {
    results::add_routes(api, features.results);
    leaderboard::add_routes(api, features.leaderboard);
    compare::add_routes(api, features.compare);
    add_private_view(api, features.private_view);
    if (!features.private_view) {
        accounts::add_routes(api, features.people);
        signing::add_routes(api, features.keys, features.log);
        audit::add_routes(api, features.audit);
    }
    names::add_routes(api, features.names);
    add_export(api, features.leaderboard, features.results);
    add_events(api, features.events);
    api.get("/api/v1/metrics")
        .named("list_metrics", "The metrics and their definitions", "reference")
        .scope(http::anyone)
        .in_memory()
        .cached()
        .answers<domain::MetricList>([](auto&) {
            return http::Answer<domain::MetricList>{.value = domain::metric_list(),
                                                    .cache_control = std::string(an_hour)};
        });
    api.get("/api/v1/checks")
        .named("list_checks", "The checks that every result goes through", "reference")
        .scope(http::anyone)
        .in_memory()
        .cached()
        .answers<domain::CheckList>([](auto&) {
            return http::Answer<domain::CheckList>{.value = domain::check_list(),
                                                   .cache_control = std::string(an_hour)};
        });
    api.get("/api/v1/changes")
        .named("list_changes", "What changed in the method, newest first", "reference")
        .scope(http::anyone)
        .in_memory()
        .cached()
        .answers<domain::ChangeLog>([](auto&) {
            return http::Answer<domain::ChangeLog>{.value = pages::change_log(),
                                                   .cache_control = std::string(an_hour)};
        });
    if (!features.private_view) views::add_routes(api, features.views);
    add_schema<domain::Experiment>(api, "/api/v1/schemas/experiment.json", "get_experiment_schema",
                                   "JSON Schema of an experiment");
    add_schema<domain::Result>(api, "/api/v1/schemas/result.json", "get_result_schema",
                               "JSON Schema of a result");
    add_schema<domain::Progress>(api, "/api/v1/schemas/progress.json", "get_progress_schema",
                                 "JSON Schema of a line of lem experiment --progress jsonl");
    api.get("/api/openapi.json")
        .scope(http::anyone)
        .in_memory()
        .cached()
        .sends("application/json", document(api.openapi().dump(2) + "\n"));
}

void add_page_routes(http::Api& api, Features features) {
    const pages::Sources sources{
        features.results,
        features.leaderboard,
        features.compare,
        features.views,
        features.web,
        features.clock,
        std::make_shared<const pages::Shell>(features.web.content("index.html").value_or("")),
        features.private_view};
    pages::add_routes(api, sources);
    if (!features.private_view)
        accounts::add_issuer_routes(api, features.people.sign_in,
                                    {features.public_url, pages::error_page(sources)});
    api.get("/{path...}")
        .scope(http::anyone)
        .for_strangers()
        .in_memory()
        .cached()
        .sends("text/html", [sources](auto& call) {
            const Request& request = call.request;
            auto file = sources.web.get(request, std::string_view(request.path).substr(1));
            if (!file) return pages::not_found_page(request, sources);
            // A worker has its own policy: this one compiles WebAssembly.
            if (request.path.starts_with("/assets/check.worker"))
                file->content_security_policy =
                    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
            return std::move(*file);
        });
}

}  // namespace lem::app
