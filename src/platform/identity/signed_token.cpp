#include "platform/identity/signed_token.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "platform/identity/foreign_answer.hpp"

#include <algorithm>
#include <array>
#include <cjose/cjose.h>
#include <memory>

namespace lem::identity {
namespace {

using schema::json;

struct Algorithm {
    std::string_view name;
    std::string_view key_type;  // `kty`
    std::string_view curve;     // `crv`; empty for RSA
};
constexpr std::array algorithms{
    Algorithm{"RS256", "RSA", ""},     Algorithm{"RS384", "RSA", ""},
    Algorithm{"RS512", "RSA", ""},     Algorithm{"PS256", "RSA", ""},
    Algorithm{"PS384", "RSA", ""},     Algorithm{"PS512", "RSA", ""},
    Algorithm{"ES256", "EC", "P-256"}, Algorithm{"ES384", "EC", "P-384"},
    Algorithm{"ES512", "EC", "P-521"}};

const Algorithm* algorithm_of(std::string_view name) {
    const auto* found = std::ranges::find(algorithms, name, &Algorithm::name);
    return found == algorithms.end() ? nullptr : found;
}

Error refused(const std::string& cause) {
    return Error(
               ErrorCode::unauthenticated,
               "The token that says who you are is not to be trusted. Sign in again; if that does "
               "not help, tell the operator of this server.")
        .because(cause);
}

struct Closers {
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
    void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};
using Key = std::unique_ptr<cjose_jwk_t, Closers>;

bool is_strong_rsa(const json& key) {
    constexpr std::size_t bytes_min = 256, bytes_max = 2'048, exponent_bytes_max = 8;
    const auto modulus = text::from_base64url(text_of(key, "n"));
    const auto exponent = text::from_base64url(text_of(key, "e"));
    return modulus && modulus->size() >= bytes_min && modulus->size() <= bytes_max && exponent &&
           exponent->size() <= exponent_bytes_max;
}

/// May this key have signed the token? Only the key's own words count, not those of the token.
bool fits(const json& key, const SignedToken& token, const Algorithm& algorithm) {
    const auto absent_or = [&](const char* member, std::string_view wanted) {
        return key.is_object() && (!key.contains(member) || text_of(key, member) == wanted);
    };
    return text_of(key, "kty") == algorithm.key_type && absent_or("use", "sig") &&
           absent_or("alg", token.algorithm) &&
           (token.key_id.empty() || text_of(key, "kid") == token.key_id) &&
           (algorithm.curve.empty() ? is_strong_rsa(key) : text_of(key, "crv") == algorithm.curve);
}

/// Only the public half of the key, so that nothing else of the document reaches the library.
Key imported(const json& key) {
    json plain = json::object();
    for (const char* member : {"kty", "n", "e", "crv", "x", "y"}) {
        if (std::string text = text_of(key, member); !text.empty()) plain[member] = std::move(text);
    }
    const std::string text = plain.dump();
    cjose_err ignored{};
    return Key(cjose_jwk_import(text.data(), text.size(), &ignored));
}

/// The signed bytes, if this key signed them.
std::optional<std::string> verified_content(const SignedToken& token, const json& key) {
    cjose_err ignored{};
    const Key imported_key = imported(key);
    // A token of its own for each key: the library keeps the outcome in it.
    const std::unique_ptr<cjose_jws_t, Closers> jws(
        cjose_jws_import(token.text.data(), token.text.size(), &ignored));
    if (!jws) throw refused("it cannot be read");
    if (!imported_key || !cjose_jws_verify(jws.get(), imported_key.get(), &ignored))
        return std::nullopt;
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &ignored))
        throw refused("it has no content");
    return std::string(reinterpret_cast<const char*>(bytes), size);
}

json object_of(std::string_view text, const char* what) {
    auto parsed = schema::parse(text);
    if (!parsed || !parsed->is_object()) throw refused(std::string(what) + " is no JSON object");
    return *std::move(parsed);
}

/// Seconds since 1970 as milliseconds; nullopt if absent. Not all issuers write whole numbers.
std::optional<double> time_ms(const json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end()) return std::nullopt;
    if (!found->is_number()) throw refused(std::string(name) + " is no number");
    constexpr double ms_per_second = 1000;
    return found->get<double>() * ms_per_second;
}

void require_time(const json& claims, Milliseconds now_ms) {
    const auto now = static_cast<double>(now_ms);
    const auto apart =
        static_cast<double>(std::chrono::milliseconds(limits::clocks_apart_max).count());
    const auto expires = time_ms(claims, "exp"), issued = time_ms(claims, "iat"),
               begins = time_ms(claims, "nbf");
    if (!expires || !issued) throw refused("it does not say when it was issued or ends");
    if (now >= *expires + apart)
        throw Error(ErrorCode::unauthenticated, "The token is no longer valid. Ask for a new one.")
            .because("it ended before");
    if (*issued > now + apart || begins.value_or(0) > now + apart)
        throw refused("it is from the future: do the clocks differ by more than five minutes?");
}

}  // namespace

SignedToken read_signed_token(std::string_view text) {
    if (text.size() > limits::id_token_bytes_max) throw refused("it is too long");
    if (std::ranges::count(text, '.') != 2) throw refused("it does not have three parts");
    const auto head_text = text::from_base64url(text.substr(0, text.find('.')));
    if (!head_text) throw refused("its head is not base64url");
    const json head = object_of(*head_text, "its head");
    SignedToken token{.text = std::string(text),
                      .algorithm = text_of(head, "alg"),
                      .key_id = text_of(head, "kid")};
    constexpr std::size_t shown_bytes_max = 20;
    if (algorithm_of(token.algorithm) == nullptr)
        throw refused("it is signed by \"" + text::cut(token.algorithm, shown_bytes_max) +
                      "\", which lem does not accept");
    if (head.contains("crit")) throw refused("its head has members that must be understood");
    return token;
}

std::optional<json> verified_claims(const SignedToken& token, const json& keys) {
    const Algorithm* algorithm = algorithm_of(token.algorithm);
    const auto list = keys.is_object() ? keys.find("keys") : keys.end();
    if (list == keys.end() || !list->is_array() || algorithm == nullptr) return std::nullopt;
    bool tried = false;
    std::size_t seen = 0;
    for (const json& key : *list) {
        if (++seen > limits::issuer_keys_max) break;
        if (!fits(key, token, *algorithm)) continue;
        tried = true;
        if (const auto content = verified_content(token, key))
            return object_of(*content, "its content");
    }
    if (tried) throw refused("its signature is wrong");
    return std::nullopt;
}

void require_claims(const json& claims, const ExpectedClaims& expected, Milliseconds now_ms) {
    if (text_of(claims, "iss") != expected.issuer) throw refused("another issuer made it");
    const std::vector<std::string> audiences = texts_of(claims, "aud");
    if (std::ranges::count(audiences, expected.audience) == 0)
        throw refused("it is meant for somebody else");
    if (expected.for_one_client) {
        const bool names_party = claims.contains("azp");
        if ((audiences.size() > 1 || names_party) && text_of(claims, "azp") != expected.audience)
            throw refused("another party is authorized by it");
    }
    if (expected.nonce && (expected.nonce->empty() || text_of(claims, "nonce") != *expected.nonce))
        throw refused("it belongs to another sign-in");
    require_time(claims, now_ms);
}

}  // namespace lem::identity
