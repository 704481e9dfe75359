#pragma once
/// Signing in with an OpenID Connect issuer, such as a company's: the code flow with PKCE, the ID
/// token and, for what it leaves out, the issuer's page about the user. Thread-safe.

#include "base/secret.hpp"
#include "platform/identity/issuer.hpp"
#include "platform/identity/provider.hpp"

namespace lem::identity {

struct OpenIdSettings {
    std::string issuer;  // exactly as the issuer writes itself
    std::string client_id;
    Secret client_secret;
    std::string title;
};

class OpenId final : public Provider {
public:
    /// `outbound`, which must allow the issuer if it is not public, and `clock` must outlive it.
    OpenId(OpenIdSettings settings, const http::Outbound& outbound, const Clock& clock);

    std::string_view id() const override { return "oidc"; }
    std::string_view title() const override { return settings_.title; }
    std::string authorization_url(const SignInStart& start) override;
    Person identify(const SignInReply& reply) override;

private:
    schema::json tokens_for(const SignInReply& reply, const schema::json& description) const;
    /// What the issuer says of the user beside the ID token; empty if it says nothing.
    schema::json user_info(const std::string& access_token, const std::string& subject,
                           const schema::json& description) const;

    const OpenIdSettings settings_;
    const http::Outbound& outbound_;
    Issuer issuer_;
};

}  // namespace lem::identity
