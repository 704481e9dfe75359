#include "platform/identity/issuer.hpp"

#include "platform/identity/code_exchange.hpp"
#include "platform/identity/foreign_answer.hpp"

namespace lem::identity {
namespace {

using schema::json;

std::string without_slash(std::string address) {
    if (address.ends_with('/')) address.pop_back();
    return address;
}

}  // namespace

Issuer::Issuer(std::string address, std::string service, const http::Outbound& outbound,
               const Clock& clock)
    : address_(std::move(address)),
      service_(std::move(service)),
      outbound_(outbound),
      clock_(clock) {}

const json& Issuer::fresh(Document& document, const std::string& url,
                          std::chrono::milliseconds age_max) {
    const Milliseconds now_ms = clock_.now_ms();
    const auto older = [&](const std::optional<Milliseconds>& at_ms,
                           std::chrono::milliseconds age) {
        return !at_ms || now_ms - *at_ms >= age.count();
    };
    if (!older(document.read_at_ms, age_max)) return document.content;
    if (!older(document.failed_at_ms, left_alone))
        throw no_answer(service_, "it did not answer some seconds ago");
    try {
        document.content = json_of(ask(service_, url, outbound_), service_);
        document.read_at_ms = now_ms;
        document.failed_at_ms.reset();
    } catch (const Error&) {
        document.failed_at_ms = now_ms;
        throw;
    }
    return document.content;
}

const json& Issuer::known_description() {
    const json& content =
        fresh(description_, without_slash(address_) + "/.well-known/openid-configuration",
              limits::issuer_documents_age_max);
    // Else another issuer could answer for this one (RFC 9207).
    if (text_of(content, "issuer") == address_) return content;
    description_.read_at_ms.reset();
    description_.failed_at_ms = clock_.now_ms();
    throw no_answer(service_, "its discovery document is of another issuer: " +
                                  text::cut(text_of(content, "issuer"), 100));
}

json Issuer::description() {
    const std::lock_guard lock(mutex_);
    return known_description();
}

std::optional<json> Issuer::with_keys(const SignedToken& token, std::chrono::milliseconds age_max) {
    const std::lock_guard lock(mutex_);
    const std::string url = text_of(known_description(), "jwks_uri");
    return verified_claims(token, fresh(keys_, url, age_max));
}

json Issuer::claims_of(std::string_view text, ExpectedClaims expected) {
    const SignedToken token = read_signed_token(text);
    std::optional<json> claims = with_keys(token, limits::issuer_documents_age_max);
    if (!claims) claims = with_keys(token, limits::issuer_keys_asked_again_after);
    if (!claims)
        throw Error(ErrorCode::unauthenticated,
                    service_ + " does not know the key of this token. Sign in again in a minute.")
            .because("no key of the set fits");
    expected.issuer = address_;
    require_claims(*claims, expected, clock_.now_ms());
    return *std::move(claims);
}

}  // namespace lem::identity
