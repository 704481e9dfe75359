#include "features/signing/account_keys.hpp"

#include "base/limits.hpp"
#include "domain/audit_action.hpp"
#include "domain/board/topics.hpp"
#include "features/signing/signing_store.hpp"
#include "platform/sql/audit.hpp"

namespace lem::signing {
namespace {

Error refused_claim(Violations violations) {
    return Error(ErrorCode::invalid, "The claim does not make the key one of this account.",
                 std::move(violations));
}

/// The key that signed the claim, which must be about that key, this account and this server.
domain::PublicKey claimed_key(const domain::KeyRegistration& registration,
                              const std::string& account, const std::string& log) {
    const auto opened = domain::open_envelope(registration.claim, domain::key_claim_media_type);
    if (!opened) {
        Violations violations = opened.error();
        for (Violation& violation : violations)
            violation.pointer.insert(0, "/claim");
        throw refused_claim(std::move(violations));
    }
    const auto claim = schema::from_text<domain::KeyClaim>(opened->body);
    if (!claim) throw refused_claim(claim.error());
    Violations wrong;
    const auto require = [&](const char* pointer, const std::string& found,
                             const std::string& expected) {
        if (found != expected) wrong.push_back({pointer, "must be " + expected});
    };
    require("/account", claim->account, account);
    require("/log", claim->log, log);
    require("/key", claim->key, domain::text_of(opened->signer));
    if (!wrong.empty()) throw refused_claim(std::move(wrong));
    return opened->signer;
}

}  // namespace

AccountKeys::Registered AccountKeys::add(const domain::Principal& principal,
                                         const domain::KeyRegistration& registration) {
    const domain::PublicKey key = claimed_key(registration, principal.account.name, log_);
    const Milliseconds now_ms = clock_.now_ms();
    const signing_store::StoredKey fresh{.key = {.id = new_id("key", clock_, random_),
                                                 .account = principal.account.name,
                                                 .name = registration.name,
                                                 .key = domain::text_of(key),
                                                 .fingerprint = domain::fingerprint_of(key),
                                                 .created_at = text::rfc3339(now_ms),
                                                 .revoked_at = std::nullopt},
                                         .account_id = principal.account.id};
    const Registered registered = database_.write([&](sql::Transaction& transaction) -> Registered {
        // Rows of the account may be signed from now on; and no other registration interferes.
        transaction.change(domain::topics::accounts, fresh.account_id);
        const auto known =
            signing_store::find_key_by_fingerprint(transaction, fresh.key.fingerprint);
        if (known && known->account_id != fresh.account_id)
            throw Error(ErrorCode::conflict,
                        "The key belongs to another account. Make one of your own: lem keys create "
                        "NAME.");
        if (known && known->key.revoked_at)
            throw Error(ErrorCode::conflict,
                        "The key is revoked, for ever. Make another: lem keys create NAME.");
        if (known) return {.key = known->key};
        if (signing_store::count_valid_keys(transaction, fresh.account_id) >=
            static_cast<std::int64_t>(limits::keys_of_account_max))
            throw Error(ErrorCode::conflict,
                        "The account has " + std::to_string(limits::keys_of_account_max) +
                            " valid keys, which is as many as it may have; revoke one first.");
        signing_store::insert_key(transaction, fresh, now_ms);
        sql::audit(transaction, {now_ms,
                                 sql::AuditActor::of(principal),
                                 domain::AuditAction::key_registered,
                                 fresh.key.id,
                                 {{"fingerprint", fresh.key.fingerprint}}});
        return {.key = fresh.key, .is_new = true};
    });
    changed_();
    return registered;
}

domain::AccountKeyList AccountKeys::list(const domain::AccountKeyQuery& query) const {
    return {.items = database_.read([&](sql::Reader& reader) {
        return signing_store::list_keys(reader, query.account);
    })};
}

domain::AccountKey AccountKeys::revoke(const domain::Principal& principal, const std::string& id) {
    const Milliseconds now_ms = clock_.now_ms();
    domain::AccountKey revoked = database_.write([&](sql::Transaction& transaction) {
        const auto known = signing_store::find_key(transaction, id);
        if (!known) throw Error(ErrorCode::not_found, "There is no key " + text::cut(id, 60) + ".");
        if (known->account_id != principal.account.id && !principal.may(domain::Scope::admin))
            throw Error(ErrorCode::forbidden,
                        "Only its owner or an administrator can revoke a key.");
        transaction.change(domain::topics::accounts, known->account_id);
        signing_store::revoke_key(transaction, id, now_ms);
        sql::audit(transaction, {now_ms,
                                 sql::AuditActor::of(principal),
                                 domain::AuditAction::key_revoked,
                                 id,
                                 {{"account", known->account_id}}});
        return signing_store::find_key(transaction, id)->key;
    });
    changed_();
    return revoked;
}

void AccountKeys::require_own(const domain::Principal& principal,
                              const domain::PublicKey& signer) const {
    const auto known = database_.read([&](sql::Reader& reader) {
        return signing_store::find_key_by_fingerprint(reader, domain::fingerprint_of(signer));
    });
    if (!known) return;
    if (known->account_id != principal.account.id)
        throw Error(ErrorCode::forbidden,
                    "The bundle is signed with a key of another account (" + known->key.id +
                        "). Only that account can publish it; sign your own results with a key of "
                        "your own.");
    if (known->key.revoked_at)
        throw Error(ErrorCode::forbidden,
                    "The bundle is signed with the key " + known->key.id +
                        ", which was revoked at " + *known->key.revoked_at +
                        ". Sign it with another key, or send it with --unsigned.");
}

}  // namespace lem::signing
