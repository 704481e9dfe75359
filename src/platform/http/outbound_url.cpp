#include "platform/http/outbound_url.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "platform/http/url.hpp"

#include <algorithm>
// Boost.URL itself: this is the only file that needs it, so it is not linked as a library.
#include <boost/url/src.hpp>

namespace lem::http {
namespace {

namespace ip = boost::asio::ip;
namespace urls = boost::urls;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorCode::bad_request, "An address that lem is to call " + why + ".");
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_label_character(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
}

/// Resolvers take a name that ends in a number for an IPv4 address: 127.1, 0x7f.0.0.1,
/// 017700000001.
bool ends_in_number(std::string_view label) {
    return std::ranges::all_of(label, is_digit) || label.starts_with("0x");
}

void require_plain_name(std::string_view host) {
    constexpr std::size_t name_length_max = 253, label_length_max = 63;
    const auto labels = text::split(host, '.');
    const bool plain =
        host.size() <= name_length_max && std::ranges::all_of(labels, [](std::string_view label) {
            return !label.empty() && label.size() <= label_length_max &&
                   std::ranges::all_of(label, is_label_character);
        });
    if (!plain)
        refuse("must name a host of letters, digits, hyphens and dots, without a dot at its end");
    if (ends_in_number(labels.back()))
        refuse("must write an IPv4 address as four numbers, such as 192.0.2.1");
}

std::uint16_t port_of(const urls::url_view& url, std::string_view scheme) {
    if (!url.has_port()) return default_port(scheme);
    const std::string text(url.port());
    const auto number = text::to_int(text);
    if (!number || *number < 1 || *number > 65535 || std::to_string(*number) != text)
        refuse("must have a port of 1 to 65535");
    return static_cast<std::uint16_t>(*number);
}

void read_host(const urls::url_view& url, OutboundUrl& read) {
    read.host = text::lower(std::string(url.encoded_host()));
    if (url.host_type() == urls::host_type::ipv6) {
        read.address = ip::make_address_v6(url.host_ipv6_address().to_bytes());
        read.host = "[" + read.address->to_string() + "]";
        return;
    }
    if (url.host_type() == urls::host_type::ipv4)
        read.address = ip::make_address_v4(url.host_ipv4_address().to_uint());
    else
        require_plain_name(read.host);
}

/// libcurl, which connects, must see the host that was read here. It does not where Boost 1.81 ends
/// a host early, in 1.2.3.4.example.
void require_agreement(const OutboundUrl& read) {
    const auto other = parse_url(read.text());
    if (!other || other->origin() != read.origin()) refuse("must name a plain host");
}

}  // namespace

std::string OutboundUrl::origin() const {
    return scheme + "://" + host + (port == default_port(scheme) ? "" : ":" + std::to_string(port));
}

OutboundUrl read_outbound_url(std::string_view text) {
    if (text.size() > limits::outbound_url_bytes_max)
        refuse("must have at most " + std::to_string(limits::outbound_url_bytes_max) +
               " characters");
    const auto parsed = urls::parse_uri({text.data(), text.size()});
    if (parsed.has_error()) refuse("must be a whole URL, such as https://issuer.example/path");
    const urls::url_view& url = *parsed;
    OutboundUrl read;
    read.scheme = text::lower(std::string_view(url.scheme().data(), url.scheme().size()));
    if (read.scheme != "https" && read.scheme != "http")
        refuse("must start with https:// or http://");
    if (url.has_userinfo()) refuse("must not have a user's name or password in it");
    read.port = port_of(url, read.scheme);
    read_host(url, read);
    read.target = std::string(url.encoded_path());
    if (read.target.empty()) read.target = "/";
    if (url.has_query()) read.target += "?" + std::string(url.encoded_query());
    require_agreement(read);
    return read;
}

}  // namespace lem::http
