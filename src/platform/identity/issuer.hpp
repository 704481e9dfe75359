#pragma once
/// An issuer of signed tokens: its addresses (OpenID Connect Discovery 1.0) and its keys. Both are
/// kept for an hour; a token with an unknown key makes lem ask for the keys again, twice a minute
/// at most, and an issuer that did not answer is left alone for some seconds, so that strangers
/// cannot make lem knock all day. Thread-safe; one thread asks, the others wait for its answer.

#include "base/clock.hpp"
#include "platform/http/outbound.hpp"
#include "platform/identity/signed_token.hpp"

#include <map>
#include <mutex>

namespace lem::identity {

class Issuer {
public:
    static constexpr std::chrono::seconds left_alone{5};  // after it did not answer

    /// `service` is what people call it. `outbound` and `clock` must outlive it.
    Issuer(std::string address, std::string service, const http::Outbound& outbound,
           const Clock& clock);

    const std::string& address() const { return address_; }
    const std::string& service() const { return service_; }

    /// Its own description, checked to be its own. Throws Error(unavailable).
    schema::json description();

    /// The claims of a token that it signed and that says what is expected; `expected.issuer` is
    /// set here. Throws Error(unauthenticated, unavailable).
    schema::json claims_of(std::string_view token, ExpectedClaims expected);

private:
    struct Document {
        schema::json content;
        std::optional<Milliseconds> read_at_ms;
        std::optional<Milliseconds> failed_at_ms;
    };
    /// The document, asked for again if it is older than `age_max`.
    const schema::json& fresh(Document& document, const std::string& url,
                              std::chrono::milliseconds age_max);
    const schema::json& known_description();  // with the lock held
    std::optional<schema::json> with_keys(const SignedToken& token,
                                          std::chrono::milliseconds age_max);

    const std::string address_;
    const std::string service_;
    const http::Outbound& outbound_;
    const Clock& clock_;
    std::mutex mutex_;
    Document description_;
    Document keys_;
};

}  // namespace lem::identity
