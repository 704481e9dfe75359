#include "features/accounts/accounts.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/audit_action.hpp"
#include "domain/board/topics.hpp"
#include "features/accounts/token_text.hpp"
#include "schema/read.hpp"

#include <limits>

namespace lem::accounts {
namespace {

using Action = domain::AuditAction;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t session_ms = 14 * day_ms;

constexpr sql::Query find_token{
    "find_token",
    "SELECT token.id, account.id, account.name, account.role, token.scopes, token.expires_at_ms "
    "FROM token JOIN account ON account.id = token.account_id "
    "WHERE token.sha256 = :p1 AND token.kind = :p2 AND token.revoked_at_ms IS NULL"};
constexpr sql::Query find_account{"find_account", "SELECT id FROM account WHERE name = :p1"};
constexpr sql::Query insert_account{
    "insert_account",
    "INSERT INTO account (id, name, role, created_at_ms) VALUES (:p1, :p2, :p3, :p4)"};
constexpr sql::Query rename_account{"rename_account",
                                    "UPDATE account SET name = :p1 WHERE id = :p2"};
constexpr sql::Query list_accounts{
    "list_accounts",
    "SELECT id, name, role, created_at_ms FROM account ORDER BY created_at_ms, id"};
constexpr sql::Query insert_token{
    "insert_token",
    "INSERT INTO token (id, account_id, name, sha256, scopes, created_at_ms, expires_at_ms, kind, "
    "parent_id) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8, :p9)"};
constexpr sql::Query list_tokens{
    "list_tokens",
    "SELECT token.id, account.name, token.name, token.scopes, token.created_at_ms, "
    "token.expires_at_ms, token.revoked_at_ms FROM token JOIN account ON account.id = "
    "token.account_id WHERE token.kind = 'token' ORDER BY token.created_at_ms, token.id"};
constexpr sql::Query find_revoked{
    "find_token_by_id", "SELECT revoked_at_ms FROM token WHERE id = :p1 AND kind = 'token'"};
constexpr sql::Query revoke_family{
    "revoke_token",
    "UPDATE token SET revoked_at_ms = :p1 WHERE revoked_at_ms IS NULL AND (id = :p2 OR parent_id = "
    ":p3)"};
constexpr sql::Query revoke_secret{
    "revoke_session",
    "UPDATE token SET revoked_at_ms = :p1 WHERE revoked_at_ms IS NULL AND sha256 = :p2 AND kind = "
    "'session'"};
constexpr sql::Query count_accounts{"count_accounts", "SELECT COUNT(*) FROM account"};

struct Found {
    std::string token_id;
    domain::Principal principal;

    /// The time, or earlier if the credential ends before it.
    std::int64_t valid_until(std::int64_t time_ms) const {
        return std::min(principal.expires_at_ms.value_or(time_ms), time_ms);
    }
};

std::vector<domain::Scope> parse_scopes(std::string_view text) {
    std::vector<domain::Scope> scopes;
    for (const std::string_view name : text::split(text, ' ')) {
        if (const auto scope = schema::value_of<domain::Scope>(name)) scopes.push_back(*scope);
    }
    return scopes;
}

std::string scope_text(const std::vector<domain::Scope>& scopes) {
    std::string text;
    for (const domain::Scope scope : scopes)
        text += (text.empty() ? "" : " ") + std::string(schema::name_of(scope));
    return text;
}

/// nullopt unless it is valid now.
std::optional<Found> find_valid(sql::Reader& reader, const std::string& sha256,
                                domain::CredentialKind kind, Milliseconds now_ms) {
    const auto row = reader.row<std::string, std::string, std::string, std::string, std::string,
                                std::optional<std::int64_t>>(find_token, sha256,
                                                             std::string(schema::name_of(kind)));
    if (!row) return std::nullopt;
    const auto& [token_id, id, name, role, scopes, expires_at_ms] = *row;
    if (expires_at_ms && *expires_at_ms <= now_ms) return std::nullopt;
    Found found;
    found.token_id = token_id;
    found.principal = {.account = {id, name},
                       .role = schema::value_of<domain::Role>(role).value_or(domain::Role::user),
                       .kind = kind,
                       .scopes = parse_scopes(scopes),
                       .expires_at_ms = expires_at_ms};
    return found;
}

void require_name(const std::string& what, const std::string& name) {
    constexpr schema::FieldOptions limits{
        .length_max = 100, .format = schema::TextFormat::name, .filled = true};
    if (const auto problem = schema::text_problem(name, limits))
        throw Error(ErrorCode::bad_request, what + " " + *problem + ".");
}

domain::Role role_for(const std::vector<domain::Scope>& scopes) {
    const domain::Principal principal{.scopes = scopes};
    if (principal.may(domain::Scope::admin)) return domain::Role::admin;
    return principal.moderates() ? domain::Role::moderator : domain::Role::user;
}

}  // namespace

std::optional<domain::Principal> Accounts::remembered(std::string_view secret,
                                                      domain::CredentialKind kind) const {
    auto principal = cache_.find(sha256_hex(secret), clock_.now_ms());
    return principal && principal->kind == kind ? principal : std::nullopt;
}

std::optional<domain::Principal> Accounts::authenticate(std::string_view secret,
                                                        domain::CredentialKind kind) const {
    if (!is_well_formed(secret, kind)) return std::nullopt;
    const std::string sha256 = sha256_hex(secret);
    const std::uint64_t generation = cache_.generation();
    const Milliseconds now_ms = clock_.now_ms();
    const auto found = database_.read(
        [&](sql::Reader& reader) { return find_valid(reader, sha256, kind, now_ms); });
    if (!found) return std::nullopt;
    cache_.keep(sha256, found->principal,
                found->valid_until(now_ms + CredentialCache::remembered_for.count()), generation);
    return found->principal;
}

std::string Accounts::create_token(const std::string& account_name, const std::string& token_name,
                                   const std::vector<domain::Scope>& scopes,
                                   std::optional<int> expires_days, const sql::AuditActor& by) {
    require_name("The account's name", account_name);
    require_name("The token's name", token_name);
    std::string token = make_token(random_, domain::CredentialKind::token);
    const Milliseconds now_ms = clock_.now_ms();
    std::optional<Milliseconds> expires_at_ms;
    if (expires_days) expires_at_ms = now_ms + Milliseconds{*expires_days} * day_ms;
    database_.write([&](sql::Transaction& transaction) {
        const auto known = transaction.row<std::string>(find_account, account_name);
        const std::string account_id = known ? std::get<0>(*known) : new_id("acc", clock_, random_);
        if (!known) {
            transaction.execute(insert_account, account_id, account_name,
                                std::string(schema::name_of(role_for(scopes))), now_ms);
            transaction.change(domain::topics::accounts, account_id);
            sql::audit(transaction,
                       {now_ms,
                        by,
                        Action::account_created,
                        account_id,
                        {{"name", account_name}, {"role", schema::name_of(role_for(scopes))}}});
        }
        const std::string token_id = new_id("tok", clock_, random_);
        sql::audit(
            transaction,
            {now_ms,
             by,
             Action::token_created,
             token_id,
             {{"account", account_id}, {"name", token_name}, {"scopes", scope_text(scopes)}}});
        transaction.execute(insert_token, token_id, account_id, token_name, sha256_hex(token),
                            scope_text(scopes), now_ms, expires_at_ms, std::string("token"),
                            std::optional<std::string>());
    });
    return token;
}

void Accounts::rename(const std::string& name, const std::string& new_name,
                      const sql::AuditActor& by) {
    require_name("The new name", new_name);
    database_.write([&](sql::Transaction& transaction) {
        const auto known = transaction.row<std::string>(find_account, name);
        if (!known)
            throw Error(ErrorCode::not_found, "There is no account " + name +
                                                  "; `lem admin account list` lists the accounts.");
        if (transaction.row<std::string>(find_account, new_name))
            throw Error(ErrorCode::conflict,
                        "An account named " + new_name + " already exists; choose another name.");
        const auto& [id] = *known;
        transaction.execute(rename_account, new_name, id);
        transaction.change(domain::topics::accounts, id);
        sql::audit(
            transaction,
            {clock_.now_ms(), by, Action::account_renamed, id, {{"from", name}, {"to", new_name}}});
    });
    cache_.forget();
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

std::vector<Accounts::Token> Accounts::tokens(
    const std::optional<std::string>& account_name) const {
    using Time = std::optional<std::int64_t>;
    return database_.read([&](sql::Reader& reader) {
        std::vector<Token> tokens;
        for (auto& [id, account, name, scopes, created, expires, revoked] :
             reader.rows<std::string, std::string, std::string, std::string, std::int64_t, Time,
                         Time>(list_tokens)) {
            if (account_name && account != *account_name) continue;
            tokens.push_back({id, account, name, scopes, created, expires, revoked});
        }
        return tokens;
    });
}

bool Accounts::revoke_token(const std::string& id, const sql::AuditActor& by) {
    const Milliseconds now_ms = clock_.now_ms();
    const bool revoked = database_.write([&](sql::Transaction& transaction) {
        const auto known = transaction.row<std::optional<std::int64_t>>(find_revoked, id);
        if (!known)
            throw Error(ErrorCode::not_found,
                        "There is no token " + id + "; `lem admin token list` lists the tokens.");
        if (std::get<0>(*known)) return false;
        transaction.execute(revoke_family, now_ms, id, id);
        sql::audit(transaction, {now_ms, by, Action::token_revoked, id});
        return true;
    });
    cache_.forget();
    return revoked;
}

Accounts::Session Accounts::open_session(std::string_view token, const std::string& address) {
    Session session;
    session.secret = make_token(random_, domain::CredentialKind::session);
    const std::string sha256 = sha256_hex(token);
    const Milliseconds now_ms = clock_.now_ms();
    database_.write([&](sql::Transaction& transaction) {
        const auto found =
            is_well_formed(token, domain::CredentialKind::token)
                ? find_valid(transaction, sha256, domain::CredentialKind::token, now_ms)
                : std::nullopt;
        if (!found)
            throw Error(ErrorCode::unauthenticated, "The token is unknown, expired or revoked.");
        session.principal = found->principal;
        session.principal.kind = domain::CredentialKind::session;
        session.principal.expires_at_ms = found->valid_until(now_ms + session_ms);
        const std::string session_id = new_id("ses", clock_, random_);
        sql::audit(transaction, {now_ms,
                                 {found->principal.account.id, address},
                                 Action::session_opened,
                                 session_id,
                                 {{"token", found->token_id}}});
        transaction.execute(insert_token, session_id, found->principal.account.id,
                            std::string("browser session"), sha256_hex(session.secret),
                            scope_text(found->principal.scopes), now_ms,
                            session.principal.expires_at_ms, std::string("session"),
                            std::optional<std::string>(found->token_id));
    });
    return session;
}

void Accounts::close_session(std::string_view secret) {
    const std::string sha256 = sha256_hex(secret);
    const Milliseconds now_ms = clock_.now_ms();
    database_.write(
        [&](sql::Transaction& transaction) { transaction.execute(revoke_secret, now_ms, sha256); });
    cache_.forget();
}

bool Accounts::any_account() const {
    return database_.read([](sql::Reader& reader) {
        return std::get<0>(*reader.row<std::int64_t>(count_accounts)) > 0;
    });
}

}  // namespace lem::accounts
