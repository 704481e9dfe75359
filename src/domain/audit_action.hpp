#pragma once
/// What the audit log records: one list for all who write and read it.

#include "schema/record.hpp"

namespace lem::domain {

enum class AuditAction {
    account_created,
    account_renamed,
    role_changed,
    password_address_made,
    password_set,
    device_approved,
    device_denied,
    token_created,
    token_revoked,
    session_opened,
    key_registered,
    key_revoked,
    alias_set,
    alias_removed,
    rederivation_asked,
    result_withdrawn,
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::AuditAction> {
    static constexpr std::string_view name = "AuditAction";
    static constexpr std::array values{
        Enumerator{domain::AuditAction::account_created, "account_created", "created an account"},
        Enumerator{domain::AuditAction::account_renamed, "account_renamed", "renamed an account"},
        Enumerator{domain::AuditAction::role_changed, "role_changed",
                   "changed what an account may do"},
        Enumerator{domain::AuditAction::password_address_made, "password_address_made",
                   "made an address that sets a password"},
        Enumerator{domain::AuditAction::device_approved, "device_approved",
                   "let a program act for the account"},
        Enumerator{domain::AuditAction::device_denied, "device_denied",
                   "did not let a program act for the account"},
        Enumerator{domain::AuditAction::password_set, "password_set", "set a password"},
        Enumerator{domain::AuditAction::token_created, "token_created", "created a token"},
        Enumerator{domain::AuditAction::token_revoked, "token_revoked", "revoked a token"},
        Enumerator{domain::AuditAction::session_opened, "session_opened", "signed in"},
        Enumerator{domain::AuditAction::key_registered, "key_registered",
                   "registered a signing key"},
        Enumerator{domain::AuditAction::key_revoked, "key_revoked", "revoked a signing key"},
        Enumerator{domain::AuditAction::alias_set, "alias_set", "set another name"},
        Enumerator{domain::AuditAction::alias_removed, "alias_removed", "removed another name"},
        Enumerator{domain::AuditAction::rederivation_asked, "rederivation_asked",
                   "had all results derived again"},
        Enumerator{domain::AuditAction::result_withdrawn, "result_withdrawn", "withdrew a result"},
    };
};

}  // namespace lem::schema
