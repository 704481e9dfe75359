#pragma once
/// A real server on a free port, on SQLite or on PostgreSQL (LEM_TEST_POSTGRES, which ./test sets
/// after starting one).

#include "app/service.hpp"
#include "domain/board/leaderboard_query.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "platform/http/client.hpp"
#include "support/folder.hpp"
#include "support/sample_result.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lem::test {

class Server : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        config_.data = folder_;
        config_.listen = "127.0.0.1:0";
        config_.threads = 2;
        if (GetParam() == "postgresql") {
            const char* url = std::getenv("LEM_TEST_POSTGRES");
            ASSERT_NE(url, nullptr)
                << "start PostgreSQL and set LEM_TEST_POSTGRES; ./test api does";
            config_.database = url;
            sql::Database::open(url, false)->write([](sql::Transaction& transaction) {
                transaction.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            });
        }
        start();
    }
    void TearDown() override { service_.reset(); }
    void start() {
        service_ = std::make_unique<app::Service>(config_);
        service_->start();
        if (token_.empty())
            token_ = service_->accounts().create_token(
                "ada", "test", {domain::Scope::results_write}, std::nullopt);
    }
    void restart() {
        service_.reset();
        start();
    }

    http::ClientResponse call(const std::string& method, const std::string& path,
                              const std::string& body = {}, const std::string& token = {},
                              const std::string& type = "application/json") {
        http::ClientRequest request{
            .method = method,
            .url = "http://127.0.0.1:" + std::to_string(service_->port()) + path,
            .body = body};
        if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
        if (!body.empty()) request.headers.push_back({"Content-Type", type});
        return http::fetch(request);
    }
    http::ClientResponse get(const std::string& path) { return call("GET", path); }
    http::ClientResponse submit(const domain::Result& result) {
        return call("POST", "/api/v1/results", schema::to_text(result), token_);
    }
    domain::Receipt receipt(const http::ClientResponse& response) {
        return schema::from_text<domain::Receipt>(response.body).value();
    }
    domain::LeaderboardPage board(const std::string& query = {}) {
        return schema::from_text<domain::LeaderboardPage>(get("/api/v1/leaderboard" + query).body)
            .value();
    }

    void expect_no_uploads_left() {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(
                 std::filesystem::path(folder_) / "uploads"))
            EXPECT_TRUE(entry.is_directory()) << "an upload was left behind: " << entry.path();
    }

    /// Sends raw bytes and returns everything until the server closes.
    std::string raw(const std::string& bytes) {
        const int peer = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(service_->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
        ::shutdown(peer, SHUT_WR);
        std::string answer;
        char buffer[4096];
        for (ssize_t size = 0; (size = recv(peer, buffer, sizeof buffer, 0)) > 0;)
            answer.append(buffer, static_cast<std::size_t>(size));
        close(peer);
        return answer;
    }

    const test::Folder scratch_;
    const std::string folder_ = (scratch_.path() / "a folder").string();
    app::Config config_;
    std::unique_ptr<app::Service> service_;
    std::string token_;
};

}  // namespace lem::test
