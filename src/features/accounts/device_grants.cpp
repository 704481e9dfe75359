#include "features/accounts/device_grants.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/audit_action.hpp"
#include "features/accounts/credential_store.hpp"

namespace lem::accounts {
namespace {

constexpr Milliseconds second_ms = 1'000, day_ms = 86'400 * second_ms;
constexpr Milliseconds grant_ms = 900 * second_ms;
constexpr int interval_s = 5, slower_by_s = 5, interval_s_max = 60;
constexpr int waiting_max = 10'000;
/// Consonants only, so that no words appear (RFC 8628, section 6.1).
constexpr std::string_view code_letters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::size_t code_length = 8;

constexpr sql::Query forget_grants{"forget_device_grants",
                                   "DELETE FROM device_grant WHERE expires_at_ms <= :p1"};
constexpr sql::Query count_grants{"count_device_grants", "SELECT COUNT(*) FROM device_grant"};
constexpr sql::Query insert_grant{
    "insert_device_grant",
    "INSERT INTO device_grant (sha256, user_code, state, device_name, system, program, address, "
    "scopes, created_at_ms, expires_at_ms, interval_s) VALUES (:p1, :p2, 'pending', :p3, :p4, :p5, "
    ":p6, :p7, :p8, :p9, :p10)"};
constexpr sql::Query find_grant{
    "find_device_grant",
    "SELECT state, device_name, program, address, scopes, expires_at_ms, interval_s, polled_at_ms, "
    "account_id, token_expires_at_ms FROM device_grant WHERE sha256 = :p1"};
constexpr sql::Query record_poll{
    "record_device_poll",
    "UPDATE device_grant SET polled_at_ms = :p1, interval_s = :p2 WHERE sha256 = :p3"};
constexpr sql::Query delete_grant{"delete_device_grant",
                                  "DELETE FROM device_grant WHERE sha256 = :p1"};
constexpr sql::Query find_waiting{
    "find_waiting_device",
    "SELECT device_name, system, program, address, scopes, created_at_ms, expires_at_ms FROM "
    "device_grant WHERE user_code = :p1 AND state = 'pending' AND expires_at_ms > :p2"};
constexpr sql::Query decide_grant{
    "decide_device_grant",
    "UPDATE device_grant SET state = :p1, account_id = :p2, scopes = :p3, token_expires_at_ms = "
    ":p4 WHERE user_code = :p5"};

using Time = std::optional<std::int64_t>;

/// "BCDF-GHJK" of what a person typed: any case, with or without the hyphen. Empty if it cannot be
/// a code.
std::string normal_code(std::string_view typed) {
    std::string code;
    for (const char c : typed) {
        if (c == '-' || c == ' ') continue;
        const char upper = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        if (code_letters.find(upper) == std::string_view::npos) return {};
        code += upper;
        if (code.size() > code_length) return {};
    }
    if (code.size() != code_length) return {};
    return code.insert(code_length / 2, "-");
}

std::string new_user_code(RandomSource& random) {
    constexpr unsigned unbiased = 240;  // 12 * 20: higher bytes would favour the first letters
    std::string code;
    while (code.size() < code_length) {
        for (const char c : random.bytes(code_length)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < unbiased && code.size() < code_length)
                code += code_letters[byte % code_letters.size()];
        }
    }
    return normal_code(code);
}

std::vector<domain::Scope> asked_scopes(const std::optional<std::string>& scope) {
    if (!scope) return {domain::Scope::results_write};
    std::vector<domain::Scope> scopes;
    for (const std::string_view name : text::split(*scope, ' ')) {
        if (name.empty()) continue;
        const auto value = schema::value_of<domain::Scope>(name);
        if (!value)
            throw Error(ErrorCode::bad_request,
                        "There is no scope \"" + text::cut(name, 40) + "\".");
        if (std::find(scopes.begin(), scopes.end(), *value) == scopes.end())
            scopes.push_back(*value);
    }
    if (scopes.empty()) throw Error(ErrorCode::bad_request, "The scope names nothing to allow.");
    return scopes;
}

[[noreturn]] void nobody_waits() {
    throw Error(ErrorCode::not_found,
                "No program waits with this code. It may be mistyped, older than 15 minutes or "
                "used; `lem login` shows a new one.");
}

}  // namespace

domain::DeviceCode DeviceGrants::ask(const domain::DeviceRequest& request, const std::string& page,
                                     const std::string& address) {
    const std::string scopes = scope_text(asked_scopes(request.scope));
    domain::DeviceCode code{.device_code = text::base64url(random_.bytes(32)),
                            .user_code = new_user_code(random_),
                            .verification_uri = page,
                            .verification_uri_complete = {},
                            .expires_in = static_cast<int>(grant_ms / second_ms),
                            .interval = interval_s};
    code.verification_uri_complete = page + "?code=" + code.user_code;
    const Milliseconds now_ms = clock_.now_ms();
    database_.write([&](sql::Transaction& transaction) {
        transaction.execute(forget_grants, now_ms);
        if (std::get<0>(*transaction.row<std::int64_t>(count_grants)) >= waiting_max)
            throw Error(ErrorCode::unavailable,
                        "Too many programs wait for approval; try again in some minutes.");
        transaction.execute(insert_grant, sha256_hex(code.device_code), code.user_code,
                            request.device_name, request.system, request.program, address, scopes,
                            now_ms, now_ms + grant_ms, interval_s);
    });
    return code;
}

std::variant<domain::DeviceToken, domain::DeviceError> DeviceGrants::poll(
    const std::string& device_code) {
    const std::string sha256 = sha256_hex(device_code);
    const Milliseconds now_ms = clock_.now_ms();
    using Answer = std::variant<domain::DeviceToken, domain::DeviceError>;
    return database_.write([&](sql::Transaction& transaction) -> Answer {
        const auto row =
            transaction.row<std::string, std::string, std::string, std::string, std::string,
                            std::int64_t, std::int64_t, Time, std::optional<std::string>, Time>(
                find_grant, sha256);
        if (!row || std::get<5>(*row) <= now_ms)
            return domain::DeviceError{
                "expired_token", "The code is unknown, used or too old; ask for a new one.", {}};
        const auto& [state, device_name, program, address, scopes, expires_at_ms, interval,
                     polled_at_ms, account_id, token_expires_at_ms] = *row;
        if (state == "denied") {
            transaction.execute(delete_grant, sha256);
            return domain::DeviceError{"access_denied", "The owner of the account denied it.", {}};
        }
        if (state == "pending") {
            const bool too_soon =
                polled_at_ms && now_ms - *polled_at_ms < (interval * second_ms) - second_ms / 2;
            const auto next = static_cast<int>(
                too_soon ? std::min<std::int64_t>(interval + slower_by_s, interval_s_max)
                         : interval);
            transaction.execute(record_poll, now_ms, next, sha256);
            if (too_soon)
                return domain::DeviceError{
                    "slow_down", "Wait " + std::to_string(next) + " s between two questions.",
                    next};
            return domain::DeviceError{"authorization_pending", "Nobody has decided yet.", {}};
        }
        const domain::Principal owner = principal_of(transaction, *account_id);
        const IssuedToken token = accounts_.credentials().create_token(
            transaction,
            {.account_id = *account_id,
             .name = device_name,
             .scopes = parse_scopes(scopes),
             .expires_at_ms = token_expires_at_ms,
             .origin = "lem login",
             .place = {.address = address, .description = program}},
            {*account_id, address});
        transaction.execute(delete_grant, sha256);
        domain::DeviceToken answer{.access_token = token.secret,
                                   .scope = scopes,
                                   .expires_in = {},
                                   .account = owner.account.name};
        if (token_expires_at_ms)
            answer.expires_in = static_cast<int>((*token_expires_at_ms - now_ms) / second_ms);
        return answer;
    });
}

domain::WaitingDevice DeviceGrants::waiting(const domain::Principal& principal,
                                            const std::string& user_code,
                                            const std::string& address) const {
    const std::string code = normal_code(user_code);
    const auto row = database_.read([&](sql::Reader& reader) {
        return reader.row<std::string, std::string, std::string, std::string, std::string,
                          std::int64_t, std::int64_t>(find_waiting, code, clock_.now_ms());
    });
    if (!row) nobody_waits();
    const auto& [device_name, system, program, asked_from, scopes, created_at_ms, expires_at_ms] =
        *row;
    domain::WaitingDevice device{.user_code = code,
                                 .device_name = device_name,
                                 .system = system,
                                 .program = program,
                                 .address = asked_from,
                                 .same_address = asked_from == address,
                                 .scopes = parse_scopes(scopes),
                                 .asked_at = text::rfc3339(created_at_ms),
                                 .expires_at = text::rfc3339(expires_at_ms)};
    std::erase_if(device.scopes, [&](domain::Scope scope) { return !principal.may(scope); });
    return device;
}

void DeviceGrants::decide(const domain::Principal& principal, const std::string& user_code,
                          const domain::DeviceDecision& decision) {
    const std::string code = normal_code(user_code);
    const Milliseconds now_ms = clock_.now_ms();
    const auto require_asked = [&](sql::Reader& reader) {
        const auto row = reader.row<std::string, std::string, std::string, std::string, std::string,
                                    std::int64_t, std::int64_t>(find_waiting, code, now_ms);
        if (!row) nobody_waits();
        const domain::Principal asked{.scopes = parse_scopes(std::get<4>(*row))};
        for (const domain::Scope scope : decision.scopes) {
            if (!asked.may(scope) || !principal.may(scope))
                throw Error(ErrorCode::forbidden,
                            "The scope " + std::string(schema::name_of(scope)) +
                                " was not asked for, or is not yours to give.");
        }
    };
    // What is refused must not fail in a write: that would undo the writes beside it.
    database_.read(require_asked);
    database_.write([&](sql::Transaction& transaction) {
        require_asked(transaction);
        sql::audit(transaction, {now_ms,
                                 sql::AuditActor::of(principal),
                                 decision.approved ? domain::AuditAction::device_approved
                                                   : domain::AuditAction::device_denied,
                                 code,
                                 {{"scopes", scope_text(decision.scopes)}}});
        transaction.execute(decide_grant, std::string(decision.approved ? "approved" : "denied"),
                            principal.account.id, scope_text(decision.scopes),
                            now_ms + Milliseconds{decision.expires_days} * day_ms, code);
    });
}

}  // namespace lem::accounts
