#pragma once
/// Who acts: an account, its role, and the scopes of the credential that was presented. Plain
/// values: use cases decide by them, the HTTP layer only passes them on.

#include "schema/record.hpp"

#include <algorithm>

namespace lem::domain {

enum class Role { user, moderator, admin };

/// What a credential allows.
enum class Scope { results_write, profile, moderate, admin };

/// All that a person of that role may do; a token may have less.
std::vector<Scope> scopes_of(Role role);

enum class CredentialKind { none, token, session };

struct AccountName {
    std::string id;
    std::string name;
};

struct Principal {
    AccountName account;
    Role role = Role::user;
    CredentialKind kind = CredentialKind::none;
    std::vector<Scope> scopes;
    std::optional<std::int64_t> expires_at_ms = {};  // of the credential; nullopt: never
    std::string credential_id = {};                  // tok_... or ses_...; empty without one
    std::string address = {};                        // of the client, for the audit log

    bool is_anonymous() const { return kind == CredentialKind::none; }
    bool may(Scope scope) const {
        return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
    }
    bool moderates() const { return may(Scope::moderate) || may(Scope::admin); }
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Role> {
    static constexpr std::string_view name = "Role";
    static constexpr std::array values{
        Enumerator{domain::Role::user, "user", "publishes and withdraws its own results"},
        Enumerator{domain::Role::moderator, "moderator", "also withdraws results of others"},
        Enumerator{domain::Role::admin, "admin", "operates the installation"},
    };
};

template <>
struct enumeration<domain::Scope> {
    static constexpr std::string_view name = "Scope";
    static constexpr std::array values{
        Enumerator{domain::Scope::results_write, "results:write",
                   "submit and withdraw own results"},
        Enumerator{domain::Scope::profile, "profile",
                   "change the account: its name, tokens and sessions"},
        Enumerator{domain::Scope::moderate, "moderate", "withdraw results of others"},
        Enumerator{domain::Scope::admin, "admin", "operate the installation"},
    };
};

template <>
struct enumeration<domain::CredentialKind> {
    static constexpr std::string_view name = "CredentialKind";
    static constexpr std::array values{
        Enumerator{domain::CredentialKind::none, "none", "anonymous"},
        Enumerator{domain::CredentialKind::token, "token", "a bearer token"},
        Enumerator{domain::CredentialKind::session, "session", "a session cookie"},
    };
};

}  // namespace lem::schema
