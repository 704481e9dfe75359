#include "measure/load/endpoint.hpp"

#include "base/error.hpp"
#include "measure/load/chat_request.hpp"
#include "measure/load/load_client.hpp"
#include "support/scripted_server.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using test::ScriptedServer;
using test::SeenRequest;

std::string refusal_of(const std::string& base_url) {
    try {
        parse_endpoint(base_url);
    } catch (const Error& error) {
        return error.message();
    }
    return "it was taken";
}

TEST(Endpoint, TheWholeAddressCanBeGiven) {
    struct Address {
        const char* base_url;
        const char* chat_target;
        const char* base_path;
    };
    for (const Address& address : {
             Address{"http://h", "/v1/chat/completions", ""},
             Address{"http://h/v1", "/v1/chat/completions", ""},
             Address{"http://h/proxy/v1/", "/proxy/v1/chat/completions", "/proxy"},
             Address{"http://h/v1/chat/completions", "/v1/chat/completions", ""},
             Address{"http://h/v1/chat/completions/", "/v1/chat/completions", ""},
             Address{"http://h?team=a", "/v1/chat/completions?team=a", ""},
             Address{"http://h/?team=a&x", "/v1/chat/completions?team=a&x", ""},
             Address{"https://g/v1beta/openai/chat/completions", "/v1beta/openai/chat/completions",
                     "/v1beta/openai"},
             Address{"https://a/openai/deployments/m/chat/completions?api-version=2024-10-21",
                     "/openai/deployments/m/chat/completions?api-version=2024-10-21",
                     "/openai/deployments/m"},
         }) {
        const Endpoint endpoint = parse_endpoint(address.base_url);
        EXPECT_EQ(endpoint.chat_target, address.chat_target) << address.base_url;
        EXPECT_EQ(endpoint.base_path, address.base_path) << address.base_url;
        EXPECT_TRUE(endpoint.secrets().empty());
    }
}

TEST(Endpoint, KeysComeFromTheEnvironmentOnly) {
    setenv("LEM_TEST_KEY", "k&1 2", 1);
    unsetenv("LEM_TEST_ABSENT");
    const Endpoint endpoint = parse_endpoint("http://h/v1?key=$LEM_TEST_KEY&v=2");
    EXPECT_EQ(endpoint.chat_target, "/v1/chat/completions?key=k%261%202&v=2");
    EXPECT_EQ(endpoint.url().find("k&1"), std::string::npos);
    EXPECT_EQ(endpoint.secrets(), (std::vector<std::string>{"k&1 2", "k%261%202"}));
    EXPECT_NE(refusal_of("http://h?key=$LEM_TEST_ABSENT").find("LEM_TEST_ABSENT"),
              std::string::npos);
    for (const char* name : {"key", "api_key", "api-key", "access_token", "sig", "subscription-key",
                             "code", "Secret"}) {
        const std::string message = refusal_of("http://h/v1?" + std::string(name) + "=s3cr3t");
        EXPECT_NE(message.find("$VARIABLE"), std::string::npos) << message;
        EXPECT_NE(message.find(name), std::string::npos) << message;
        EXPECT_EQ(message.find("s3cr3t"), std::string::npos) << message;
    }
    EXPECT_EQ(refusal_of("http://u:s3cr3t@h").find("s3cr3t"), std::string::npos);
}

TEST(Endpoint, HeadersHoldWhatTheirVariablesHold) {
    setenv("LEM_TEST_KEY", "s3cr3t", 1);
    setenv("LEM_TEST_BROKEN", "a\r\nX: y", 1);
    domain::EngineConfig config;
    config.header_env = {{"api-key", "LEM_TEST_KEY"}};
    config.api_key_env = "LEM_TEST_KEY";
    Endpoint endpoint = parse_endpoint("http://h");
    add_headers(endpoint, config);
    ASSERT_EQ(endpoint.headers.size(), 2U);
    EXPECT_EQ(endpoint.headers[0].value, "Bearer s3cr3t");
    EXPECT_EQ(endpoint.headers[1].name, "api-key");
    EXPECT_EQ(endpoint.headers[1].value, "s3cr3t");
    EXPECT_EQ(endpoint.secrets(), (std::vector<std::string>{"s3cr3t", "s3cr3t"}));
    for (const auto& [header, variable] :
         std::map<std::string, std::string>{{"api-key", "LEM_TEST_ABSENT"},
                                            {"x", "LEM_TEST_BROKEN"},
                                            {"Host", "LEM_TEST_KEY"},
                                            {"Content-Length", "LEM_TEST_KEY"},
                                            {"a b", "LEM_TEST_KEY"},
                                            {"", "LEM_TEST_KEY"},
                                            {"authorization", "LEM_TEST_KEY"},
                                            {"x:\r\ny", "LEM_TEST_KEY"}}) {
        config.header_env = {{header, variable}};
        Endpoint other = parse_endpoint("http://h");
        EXPECT_THROW(add_headers(other, config), Error) << header;
    }
}

TEST(Endpoint, RequestsCarryAddressQueryAndHeadersAndRefusalsLoseTheKeys) {
    setenv("LEM_TEST_KEY", "s3cr3t", 1);
    ScriptedServer server([](const SeenRequest& request) {
        return test::answer(401, "wrong key s3cr3t in " + request.head);
    });
    domain::Experiment config;
    config.model.name = "tiny";
    config.load = domain::OfflineLoad{.requests = 1};
    config.engine.header_env = {{"api-key", "LEM_TEST_KEY"}};
    Endpoint endpoint =
        parse_endpoint(server.url() + "/openai/deployments/m/chat/completions?api-version=1");
    add_headers(endpoint, config.engine);
    LoadClient client(endpoint, config, {user_prompt("Say a word.")}, monotonic_ns());
    const std::atomic<bool> never_stop{false};
    const Exchange exchange = client.probe("Say a word.", 1, never_stop);
    const auto seen = server.seen();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].target, "/openai/deployments/m/chat/completions?api-version=1");
    EXPECT_NE(seen[0].head.find("\r\napi-key: s3cr3t"), std::string::npos) << seen[0].head;
    EXPECT_EQ(seen[0].head.find("Authorization"), std::string::npos);
    ASSERT_TRUE(exchange.record.error);
    EXPECT_EQ(exchange.record.error->find("s3cr3t"), std::string::npos) << *exchange.record.error;
    EXPECT_NE(exchange.record.error->find("HTTP 401"), std::string::npos);
    EXPECT_EQ(exchange.server_message.find("s3cr3t"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
