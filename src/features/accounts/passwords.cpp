#include "features/accounts/passwords.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/audit_action.hpp"
#include "features/accounts/argon2id.hpp"

namespace lem::accounts {
namespace {

constexpr Milliseconds code_valid_ms = 86'400'000;
constexpr std::size_t code_bytes = 32;

constexpr sql::Query insert_code{
    "insert_one_time_code",
    "INSERT INTO one_time_code (sha256, purpose, account_id, expires_at_ms) VALUES (:p1, "
    "'password', :p2, :p3)"};
constexpr sql::Query delete_codes{"delete_one_time_codes",
                                  "DELETE FROM one_time_code WHERE account_id = :p1"};
constexpr sql::Query find_code{
    "find_one_time_code",
    "SELECT account.id, account.name FROM one_time_code JOIN account ON account.id = "
    "one_time_code.account_id WHERE sha256 = :p1 AND purpose = 'password' AND expires_at_ms > :p2"};
constexpr sql::Query put_password{
    "put_password",
    "INSERT INTO account_password (account_id, hash, set_at_ms) VALUES (:p1, :p2, :p3) ON CONFLICT "
    "(account_id) DO UPDATE SET hash = EXCLUDED.hash, set_at_ms = EXCLUDED.set_at_ms"};
constexpr sql::Query find_password{
    "find_password",
    "SELECT account.id, account_password.hash FROM account JOIN account_password ON "
    "account_password.account_id = account.id WHERE account.name = :p1"};
constexpr sql::Query count_passwords{"count_passwords", "SELECT COUNT(*) FROM account_password"};

void require_strong(const std::string& password, const std::string& account_name) {
    const auto refuse = [](const std::string& reason) {
        throw Error(ErrorCode::invalid, "The password " + reason + ".", {{"/password", reason}});
    };
    if (password.size() < password_length_min)
        refuse("is shorter than " + std::to_string(password_length_min) +
               " characters; three or four random words are good");
    if (password.size() > password_length_max)
        refuse("is longer than " + std::to_string(password_length_max) + " bytes");
    if (!account_name.empty() && text::contains_ignoring_case(password, account_name) &&
        password.size() < account_name.size() + password_length_min)
        refuse("is little more than the account's name");
}

/// Of no password: comparing with it takes as long as with a real one.
const std::string& hash_of_nobody(RandomSource& random) {
    static const std::string hash = argon2id_hash(random.bytes(code_bytes), random);
    return hash;
}

}  // namespace

std::string Passwords::one_time_code(const std::string& account_name, const sql::AuditActor& by) {
    const std::string code = text::base64url(random_.bytes(code_bytes));
    database_.write([&](sql::Transaction& transaction) {
        const std::string id = accounts_.id_of(transaction, account_name);
        transaction.execute(delete_codes, id);
        transaction.execute(insert_code, sha256_hex(code), id, clock_.now_ms() + code_valid_ms);
        sql::audit(transaction,
                   {clock_.now_ms(), by, domain::AuditAction::password_address_made, id});
    });
    return code;
}

Session Passwords::set_password(const std::string& code, const std::string& password,
                                const Place& place) {
    const std::string sha256 = sha256_hex(code);
    const auto owner = [&](sql::Reader& reader) {
        const auto row = reader.row<std::string, std::string>(find_code, sha256, clock_.now_ms());
        if (!row)
            throw Error(ErrorCode::not_found,
                        "This address was used before, or is older than a day. `lem admin account "
                        "password NAME` makes a new one.");
        return *row;
    };
    const auto [known_id, name] = database_.read(owner);
    require_strong(password, name);
    const std::string hash = argon2id_hash(password, random_);
    Session session = database_.write([&](sql::Transaction& transaction) {
        const auto [id, unused] = owner(transaction);  // used meanwhile?
        transaction.execute(delete_codes, id);
        transaction.execute(put_password, id, hash, clock_.now_ms());
        accounts_.credentials().end_sessions(transaction, id);
        sql::audit(transaction,
                   {clock_.now_ms(), {id, place.address}, domain::AuditAction::password_set, id});
        return accounts_.credentials().open_session(transaction, id, "password", place);
    });
    accounts_.credentials().forget_remembered();
    return session;
}

Session Passwords::sign_in(const std::string& account_name, const std::string& password,
                           const Place& place) {
    const auto known = database_.read([&](sql::Reader& reader) {
        return reader.row<std::string, std::string>(find_password, account_name);
    });
    const bool fits = password.size() <= password_length_max;
    const bool matches = argon2id_matches(known ? std::get<1>(*known) : hash_of_nobody(random_),
                                          fits ? password : std::string());
    if (!known || !fits || !matches)
        throw Error(ErrorCode::unauthenticated, "The name or the password is wrong.");
    return database_.write([&](sql::Transaction& transaction) {
        // The password may have been changed while this one was compared.
        if (transaction.row<std::string, std::string>(find_password, account_name) != known)
            throw Error(ErrorCode::unauthenticated, "The name or the password is wrong.");
        return accounts_.credentials().open_session(transaction, std::get<0>(*known), "password",
                                                    place);
    });
}

bool Passwords::any() const {
    return database_.read([](sql::Reader& reader) {
        return std::get<0>(*reader.row<std::int64_t>(count_passwords)) > 0;
    });
}

}  // namespace lem::accounts
