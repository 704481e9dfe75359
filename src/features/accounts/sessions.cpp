#include "base/hash.hpp"
#include "domain/audit_action.hpp"
#include "features/accounts/credentials.hpp"
#include "features/accounts/token_text.hpp"

namespace lem::accounts {
namespace {

using Action = domain::AuditAction;

constexpr Milliseconds day_ms = 86'400'000;

constexpr sql::Query close_by_secret{
    "revoke_session",
    "UPDATE token SET revoked_at_ms = :p1 WHERE revoked_at_ms IS NULL AND sha256 = :p2 AND kind = "
    "'session'"};
constexpr sql::Query find_session{
    "find_session",
    "SELECT id FROM token WHERE id = :p1 AND account_id = :p2 AND kind = 'session'"};
constexpr sql::Query revoke_session_id{"revoke_session_id",
                                       "UPDATE token SET revoked_at_ms = :p1 WHERE revoked_at_ms "
                                       "IS NULL AND id = :p2"};
constexpr sql::Query revoke_sessions{
    "revoke_sessions",
    "UPDATE token SET revoked_at_ms = :p1 WHERE revoked_at_ms IS NULL AND account_id = :p2 AND "
    "kind = 'session' AND id <> :p3"};

}  // namespace

Session Credentials::insert_session(sql::Transaction& transaction, domain::Principal principal,
                                    const std::string& origin, const Place& place,
                                    const std::optional<std::string>& parent_id) const {
    Session session{.secret = make_token(random_, domain::CredentialKind::session),
                    .principal = std::move(principal)};
    session.principal.kind = domain::CredentialKind::session;
    session.principal.credential_id = new_id("ses", clock_, random_);
    insert(transaction, {.id = session.principal.credential_id,
                         .kind = domain::CredentialKind::session,
                         .account_id = session.principal.account.id,
                         .name = "browser session",
                         .secret = session.secret,
                         .scopes = session.principal.scopes,
                         .created_at_ms = clock_.now_ms(),
                         .expires_at_ms = session.principal.expires_at_ms,
                         .parent_id = parent_id,
                         .origin = origin,
                         .place = place});
    sql::audit(transaction, {clock_.now_ms(),
                             {session.principal.account.id, place.address},
                             Action::session_opened,
                             session.principal.credential_id,
                             {{"by", origin}}});
    return session;
}

Session Credentials::open_session(sql::Transaction& transaction, const std::string& account_id,
                                  const std::string& origin, const Place& place) const {
    domain::Principal principal = principal_of(transaction, account_id);
    principal.expires_at_ms = clock_.now_ms() + session_days_max * day_ms;
    return insert_session(transaction, std::move(principal), origin, place, std::nullopt);
}

Session Credentials::exchange_token(std::string_view token, const Place& place) {
    const std::string sha256 = sha256_hex(token);
    const Milliseconds now_ms = clock_.now_ms();
    const auto valid = [&](sql::Reader& reader) {
        auto found = is_well_formed(token, domain::CredentialKind::token)
                         ? find_valid(reader, sha256, domain::CredentialKind::token, now_ms)
                         : std::nullopt;
        if (!found)
            throw Error(ErrorCode::unauthenticated, "The token is unknown, expired or revoked.");
        return found;
    };
    // What is refused must not fail in a write: that would undo the writes beside it.
    database_.read(valid);
    return database_.write([&](sql::Transaction& transaction) {
        const auto found = valid(transaction);
        domain::Principal principal = found->principal;
        principal.expires_at_ms = found->valid_until(now_ms + session_days_max * day_ms);
        return insert_session(transaction, std::move(principal), "token " + found->name, place,
                              found->principal.credential_id);
    });
}

void Credentials::end_session(const domain::Principal& principal, const std::string& id) {
    const Milliseconds now_ms = clock_.now_ms();
    database_.read([&](sql::Reader& reader) {
        if (!reader.row<std::string>(find_session, id, principal.account.id))
            throw Error(ErrorCode::not_found, "The account has no session " + id + ".");
    });
    database_.write(
        [&](sql::Transaction& transaction) { transaction.execute(revoke_session_id, now_ms, id); });
    cache_.forget();
}

void Credentials::end_other_sessions(const domain::Principal& principal) {
    const Milliseconds now_ms = clock_.now_ms();
    database_.write([&](sql::Transaction& transaction) {
        transaction.execute(revoke_sessions, now_ms, principal.account.id, principal.credential_id);
    });
    cache_.forget();
}

void Credentials::end_sessions(sql::Transaction& transaction, const std::string& account_id) const {
    transaction.execute(revoke_sessions, clock_.now_ms(), account_id, std::string());
}

void Credentials::close_session(std::string_view secret) {
    if (!is_well_formed(secret, domain::CredentialKind::session)) return;
    const std::string sha256 = sha256_hex(secret);
    const Milliseconds now_ms = clock_.now_ms();
    database_.write([&](sql::Transaction& transaction) {
        transaction.execute(close_by_secret, now_ms, sha256);
    });
    cache_.forget();
}

}  // namespace lem::accounts
