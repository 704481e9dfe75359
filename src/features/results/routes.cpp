#include "features/results/routes.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "features/results/upload.hpp"

namespace lem::results {
namespace {

using http::Answer, http::Call, http::Nothing, http::Request, http::Response, http::Route;

const std::vector<std::string> upload_types{"application/json", std::string(bundle_media_type),
                                            "application/zstd", "application/octet-stream"};

bool is_bundle(const blob::StagedFile& file) {
    return archive::is_bundle(file.first_bytes);
}

/// Files of strangers: never rendered by a browser as a page of ours.
Response download(const Results::Download& file, const std::string& name) {
    Response response;
    response.content_type = file.media_type;
    response.body = http::FileBody{file.path, static_cast<std::uint64_t>(file.size_bytes)};
    response.etag = '"' + file.sha256 + '"';
    response.cache_control = "public, max-age=31536000, immutable";
    response.content_security_policy = "default-src 'none'; sandbox";
    response.headers.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
    return response;
}

void add_reading(http::Api& api, Results& results) {
    api.add<domain::ResultListQuery, Nothing, domain::ResultList>(
        Route{.method = "GET",
              .pattern = "/api/v1/results",
              .scope = http::anyone,
              .cached = true,
              .doc = {"list_results", "Results, newest first", "results"},
              .handler = {}},
        [&results](Call<domain::ResultListQuery, Nothing> call) {
            return Answer<domain::ResultList>{.value = results.list(call.query),
                                              .cache_control = "public, no-cache"};
        });
    api.add<Nothing, Nothing, domain::ResultDetail>(
        Route{.method = "GET",
              .pattern = "/api/v1/results/{id}",
              .scope = http::anyone,
              .cached = true,
              .doc = {"get_result", "Everything about a result", "results"},
              .handler = {}},
        [&results](Call<Nothing, Nothing> call) {
            auto detail = results.detail(std::string(call.request.path_parameter("id")));
            return Answer<domain::ResultDetail>{.value = std::move(detail),
                                                .cache_control = "public, max-age=15"};
        });
    api.add_raw(
        Route{.method = "GET",
              .pattern = "/api/v1/results/{id}/document",
              .scope = http::anyone,
              .doc = {"get_result_document", "The bytes exactly as they were submitted", "results"},
              .handler =
                  [&results](Request& request) {
                      const std::string id(request.path_parameter("id"));
                      const auto original = results.original(id);
                      return download(
                          original,
                          id + (original.media_type == bundle_media_type ? ".lem" : ".json"));
                  }},
        "application/octet-stream");
    api.add_raw(Route{.method = "GET",
                      .pattern = "/api/v1/results/{id}/files/{name}",
                      .scope = http::anyone,
                      .doc = {"get_result_file", "A file of the bundle", "results"},
                      .handler =
                          [&results](Request& request) {
                              const std::string name(request.path_parameter("name"));
                              const auto file =
                                  results.file(std::string(request.path_parameter("id")), name);
                              return download(file, name);
                          }},
                "application/octet-stream");
}

void add_writing(http::Api& api, Results& results) {
    api.add_upload<domain::Result, domain::Receipt>(
        Route{.method = "POST",
              .pattern = "/api/v1/results",
              .scope = domain::Scope::results_write,
              .body_mode = http::BodyMode::spooled,
              .body_bytes_max = limits::bundle_bytes_max,
              .is_bulky = is_bundle,
              .content_types = upload_types,
              .doc = {"submit_result",
                      "Submit a result document or a bundle; the same bytes give the same id (200 "
                      "instead of 201)",
                      "results",
                      {201, 200}},
              .handler = [&results](Request& request) {
                  const domain::Receipt receipt =
                      results.submit(request.caller.as<domain::Principal>(), *request.upload);
                  Response response =
                      http::json_response(receipt.created ? 201 : 200, schema::to_text(receipt));
                  response.headers.push_back({"Location", "/api/v1/results/" + receipt.id.text});
                  return response;
              }});
    api.add_upload<domain::Result, domain::CheckReport>(Route{
        .method = "POST",
        .pattern = "/api/v1/results/check",
        .scope = http::anyone,
        .body_mode = http::BodyMode::spooled,
        .body_bytes_max = limits::bundle_bytes_max,
        .is_bulky = is_bundle,
        .content_types = upload_types,
        .doc = {"check_result", "What would become of a submission; nothing is stored", "results"},
        .handler = [&results](Request& request) {
            return http::json_response(200, schema::to_text(results.check(*request.upload)));
        }});
    api.add<Nothing, domain::Withdrawal, domain::ResultDetail>(
        Route{.method = "DELETE",
              .pattern = "/api/v1/results/{id}",
              .scope = domain::Scope::results_write,
              .doc = {"withdraw_result",
                      "Take a result back; it stays visible as withdrawn, with the reason",
                      "results"},
              .handler = {}},
        [&results](Call<Nothing, domain::Withdrawal> call) {
            const std::string id(call.request.path_parameter("id"));
            results.withdraw(call.request.caller.as<domain::Principal>(), id, call.body.reason);
            return Answer<domain::ResultDetail>{.value = results.detail(id)};
        });
}

}  // namespace

void add_routes(http::Api& api, Results& results) {
    add_reading(api, results);
    add_writing(api, results);
}

}  // namespace lem::results
