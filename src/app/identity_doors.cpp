#include "app/identity_doors.hpp"

#include "base/text.hpp"
#include "platform/http/api/base_path.hpp"
#include "platform/http/outbound_url.hpp"
#include "platform/identity/github.hpp"
#include "platform/identity/open_id.hpp"

namespace lem::app {
namespace {

http::OutboundUrl read_address(const std::string& flag, const std::string& text) {
    try {
        http::OutboundUrl url = http::read_outbound_url(text);
        if (url.target.find('?') == std::string::npos) return url;
    } catch (const Error& error) {
        throw Error(ErrorCode::bad_request, flag + ": " + error.message());
    }
    throw Error(ErrorCode::bad_request, flag + " must not have a query, what follows a \"?\".");
}

/// In one spelling, without a slash at its end.
std::string base_address(const std::string& flag, const std::string& text) {
    std::string address = read_address(flag, text).text();
    while (address.ends_with('/'))
        address.pop_back();
    return address;
}

[[noreturn]] void incomplete(const std::string& flag, const std::string& missing) {
    throw Error(ErrorCode::bad_request, flag + " needs " + missing + " beside it.");
}

bool is_this_machine(const http::OutboundUrl& url) {
    return url.host == "localhost" || (url.address && url.address->is_loopback());
}

std::optional<std::string> read_public_url(const Config& config) {
    if (!config.public_url) return std::nullopt;
    const http::OutboundUrl url = read_address("--public-url", *config.public_url);
    if (url.scheme != "https" && !is_this_machine(url))
        throw Error(ErrorCode::bad_request,
                    "--public-url must start with https:// unless it is on this machine: else "
                    "others on the way could read what signs people in.");
    std::string address = base_address("--public-url", *config.public_url);
    const std::string path = http::read_base_path(config.base_path);
    if (address != url.origin() + path)
        throw Error(ErrorCode::bad_request,
                    "--public-url must be a host with the path of "
                    "--base-path, here " +
                        url.origin() + path + ".");
    return address;
}

/// What the operator named may be private; GitHub's own addresses may not.
http::Outbound door(const Config& config) {
    const Config usual;
    std::vector<std::string> named;
    const auto add = [&](const std::string& flag, const std::string& address,
                         const std::string& own) {
        const std::string base = base_address(flag, address);
        if (address != own) named.push_back(base);
    };
    add("--github-url", config.github_url, usual.github_url);
    add("--github-api-url", config.github_api_url, usual.github_api_url);
    add("--workload-issuer", config.workload_issuer, usual.workload_issuer);
    if (config.oidc_issuer) add("--oidc-issuer", *config.oidc_issuer, "");
    return http::Outbound({.allowed = std::move(named)});
}

}  // namespace

IdentityDoors::IdentityDoors(const Config& config, const Clock& clock, bool asks_organisations)
    : public_url_(read_public_url(config)), outbound_(door(config)) {
    add_github(config, asks_organisations);
    add_open_id(config, clock);
    if (!providers_.empty() && !public_url_)
        incomplete(config.github_client_id ? "--github-client-id" : "--oidc-issuer",
                   "--public-url, the address at which people see this server and to which they "
                   "are sent back,");
    if (config.workload_audience)
        workloads_ = std::make_unique<identity::WorkloadTokens>(
            config.workload_issuer, *config.workload_audience, outbound_, clock);
}

void IdentityDoors::add_github(const Config& config, bool asks_organisations) {
    if (!config.github_client_id && !config.github_client_secret) return;
    if (!config.github_client_secret)
        incomplete("--github-client-id",
                   "--github-client-secret-file or the variable LEM_GITHUB_CLIENT_SECRET");
    if (!config.github_client_id) incomplete("The client secret of GitHub", "--github-client-id");
    providers_.push_back(std::make_unique<identity::GitHub>(
        identity::GitHubSettings{.client_id = *config.github_client_id,
                                 .client_secret = *config.github_client_secret,
                                 .url = base_address("--github-url", config.github_url),
                                 .api_url = base_address("--github-api-url", config.github_api_url),
                                 .asks_organisations = asks_organisations},
        outbound_));
}

void IdentityDoors::add_open_id(const Config& config, const Clock& clock) {
    if (!config.oidc_issuer && !config.oidc_client_id && !config.oidc_client_secret) return;
    if (!config.oidc_issuer)
        incomplete(config.oidc_client_id ? "--oidc-client-id" : "The client secret of OpenID",
                   "--oidc-issuer");
    if (!config.oidc_client_id) incomplete("--oidc-issuer", "--oidc-client-id");
    if (!config.oidc_client_secret)
        incomplete("--oidc-issuer",
                   "--oidc-client-secret-file or the variable LEM_OIDC_CLIENT_SECRET");
    const http::OutboundUrl issuer = read_address("--oidc-issuer", *config.oidc_issuer);
    providers_.push_back(std::make_unique<identity::OpenId>(
        identity::OpenIdSettings{.issuer = *config.oidc_issuer,
                                 .client_id = *config.oidc_client_id,
                                 .client_secret = *config.oidc_client_secret,
                                 .title = config.oidc_title.value_or(issuer.host)},
        outbound_, clock));
}

}  // namespace lem::app
