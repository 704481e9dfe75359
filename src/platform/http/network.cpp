#include "platform/http/network.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace lem::http {
namespace {

namespace ip = boost::asio::ip;

ip::address_v6 as_v6(const ip::address& address) {
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

}  // namespace

ip::address unmapped(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

Network::Network(std::string_view text) {
    const std::size_t slash = text.find('/');
    boost::system::error_code failure;
    const auto address = ip::make_address(std::string(text.substr(0, slash)), failure);
    const unsigned width = address.is_v4() ? 32 : 128;
    const auto bits = slash == std::string_view::npos ? std::optional<std::int64_t>(width)
                                                      : text::to_int(text.substr(slash + 1));
    if (failure || !bits || *bits < 0 || *bits > width)
        throw Error(ErrorCode::bad_request,
                    "A trusted proxy must be an address or a network such "
                    "as 10.0.0.0/8, not \"" +
                        std::string(text) + "\".");
    base_ = as_v6(address);
    bits_ = static_cast<unsigned>(*bits) + (128 - width);
}

bool Network::holds(const ip::address& address) const {
    const auto mine = base_.to_bytes(), theirs = as_v6(address).to_bytes();
    for (unsigned bit = 0; bit < bits_; bit += 8) {
        const unsigned compared = std::min(8U, bits_ - bit);
        const unsigned mask = 0xFFU & (0xFF00U >> compared);
        const auto differing = static_cast<unsigned>(mine[bit / 8] ^ theirs[bit / 8]);
        if ((differing & mask) != 0) return false;
    }
    return true;
}

}  // namespace lem::http
