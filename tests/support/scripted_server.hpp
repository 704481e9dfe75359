#pragma once
/// A streaming chat server on loopback for tests: answers each request with a script of bytes and
/// pauses, so that every dialect and every fault can be played; with TLS when given a context. A
/// thread for each connection.

#include "base/text.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace lem::test {

/// Wait, then send. An empty `bytes` only waits; `close` ends the connection afterwards.
struct Step {
    int wait_ms = 0;
    std::string bytes = {};
    bool close = false;
};
using Script = std::vector<Step>;

struct SeenRequest {
    std::string target;
    std::string head;
    std::string body;
};

class ScriptedServer {
public:
    /// `script` is called for each request; it may be called from several threads.
    explicit ScriptedServer(std::function<Script(const SeenRequest&)> script,
                            std::shared_ptr<SSL_CTX> tls = nullptr)
        : script_(std::move(script)),
          tls_(std::move(tls)),
          listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(listen(listener_, 1024), 0);
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~ScriptedServer() {
        stopping_ = true;
        shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        close(listener_);
        {
            const std::lock_guard lock(mutex_);
            for (const int connection : connections_)
                shutdown(connection, SHUT_RDWR);
        }
        for (std::thread& thread : threads_)
            thread.join();
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url() const {
        return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
    }
    int connections() const { return accepted_; }
    std::vector<SeenRequest> seen() const {
        const std::lock_guard lock(mutex_);
        return seen_;
    }

private:
    void accept_all() {
        // OpenSSL writes without MSG_NOSIGNAL: a client that left must end its connection, not the
        // test program. The threads of the connections inherit it.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        while (!stopping_) {
            const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) continue;
            const int on = 1;
            setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            const std::lock_guard lock(mutex_);
            ++accepted_;
            connections_.push_back(connection);
            threads_.emplace_back([this, connection] { serve(connection); });
        }
    }

    /// A socket, and TLS on it when wanted.
    struct Peer {
        int socket;
        std::unique_ptr<SSL, decltype(&SSL_free)> tls{nullptr, SSL_free};

        ssize_t read(char* buffer, std::size_t size) const {
            if (tls) return SSL_read(tls.get(), buffer, static_cast<int>(size));
            return recv(socket, buffer, size, 0);
        }
        bool write(const std::string& bytes) const {
            if (bytes.empty()) return true;
            const auto size = static_cast<ssize_t>(bytes.size());
            if (tls) return SSL_write(tls.get(), bytes.data(), static_cast<int>(size)) == size;
            return send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == size;
        }
    };

    void serve(int connection) {
        {
            Peer peer{.socket = connection};
            if (tls_) {
                peer.tls.reset(SSL_new(tls_.get()));
                SSL_set_fd(peer.tls.get(), connection);
            }
            const bool ready = !tls_ || SSL_accept(peer.tls.get()) == 1;
            std::string held;
            while (ready && !stopping_) {
                SeenRequest request;
                if (!read_request(peer, held, request) || !play(peer, request)) break;
            }
        }
        const std::lock_guard lock(mutex_);
        std::erase(connections_, connection);
        close(connection);
    }

    static bool read_request(const Peer& peer, std::string& held, SeenRequest& request) {
        std::size_t end = std::string::npos, length = 0;
        while (true) {
            end = held.find("\r\n\r\n");
            if (end != std::string::npos) {
                const std::string lower = text::lower(held.substr(0, end));
                const std::size_t at = lower.find("content-length: ");
                length = at == std::string::npos ? 0 : std::stoul(lower.substr(at + 16));
                if (held.size() >= end + 4 + length) break;
            }
            std::array<char, 16384> buffer;
            const ssize_t size = peer.read(buffer.data(), buffer.size());
            if (size <= 0) return false;
            held.append(buffer.data(), static_cast<std::size_t>(size));
        }
        request.head = held.substr(0, end);
        const std::size_t from = request.head.find(' ') + 1;
        request.target = request.head.substr(from, request.head.find(' ', from) - from);
        request.body = held.substr(end + 4, length);
        held.erase(0, end + 4 + length);
        return true;
    }

    bool play(const Peer& peer, const SeenRequest& request) {
        {
            const std::lock_guard lock(mutex_);
            seen_.push_back(request);
        }
        for (const Step& step : script_(request)) {
            const auto until =
                std::chrono::steady_clock::now() + std::chrono::milliseconds(step.wait_ms);
            while (!stopping_ && std::chrono::steady_clock::now() < until)
                std::this_thread::sleep_until(std::min(
                    until, std::chrono::steady_clock::now() + std::chrono::milliseconds(20)));
            if (!peer.write(step.bytes) || step.close) return false;
        }
        return true;
    }

    std::function<Script(const SeenRequest&)> script_;
    const std::shared_ptr<SSL_CTX> tls_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> accepted_{0};
    mutable std::mutex mutex_;
    std::vector<int> connections_;
    std::vector<SeenRequest> seen_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

inline std::string chunk(const std::string& data) {
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", data.size());
    return size.data() + data + "\r\n";
}
inline std::string event(const std::string& json) {
    return "data: " + json + "\n\n";
}
inline std::string token_event(const std::string& word) {
    return event(R"({"choices":[{"index":0,"delta":{"content":")" + word +
                 R"("},"finish_reason":null}]})");
}
inline std::string usage_event(int input, int output) {
    return event(R"({"choices":[],"usage":{"prompt_tokens":)" + std::to_string(input) +
                 R"(,"completion_tokens":)" + std::to_string(output) + "}}");
}
inline constexpr const char* stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

/// A well-behaved stream: the first token after `first_ms`, the others `gap_ms` apart.
inline Script steady_stream(int tokens, int first_ms, int gap_ms, int input = 20) {
    Script script{
        {0, stream_head, false},
        {0, chunk(event(R"({"choices":[{"index":0,"delta":{"role":"assistant"}}]})")), false}};
    for (int i = 0; i < tokens; ++i)
        script.push_back({i == 0 ? first_ms : gap_ms, chunk(token_event("w")), false});
    script.push_back(
        {0,
         chunk(event(R"({"choices":[{"index":0,"delta":{},"finish_reason":"length"}]})") +
               usage_event(input, tokens) + event("[DONE]")) +
             "0\r\n\r\n",
         false});
    return script;
}

inline Script answer(int status, const std::string& body) {
    return {{0,
             "HTTP/1.1 " + std::to_string(status) +
                 " X\r\nContent-Type: application/json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body,
             false}};
}

}  // namespace lem::test
