#include "client/device_login.hpp"

#include "base/limits.hpp"
#include "client/answer.hpp"
#include "schema/read.hpp"

#include <algorithm>

namespace lem::client {
namespace {

constexpr std::chrono::seconds slower_by{5}, interval_max{60};
constexpr std::string_view client_id = "lem-cli";

http::ClientRequest form_of(const std::string& url, const schema::Parameters& fields) {
    return {.method = "POST",
            .url = url,
            .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
            .body = schema::to_query_text(fields),
            .response_bytes_max = limits::mib};
}

template <class Answer>
Answer read(const http::ClientRequest& request, const http::ClientResponse& response) {
    auto answer = schema::from_text<Answer>(response.body, schema::UnknownMembers::ignored);
    if (!answer)
        throw Error(ErrorCode::bad_request, request.url + " did not answer as a lem server does.",
                    std::move(answer.error()));
    return std::move(*answer);
}

http::ClientResponse answered(const http::ClientRequest& request) {
    http::ClientResponse response = http::fetch(request);
    if (response.status < 200 || response.status >= 300)
        throw read_refusal(request, response, 0).error;
    return response;
}

}  // namespace

domain::DeviceCode ask_for_login(const std::string& server, const domain::DeviceRequest& request) {
    domain::DeviceRequest named = request;
    named.client_id = client_id;
    const auto form = form_of(server + "/oauth/device/code", schema::to_parameters(named));
    return read<domain::DeviceCode>(form, answered(form));
}

domain::DeviceToken await_login(const std::string& server, const domain::DeviceCode& code,
                                const std::function<bool(std::chrono::seconds)>& wait) {
    const auto form =
        form_of(server + "/oauth/token", {{"grant_type", std::string(domain::device_grant_type)},
                                          {"device_code", code.device_code},
                                          {"client_id", std::string(client_id)}});
    std::chrono::seconds interval{std::clamp(code.interval, 1, 60)};
    for (std::chrono::seconds waited{0}; waited.count() <= code.expires_in; waited += interval) {
        if (!wait(interval)) throw Error(ErrorCode::cancelled, "Stopped before anybody decided.");
        http::ClientResponse response;
        try {
            response = http::fetch(form);
        } catch (const Error& error) {
            if (!error.retryable()) throw;
            continue;  // RFC 8628, section 3.5: a lost connection is no answer
        }
        if (response.status == 200) return read<domain::DeviceToken>(form, response);
        if (response.status != 400) {
            const Refusal refusal = read_refusal(form, response, 0);
            if (!refusal.error.retryable()) throw refusal.error;
            interval = std::max(interval, refusal.retry_after.value_or(interval));
            continue;
        }
        const auto refusal = read<domain::DeviceError>(form, response);
        if (refusal.error == "slow_down")
            interval = std::clamp(std::chrono::seconds(refusal.interval.value_or(
                                      static_cast<int>((interval + slower_by).count()))),
                                  std::chrono::seconds(1), interval_max);
        else if (refusal.error == "access_denied")
            throw Error(ErrorCode::forbidden, "The sign-in was denied in the browser.");
        else if (refusal.error == "expired_token")
            break;
        else if (refusal.error != "authorization_pending")
            throw Error(ErrorCode::bad_request, server + " answered \"" + refusal.error +
                                                    "\": " + refusal.error_description);
    }
    throw Error(ErrorCode::timed_out,
                "Nobody approved the code in time. Run lem login again for a new one.");
}

domain::SessionInfo who_is(const std::string& server, const std::string& token) {
    const http::ClientRequest request{.url = server + "/api/v1/session",
                                      .headers = {{"Authorization", "Bearer " + token}},
                                      .response_bytes_max = limits::mib};
    return read<domain::SessionInfo>(request, answered(request));
}

void revoke_token(const std::string& server, const std::string& token) {
    answered(form_of(server + "/oauth/revoke", {{"token", token}}));
}

}  // namespace lem::client
