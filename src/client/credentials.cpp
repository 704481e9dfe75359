#include "client/credentials.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "platform/http/url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace lem::client {
namespace {

constexpr std::string_view example = "http://127.0.0.1:8080 or https://lem.example";

Error wrong_address(std::string_view typed, const std::string& why) {
    return Error(ErrorCode::bad_request, "--server \"" + text::cut(typed, 200) + "\" " + why);
}

/// "::1", which a URL needs in brackets.
bool is_bare_ipv6(const std::string& host) {
    in6_addr address{};
    return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

/// Is the host this machine, so that nobody else can read what is sent to it?
bool is_loopback(std::string_view host) {
    return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
           host == "[::1]";
}

std::string with_scheme(std::string_view typed) {
    if (typed.find("://") != std::string_view::npos) return std::string(typed);
    std::string rest(typed.starts_with("//") ? typed.substr(2) : typed);
    if (is_bare_ipv6(rest)) rest = "[" + rest + "]";
    const auto url = http::parse_url("http://" + rest);
    return (url && is_loopback(url->host) ? "http://" : "https://") + rest;
}

/// The path of the API belongs to each request, so it is not part of the server's address.
std::string_view without_api(std::string_view path) {
    const auto cut_slashes = [&] {
        while (path.ends_with('/'))
            path.remove_suffix(1);
    };
    cut_slashes();
    for (const std::string_view known :
         std::to_array<std::string_view>({"/results", "/v1", "/api"})) {
        if (path.ends_with(known) && (known == "/api" || path.find("/api/") != path.npos)) {
            path.remove_suffix(known.size());
            cut_slashes();
        }
    }
    return path;
}

}  // namespace

std::string server_address(std::string_view typed) {
    const std::string_view trimmed = text::trim(typed);
    if (trimmed.empty())
        throw Error(ErrorCode::bad_request,
                    "--server (LEM_SERVER) is empty; give the address of a "
                    "lem server, such as " +
                        std::string(example) + ".");
    const std::string whole = with_scheme(trimmed);
    const auto url = http::parse_url(whole);
    if (!url)
        throw wrong_address(trimmed, "is not an http or https address; give one such as " +
                                         std::string(example) + ".");
    if (url->has_user)
        throw wrong_address(url->origin(),
                            "contains a user name or password; lem sends a token instead: remove "
                            "them and set --token or LEM_TOKEN.");
    return url->origin() + std::string(without_api(url->path));
}

std::string token_text(std::string_view typed) {
    if (typed.starts_with("\xEF\xBB\xBF")) typed.remove_prefix(3);  // a byte order mark
    const std::string_view token = text::trim(typed);
    const bool visible =
        std::ranges::all_of(token, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
    if (!visible)
        throw Error(ErrorCode::bad_request,
                    "The token (--token, --token-file or LEM_TOKEN) must be one word of letters, "
                    "digits and punctuation; it contains a space, a line break or another invalid "
                    "character. Copy it again: it starts with \"lem\".");
    return std::string(token);
}

Credentials checked(const Credentials& typed) {
    Credentials credentials{.server = server_address(typed.server),
                            .token = token_text(typed.token)};
    if (credentials.token.empty())
        throw Error(ErrorCode::unauthenticated,
                    "This needs a token: sign in with `lem login " + credentials.server +
                        "`, or set LEM_TOKEN, --token or --token-file.");
    return credentials;
}

std::string page_address(std::string_view server, std::string_view path) {
    const auto url = http::parse_url(server);
    const std::string prefix = url && url->path != "/" ? url->path : "";
    const bool has_prefix = !prefix.empty() && path.starts_with(prefix + "/");
    return std::string(has_prefix ? server.substr(0, server.size() - prefix.size()) : server) +
           std::string(path);
}

}  // namespace lem::client
