#include "features/results/routes.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "features/results/results.hpp"
#include "features/results/upload.hpp"
#include "platform/http/api/api.hpp"

namespace lem::results {
namespace {

using http::Response;

const std::vector<std::string> upload_types{"application/json", std::string(bundle_media_type),
                                            "application/zstd", "application/octet-stream"};

/// Result files of other programs. Their names and types say little; the content decides.
const std::vector<std::string> importable_types{"application/json", "application/x-ndjson",
                                                "text/csv",         "text/plain",
                                                "text/markdown",    "application/octet-stream"};

bool is_bundle(const blob::StagedFile& file) {
    return archive::is_bundle(file.first_bytes);
}

/// Uploaded files: a browser must never render one as a page of this site.
Response download(Results::Download file, const std::string& name) {
    Response response;
    response.content_type = file.media_type;
    if (auto* path = std::get_if<std::filesystem::path>(&file.content))
        response.body =
            http::FileBody{std::move(*path), static_cast<std::uint64_t>(file.size_bytes)};
    else
        response.body = std::get<std::string>(std::move(file.content));
    response.compressible = false;  // the bytes as they are stored
    response.etag = '"' + file.sha256 + '"';
    response.cache_control = "public, max-age=31536000, immutable";
    response.content_security_policy = "default-src 'none'; sandbox";
    response.headers.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
    return response;
}

void add_reading(http::Api& api, Results& results) {
    api.get("/api/v1/results")
        .named("list_results", "Results, newest first", "results")
        .scope(http::anyone)
        .query<domain::ResultListQuery>()
        .cached(domain::topics::shown_rows)
        .answers<domain::ResultList>([&results](auto& call) {
            return http::Answer<domain::ResultList>{.value = results.list(call.query),
                                                    .cache_control = "public, no-cache"};
        });
    api.get("/api/v1/account/results")
        .named("list_own_results", "The results of the caller's account in any state, newest first",
               "results")
        .scope(domain::Scope::results_write)
        .query<domain::ResultListQuery>()
        .answers<domain::ResultList>([&results](auto& call) {
            return results.list_own(call.template principal<domain::Principal>(), call.query);
        });
    api.get("/api/v1/results/{id}")
        .path<domain::ResultId>()
        .named("get_result", "Everything about a result", "results")
        .scope(http::anyone)
        .cached(domain::topics::shown_rows)
        .answers<domain::ResultDetail>([&results](auto&, const domain::ResultId& id) {
            return http::Answer<domain::ResultDetail>{.value = results.detail(id.text),
                                                      .cache_control = "public, max-age=15"};
        });
    api.get("/api/v1/results/{id}/document")
        .path<domain::ResultId>()
        .named("get_result_document", "The bytes exactly as they were submitted", "results")
        .scope(http::anyone)
        .sends("application/octet-stream", [&results](auto&, const domain::ResultId& id) {
            auto original = results.original(id.text);
            const bool bundle = original.media_type == bundle_media_type;
            return download(std::move(original), id.text + (bundle ? ".lem" : ".json"));
        });
    api.get("/api/v1/results/{id}/files/{name}")
        .path<domain::ResultId, std::string>()
        .named("get_result_file", "A file of the bundle", "results")
        .scope(http::anyone)
        .sends("application/octet-stream",
               [&results](auto&, const domain::ResultId& id, const std::string& name) {
                   return download(results.file(id.text, name), name);
               });
}

void add_writing(http::Api& api, Results& results) {
    api.post("/api/v1/results")
        .named("submit_result",
               "Submit a result document or a bundle; the same bytes give the same id (200 instead "
               "of 201)",
               "results")
        .scope(domain::Scope::results_write)
        .rate(http::RateClass::submit)
        .upload<domain::Result>(upload_types, limits::bundle_bytes_max, is_bundle)
        .status({201, 200})
        .answers<domain::Receipt>([&results, base = api.routes().base_path()](auto& call) {
            domain::Receipt receipt =
                results.submit(call.template principal<domain::Principal>(), call.upload());
            receipt.url.insert(0, base);
            const std::string location = "/api/v1/results/" + receipt.id.text;
            const int status = receipt.created ? 201 : 200;
            return http::Answer<domain::Receipt>{
                .value = std::move(receipt), .status = status, .headers = {{"Location", location}}};
        });
    api.post("/api/v1/results/check")
        .named("check_result", "Check a submission without storing it", "results")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .upload<domain::Result>(upload_types, limits::bundle_bytes_max, is_bundle)
        .answers<domain::CheckReport>(
            [&results](auto& call) { return results.check(call.upload()); });
    api.post("/api/v1/results/import")
        .named("import_results",
               "Turn another program's result file into documents that can be submitted, each with "
               "its check; nothing is stored",
               "results")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .query<interchange::GivenFacts>()
        .upload<http::Nothing>(importable_types, limits::reported_file_bytes_max, is_bundle)
        .answers<interchange::FileReport>(
            [&results](auto& call) { return results.report_on(call.upload(), call.query); });
    api.remove("/api/v1/results/{id}")
        .path<domain::ResultId>()
        .named("withdraw_result",
               "Withdraw a result; it stays visible as withdrawn, with the reason", "results")
        .scope(domain::Scope::results_write)
        .rate(http::RateClass::submit)
        .body<domain::Withdrawal>()
        .answers<domain::ResultDetail>([&results](auto& call, const domain::ResultId& id) {
            results.withdraw(call.template principal<domain::Principal>(), id.text,
                             call.body.reason);
            return results.detail(id.text);
        });
}

}  // namespace

void add_routes(http::Api& api, Results& results) {
    add_reading(api, results);
    add_writing(api, results);
}

}  // namespace lem::results
