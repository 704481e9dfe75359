#pragma once
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace lem::test {

/// A blocking client connection.
class Peer {
public:
    /// With a receive buffer of this many bytes, if given.
    explicit Peer(std::uint16_t port, int receive_bytes = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_bytes > 0)
            setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Peer() { close(socket_); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    bool send(std::string_view bytes) const {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }
    /// Everything until the server closes.
    std::string receive_all() const {
        std::string all;
        char buffer[4096];
        for (ssize_t size = 0; (size = recv(socket_, buffer, sizeof buffer, 0)) > 0;)
            all.append(buffer, static_cast<std::size_t>(size));
        return all;
    }
    /// Reads until this text has arrived; returns less when the server closes or is silent for
    /// long.
    std::string receive_until(std::string_view text) const {
        std::string all;
        while (all.find(text) == std::string::npos) {
            const std::string some = receive_some();
            if (some.empty()) break;
            all += some;
        }
        return all;
    }
    std::string receive_some() const {
        char buffer[4096];
        const ssize_t size = recv(socket_, buffer, sizeof buffer, 0);
        return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : std::string();
    }

private:
    int socket_;
};

}  // namespace lem::test
