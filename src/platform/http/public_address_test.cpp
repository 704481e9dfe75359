#include "platform/http/public_address.hpp"

#include "base/text.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

// The first and the last of each range, and those beside it.
const char* const inside =
    "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 "
    "127.255.255.255 169.254.0.0 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.0 "
    "192.0.0.255 192.0.2.1 192.88.99.1 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 "
    "198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 "
    "::127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:0 ::ffff:169.254.169.254 64:ff9b::808:808 "
    "64:ff9b:1::1 100::1 2001::1 2001:1ff:ffff:: 2001:db8::1 2002:7f00:1:: 2002:808:808::1 "
    "3fff::1 fc00::1 fdff::1 fe80::1 febf::1 fec0::1 ff02::1 ffff::1 4000::1 8000::1 1fff::1 ";
const char* const outside =
    "1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 "
    "169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 "
    "192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 "
    "198.20.0.0 198.51.99.255 203.0.114.0 223.255.255.255 140.82.121.4 ::ffff:140.82.121.4 "
    "2000::1 2001:200::1 2001:db7::1 2001:db9::1 2003::1 2606:4700::1111 3ffe::1 ";

TEST(PublicAddress, RangesEndWhereTheyEnd) {
    const auto says_public = [](const std::string& address) {
        return is_public(boost::asio::ip::make_address(address));
    };
    for (const std::string& address : text::search_words(inside))
        EXPECT_FALSE(says_public(address)) << address;
    for (const std::string& address : text::search_words(outside))
        EXPECT_TRUE(says_public(address)) << address;
}

}  // namespace
}  // namespace lem::http
