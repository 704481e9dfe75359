#pragma once
/// The requests and answers of /api/v1/session.

#include "domain/account.hpp"

#include <optional>

namespace lem::accounts {

struct SignIn {
    std::string token;
};

struct SessionInfo {
    std::optional<std::string> account;
    std::optional<domain::Role> role;
    domain::CredentialKind kind = domain::CredentialKind::none;
    std::vector<domain::Scope> scopes;
    std::optional<std::string> expires_at;
};

}  // namespace lem::accounts

namespace lem::schema {

template <>
struct description<accounts::SignIn> {
    using T = accounts::SignIn;
    static constexpr auto record = schema::record(
        "SignIn", "Opens a browser session.",
        field("token", &T::token, {.doc = "A token of the account.", .length_max = 200}));
};

template <>
struct description<accounts::SessionInfo> {
    using T = accounts::SessionInfo;
    static constexpr auto record = schema::record(
        "SessionInfo", "Who the caller is, by its credential.",
        field("account", &T::account,
              {.doc = "Name of the account; null for an anonymous caller."}),
        field("role", &T::role, {.doc = "Of the account; null for an anonymous caller."}),
        field("kind", &T::kind, {.doc = "The credential that was presented."}),
        field("scopes", &T::scopes, {.doc = "What the credential allows."}),
        field("expires_at", &T::expires_at,
              {.doc = "When the credential ends; null if it does not.",
               .format = TextFormat::date_time}));
};

}  // namespace lem::schema
