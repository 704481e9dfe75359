#include "features/accounts/accounts.hpp"

#include "domain/audit_action.hpp"
#include "domain/board/topics.hpp"
#include "schema/read.hpp"

namespace lem::accounts {
namespace {

using Action = domain::AuditAction;

constexpr Milliseconds day_ms = 86'400'000;

constexpr sql::Query find_account{"find_account", "SELECT id FROM account WHERE name = :p1"};
constexpr sql::Query insert_account{
    "insert_account",
    "INSERT INTO account (id, name, role, created_at_ms) VALUES (:p1, :p2, :p3, :p4)"};
constexpr sql::Query rename_account{"rename_account",
                                    "UPDATE account SET name = :p1 WHERE id = :p2"};
constexpr sql::Query change_role{"change_role", "UPDATE account SET role = :p1 WHERE id = :p2"};
constexpr sql::Query list_accounts{
    "list_accounts",
    "SELECT id, name, role, created_at_ms FROM account ORDER BY created_at_ms, id"};
constexpr sql::Query count_accounts{"count_accounts", "SELECT COUNT(*) FROM account"};

constexpr schema::FieldOptions name_limits{
    .length_max = 100, .format = schema::TextFormat::name, .filled = true};

void require_name(const std::string& what, const std::string& name) {
    if (const auto problem = schema::text_problem(name, name_limits))
        throw Error(ErrorCode::bad_request, what + " " + *problem + ".");
}

domain::Role role_for(const std::vector<domain::Scope>& scopes) {
    const domain::Principal principal{.scopes = scopes};
    if (principal.may(domain::Scope::admin)) return domain::Role::admin;
    return principal.moderates() ? domain::Role::moderator : domain::Role::user;
}

}  // namespace

std::string Accounts::create_token(const std::string& account_name, const std::string& token_name,
                                   const std::vector<domain::Scope>& scopes,
                                   std::optional<int> expires_days, const sql::AuditActor& by) {
    require_name("The account's name", account_name);
    require_name("The token's name", token_name);
    std::optional<Milliseconds> expires_at_ms;
    if (expires_days) expires_at_ms = clock_.now_ms() + Milliseconds{*expires_days} * day_ms;
    return database_.write([&](sql::Transaction& transaction) {
        const auto known = transaction.row<std::string>(find_account, account_name);
        const std::string account_id =
            known ? std::get<0>(*known) : add(transaction, account_name, role_for(scopes), by);
        return credentials_
            .create_token(transaction,
                          {.account_id = account_id,
                           .name = token_name,
                           .scopes = scopes,
                           .expires_at_ms = expires_at_ms},
                          by)
            .secret;
    });
}

std::string Accounts::id_of(sql::Reader& reader, const std::string& name) const {
    const auto known = reader.row<std::string>(find_account, name);
    if (!known)
        throw Error(ErrorCode::not_found, "There is no account " + name +
                                              "; `lem admin account list` lists the accounts.");
    return std::get<0>(*known);
}

std::string Accounts::add(sql::Transaction& transaction, const std::string& wanted_name,
                          domain::Role role, const sql::AuditActor& by) const {
    std::string name = wanted_name;
    for (int number = 2; transaction.row<std::string>(find_account, name); ++number)
        name = wanted_name + "-" + std::to_string(number);
    std::string id = new_id("acc", clock_, random_);
    transaction.execute(insert_account, id, name, std::string(schema::name_of(role)),
                        clock_.now_ms());
    transaction.change(domain::topics::accounts, id);
    sql::audit(transaction, {clock_.now_ms(),
                             by,
                             Action::account_created,
                             id,
                             {{"name", name}, {"role", schema::name_of(role)}}});
    return id;
}

void Accounts::rename(const std::string& name, const std::string& new_name,
                      const sql::AuditActor& by) {
    require_name("The new name", new_name);
    database_.write([&](sql::Transaction& transaction) {
        const std::string id = id_of(transaction, name);
        if (transaction.row<std::string>(find_account, new_name))
            throw Error(ErrorCode::conflict,
                        "An account named " + new_name + " already exists; choose another name.");
        transaction.execute(rename_account, new_name, id);
        transaction.change(domain::topics::accounts, id);
        sql::audit(
            transaction,
            {clock_.now_ms(), by, Action::account_renamed, id, {{"from", name}, {"to", new_name}}});
    });
    credentials_.forget_remembered();
}

void Accounts::set_role(const std::string& name, domain::Role role, const sql::AuditActor& by) {
    database_.write([&](sql::Transaction& transaction) {
        const std::string id = id_of(transaction, name);
        transaction.execute(change_role, std::string(schema::name_of(role)), id);
        credentials_.end_sessions(transaction, id);
        transaction.change(domain::topics::accounts, id);
        sql::audit(
            transaction,
            {clock_.now_ms(), by, Action::role_changed, id, {{"role", schema::name_of(role)}}});
    });
    credentials_.forget_remembered();
}

std::vector<Accounts::Account> Accounts::list() const {
    return database_.read([](sql::Reader& reader) {
        std::vector<Account> accounts;
        for (auto& [id, name, role, created_at_ms] :
             reader.rows<std::string, std::string, std::string, std::int64_t>(list_accounts))
            accounts.push_back({id, name, role, created_at_ms});
        return accounts;
    });
}

bool Accounts::any_account() const {
    return database_.read([](sql::Reader& reader) {
        return std::get<0>(*reader.row<std::int64_t>(count_accounts)) > 0;
    });
}

}  // namespace lem::accounts
