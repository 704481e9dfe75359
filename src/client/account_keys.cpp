#include "client/account_keys.hpp"

#include "base/text.hpp"
#include "client/answer.hpp"
#include "domain/signing/signed_note.hpp"
#include "schema/write.hpp"

namespace lem::client {
namespace {

/// The part of a session's description that is needed here.
struct TokenOwner {
    std::optional<std::string> account;
};

}  // namespace
}  // namespace lem::client

namespace lem::schema {

template <>
struct description<client::TokenOwner> {
    using T = client::TokenOwner;
    static constexpr auto record = schema::record(
        "TokenOwner", "The account of a token.",
        field("account", &T::account, {.doc = "Its name; null for an anonymous caller."}));
};

}  // namespace lem::schema

namespace lem::client {
namespace {

http::ClientRequest request_of(const Credentials& credentials, const std::string& method,
                               const std::string& path, std::string body = {}) {
    http::ClientRequest request{.method = method,
                                .url = credentials.server + path,
                                .headers = {{"Authorization", "Bearer " + credentials.token}},
                                .body = std::move(body),
                                .response_bytes_max = limits::mib};
    if (!request.body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    return request;
}

std::string answer_to(const http::ClientRequest& request) {
    http::ClientResponse response = http::fetch(request);
    if (response.status < 200 || response.status >= 300)
        throw read_refusal(request, response, 0).error;
    return std::move(response.body);
}

template <class Answer>
Answer read(const http::ClientRequest& request) {
    auto answer = schema::from_text<Answer>(answer_to(request), schema::UnknownMembers::ignored);
    if (!answer)
        throw Error(ErrorCode::bad_request, request.url + " did not answer as a lem server does.",
                    std::move(answer.error()));
    return std::move(*answer);
}

}  // namespace

domain::AccountKey register_key(const Credentials& credentials, const SigningKey& key) {
    const auto owner = read<TokenOwner>(request_of(credentials, "GET", "/api/v1/session"));
    if (!owner.account) throw Error(ErrorCode::unauthenticated, "The token belongs to no account.");
    const auto log = domain::read_note_key(answer_to(request_of(credentials, "GET", "/log/key")));
    if (!log)
        throw Error(ErrorCode::bad_request,
                    credentials.server + "/log/key is not the key of a log.");
    const domain::KeyClaim claim{
        .account = *owner.account, .log = log->name, .key = domain::text_of(key.public_key())};
    const domain::KeyRegistration registration{
        .name = key.name,
        .claim =
            domain::sign_envelope(domain::key_claim_media_type, schema::to_text(claim), key.seed)};
    return read<domain::AccountKey>(
        request_of(credentials, "POST", "/api/v1/keys", schema::to_text(registration)));
}

domain::AccountKey revoke_key(const Credentials& credentials, const std::string& id) {
    // The id becomes part of an address.
    if (id.empty() || id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "0123456789_") != std::string::npos)
        throw Error(ErrorCode::bad_request,
                    "\"" + text::cut(id, 60) + "\" is not a key's id; it begins with key_.");
    return read<domain::AccountKey>(request_of(credentials, "DELETE", "/api/v1/keys/" + id));
}

}  // namespace lem::client
