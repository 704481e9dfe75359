#include "features/accounts/accounts.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "schema/read.hpp"

#include <zlib.h>

namespace lem::accounts {
namespace {

constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view prefix = "lemu_";

constexpr sql::Query find_token{"find_token",
                                "SELECT account.id, account.name, account.role, token.scopes, "
                                "token.expires_at_ms FROM token JOIN account ON "
                                "account.id = token.account_id "
                                "WHERE token.sha256 = :p1 AND token.revoked_at_ms IS NULL"};
constexpr sql::Query find_account{"find_account", "SELECT id FROM account WHERE name = :p1"};
constexpr sql::Query insert_account{
    "insert_account",
    "INSERT INTO account (id, name, role, created_at_ms) VALUES (:p1, :p2, :p3, :p4)"};
constexpr sql::Query insert_token{
    "insert_token",
    "INSERT INTO token (id, account_id, name, sha256, scopes, created_at_ms, expires_at_ms) "
    "VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7)"};
constexpr sql::Query count_accounts{"count_accounts", "SELECT COUNT(*) FROM account"};

std::string checksum(std::string_view text) {
    std::uint64_t crc =
        crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
    std::string digits(6, '0');
    for (std::size_t i = 6; i-- > 0; crc /= 62)
        digits[i] = base62[crc % 62];
    return digits;
}

std::vector<domain::Scope> parse_scopes(std::string_view text) {
    std::vector<domain::Scope> scopes;
    for (const std::string_view name : text::split(text, ' ')) {
        if (const auto scope = schema::value_of<domain::Scope>(name)) scopes.push_back(*scope);
    }
    return scopes;
}

void require_name(const std::string& what, const std::string& name) {
    constexpr schema::FieldOptions limits{
        .length_max = 100, .format = schema::TextFormat::name, .filled = true};
    if (const auto problem = schema::text_problem(name, limits))
        throw Error(ErrorCode::bad_request, what + " " + *problem + ".");
}

}  // namespace

std::string make_token(RandomSource& random) {
    std::string token(prefix);
    while (token.size() < prefix.size() + 40) {
        for (const char c : random.bytes(40)) {
            const auto byte = static_cast<unsigned char>(c);
            constexpr unsigned unbiased =
                248;  // 4 * 62: what is above would favour the first digits
            if (byte < unbiased && token.size() < prefix.size() + 40) token += base62[byte % 62];
        }
    }
    return token + checksum(token);
}

bool is_well_formed(std::string_view token) {
    if (token.size() != prefix.size() + 46 || !token.starts_with(prefix)) return false;
    return checksum(token.substr(0, token.size() - 6)) == token.substr(token.size() - 6);
}

std::optional<domain::Principal> Accounts::authenticate(std::string_view token) const {
    if (!is_well_formed(token)) return std::nullopt;
    const std::string sha256 = sha256_hex(token);
    const auto found = database_.read([&](sql::Reader& reader) {
        return reader
            .row<std::string, std::string, std::string, std::string, std::optional<std::int64_t>>(
                find_token, sha256);
    });
    if (!found) return std::nullopt;
    const auto& [id, name, role, scopes, expires_at_ms] = *found;
    if (expires_at_ms && *expires_at_ms <= clock_.now_ms()) return std::nullopt;
    return domain::Principal{
        .account = {id, name},
        .role = schema::value_of<domain::Role>(role).value_or(domain::Role::user),
        .kind = domain::CredentialKind::token,
        .scopes = parse_scopes(scopes)};
}

std::string Accounts::create_token(const std::string& account_name, const std::string& token_name,
                                   const std::vector<domain::Scope>& scopes,
                                   std::optional<int> expires_days) {
    require_name("The account's name", account_name);
    require_name("The token's name", token_name);
    std::string token = make_token(random_);
    std::string scope_text;
    bool administrator = false;
    for (const domain::Scope scope : scopes) {
        scope_text += (scope_text.empty() ? "" : " ") + std::string(schema::name_of(scope));
        administrator = administrator || scope == domain::Scope::admin;
    }
    const Milliseconds now_ms = clock_.now_ms();
    std::optional<Milliseconds> expires_at_ms;
    if (expires_days) expires_at_ms = now_ms + Milliseconds{*expires_days} * 86'400'000;
    database_.write([&](sql::Transaction& transaction) {
        const auto known = transaction.row<std::string>(find_account, account_name);
        const std::string account_id = known ? std::get<0>(*known) : new_id("acc", clock_, random_);
        if (!known)
            transaction.execute(insert_account, account_id, account_name,
                                administrator ? "admin" : "user", now_ms);
        transaction.execute(insert_token, new_id("tok", clock_, random_), account_id, token_name,
                            sha256_hex(token), scope_text, now_ms, expires_at_ms);
    });
    return token;
}

bool Accounts::any_account() const {
    return database_.read([](sql::Reader& reader) {
        return std::get<0>(*reader.row<std::int64_t>(count_accounts)) > 0;
    });
}

}  // namespace lem::accounts
