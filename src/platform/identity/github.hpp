#pragma once
/// Signing in with GitHub, or a GitHub Enterprise Server, by its OAuth web flow with PKCE. The
/// number of a user is the identity: logins are renamed and given to others. The token of GitHub is
/// used for three questions and forgotten. Thread-safe.

#include "base/secret.hpp"
#include "platform/http/outbound.hpp"
#include "platform/identity/provider.hpp"

namespace lem::identity {

struct GitHubSettings {
    std::string client_id;
    Secret client_secret;
    std::string url = "https://github.com";          // without a slash at its end
    std::string api_url = "https://api.github.com";  // likewise
    /// Asks people to show their organisations, which nobody should do without need.
    bool asks_organisations = false;
};

class GitHub final : public Provider {
public:
    /// `outbound` must outlive it and allow both addresses if they are not public.
    GitHub(GitHubSettings settings, const http::Outbound& outbound);

    std::string_view id() const override { return "github"; }
    std::string_view title() const override { return "GitHub"; }
    std::string authorization_url(const SignInStart& start) override;
    Person identify(const SignInReply& reply) override;

private:
    std::string access_token(const SignInReply& reply) const;
    /// The answer of the API to the owner of the token; null if they did not allow the question.
    schema::json ask(const std::string& path, const std::string& token) const;

    const GitHubSettings settings_;
    const http::Outbound& outbound_;
};

}  // namespace lem::identity
