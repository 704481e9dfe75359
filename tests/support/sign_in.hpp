#pragma once
/// What a sign-in needs on both sides of an issuer: the secrets of its start, and a browser that
/// keeps cookies and follows redirects until it is sent back.

#include "base/hash.hpp"
#include "base/text.hpp"
#include "platform/http/api/message.hpp"
#include "platform/http/client.hpp"
#include "platform/http/url.hpp"
#include "platform/identity/provider.hpp"

#include <map>

namespace lem::test {

inline constexpr const char* code_verifier = "a-code-verifier-of-forty-three-characters-x";

inline identity::SignInStart sign_in_start(const std::string& redirect_uri) {
    return {.state = "the state",
            .nonce = "the nonce",
            .code_challenge = text::base64url(sha256_bytes(code_verifier)),
            .redirect_uri = redirect_uri};
}
inline identity::SignInReply sign_in_reply(const std::string& code,
                                           const std::string& redirect_uri) {
    return {.code = code,
            .code_verifier = code_verifier,
            .nonce = "the nonce",
            .redirect_uri = redirect_uri};
}

/// The value of a query parameter of an address; empty if it is absent.
inline std::string query_value(const std::string& url, const std::string& name) {
    const std::size_t query = url.find('?');
    if (query == std::string::npos) return {};
    for (const auto& [key, value] : http::parse_query(url.substr(query + 1))) {
        if (key == name) return value;
    }
    return {};
}

class Browser {
public:
    /// The last address that was asked for, or the one outside that the browser was sent to.
    std::string at;

    http::ClientResponse get(const std::string& url) { return ask({.url = url}); }
    http::ClientResponse post(const std::string& url, const schema::Parameters& form) {
        return ask({.method = "POST",
                    .url = url,
                    .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                    .body = schema::to_query_text(form)});
    }

private:
    /// Follows redirects within the host of the first address.
    http::ClientResponse ask(http::ClientRequest request) {
        const std::string home = http::parse_url(request.url)->origin();
        for (int hops = 0; hops < 10; ++hops) {
            at = request.url;
            if (http::parse_url(at)->origin() != home) return {};
            std::string cookies;
            for (const auto& [name, value] : cookies_)
                cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
            if (!cookies.empty()) request.headers.push_back({"Cookie", cookies});
            const http::ClientResponse answer = http::fetch(request);
            for (const http::Header& header : answer.headers) {
                if (text::iequals(header.name, "set-cookie")) keep(header.value);
            }
            if (answer.header("location").empty()) return answer;
            request = {.url = *http::resolve_url(at, answer.header("location"))};
        }
        return {};
    }
    void keep(const std::string& cookie) {
        const std::string pair = cookie.substr(0, cookie.find(';'));
        const std::size_t equals = pair.find('=');
        cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
    }

    std::map<std::string, std::string> cookies_;
};

}  // namespace lem::test
