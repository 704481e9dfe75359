#include "platform/identity/code_exchange.hpp"

#include "base/text.hpp"
#include "platform/identity/foreign_answer.hpp"

#include <algorithm>
#include <array>

namespace lem::identity {
namespace {

constexpr int ok = 200, bad_request = 400, unauthorized = 401, first_server_error = 500;

/// Whose turn it is when a code is refused.
enum class Turn { person, operator_ };
struct Refusal {
    std::string_view error;
    Turn turn;
    std::string_view words;  // after the name of the service
};

constexpr std::string_view code_is_stale =
    " does not accept this sign-in: its code was used before or is too old. Sign in again.";
constexpr std::string_view client_is_unknown =
    " does not accept the client id or secret of this server. Please tell its operator.";

/// The error words of RFC 6749 and of GitHub.
constexpr std::array refusals{
    Refusal{"bad_verification_code", Turn::person, code_is_stale},
    Refusal{"invalid_grant", Turn::person, code_is_stale},
    Refusal{"unverified_user_email", Turn::person,
            " asks you to verify your mail address there first. Then sign in again."},
    Refusal{"incorrect_client_credentials", Turn::operator_, client_is_unknown},
    Refusal{"invalid_client", Turn::operator_, client_is_unknown},
    Refusal{"unauthorized_client", Turn::operator_,
            " does not let this server sign people in. Please tell its operator."},
    Refusal{"application_suspended", Turn::operator_,
            " has suspended this server's application. Please tell its operator."},
    Refusal{"redirect_uri_mismatch", Turn::operator_,
            " does not know this server's address. Please tell its operator."},
};

Error refusal(const std::string& service, const schema::json& answer) {
    constexpr std::size_t shown_bytes_max = 60;
    const std::string error = text::cut(text_of(answer, "error"), shown_bytes_max);
    const std::string cause = service + " refused the code: " + error;
    for (const Refusal& known : refusals) {
        if (known.error != error) continue;
        const ErrorCode code =
            known.turn == Turn::person ? ErrorCode::unauthenticated : ErrorCode::unavailable;
        return Error(code, service + std::string(known.words)).because(cause);
    }
    return Error(ErrorCode::unauthenticated, service + " refused this sign-in. Sign in again.")
        .because(cause);
}

/// With words for a person instead of those of the connection.
http::ClientResponse fetch(const std::string& service, http::ClientRequest request,
                           const http::Outbound& outbound) {
    http::ClientResponse answer;
    try {
        answer = outbound.fetch(std::move(request));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::timed_out)
            throw no_answer(service, error.message() + " " + error.cause());
        throw Error(ErrorCode::unavailable,
                    service + " takes too long to answer. Try again in a few minutes.")
            .because(error.message());
    }
    constexpr int too_many = 429;
    if (answer.status >= first_server_error || answer.status == too_many)
        throw no_answer(service, "status " + std::to_string(answer.status));
    return answer;
}

/// As RFC 6750 allows; a line end would be another header.
bool is_token(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Error no_answer(const std::string& service, const std::string& cause) {
    return Error(ErrorCode::unavailable,
                 service + " does not answer at the moment. Try again in a few minutes.")
        .because(cause);
}

schema::json exchange_code(const TokenRequest& request, const http::Outbound& outbound) {
    http::ClientRequest call{.method = "POST",
                             .url = request.url,
                             .headers = {{"Accept", "application/json"},
                                         {"Content-Type", "application/x-www-form-urlencoded"}},
                             .body = schema::to_query_text(request.form)};
    if (!request.authorization.empty())
        call.headers.push_back({"Authorization", request.authorization});
    const http::ClientResponse answer = fetch(request.service, std::move(call), outbound);
    // GitHub answers 200 with an error, others 400 or 401.
    if (answer.status != ok && answer.status != bad_request && answer.status != unauthorized)
        throw no_answer(request.service, "status " + std::to_string(answer.status));
    schema::json tokens = json_of(answer, request.service);
    if (answer.status != ok || tokens.contains("error")) throw refusal(request.service, tokens);
    return tokens;
}

std::optional<http::ClientResponse> ask_as_bearer(const std::string& service,
                                                  const std::string& url, const std::string& token,
                                                  const http::Outbound& outbound) {
    if (!is_token(token)) throw no_answer(service, "its token has other characters than a token");
    http::ClientResponse answer =
        fetch(service,
              {.url = url,
               .headers = {{"Accept", "application/json"}, {"Authorization", "Bearer " + token}}},
              outbound);
    if (answer.status == unauthorized)
        throw Error(ErrorCode::unauthenticated, service + " withdrew this sign-in. Sign in again.");
    constexpr int forbidden = 403, not_found = 404;
    const bool may_not =
        answer.status == forbidden && answer.header("x-ratelimit-remaining") != "0";
    if (may_not || answer.status == not_found) return std::nullopt;
    if (answer.status != ok) throw no_answer(service, "status " + std::to_string(answer.status));
    return answer;
}

http::ClientResponse ask(const std::string& service, const std::string& url,
                         const http::Outbound& outbound) {
    http::ClientResponse answer =
        fetch(service, {.url = url, .headers = {{"Accept", "application/json"}}}, outbound);
    if (answer.status != ok) throw no_answer(service, "status " + std::to_string(answer.status));
    return answer;
}

}  // namespace lem::identity
