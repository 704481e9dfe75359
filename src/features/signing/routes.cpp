#include "features/signing/routes.hpp"

#include "domain/board/leaderboard.hpp"
#include "features/signing/account_keys.hpp"
#include "features/signing/transparency_log.hpp"
#include "platform/http/api/api.hpp"

namespace lem::signing {
namespace {

using http::Response;

void add_keys(http::Api& api, AccountKeys& keys) {
    api.get("/api/v1/keys")
        .named("list_keys", "Public keys of accounts", "signing")
        .scope(http::anyone)
        .query<domain::AccountKeyQuery>()
        .answers<domain::AccountKeyList>([&keys](auto& call) { return keys.list(call.query); });
    api.post("/api/v1/keys")
        .named("register_key",
               "Make a public key one of the caller's account; a registered one is given back (200 "
               "instead of 201)",
               "signing")
        .scope(domain::Scope::results_write)
        .rate(http::RateClass::submit)
        .status({201, 200})
        .body<domain::KeyRegistration>()
        .answers<domain::AccountKey>([&keys](auto& call) {
            auto [key, is_new] = keys.add(call.template principal<domain::Principal>(), call.body);
            return http::Answer<domain::AccountKey>{.value = std::move(key),
                                                    .status = is_new ? 201 : 200};
        });
    api.remove("/api/v1/keys/{id}")
        .path<std::string>()
        .named("revoke_key", "Revoke a key; what was published before stays signed", "signing")
        .scope(domain::Scope::results_write)
        .rate(http::RateClass::submit)
        .answers<domain::AccountKey>([&keys](auto& call, const std::string& id) {
            return keys.revoke(call.template principal<domain::Principal>(), id);
        });
}

void add_log(http::Api& api, TransparencyLog& log) {
    api.get("/log/key")
        .named("get_log_key", "The key that signs the log's checkpoints", "signing")
        .scope(http::anyone)
        .in_memory()
        .sends("text/plain",
               [&log](auto&) { return http::text_response(200, text_of(log.key()) + "\n"); });
    api.get("/log/checkpoint")
        .named("get_log_checkpoint", "The signed checkpoint of the log (C2SP tlog-checkpoint)",
               "signing")
        .scope(http::anyone)
        .sends("text/plain", [&log](auto&) { return http::text_response(200, log.checkpoint()); });
    // LEVEL/INDEX or entries/INDEX (C2SP tlog-tiles). OpenAPI has no parameter with slashes.
    api.get("/log/tile/{path...}")
        .scope(http::anyone)
        .sends("application/octet-stream", [&log](auto& call) {
            constexpr std::string_view folder = "/log/";
            const auto name =
                domain::read_tile_path(std::string_view(call.request.path).substr(folder.size()));
            auto tile = name ? log.tile(*name) : std::nullopt;
            if (!tile) throw Error(ErrorCode::not_found, "The log has no such tile.");
            Response response;
            response.content_type = "application/octet-stream";
            response.body = std::move(*tile);
            response.cache_control = "public, max-age=31536000, immutable";
            return response;
        });
    api.get("/api/v1/log")
        .named("find_in_log", "Where the log has a document", "signing")
        .scope(http::anyone)
        .query<domain::LogQuery>()
        .answers<domain::LogPosition>([&log](auto& call) {
            return domain::LogPosition{.index = log.find_document(call.query.document_sha256)};
        });
    api.get("/api/v1/results/{id}/attestation")
        .path<domain::ResultId>()
        .named(
            "get_result_attestation",
            "The server's own signature under a result that it accepted: an in-toto statement in "
            "a DSSE envelope",
            "signing")
        .scope(http::anyone)
        .answers<domain::DsseEnvelope>(
            [&log](auto&, const domain::ResultId& id) { return log.attestation(id.text); });
}

}  // namespace

void add_routes(http::Api& api, AccountKeys& keys, TransparencyLog& log) {
    add_keys(api, keys);
    add_log(api, log);
}

}  // namespace lem::signing
