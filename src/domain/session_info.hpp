#pragma once
/// Who a caller is: the answer of /api/v1/session.

#include "domain/account.hpp"

#include <optional>

namespace lem::domain {

struct SessionInfo {
    std::optional<std::string> account;
    std::optional<Role> role;
    CredentialKind kind = CredentialKind::none;
    std::vector<Scope> scopes;
    std::optional<std::string> expires_at;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::SessionInfo> {
    using T = domain::SessionInfo;
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
