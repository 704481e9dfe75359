#include "platform/http/outbound_url.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

TEST(OutboundUrl, ReadsWhatIsPlain) {
    struct Case {
        std::string written, text, host;
        std::uint16_t port;
    };
    const std::vector<Case> cases{
        {"https://github.com", "https://github.com/", "github.com", 443},
        {"HTTPS://GitHub.com:443/a?b=c#d", "https://github.com/a?b=c", "github.com", 443},
        {"https://issuer.example:8443/x/y", "https://issuer.example:8443/x/y", "issuer.example",
         8443},
        {"http://127.0.0.1:18120", "http://127.0.0.1:18120/", "127.0.0.1", 18120},
        {"https://[2001:DB8:0::1]/", "https://[2001:db8::1]/", "[2001:db8::1]", 443},
        {"https://1password.example/", "https://1password.example/", "1password.example", 443},
        {"https://xn--bcher-kva.example/?q=%20", "https://xn--bcher-kva.example/?q=%20",
         "xn--bcher-kva.example", 443},
    };
    for (const Case& one : cases) {
        const OutboundUrl url = read_outbound_url(one.written);
        EXPECT_EQ(url.text(), one.text);
        EXPECT_EQ(url.host, one.host);
        EXPECT_EQ(url.port, one.port);
    }
    EXPECT_EQ(read_outbound_url("https://a.example:443/x").origin(), "https://a.example");
    EXPECT_EQ(read_outbound_url("http://192.0.2.1/").address->to_string(), "192.0.2.1");
    EXPECT_EQ(read_outbound_url("http://[::ffff:7f00:1]/").address->to_string(),
              "::ffff:127.0.0.1");
}

TEST(OutboundUrl, RefusesWhatCouldMeanAnotherHost) {
    for (const char* written : {
             // IPv4 addresses that resolvers understand, but that do not look like one
             "https://127.1/",
             "https://2130706433/",
             "https://0x7f000001/",
             "https://0x7f.0.0.1/",
             "https://0177.0.0.1/",
             "https://127.0.0.01/",
             "https://127.0.0.1./",
             "https://256.1.1.1/",
             "https://1.2.3.4.example/",
             "https://1.2.3.4example/",
             "https://1.2.3.4.5/",
             "https://0X7F.1/",
             "https://a.0x1/",
             "https://%31%32%37.0.0.1/",
             "https://127%2e0.0.1/",
             // IPv6 addresses with more than an address
             "https://[fe80::1%25eth0]/",
             "https://[fe80::1%eth0]/",
             "https://[v1.x]/",
             "https://::1/",
             "https://[::1/",
             "https://[127.0.0.1]/",
             // users, in all places where a parser may find one
             "https://user@github.com/",
             "https://user:pw@github.com/",
             "https://@github.com/",
             "https://github.com@evil.example/",
             "https://github.com:443@evil.example/",
             "https://evil.example\\@github.com/",
             "https://github.com%40evil.example/",
             // hosts
             "https:///path",
             "https://",
             "https://.example/",
             "https://a..example/",
             "https://github.com./",
             "https://a_b.example/",
             "https://b\xc3\xbc"
             "cher.example/",
             "https://a b.example/",
             "https://a\tb.example/",
             // ports
             "https://github.com:/",
             "https://github.com:0/",
             "https://github.com:65536/",
             "https://github.com:0443/",
             "https://github.com:4294967739/",
             "https://github.com:a/",
             // what is no address of the web
             "ftp://github.com/",
             "file:///etc/passwd",
             "gopher://github.com/",
             "github.com",
             "//github.com/",
             "/path",
             "",
             "javascript:alert(1)",
             "https:github.com",
             "https://github.com/\r\nHost: x",
             " https://github.com/",
             "https://github.com/ x",
         })
        EXPECT_THROW(read_outbound_url(written), Error) << written;
    EXPECT_THROW(read_outbound_url("https://" + std::string(300, 'a') + ".example/"), Error);
    EXPECT_THROW(read_outbound_url("https://a.example/" + std::string(5000, 'a')), Error);
    EXPECT_THROW(read_outbound_url(std::string("https://a.example/\0x", 20)), Error);
}

TEST(OutboundUrl, MessagesDoNotRepeatWhatMayBeSecret) {
    for (const char* written : {"https://hush@a.example/", "hush", "https://127.1/hush"}) {
        try {
            read_outbound_url(written);
            ADD_FAILURE() << written;
        } catch (const Error& error) {
            EXPECT_EQ(error.message().find("hush"), std::string::npos) << error.message();
            EXPECT_EQ(error.code(), ErrorCode::bad_request);
        }
    }
}

}  // namespace
}  // namespace lem::http
