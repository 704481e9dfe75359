#pragma once
/// Non-blocking connections to the endpoint, with TLS for https. Certificates are always verified.

#include "measure/load/endpoint.hpp"

#include <cstdint>
#include <memory>
#include <openssl/ssl.h>
#include <span>
#include <string_view>

namespace lem::measure {

/// One connection. Used by one thread. Threads that use it must block SIGPIPE: OpenSSL writes
/// without MSG_NOSIGNAL.
class Channel {
public:
    enum class Outcome { done, wait, closed, failed };
    struct Io {
        Outcome outcome = Outcome::done;
        std::size_t size = 0;
        /// When the last of the bytes arrived at this machine, by CLOCK_REALTIME; 0 when the kernel
        /// gives no stamp (TLS reads through OpenSSL, which drops it).
        std::int64_t arrived_ns = 0;
    };

    Channel() = default;
    ~Channel() { close(); }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    bool is_open() const { return socket_ >= 0; }
    int descriptor() const { return socket_; }
    /// The first write also connects and does the TLS handshake. `wait`: try again at the next
    /// event of any kind.
    Io write(std::string_view bytes);
    Io read(std::span<char> buffer);
    /// After a read that did not fill the buffer: may there be more? TLS reads a record at a time.
    bool may_hold_more() const { return tls_ != nullptr; }
    /// Why the last call failed.
    const std::string& failure() const { return failure_; }
    void close();

private:
    friend class Connector;
    Io tls_outcome(int returned);
    Io fail(std::string why);

    int socket_ = -1;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
    std::string failure_;
};

/// Opens channels to one endpoint. Thread-safe.
class Connector {
public:
    /// Throws Error(unavailable) when no server listens, Error(bad_request) for an unreadable CA
    /// file.
    explicit Connector(const Endpoint& endpoint);
    /// False when it fails; the channel has the reason.
    bool open(Channel& channel) const;

private:
    std::string host_;
    Address address_;
    Channel stamping_;  // sends nothing; keeps the kernel stamping between two connections
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_{nullptr, SSL_CTX_free};
};

}  // namespace lem::measure
