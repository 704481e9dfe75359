#include "platform/http/server/client_address.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

TrustedProxies proxies(ProxyHeader header) {
    return {.networks = {Network("127.0.0.0/8"), Network("10.0.0.0/8"), Network("fd00::/8")},
            .header = header};
}

std::string client_address(const std::string& peer, schema::Parameters headers,
                           ProxyHeader header = ProxyHeader::x_forwarded_for) {
    Request request;
    request.headers = std::move(headers);
    return client_of(boost::asio::ip::make_address(peer), request, proxies(header)).address;
}

TEST(ClientAddress, IsWhatTheNearestTrustedProxyReports) {
    struct Case {
        std::string peer;
        schema::Parameters headers;
        std::string client;
    };
    for (const auto& [peer, headers, client] : std::vector<Case>{
             {"198.51.100.7", {}, "198.51.100.7"},
             {"198.51.100.7", {{"X-Forwarded-For", "203.0.113.1"}}, "198.51.100.7"},
             {"127.0.0.1", {{"X-Forwarded-For", "203.0.113.1"}}, "203.0.113.1"},
             {"127.0.0.1",
              {{"x-forwarded-for", "192.0.2.9, 203.0.113.1, 10.1.2.3"}},
              "203.0.113.1"},
             {"127.0.0.1",
              {{"X-Forwarded-For", "192.0.2.9"}, {"X-Forwarded-For", "203.0.113.1"}},
              "203.0.113.1"},
             {"::ffff:10.0.0.2", {{"X-Forwarded-For", "2001:db8::5"}}, "2001:db8::5"},
             {"fd00::2", {{"X-Forwarded-For", "203.0.113.1:4711"}}, "203.0.113.1"},
             {"127.0.0.1", {{"X-Forwarded-For", "not an address"}}, "127.0.0.1"},
             {"127.0.0.1", {{"X-Forwarded-For", "not an address, 10.0.0.9"}}, "10.0.0.9"},
             {"127.0.0.1", {{"Forwarded", "for=203.0.113.1"}}, "127.0.0.1"},
         })
        EXPECT_EQ(client_address(peer, headers), client) << peer;
}

TEST(ClientAddress, AClientThatItsProxyCannotNameIsLimited) {
    const auto limit_key = [](const std::string& reported) {
        Request request;
        request.headers = {{"X-Forwarded-For", reported}};
        return client_of(boost::asio::ip::make_address("127.0.0.1"), request,
                         proxies(ProxyHeader::x_forwarded_for))
            .limit_key;
    };
    EXPECT_EQ(limit_key("junk0"), limit_key("junk1"));
    EXPECT_FALSE(limit_key("junk0").empty());
}

TEST(ClientAddress, ReadsTheStandardHeaderWhereTheProxyWritesThat) {
    struct Case {
        std::string value, client;
    };
    for (const auto& [value, client] : std::vector<Case>{
             {"for=203.0.113.1", "203.0.113.1"},
             {"For=\"[2001:db8::5]:4711\";proto=https", "2001:db8::5"},
             {"for=192.0.2.9, for=203.0.113.1;by=10.0.0.1", "203.0.113.1"},
             {"for=203.0.113.1, for=10.0.0.7", "203.0.113.1"},
             {"for=_hidden", "127.0.0.1"},
             {"for=unknown", "127.0.0.1"},
             {"", "127.0.0.1"},
         })
        EXPECT_EQ(
            client_address("127.0.0.1", {{"Forwarded", value}, {"X-Forwarded-For", "192.0.2.66"}},
                           ProxyHeader::forwarded),
            client)
            << value;
    Request request;
    request.headers = {{"Host", "inside:8080"},
                       {"Forwarded", "for=203.0.113.1;proto=https;host=\"lem.example\""}};
    const Client client = client_of(boost::asio::ip::make_address("10.0.0.2"), request,
                                    proxies(ProxyHeader::forwarded));
    EXPECT_TRUE(client.uses_https);
    EXPECT_EQ(client.requested_host, "lem.example");
}

TEST(ClientAddress, LimitsCountNetworksThatOneClientHas) {
    const auto key = [](const char* text) {
        return limit_key_of(boost::asio::ip::make_address(text));
    };
    EXPECT_EQ(key("203.0.113.1"), "203.0.113.1");
    EXPECT_EQ(key("::ffff:203.0.113.1"), "203.0.113.1");
    EXPECT_EQ(key("2001:db8:1:2:3::1"), key("2001:db8:1:2:4::9"));
    EXPECT_NE(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    EXPECT_EQ(key("127.0.0.1"), "");
    EXPECT_EQ(key("::1"), "");
    EXPECT_EQ(limit_key_of(std::string_view("2001:db8:1:2:3::1")), "2001:db8:1:2::/64");
    EXPECT_EQ(limit_key_of(std::string_view("junk")), "junk");
}

TEST(ClientAddress, NetworksThatAreNoneAreRefused) {
    for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/x", "ten", "::/129", "10.0.0.0/-1"})
        EXPECT_THROW(Network{text}, Error) << text;
    EXPECT_TRUE(Network("0.0.0.0/0").holds(boost::asio::ip::make_address("203.0.113.1")));
    EXPECT_FALSE(Network("0.0.0.0/0").holds(boost::asio::ip::make_address("2001:db8::1")));
    EXPECT_TRUE(Network("203.0.113.0/25").holds(boost::asio::ip::make_address("203.0.113.127")));
    EXPECT_FALSE(Network("203.0.113.0/25").holds(boost::asio::ip::make_address("203.0.113.128")));
}

}  // namespace
}  // namespace lem::http
