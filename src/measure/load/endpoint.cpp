#include "measure/load/endpoint.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <unistd.h>

namespace lem::measure {
namespace {

struct Socket {
    int descriptor;
    ~Socket() {
        if (descriptor >= 0) close(descriptor);
    }
};

/// 0 when it accepts a connection, otherwise the errno.
int try_connect(const addrinfo& address) {
    constexpr int connect_timeout_ms = 5000;
    const Socket socket{::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (socket.descriptor < 0) return errno;
    if (connect(socket.descriptor, address.ai_addr, address.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    pollfd waiting{.fd = socket.descriptor, .events = POLLOUT, .revents = 0};
    if (poll(&waiting, 1, connect_timeout_ms) <= 0) return ETIMEDOUT;
    int failure = 0;
    socklen_t size = sizeof failure;
    getsockopt(socket.descriptor, SOL_SOCKET, SO_ERROR, &failure, &size);
    return failure;
}

using std::string_view_literals::operator""sv;

/// Parts of the names under which services take a key in the query, and whole names.
constexpr std::array key_parts{"key"sv, "token"sv, "secret"sv, "password"sv};
constexpr std::array key_names{"sig"sv, "signature"sv, "code"sv};
/// Headers that the load client sets itself.
constexpr std::array own_headers{"host"sv,       "content-length"sv,  "transfer-encoding"sv,
                                 "connection"sv, "content-type"sv,    "accept"sv,
                                 "expect"sv,     "accept-encoding"sv, "upgrade"sv};

Error bad(const std::string& message) {
    return Error(ErrorCode::bad_request, message);
}

/// `field` is named in errors. The value must not contain control characters.
std::string environment_value(const std::string& field, const std::string& variable) {
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr || *value == '\0')
        throw bad(field + " names the environment variable " + variable + ", which is not set.");
    const std::string_view text = value;
    if (std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
        throw bad("The environment variable " + variable + " (" + field +
                  ") contains a line break or another control character.");
    return value;
}

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        if (plain)
            encoded += c;
        else
            encoded += "%" + text::hex(std::string_view(&c, 1));
    }
    return encoded;
}

/// Replaces variables by their values.
std::string resolve_query(std::string_view query, std::vector<std::string>& secrets) {
    std::string resolved;
    for (const std::string_view part : text::split(query, '&')) {
        const std::size_t equals = part.find('=');
        const std::string name(part.substr(0, equals));
        std::string_view value = equals == std::string_view::npos ? "" : part.substr(equals + 1);
        resolved += (resolved.empty() ? "?" : "&") + name;
        if (equals == std::string_view::npos) continue;
        resolved += '=';
        if (value.starts_with('$')) {
            secrets.push_back(environment_value("The query of engine.base_url (" + name + ")",
                                                std::string(value.substr(1))));
            const std::string encoded = percent_encoded(secrets.back());
            if (encoded != secrets.back()) secrets.push_back(encoded);
            resolved += encoded;
            continue;
        }
        const bool is_key = std::ranges::find(key_names, text::lower(name)) != key_names.end() ||
                            std::ranges::any_of(key_parts, [&](std::string_view part) {
                                return text::contains_ignoring_case(name, part);
                            });
        if (is_key)
            throw bad("engine.base_url has a key in its query (" + name +
                      "). Keys are taken from the environment only: write " + name +
                      "=$VARIABLE, or name a header in engine.header_env.");
        resolved += value;
    }
    return resolved;
}

void set_target(Endpoint& endpoint, std::string path, const std::string& query) {
    constexpr std::string_view chat = "/chat/completions", version = "/v1";
    while (path.ends_with('/'))
        path.pop_back();
    const bool whole = path.ends_with(chat);
    endpoint.chat_target = path + query;
    if (whole) path.resize(path.size() - chat.size());
    if (path.ends_with(version)) path.resize(path.size() - version.size());
    if (!whole) endpoint.chat_target = path + std::string(version) + std::string(chat) + query;
    endpoint.base_path = std::move(path);
}

}  // namespace

std::string Endpoint::authority() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Endpoint::url() const {
    return (tls ? "https://" : "http://") + authority() + base_path;
}

std::vector<std::string> Endpoint::secrets() const {
    std::vector<std::string> secrets = query_secrets;
    for (const Header& header : headers) {
        // "Bearer KEY", "Basic KEY"
        const std::size_t space = header.value.rfind(' ');
        secrets.push_back(space == std::string::npos ? header.value
                                                     : header.value.substr(space + 1));
    }
    std::erase_if(secrets, [](const std::string& secret) { return secret.empty(); });
    return secrets;
}

Endpoint parse_endpoint(const std::string& base_url) {
    const auto wrong = [&](const std::string& why) {
        return bad("engine.base_url must be http://HOST:PORT or https://HOST:PORT, not \"" +
                   base_url.substr(0, std::min<std::size_t>(base_url.find('?'), 100)) + "\"" + why +
                   ".");
    };
    constexpr std::string_view plain = "http://", secure = "https://";
    Endpoint endpoint;
    endpoint.tls = base_url.starts_with(secure);
    if (!endpoint.tls && !base_url.starts_with(plain)) throw wrong("");
    endpoint.port = endpoint.tls ? 443 : 80;
    for (const char c : base_url) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '#')
            throw wrong("; it must not contain spaces or a fragment (#)");
    }
    const std::string_view all =
        std::string_view(base_url).substr(endpoint.tls ? secure.size() : plain.size());
    const std::size_t question = all.find('?');
    const std::string_view rest = all.substr(0, question);
    const std::size_t slash = rest.find('/');
    std::string_view authority = rest.substr(0, slash);
    if (authority.find('@') != std::string_view::npos)
        throw bad(
            "engine.base_url must not contain a user or password; name a header in "
            "engine.header_env.");
    const std::string query = question == std::string_view::npos
                                  ? ""
                                  : resolve_query(all.substr(question + 1), endpoint.query_secrets);
    set_target(endpoint, slash == std::string_view::npos ? "" : std::string(rest.substr(slash)),
               query);
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.back() != ']') {
        const auto port = text::to_int(authority.substr(colon + 1));
        if (!port || *port < 1 || *port > 65535) throw wrong("; a port is 1 to 65535");
        endpoint.port = static_cast<std::uint16_t>(*port);
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']'))
        authority = authority.substr(1, authority.size() - 2);
    if (authority.empty()) throw wrong("");
    endpoint.host = std::string(authority);
    return endpoint;
}

void add_headers(Endpoint& endpoint, const domain::EngineConfig& config) {
    if (config.api_key_env)
        endpoint.headers.push_back(
            {"Authorization",
             "Bearer " + environment_value("engine.api_key_env", *config.api_key_env)});
    for (const auto& [name, variable] : config.header_env) {
        const std::string field = "engine.header_env." + name;
        const bool is_token = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
        });
        if (!is_token) throw bad(field + " is not the name of an HTTP header.");
        if (std::ranges::find(own_headers, text::lower(name)) != own_headers.end())
            throw bad(field + " is a header that lem sets itself. Remove it.");
        if (config.api_key_env && text::iequals(name, "Authorization"))
            throw bad(field +
                      " and engine.api_key_env both set Authorization. Remove one of the "
                      "two.");
        endpoint.headers.push_back({name, environment_value(field, variable)});
    }
}

Address reach(const Endpoint& endpoint) {
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    const int failure =
        getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
    if (failure != 0)
        throw Error(ErrorCode::unavailable,
                    "Cannot find the host " + endpoint.host + ": " + gai_strerror(failure) + ".");
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, freeaddrinfo);
    int reason = 0;
    for (const addrinfo* candidate = list.get(); candidate != nullptr;
         candidate = candidate->ai_next) {
        reason = try_connect(*candidate);
        if (reason != 0) continue;
        Address address;
        address.size = candidate->ai_addrlen;
        std::memcpy(&address.storage, candidate->ai_addr, candidate->ai_addrlen);
        return address;
    }
    throw Error(ErrorCode::unavailable, "Cannot connect to " + endpoint.url() + ": " +
                                            std::strerror(reason) +
                                            ". Is the server running, and is the port right?");
}

}  // namespace lem::measure
