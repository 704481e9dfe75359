#pragma once
/// The ways to say who somebody is, as the operator set them: GitHub, an OpenID Connect issuer, and
/// jobs of GitHub Actions. Thread-safe, as its parts are.

#include "app/config.hpp"
#include "platform/identity/provider.hpp"
#include "platform/identity/workload_token.hpp"

namespace lem::app {

class IdentityDoors {
public:
    /// Throws Error(bad_request), which names the setting and what is missing or wrong, unless
    /// settings that belong together are complete. `clock` must outlive it. Asks nobody yet.
    /// `asks_organisations`: do the organisations of a person count?
    IdentityDoors(const Config& config, const Clock& clock, bool asks_organisations);

    /// Those that are set up, in the order in which they are shown; may be none. They need this
    /// object as long as they live, and can be taken once.
    std::vector<std::unique_ptr<identity::Provider>> take_providers() {
        return std::move(providers_);
    }
    /// Null unless an audience is set.
    identity::WorkloadTokens* workloads() const { return workloads_.get(); }
    /// The address that people see, with the base path and without a slash at its end. It is set if
    /// there is a provider.
    const std::optional<std::string>& public_url() const { return public_url_; }

private:
    void add_github(const Config& config, bool asks_organisations);
    void add_open_id(const Config& config, const Clock& clock);

    const std::optional<std::string> public_url_;
    const http::Outbound outbound_;
    std::vector<std::unique_ptr<identity::Provider>> providers_;
    std::unique_ptr<identity::WorkloadTokens> workloads_;
};

}  // namespace lem::app
