#include "features/accounts/credential_store.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "features/accounts/credentials.hpp"

namespace lem::accounts {
namespace {

constexpr Milliseconds day_ms = 86'400'000;
constexpr std::size_t shown_start_length = 9;  // "lemu_" and four characters
constexpr int sessions_shown_max = 200, tokens_shown_max = 300;
using Time = std::optional<std::int64_t>;
using Text = std::optional<std::string>;

constexpr sql::Query find_credential{
    "find_token",
    "SELECT token.id, token.name, account.id, account.name, account.role, token.scopes, "
    "token.created_at_ms, token.expires_at_ms, token.last_used_at_ms FROM token JOIN account ON "
    "account.id = token.account_id WHERE token.sha256 = :p1 AND token.kind = :p2 AND "
    "token.revoked_at_ms IS NULL AND (token.parent_id IS NULL OR EXISTS (SELECT 1 FROM token AS "
    "parent WHERE parent.id = token.parent_id AND parent.revoked_at_ms IS NULL AND "
    "(parent.expires_at_ms IS NULL OR parent.expires_at_ms > :p3)))"};
constexpr sql::Query insert_credential{
    "insert_token",
    "INSERT INTO token (id, account_id, name, sha256, scopes, created_at_ms, expires_at_ms, kind, "
    "parent_id, start, origin, description, address) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, "
    ":p8, :p9, :p10, :p11, :p12, :p13)"};
constexpr sql::Query find_account_by_id{"find_account_by_id",
                                        "SELECT name, role FROM account WHERE id = :p1"};
constexpr sql::Query find_stored{
    "find_stored_token",
    "SELECT account_id, name, origin, scopes, created_at_ms, expires_at_ms, revoked_at_ms FROM "
    "token WHERE id = :p1 AND kind = 'token'"};

constexpr sql::Query list_tokens{"list_tokens",
                                 "SELECT * FROM token_shown ORDER BY created_at_ms, id"};
constexpr sql::Query list_own_tokens{"list_own_tokens",
                                     "SELECT * FROM token_shown WHERE account_id = :p1 ORDER BY "
                                     "created_at_ms DESC, id DESC LIMIT :p2"};
constexpr sql::Query find_token_info{"find_token_info", "SELECT * FROM token_shown WHERE id = :p1"};
constexpr sql::Query list_sessions{
    "list_sessions",
    "SELECT id, description, origin, created_at_ms, last_used_at_ms, address FROM token WHERE "
    "account_id = :p1 AND kind = 'session' AND revoked_at_ms IS NULL AND (expires_at_ms IS NULL OR "
    "expires_at_ms > :p2) AND COALESCE(last_used_at_ms, created_at_ms) > :p3 ORDER BY "
    "COALESCE(last_used_at_ms, created_at_ms) DESC, id DESC LIMIT :p4"};

std::optional<std::string> time_text(const Time& at_ms) {
    return at_ms ? std::optional(text::rfc3339(*at_ms)) : std::nullopt;
}

domain::Role read_role(const std::string& name) {
    return schema::value_of<domain::Role>(name).value_or(domain::Role::user);
}

template <class... Arguments>
std::vector<TokenInfo> read_tokens(sql::Reader& reader, const sql::Query& query,
                                   const Arguments&... arguments) {
    std::vector<TokenInfo> tokens;
    for (auto& [id, account_id, account, name, start, scopes, created, expires, used, address,
                revoked] :
         reader.rows<std::string, std::string, std::string, std::string, Text, std::string,
                     std::int64_t, Time, Time, Text, Time>(query, arguments...)) {
        TokenInfo token{.id = id,
                        .account = account,
                        .name = name,
                        .start = start.value_or(""),
                        .scopes = parse_scopes(scopes),
                        .created_at = text::rfc3339(created),
                        .expires_at = time_text(expires),
                        .last_used_at = time_text(used),
                        .last_used_from = {},
                        .revoked_at = time_text(revoked)};
        if (used && address && !address->empty()) token.last_used_from = *address;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

}  // namespace

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

void insert(sql::Transaction& transaction, const NewCredential& credential) {
    transaction.execute(insert_credential, credential.id, credential.account_id, credential.name,
                        sha256_hex(credential.secret), scope_text(credential.scopes),
                        credential.created_at_ms, credential.expires_at_ms,
                        schema::name_of(credential.kind), credential.parent_id,
                        credential.secret.substr(0, shown_start_length), credential.origin,
                        credential.place.description, credential.place.address);
}

std::optional<ValidCredential> find_valid(sql::Reader& reader, const std::string& sha256,
                                          domain::CredentialKind kind, Milliseconds now_ms) {
    const auto row = reader.row<std::string, std::string, std::string, std::string, std::string,
                                std::string, std::int64_t, Time, Time>(
        find_credential, sha256, std::string(schema::name_of(kind)), now_ms);
    if (!row) return std::nullopt;
    const auto& [id, name, account_id, account_name, role, scopes, created_at_ms, expires_at_ms,
                 last_used_at_ms] = *row;
    if (expires_at_ms && *expires_at_ms <= now_ms) return std::nullopt;
    const Milliseconds idle_since_ms = last_used_at_ms.value_or(created_at_ms);
    if (kind == domain::CredentialKind::session &&
        now_ms - idle_since_ms >= session_idle_days * day_ms)
        return std::nullopt;
    ValidCredential found{.name = name,
                          .principal = {.account = {account_id, account_name},
                                        .role = read_role(role),
                                        .kind = kind,
                                        .scopes = {},
                                        .expires_at_ms = expires_at_ms,
                                        .credential_id = id},
                          .last_used_at_ms = last_used_at_ms.value_or(0)};
    const domain::Principal account{.scopes = domain::scopes_of(found.principal.role)};
    for (const domain::Scope scope : parse_scopes(scopes)) {
        if (account.may(scope)) found.principal.scopes.push_back(scope);
    }
    return found;
}

domain::Principal principal_of(sql::Reader& reader, const std::string& account_id) {
    const auto row = reader.row<std::string, std::string>(find_account_by_id, account_id);
    LEM_ASSERT(row.has_value());
    const auto& [name, role] = *row;
    return {.account = {account_id, name},
            .role = read_role(role),
            .scopes = domain::scopes_of(read_role(role))};
}

domain::Role role_of(sql::Reader& reader, const std::string& account_id) {
    return principal_of(reader, account_id).role;
}

std::optional<StoredToken> stored_token(sql::Reader& reader, const std::string& id) {
    const auto row =
        reader.row<std::string, std::string, Text, std::string, std::int64_t, Time, Time>(
            find_stored, id);
    if (!row) return std::nullopt;
    const auto& [account_id, name, origin, scopes, created_at_ms, expires_at_ms, revoked_at_ms] =
        *row;
    return StoredToken{.account_id = account_id,
                       .name = name,
                       .origin = origin.value_or(""),
                       .scopes = parse_scopes(scopes),
                       .created_at_ms = created_at_ms,
                       .expires_at_ms = expires_at_ms,
                       .revoked = revoked_at_ms.has_value()};
}

std::optional<TokenInfo> token_of(sql::Reader& reader, const std::string& id) {
    auto found = read_tokens(reader, find_token_info, id);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

TokenList Credentials::tokens_of(const domain::Principal& principal) const {
    return {database_.read([&](sql::Reader& reader) {
        return read_tokens(reader, list_own_tokens, principal.account.id, tokens_shown_max);
    })};
}

std::vector<TokenInfo> Credentials::tokens(const std::optional<std::string>& account_name) const {
    return database_.read([&](sql::Reader& reader) {
        auto tokens = read_tokens(reader, list_tokens);
        if (account_name)
            std::erase_if(tokens,
                          [&](const TokenInfo& token) { return token.account != *account_name; });
        return tokens;
    });
}

SessionList Credentials::sessions_of(const domain::Principal& principal) const {
    const Milliseconds now_ms = clock_.now_ms();
    return database_.read([&](sql::Reader& reader) {
        SessionList list;
        for (auto& [id, description, origin, created_at_ms, last_used_at_ms, address] :
             reader.rows<std::string, Text, Text, std::int64_t, Time, Text>(
                 list_sessions, principal.account.id, now_ms, now_ms - session_idle_days * day_ms,
                 sessions_shown_max)) {
            BrowserSession session{.id = id,
                                   .description = description.value_or(""),
                                   .origin = origin.value_or(""),
                                   .created_at = text::rfc3339(created_at_ms),
                                   .last_used_at = time_text(last_used_at_ms),
                                   .last_used_from = {},
                                   .is_current = id == principal.credential_id};
            if (address && !address->empty()) session.last_used_from = *address;
            list.items.push_back(std::move(session));
        }
        return list;
    });
}

}  // namespace lem::accounts
