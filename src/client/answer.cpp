#include "client/answer.hpp"

#include "base/figures.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "platform/http/api/problem.hpp"
#include "platform/http/url.hpp"
#include "schema/read.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <fmt/format.h>

namespace lem::client {
namespace {

constexpr std::string_view api_path = "/api/v1/results";
constexpr std::string_view wrong_server =
    "Is --server the address of a lem server's front page, such as https://lem.example?";

/// One line for a terminal: blanks joined, nothing that moves a cursor, at most 120 bytes.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text.substr(0, 2'000)) {
        const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
        if (!blank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return text::cut(text::trim(line), 120);
}

/// The title of an HTML page, or the text itself.
std::string words_of(const http::ClientResponse& response) {
    const std::string_view body = std::string_view(response.body).substr(0, 16'000);
    const std::string lower = text::lower(body);
    const std::size_t title = lower.find("<title");
    if (title != std::string::npos) {
        const std::size_t from = lower.find('>', title);
        const std::size_t to = lower.find("</title", title);
        if (from < to && to != std::string::npos)
            return one_line(body.substr(from + 1, to - from - 1));
    }
    const bool markup = text::trim(body).starts_with('<');
    return markup ? "" : one_line(body);
}

/// 'https://lem.example/api/v1/results answered 413 (nginx: "413 Request Entity Too Large").'
std::string who_answered(const http::ClientRequest& request, const http::ClientResponse& response) {
    const std::string software = one_line(response.header("Server"));
    const std::string words = words_of(response);
    std::string source = software;
    if (!words.empty()) source += (source.empty() ? "\"" : ": \"") + words + "\"";
    return fmt::format("{} answered {}{}. ", request.url, response.status,
                       source.empty() ? "" : " (" + source + ")");
}

/// Explains a redirect. It is not followed: the token would go to another host.
std::string redirected(const http::ClientRequest& request, const http::ClientResponse& response) {
    const auto target = http::resolve_url(request.url, response.header("Location"));
    if (response.header("Location").empty() || !target)
        return "It redirects without a usable address. " + std::string(wrong_server);
    const auto url = http::parse_url(*target);
    std::string_view path = url ? std::string_view(url->path) : std::string_view();
    while (path.ends_with('/'))
        path.remove_suffix(1);
    if (!path.ends_with(api_path))
        return fmt::format(
            "It redirects to {}, which is not the API of a lem server: does a proxy ask for a "
            "login? {}",
            one_line(*target), wrong_server);
    path.remove_suffix(api_path.size());
    const std::string moved = url->origin() + std::string(path);
    if (moved + std::string(api_path) == request.url)
        return "It redirects to the same address: the proxy in front of the server is "
               "misconfigured.";
    return fmt::format("The server has moved: publish with --server {}.", moved);
}

std::string megabytes(std::size_t bytes) {
    return figures::fixed(static_cast<double>(bytes) / static_cast<double>(limits::mib), 1) +
           " MiB";
}

std::string login_wanted(const http::ClientResponse& response) {
    const std::string scheme = one_line(response.header("WWW-Authenticate"));
    return fmt::format(
        "A proxy in front of the server requires its own login{}, but lem sends only its token. "
        "Ask the operator to let requests to /api/ pass.",
        scheme.empty() ? "" : " (" + scheme + ")");
}

/// Statuses of Cloudflare for a server that is down, slow or overloaded are among them.
bool is_gateway(int status) {
    return (status >= 502 && status <= 504) || (status >= 520 && status <= 524) ||
           (status >= 529 && status <= 530);
}

/// An answer that was not written by a lem server.
Error foreign_answer(const http::ClientRequest& request, const http::ClientResponse& response) {
    const int status = response.status;
    const auto error = [&](ErrorCode code, const std::string& meaning) {
        return Error(code, who_answered(request, response) + meaning);
    };
    if (status < 300)
        return error(ErrorCode::bad_request,
                     "The answer is not the receipt of a lem server. " + std::string(wrong_server));
    if (status < 400) return error(ErrorCode::bad_request, redirected(request, response));
    if (is_gateway(status))
        return error(ErrorCode::unavailable,
                     "A proxy answered instead of the server: the server behind it is down, "
                     "restarting or too slow.");
    switch (status) {
        case 401:
        case 407:
            return error(ErrorCode::unauthenticated, login_wanted(response));
        case 403:
            return error(ErrorCode::forbidden,
                         "A proxy or firewall in front of the server refused it.");
        case 404:
        case 405:
            return error(ErrorCode::bad_request, std::string(wrong_server));
        case 408:
        case 425:
            return error(ErrorCode::timed_out, "The upload did not arrive in time.");
        case 413:
            return error(
                ErrorCode::too_large,
                fmt::format("The upload has {}, more than a proxy in front of the server allows "
                            "(nginx: client_max_body_size). A lem server accepts {}: ask its "
                            "operator to raise the proxy's limit.",
                            megabytes(request.body.size()), megabytes(limits::bundle_bytes_max)));
        case 429:
            return error(ErrorCode::rate_limited, "Too many requests from this address.");
        case 507:
            return error(ErrorCode::storage_full, "The disk of the server is full.");
        default:
            return error(status >= 500 ? ErrorCode::internal : ErrorCode::bad_request,
                         status >= 500 ? "The server failed." : std::string(wrong_server));
    }
}

ErrorCode code_of(int status) {
    switch (status) {
        case 401:
            return ErrorCode::unauthenticated;
        case 403:
            return ErrorCode::forbidden;
        case 404:
            return ErrorCode::not_found;
        case 408:
            return ErrorCode::timed_out;
        case 409:
            return ErrorCode::conflict;
        case 413:
            return ErrorCode::too_large;
        case 422:
            return ErrorCode::invalid;
        case 429:
            return ErrorCode::rate_limited;
        case 500:
            return ErrorCode::internal;
        case 507:
            return ErrorCode::storage_full;
        default:
            return status >= 500 ? ErrorCode::unavailable : ErrorCode::bad_request;
    }
}

std::optional<std::chrono::seconds> retry_after(const http::ClientResponse& response,
                                                Milliseconds now_ms) {
    const std::string value(text::trim(response.header("Retry-After")));
    if (value.empty()) return std::nullopt;
    const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
    constexpr std::int64_t year_s = 366LL * 24 * 60 * 60;
    if (digits) return std::chrono::seconds(std::min(text::to_int(value).value_or(year_s), year_s));
    const std::int64_t at_s = curl_getdate(value.c_str(), nullptr);
    if (at_s < 0) return std::nullopt;
    // By the server's clock if the answer has a Date, because this machine's may differ.
    const std::string date(response.header("Date"));
    const std::int64_t server_s = date.empty() ? -1 : curl_getdate(date.c_str(), nullptr);
    const std::int64_t now_s = server_s >= 0 ? server_s : now_ms / 1'000;
    return std::chrono::seconds(std::clamp<std::int64_t>(at_s - now_s, 0, year_s));
}

}  // namespace

Refusal read_refusal(const http::ClientRequest& request, const http::ClientResponse& response,
                     Milliseconds now_ms) {
    const auto wait = retry_after(response, now_ms);
    auto problem = schema::from_text<http::Problem>(response.body);
    if (!problem) return {foreign_answer(request, response), wait};
    Violations violations;
    for (const auto& [pointer, message] : problem->errors)
        violations.push_back({pointer, message});
    return {
        Error(code_of(response.status), problem->detail + " (request " + problem->request_id + ")",
              std::move(violations)),
        wait};
}

std::variant<domain::Receipt, Refusal> read_answer(const http::ClientRequest& request,
                                                   const http::ClientResponse& response,
                                                   Milliseconds now_ms) {
    if (response.status < 200 || response.status >= 300)
        return read_refusal(request, response, now_ms);
    // A newer server may say more.
    auto receipt =
        schema::from_text<domain::Receipt>(response.body, schema::UnknownMembers::ignored);
    if (receipt) return std::move(*receipt);
    return Refusal{foreign_answer(request, response), std::nullopt};
}

}  // namespace lem::client
