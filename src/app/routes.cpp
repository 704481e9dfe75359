#include "app/routes.hpp"

#include "domain/checks/check_list.hpp"
#include "domain/result/metric_list.hpp"
#include "domain/result/result_wire.hpp"
#include "features/leaderboard/routes.hpp"
#include "features/results/routes.hpp"
#include "pages/routes.hpp"

namespace lem::app {
namespace {

using http::Execution, http::Nothing, http::Request, http::Response, http::Route;

void add_document(http::Api& api, std::string pattern, http::RouteDoc doc, std::string text,
                  bool documented) {
    const auto shared = std::make_shared<const std::string>(
        std::move(text));  // every answer points at the one text
    const auto answer = [shared](Request&) {
        Response response;
        response.content_type = "application/json";
        response.body = shared;
        response.cache_control = "public, max-age=3600";
        return response;
    };
    api.add_raw(Route{.method = "GET",
                      .pattern = std::move(pattern),
                      .scope = http::anyone,
                      .execution = Execution::on_event_thread,
                      .cached = true,
                      .content_types = {},
                      .doc = std::move(doc),
                      .handler = answer},
                "application/json", documented);
}

}  // namespace

void add_api_routes(http::Api& api, Features features) {
    results::add_routes(api, features.results);
    leaderboard::add_routes(api, features.leaderboard);
    api.add<Nothing, Nothing, domain::MetricList>(
        Route{.method = "GET",
              .pattern = "/api/v1/metrics",
              .scope = http::anyone,
              .execution = Execution::on_event_thread,
              .cached = true,
              .content_types = {},
              .doc = {"list_metrics", "The metrics and their definitions", "reference"},
              .handler = {}},
        [](http::Call<Nothing, Nothing>) {
            return http::Answer<domain::MetricList>{.value = domain::metric_list(),
                                                    .cache_control = "public, max-age=3600"};
        });
    api.add<Nothing, Nothing, domain::CheckList>(
        Route{.method = "GET",
              .pattern = "/api/v1/checks",
              .scope = Scope::anyone,
              .execution = Execution::on_event_thread,
              .cached = true,
              .content_types = {},
              .doc = {"list_checks", "The checks that every result goes through", "reference"},
              .handler = {}},
        [](http::Call<Nothing, Nothing>) {
            return http::Answer<domain::CheckList>{.value = domain::check_list(),
                                                   .cache_control = "public, max-age=3600"};
        });
    add_document(
        api, "/api/v1/schemas/experiment.json",
        {"get_experiment_schema", "JSON Schema of an experiment", "reference"},
        schema::schema_document<domain::Experiment>("/api/v1/schemas/experiment.json").dump(2) +
            "\n",
        true);
    add_document(
        api, "/api/v1/schemas/result.json",
        {"get_result_schema", "JSON Schema of a result", "reference"},
        schema::schema_document<domain::Result>("/api/v1/schemas/result.json").dump(2) + "\n",
        true);
    add_document(api, "/api/openapi.json", {}, api.openapi().dump(2) + "\n", false);
}

void add_page_routes(http::Api& api, Features features) {
    pages::add_routes(api,
                      {features.results, features.leaderboard, features.accounts, features.web});
    const auto asset_or_nothing = [&web = features.web](Request& request) {
        if (auto file = web.get(request, std::string_view(request.path).substr(1))) {
            // A worker lives under its own policy: this one compiles the checks.
            if (request.path.starts_with("/assets/check.worker"))
                file->content_security_policy =
                    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
            return std::move(*file);
        }
        return pages::not_found_page(request, web);
    };
    api.add_raw(Route{.method = "GET",
                      .pattern = "/{path...}",
                      .scope = http::anyone,
                      .execution = Execution::on_event_thread,
                      .content_types = {},
                      .doc = {},
                      .handler = asset_or_nothing},
                "text/html", false);
}

}  // namespace lem::app
