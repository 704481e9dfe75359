#pragma once
/// What GitHub's OAuth and OpenID Connect have in common: a code is exchanged for a token (RFC
/// 6749, 4.1.3), and a token asks who its owner is. Thread-safe. Every Error has words for the
/// person who signs in, and what the operator needs as its cause; neither holds a secret.

#include "platform/http/outbound.hpp"
#include "schema/json.hpp"
#include "schema/query.hpp"

namespace lem::identity {

struct TokenRequest {
    std::string service;  // as people call it
    std::string url;
    schema::Parameters form;
    std::string authorization = {};  // the value of that header, if any
};

/// The object that holds the tokens. Throws Error: `unauthenticated` if the code is not accepted,
/// `unavailable` if the service is down, slow, or does not accept lem itself.
schema::json exchange_code(const TokenRequest& request, const http::Outbound& outbound);

/// The answer with status 200 to a GET with the token; nullopt if its owner did not allow the
/// question. Throws Error(unauthenticated, unavailable).
std::optional<http::ClientResponse> ask_as_bearer(const std::string& service,
                                                  const std::string& url, const std::string& token,
                                                  const http::Outbound& outbound);

/// The answer with status 200 to a GET without credentials. Throws Error(unavailable).
http::ClientResponse ask(const std::string& service, const std::string& url,
                         const http::Outbound& outbound);

/// "GitHub does not answer at the moment. Try again in a few minutes.", as Error(unavailable).
Error no_answer(const std::string& service, const std::string& cause);

}  // namespace lem::identity
