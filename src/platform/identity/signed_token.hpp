#pragma once
/// JSON Web Tokens (RFC 7519) that an issuer signed: their signature and their claims. Pure;
/// thread-safe. Every Error is `unauthenticated`; its cause says which check failed.

#include "base/clock.hpp"
#include "schema/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lem::identity {

/// A token in its parts, not yet trusted.
struct SignedToken {
    std::string text;
    std::string algorithm;  // one that lem accepts
    std::string key_id;     // empty if the token names none
};

/// Throws Error unless it is a token signed by RSA or by an elliptic curve, of three parts, whose
/// head lem understands. Never "none", nor a shared secret (HS256): anybody could sign with those.
SignedToken read_signed_token(std::string_view text);

/// The claims, if one of the keys, a JWK Set (RFC 7517), has signed the token; nullopt if the set
/// has no such key. A key is used only for what it is for; RSA keys have 2,048 bits or more. Throws
/// Error if the signature or the content is wrong.
std::optional<schema::json> verified_claims(const SignedToken& token, const schema::json& keys);

/// What the claims of a token must say.
struct ExpectedClaims {
    std::string issuer;
    std::string audience;
    /// The token is for one client: with several audiences it must name it as the authorized party.
    bool for_one_client = false;
    std::optional<std::string> nonce = {};
};

/// Throws Error unless they say so and the token is valid now, give or take
/// limits::clocks_apart_max.
void require_claims(const schema::json& claims, const ExpectedClaims& expected,
                    Milliseconds now_ms);

}  // namespace lem::identity
