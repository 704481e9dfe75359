#include "features/accounts/credentials.hpp"

#include "base/hash.hpp"
#include "base/log.hpp"
#include "domain/audit_action.hpp"
#include "features/accounts/token_text.hpp"

namespace lem::accounts {
namespace {

using Action = domain::AuditAction;

constexpr Milliseconds minute_ms = 60'000, hour_ms = 60 * minute_ms, day_ms = 24 * hour_ms;
constexpr Milliseconds rotation_overlap_ms = hour_ms;
constexpr int tokens_of_account_max = 100;

constexpr sql::Query record_use{"record_token_use",
                                "UPDATE token SET last_used_at_ms = :p1, address = :p2 WHERE id = "
                                ":p3"};
constexpr sql::Query find_revoked{"find_token_by_id",
                                  "SELECT account_id, revoked_at_ms FROM token WHERE id = :p1 AND "
                                  "kind = 'token'"};
constexpr sql::Query revoke_family{
    "revoke_token",
    "UPDATE token SET revoked_at_ms = :p1 WHERE revoked_at_ms IS NULL AND (id = :p2 OR parent_id = "
    ":p3)"};
constexpr sql::Query end_token{"end_token",
                               "UPDATE token SET expires_at_ms = :p1 WHERE id = :p2 AND "
                               "(expires_at_ms IS NULL OR expires_at_ms > :p3)"};
constexpr sql::Query count_tokens{
    "count_tokens",
    "SELECT COUNT(*) FROM token WHERE account_id = :p1 AND kind = 'token' AND revoked_at_ms IS "
    "NULL AND (expires_at_ms IS NULL OR expires_at_ms > :p2)"};

void require_room(sql::Reader& reader, const std::string& account_id, Milliseconds now_ms) {
    const auto [count] = *reader.row<std::int64_t>(count_tokens, account_id, now_ms);
    if (count >= tokens_of_account_max)
        throw Error(ErrorCode::conflict, "The account has " +
                                             std::to_string(tokens_of_account_max) +
                                             " tokens, which is the limit; revoke one first.");
}

void require_scopes(const std::vector<domain::Scope>& wanted,
                    const std::vector<domain::Scope>& allowed, const std::string& whose) {
    const domain::Principal owner{.scopes = allowed};
    for (const domain::Scope scope : wanted) {
        if (!owner.may(scope))
            throw Error(ErrorCode::forbidden, "The token cannot have the scope " +
                                                  std::string(schema::name_of(scope)) + ", which " +
                                                  whose + " does not have.");
    }
}

}  // namespace

std::optional<domain::Principal> Credentials::remembered(std::string_view secret,
                                                         domain::CredentialKind kind) const {
    auto principal = cache_.find(sha256_hex(secret), clock_.now_ms());
    return principal && principal->kind == kind ? principal : std::nullopt;
}

std::optional<domain::Principal> Credentials::authenticate(std::string_view secret,
                                                           domain::CredentialKind kind,
                                                           std::string_view address) const {
    if (!is_well_formed(secret, kind)) return std::nullopt;
    const std::string sha256 = sha256_hex(secret);
    const std::uint64_t generation = cache_.generation();
    const Milliseconds now_ms = clock_.now_ms();
    const auto found = database_.read(
        [&](sql::Reader& reader) { return find_valid(reader, sha256, kind, now_ms); });
    if (!found) return std::nullopt;
    if (!address.empty() && now_ms - found->last_used_at_ms >= minute_ms) {
        try {
            database_.write([&](sql::Transaction& transaction) {
                transaction.execute(record_use, now_ms, address, found->principal.credential_id);
            });
        } catch (const Error& error) {
            // A full disk must not keep people from reading.
            log::warn("use_not_recorded", {{"message", error.message()}, {"cause", error.cause()}});
        }
    }
    cache_.keep(sha256, found->principal,
                found->valid_until(now_ms + CredentialCache::remembered_for.count()), generation);
    return found->principal;
}

IssuedToken Credentials::create_token(sql::Transaction& transaction, const TokenPlan& plan,
                                      const sql::AuditActor& by) const {
    const auto role = role_of(transaction, plan.account_id);
    require_scopes(plan.scopes, domain::scopes_of(role), "the account");
    IssuedToken token{.id = new_id("tok", clock_, random_),
                      .secret = make_token(random_, domain::CredentialKind::token)};
    insert(transaction, {.id = token.id,
                         .kind = domain::CredentialKind::token,
                         .account_id = plan.account_id,
                         .name = plan.name,
                         .secret = token.secret,
                         .scopes = plan.scopes,
                         .created_at_ms = clock_.now_ms(),
                         .expires_at_ms = plan.expires_at_ms,
                         .parent_id = {},
                         .origin = plan.origin,
                         .place = plan.place});
    sql::audit(
        transaction,
        {clock_.now_ms(),
         by,
         Action::token_created,
         token.id,
         {{"account", plan.account_id}, {"name", plan.name}, {"scopes", scope_text(plan.scopes)}}});
    return token;
}

NewToken Credentials::create_token(const domain::Principal& principal,
                                   const TokenRequest& request) {
    require_scopes(request.scopes, principal.scopes, "the caller");
    const Milliseconds now_ms = clock_.now_ms();
    return database_.write([&](sql::Transaction& transaction) {
        require_room(transaction, principal.account.id, now_ms);
        const IssuedToken issued =
            create_token(transaction,
                         {.account_id = principal.account.id,
                          .name = request.name,
                          .scopes = request.scopes,
                          .expires_at_ms = now_ms + Milliseconds{request.expires_days} * day_ms},
                         sql::AuditActor::of(principal));
        return NewToken{.secret = issued.secret, .token = *token_of(transaction, issued.id)};
    });
}

NewToken Credentials::rotate_token(const domain::Principal& principal, const std::string& id) {
    const Milliseconds now_ms = clock_.now_ms();
    NewToken made = database_.write([&](sql::Transaction& transaction) {
        const auto old = stored_token(transaction, id);
        if (!old || old->account_id != principal.account.id)
            throw Error(ErrorCode::not_found, "The account has no token " + id + ".");
        if (old->revoked || (old->expires_at_ms && *old->expires_at_ms <= now_ms))
            throw Error(ErrorCode::conflict,
                        "The token has ended; create a new one instead of rotating it.");
        require_scopes(old->scopes, principal.scopes, "the caller");
        require_room(transaction, principal.account.id, now_ms);
        std::optional<Milliseconds> expires_at_ms;
        if (old->expires_at_ms) expires_at_ms = now_ms + (*old->expires_at_ms - old->created_at_ms);
        const IssuedToken issued = create_token(transaction,
                                                {.account_id = principal.account.id,
                                                 .name = old->name,
                                                 .scopes = old->scopes,
                                                 .expires_at_ms = expires_at_ms,
                                                 .origin = old->origin},
                                                sql::AuditActor::of(principal));
        const Milliseconds end_ms = now_ms + rotation_overlap_ms;
        transaction.execute(end_token, end_ms, id, end_ms);
        return NewToken{.secret = issued.secret, .token = *token_of(transaction, issued.id)};
    });
    cache_.forget();
    return made;
}

bool Credentials::revoke_token(const std::string& id, const sql::AuditActor& by,
                               const std::optional<std::string>& of) {
    const Milliseconds now_ms = clock_.now_ms();
    // What is refused must not fail in a write: that would undo the writes beside it.
    const auto is_open = [&](sql::Reader& reader) {
        const auto known = reader.row<std::string, std::optional<std::int64_t>>(find_revoked, id);
        if (!known || (of && std::get<0>(*known) != *of))
            throw Error(
                ErrorCode::not_found,
                of ? "The account has no token " + id + "."
                   : "There is no token " + id + "; `lem admin token list` lists the tokens.");
        return !std::get<1>(*known).has_value();
    };
    if (!database_.read(is_open)) return false;
    const bool revoked = database_.write([&](sql::Transaction& transaction) {
        if (!is_open(transaction)) return false;
        transaction.execute(revoke_family, now_ms, id, id);
        sql::audit(transaction, {now_ms, by, Action::token_revoked, id});
        return true;
    });
    cache_.forget();
    return revoked;
}

void Credentials::revoke_secret(std::string_view secret, const std::string& address) {
    const auto owner = authenticate(secret, domain::CredentialKind::token);
    if (owner) revoke_token(owner->credential_id, {owner->account.id, address});
}

}  // namespace lem::accounts
