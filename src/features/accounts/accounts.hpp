#pragma once
/// Accounts: whose results are whose. Thread-safe; calls block.

#include "domain/account.hpp"
#include "features/accounts/credentials.hpp"

namespace lem::accounts {

class Accounts {
public:
    Accounts(sql::Database& database, const Clock& clock, RandomSource& random)
        : database_(database),
          clock_(clock),
          random_(random),
          credentials_(database, clock, random) {}

    Credentials& credentials() { return credentials_; }
    const Credentials& credentials() const { return credentials_; }

    /// The secret of a new token of that account, which is created if missing, with the lowest role
    /// that has the scopes. Throws Error(bad_request) for a name that is not one line of printable
    /// text, Error(forbidden) for a scope that the role of an existing account does not have.
    std::string create_token(const std::string& account_name, const std::string& token_name,
                             const std::vector<domain::Scope>& scopes,
                             std::optional<int> expires_days,
                             const sql::AuditActor& by = sql::AuditActor::command_line());

    /// All results of the account are shown under the new name at once; stored results are not
    /// rewritten. Throws Error(not_found) for an unknown name, Error(conflict) when the new one is
    /// taken, Error(bad_request) for an invalid name.
    void rename(const std::string& name, const std::string& new_name,
                const sql::AuditActor& by = sql::AuditActor::command_line());
    /// Ends its sessions, since what they may do changes. Throws Error(not_found).
    void set_role(const std::string& name, domain::Role role,
                  const sql::AuditActor& by = sql::AuditActor::command_line());

    struct Account {
        std::string id;
        std::string name;
        std::string role;
        Milliseconds created_at_ms = 0;
    };
    /// Oldest first.
    std::vector<Account> list() const;
    bool any_account() const;

    /// The id of the account with that name. Throws Error(not_found).
    std::string id_of(sql::Reader& reader, const std::string& name) const;
    /// The id of a new account. A name that is taken gets a number: "ada-2".
    std::string add(sql::Transaction& transaction, const std::string& wanted_name,
                    domain::Role role, const sql::AuditActor& by) const;

private:
    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
    Credentials credentials_;
};

}  // namespace lem::accounts
