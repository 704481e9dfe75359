#pragma once
/// The configuration of `lem serve`. Read once, passed on in parts.

#include "base/secret.hpp"
#include "schema/record.hpp"

namespace lem::app {

struct Config {
    std::string data = "lem-data";
    std::string listen = "127.0.0.1:8080";
    std::optional<std::string> database;
    std::optional<std::string> catalogue;
    std::optional<std::string> web_root;
    std::string base_path;
    std::optional<int> threads;
    std::string trusted_proxies = "127.0.0.0/8,::1";
    std::string proxy_header = "x-forwarded-for";
    std::optional<int> connections_per_address;
    std::string log_format = "json";
    bool quiet = false;
    bool accept_mismatch = false;
    bool allow_plain_http = false;
    bool require_login = false;
    std::string allow_orgs;
    // Signing in; identity_doors.hpp says which of them belong together.
    std::optional<std::string> public_url;
    std::optional<std::string> github_client_id;
    std::optional<Secret> github_client_secret;
    std::string github_url = "https://github.com";
    std::string github_api_url = "https://api.github.com";
    std::optional<std::string> oidc_issuer;
    std::optional<std::string> oidc_client_id;
    std::optional<Secret> oidc_client_secret;
    std::optional<std::string> oidc_title;
    std::optional<std::string> workload_audience;
    std::string workload_issuer = "https://token.actions.githubusercontent.com";
};

}  // namespace lem::app

namespace lem::schema {

template <>
struct description<app::Config> {
    using T = app::Config;
    static constexpr auto record = schema::record(
        "Config",
        "Settings of `lem serve`; each is also an environment variable, LEM_ and the name in "
        "capitals. A secret is never a flag: it comes from that variable or from a file.",
        field("data", &T::data,
              {.doc = "Folder of the database, the files and the first token.", .defaulted = true}),
        field("listen", &T::listen,
              {.doc = "ADDRESS:PORT; port 0 chooses a free one.",
               .length_max = 100,
               .defaulted = true}),
        field("database", &T::database,
              {.doc = "sqlite:PATH or postgresql://USER@HOST/NAME; default DATA/lem.db."}),
        field(
            "catalogue", &T::catalogue,
            {.doc = "Folder of JSON and YAML files with devices and models, which add to lem's own "
                    "catalogue or replace its entries."}),
        field("web_root", &T::web_root,
              {.doc = "Serve the web application from this folder instead of the one inside the "
                      "program."}),
        field("base_path", &T::base_path,
              {.doc = "Path at which a reverse proxy serves lem, such as /lem; the proxy may strip "
                      "it from requests or not.",
               .length_max = 200,
               .defaulted = true}),
        field("threads", &T::threads,
              {.doc = "Event threads; default one per core.", .minimum = 1, .maximum = 256}),
        field("trusted_proxies", &T::trusted_proxies,
              {.doc = "Addresses and networks of reverse proxies, separated by commas; the client "
                      "address that they report is trusted.",
               .defaulted = true}),
        field("proxy_header", &T::proxy_header,
              {.doc = "The header that the trusted proxies write: x-forwarded-for or forwarded.",
               .length_max = 20,
               .defaulted = true}),
        field("connections_per_address", &T::connections_per_address,
              {.doc = "Connections that one address may open, except trusted proxies and this "
                      "machine; default 64.",
               .minimum = 1,
               .maximum = 10'000}),
        field("log_format", &T::log_format,
              {.doc = "json or text.", .length_max = 10, .defaulted = true}),
        field("quiet", &T::quiet, {.doc = "Log only warnings and errors.", .defaulted = true}),
        field("accept_mismatch", &T::accept_mismatch,
              {.doc = "Start even when the database and the stored files do not match.",
               .defaulted = true}),
        field(
            "allow_plain_http", &T::allow_plain_http,
            {.doc = "Listen on an address that others reach without a TLS proxy in front: they can "
                    "read passwords and tokens on the way.",
             .defaulted = true}),
        field("require_login", &T::require_login,
              {.doc = "A private board: reading needs to sign in, too.", .defaulted = true}),
        field(
            "allow_orgs", &T::allow_orgs,
            {.doc =
                 "Only members of one of these organisations sign in with an issuer; separated by "
                 "commas, * for everybody.",
             .length_max = 1'000,
             .defaulted = true}),
        field("public_url", &T::public_url,
              {.doc = "Address that people see, with its base path, such as "
                      "https://lem.example.org: sign-in leads back to it.",
               .length_max = 400}),
        field("github_client_id", &T::github_client_id,
              {.doc = "Client id of an OAuth app of GitHub: people sign in with GitHub.",
               .length_max = 200}),
        field("github_client_secret", &T::github_client_secret,
              {.doc = "Client secret of that OAuth app."}),
        field("github_url", &T::github_url,
              {.doc = "Address of GitHub, or of a GitHub Enterprise Server.",
               .length_max = 400,
               .defaulted = true}),
        field("github_api_url", &T::github_api_url,
              {.doc = "Address of its API; of an Enterprise Server https://HOST/api/v3.",
               .length_max = 400,
               .defaulted = true}),
        field("oidc_issuer", &T::oidc_issuer,
              {.doc = "Address of an OpenID Connect issuer: people sign in there.",
               .length_max = 400}),
        field("oidc_client_id", &T::oidc_client_id,
              {.doc = "Client id that the issuer gave to lem.", .length_max = 200}),
        field("oidc_client_secret", &T::oidc_client_secret,
              {.doc = "Client secret that the issuer gave to lem."}),
        field("oidc_title", &T::oidc_title,
              {.doc = "What people call the issuer; default its host.", .length_max = 60}),
        field("workload_audience", &T::workload_audience,
              {.doc = "Audience of the tokens of GitHub Actions' jobs. They are checked, but "
                      "nothing takes "
                      "them yet.",
               .length_max = 400}),
        field("workload_issuer", &T::workload_issuer,
              {.doc = "Address of the issuer of those tokens.",
               .length_max = 400,
               .defaulted = true}));
};

}  // namespace lem::schema
