#include "measure/load/channel.hpp"

#include "base/error.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace lem::measure {
namespace {

std::string tls_reason(const SSL* tls) {
    const long verdict = SSL_get_verify_result(tls);
    if (verdict != X509_V_OK)
        return std::string("the server's certificate is not valid: ") +
               X509_verify_cert_error_string(verdict) +
               " (set engine.ca_file to a file of trusted certificates)";
    const unsigned long code = ERR_peek_error();
    const char* reason = ERR_reason_error_string(code);
    return std::string("TLS failed: ") + (reason == nullptr ? "no reason given" : reason);
}

void ask_for_stamps(int socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS_NEW, &on, sizeof on);
}

/// The kernel's receive time stamp (socket(7), SO_TIMESTAMP; Linux,
/// Documentation/networking/timestamping.rst): seconds and nanoseconds.
std::int64_t arrival_ns(msghdr& message) {
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
         part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SO_TIMESTAMPNS_NEW) continue;
        std::array<std::int64_t, 2> stamp;
        std::memcpy(stamp.data(), CMSG_DATA(part), sizeof stamp);
        return stamp[0] * 1'000'000'000 + stamp[1];
    }
    return 0;
}

}  // namespace

void Channel::close() {
    tls_.reset();
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

Channel::Io Channel::fail(std::string why) {
    failure_ = std::move(why);
    return {.outcome = Outcome::failed};
}

Channel::Io Channel::tls_outcome(int returned) {
    switch (SSL_get_error(tls_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return {.outcome = Outcome::wait};
        case SSL_ERROR_ZERO_RETURN:
            return {.outcome = Outcome::closed};
        case SSL_ERROR_SYSCALL:
            if (ERR_peek_error() == 0) return fail(std::strerror(errno));
            return fail(tls_reason(tls_.get()));
        default:
            return fail(tls_reason(tls_.get()));
    }
}

Channel::Io Channel::write(std::string_view bytes) {
    if (tls_) {
        ERR_clear_error();
        const int size = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (size > 0) return {.size = static_cast<std::size_t>(size)};
        return tls_outcome(size);
    }
    const ssize_t size = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size >= 0) return {.size = static_cast<std::size_t>(size)};
    if (errno != EAGAIN && errno != EINTR) return fail(std::strerror(errno));
    return {.outcome = Outcome::wait};
}

Channel::Io Channel::read(std::span<char> buffer) {
    if (tls_) {
        ERR_clear_error();
        const int size = SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (size > 0) return {.size = static_cast<std::size_t>(size)};
        return tls_outcome(size);
    }
    iovec part{.iov_base = buffer.data(), .iov_len = buffer.size()};
    alignas(cmsghdr) std::array<char, 128> control;
    msghdr message{.msg_name = nullptr,
                   .msg_namelen = 0,
                   .msg_iov = &part,
                   .msg_iovlen = 1,
                   .msg_control = control.data(),
                   .msg_controllen = control.size(),
                   .msg_flags = 0};
    const ssize_t size = recvmsg(socket_, &message, 0);
    if (size > 0)
        return {.size = static_cast<std::size_t>(size), .arrived_ns = arrival_ns(message)};
    if (size == 0) return {.outcome = Outcome::closed};
    if (errno != EAGAIN && errno != EINTR) return fail(std::strerror(errno));
    return {.outcome = Outcome::wait};
}

Connector::Connector(const Endpoint& endpoint) : host_(endpoint.host) {
    if (endpoint.tls) {
        tls_.reset(SSL_CTX_new(TLS_client_method()));
        LEM_ASSERT(tls_);
        SSL_CTX_set_verify(tls_.get(), SSL_VERIFY_PEER, nullptr);
        SSL_CTX_set_min_proto_version(tls_.get(), TLS1_2_VERSION);
        SSL_CTX_set_mode(tls_.get(),
                         SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        // Many servers close without the alert; the framing of HTTP shows whether the answer is
        // complete.
        SSL_CTX_set_options(tls_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
        constexpr std::array<unsigned char, 9> http{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
        SSL_CTX_set_alpn_protos(tls_.get(), http.data(), http.size());
        const bool loaded =
            endpoint.ca_file.empty()
                ? SSL_CTX_set_default_verify_paths(tls_.get()) == 1
                : SSL_CTX_load_verify_file(tls_.get(), endpoint.ca_file.c_str()) == 1;
        if (!loaded)
            throw Error(ErrorCode::bad_request,
                        "Cannot read certificates from " + endpoint.ca_file +
                            " (engine.ca_file): it must be a PEM file of the certificate "
                            "authorities to trust.");
    }
    // Linux starts to stamp some time after the first socket requests it, and stops after the last.
    if (!endpoint.tls) {
        stamping_.socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        ask_for_stamps(stamping_.socket_);
    }
    address_ = reach(endpoint);
}

bool Connector::open(Channel& channel) const {
    channel.close();
    channel.socket_ =
        socket(address_.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (channel.socket_ < 0) {
        channel.fail(std::strerror(errno));
        return false;
    }
    const int on = 1, off = 0;
    setsockopt(channel.socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A connection that has carried a request acknowledges every second token (tcp(7)); a new one
    // would acknowledge each, which costs this client and the server's machine more than reading.
    setsockopt(channel.socket_, IPPROTO_TCP, TCP_QUICKACK, &off, sizeof off);
    if (!tls_) ask_for_stamps(channel.socket_);
    const int refused = connect(
        channel.socket_, reinterpret_cast<const sockaddr*>(&address_.storage), address_.size);
    if (refused != 0 && errno != EINPROGRESS) {
        channel.fail(std::strerror(errno));
        channel.close();
        return false;
    }
    if (!tls_) return true;
    channel.tls_.reset(SSL_new(tls_.get()));
    LEM_ASSERT(channel.tls_);
    SSL_set_connect_state(channel.tls_.get());
    SSL_set_fd(channel.tls_.get(), channel.socket_);
    // An address is checked against the certificate's addresses, a name against its names.
    X509_VERIFY_PARAM* checked = SSL_get0_param(channel.tls_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(checked, host_.c_str()) != 1) {
        SSL_set1_host(channel.tls_.get(), host_.c_str());
        SSL_set_tlsext_host_name(channel.tls_.get(), host_.c_str());
    }
    return true;
}

}  // namespace lem::measure
