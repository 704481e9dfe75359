#include "platform/http/outbound.hpp"

#include "support/folder.hpp"
#include "support/scripted_server.hpp"
#include "support/tls.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

namespace ip = boost::asio::ip;

Resolver always(std::vector<std::string> addresses) {
    return [addresses](const std::string&) {
        std::vector<ip::address> list;
        for (const std::string& address : addresses)
            list.push_back(ip::make_address(address));
        return list;
    };
}

/// The code of the error, its message and what goes to the log.
std::pair<ErrorCode, std::string> refusal(const Outbound& outbound, const std::string& url) {
    try {
        outbound.fetch({.url = url});
    } catch (const Error& error) {
        return {error.code(), error.message() + "|" + error.cause()};
    }
    return {ErrorCode::internal, "it was called"};
}

test::Script hello(const test::SeenRequest&) {
    return test::answer(200, "hello");
}

TEST(Outbound, RefusesNamesThatLeadInside) {
    for (const auto& addresses :
         std::vector<std::vector<std::string>>{{"127.0.0.1"},
                                               {"10.1.2.3"},
                                               {"169.254.169.254"},
                                               {"::1"},
                                               {"fd00::1"},
                                               {"::ffff:192.168.0.1"},
                                               {"140.82.121.4", "10.0.0.1"},
                                               {"2606:4700::1111", "fe80::1"}}) {
        const Outbound outbound({.resolve = always(addresses)});
        const auto [code, said] = refusal(outbound, "https://inside.example/hush");
        EXPECT_EQ(code, ErrorCode::bad_request) << addresses.back();
        EXPECT_NE(said.find("network that is not public"), said.npos) << said;
        EXPECT_EQ(said.find("hush"), said.npos) << said;
        EXPECT_NE(said.substr(said.find('|')).find(addresses.back().substr(0, 3)), said.npos);
        EXPECT_EQ(said.substr(0, said.find('|')).find(addresses.back()), said.npos)
            << "an address inside is shown to a stranger";
    }
    const auto [code, said] = refusal(Outbound({}), "https://127.0.0.1/");
    EXPECT_EQ(code, ErrorCode::bad_request);
}

TEST(Outbound, CallsStrangersByTlsOnUsualPortsOnly) {
    int asked = 0;
    const Outbound outbound({.resolve = [&](const std::string&) -> std::vector<ip::address> {
        ++asked;
        return {};
    }});
    for (const char* url : {"http://a.example/", "https://a.example:22/", "https://a.example:80/",
                            "http://a.example:443/"}) {
        EXPECT_EQ(refusal(outbound, url).first, ErrorCode::bad_request) << url;
        EXPECT_THROW(outbound.require_callable(url), Error);
    }
    EXPECT_EQ(asked, 0) << "a name was looked up in vain";
    for (const char* url : {"https://a.example/", "https://a.example:8443/"}) {
        EXPECT_EQ(refusal(outbound, url).first, ErrorCode::unavailable) << url;
        EXPECT_NO_THROW(outbound.require_callable(url));
    }
}

TEST(Outbound, CallsWhatTheOperatorAllows) {
    test::ScriptedServer server(hello);
    const Outbound outbound({.allowed = {server.url() + "/base"}});
    EXPECT_EQ(outbound.fetch({.url = server.url() + "/other?x=1"}).body, "hello");
    EXPECT_EQ(server.seen().back().target, "/other?x=1");
    test::ScriptedServer neighbour(hello);
    EXPECT_EQ(refusal(outbound, neighbour.url()).first, ErrorCode::bad_request);
    EXPECT_EQ(refusal(outbound, "https://127.0.0.1:" + std::to_string(server.port())).first,
              ErrorCode::bad_request);
    EXPECT_EQ(neighbour.connections(), 0);
    EXPECT_THROW(Outbound({.allowed = {"github.com"}}), Error);
}

/// A name server that answers with a public address first, and with one inside when asked again.
TEST(Outbound, ResolvesANameOnceAndConnectsThere) {
    test::ScriptedServer server(hello);
    const std::string url = "http://rebinding.example:" + std::to_string(server.port());
    int asked = 0;
    const Outbound outbound({.allowed = {url}, .resolve = [&](const std::string& host) {
                                 EXPECT_EQ(host, "rebinding.example");
                                 return always({++asked == 1 ? "127.0.0.1" : "127.0.0.9"})(host);
                             }});
    EXPECT_EQ(outbound.fetch({.url = url + "/x"}).body, "hello");
    EXPECT_EQ(asked, 1);
    EXPECT_NE(server.seen().back().head.find("Host: rebinding.example:"), std::string::npos)
        << server.seen().back().head;
}

TEST(Outbound, ChecksTheCertificateForTheName) {
    const test::SelfSigned certificate("DNS:issuer.example");
    const test::Folder folder;
    certificate.write_pem(folder.path() / "ca.pem");
    test::ScriptedServer server(hello, certificate.server_context());
    const std::string port = ":" + std::to_string(server.port());
    const Outbound outbound(
        {.allowed = {"https://issuer.example" + port, "https://other.example" + port},
         .ca_file = folder.path() / "ca.pem",
         .resolve = always({"127.0.0.1"})});
    EXPECT_EQ(outbound.fetch({.url = "https://issuer.example" + port + "/"}).body, "hello");
    EXPECT_EQ(refusal(outbound, "https://other.example" + port + "/").first,
              ErrorCode::bad_request);
}

TEST(Outbound, FollowsNoRedirect) {
    test::ScriptedServer inside(hello);
    test::ScriptedServer server([&](const test::SeenRequest&) {
        return test::Script{{0, "HTTP/1.1 302 Found\r\nLocation: " + inside.url() +
                                    "/\r\nContent-Length: 0\r\n\r\n"}};
    });
    const Outbound outbound({.allowed = {server.url()}});
    EXPECT_EQ(outbound.fetch({.url = server.url()}).status, 302);
    EXPECT_EQ(inside.connections(), 0);
}

TEST(Outbound, EndsWhatIsLongOrSlow) {
    test::ScriptedServer server([](const test::SeenRequest& request) -> test::Script {
        if (request.target == "/body")
            return test::answer(200, std::string(limits::outbound_answer_bytes_max + 1, 'x'));
        if (request.target == "/head")
            return {{0, "HTTP/1.1 200 OK\r\n"},
                    {0, [] {
                         std::string lines;
                         for (int i = 0; i < 400; ++i)
                             lines += "X-Filler: " + std::string(1000, 'x') + "\r\n";
                         return lines;
                     }() + "\r\n"}};
        return {{2'000, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}};
    });
    const Outbound outbound({.allowed = {server.url()}, .timeout = std::chrono::milliseconds(300)});
    for (const char* path : {"/body", "/head"})
        EXPECT_EQ(refusal(outbound, server.url() + path).first, ErrorCode::bad_request) << path;
    const auto [code, said] = refusal(outbound, server.url() + "/slow?token=hush");
    EXPECT_EQ(code, ErrorCode::timed_out);
    EXPECT_EQ(said.find("hush"), said.npos) << said;
    EXPECT_NE(said.find(server.url()), said.npos) << said;
}

TEST(Outbound, SaysThatANameCannotBeFound) {
    const auto [code, said] = refusal(Outbound({}), "https://nowhere.invalid/");
    EXPECT_EQ(code, ErrorCode::unavailable);
    EXPECT_NE(said.find("nowhere.invalid"), said.npos) << said;
}

TEST(Outbound, ResolvesThisMachine) {
    const auto addresses = resolve_host("localhost");
    ASSERT_FALSE(addresses.empty());
    for (const ip::address& address : addresses)
        EXPECT_TRUE(address.is_loopback());
}

}  // namespace
}  // namespace lem::http
