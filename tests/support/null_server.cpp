#include "support/null_server.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "support/chat_wire.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <queue>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

namespace lem::test {
namespace {

constexpr std::size_t bodies_kept = 1000;

std::string framed(const std::string& data) {
    if (data.empty()) return "";
    std::array<char, 20> size{};
    const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", data.size());
    return std::string(size.data(), static_cast<std::size_t>(length)) + data + "\r\n";
}

/// One connection and its scripted answer.
struct Peer {
    int socket = -1;
    std::uint64_t serial = 0;
    std::string in;
    std::string out;   // not yet taken by the kernel
    std::string held;  // rest of a write that was split
    bool playing = false;
    ChatRequest request;
    int tokens = 0;  // of the whole answer
    int sent = 0;
    std::int64_t start_ns = 0;
};

struct Timer {
    std::int64_t at_ns;
    int socket;
    std::uint64_t serial;
    bool operator>(const Timer& other) const { return at_ns > other.at_ns; }
};

}  // namespace

class NullServer::Loop {
public:
    explicit Loop(NullServer& server)
        : server_(server), play_(server.play_), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        LEM_ASSERT(epoll_ >= 0);
        watch(server.listener_, EPOLLIN);
        watch(server.wake_, EPOLLIN);
        // Nothing is formatted while streams are timed.
        plain_token_ = framed(token_event(play_, {}, play_.reasoning, play_.reasoning));
        constant_tokens_ = play_.reasoning == 0 && !play_.tool_call &&
                           play_.tokens_per_chunk == 1 && play_.events_per_write == 1;
    }
    ~Loop() {
        for (auto& [socket, peer] : peers_)
            close(socket);
        close(epoll_);
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void run() {
        std::array<epoll_event, 512> events;
        while (!server_.stopping_) {
            const int count = wait(events.data(), static_cast<int>(events.size()));
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events[static_cast<std::size_t>(i)];
                if (event.data.fd == server_.listener_)
                    accept_all();
                else if (const auto found = peers_.find(event.data.fd); found != peers_.end())
                    serve(found->second, event.events);
            }
            play_due();
        }
    }

private:
    void watch(int descriptor, std::uint32_t wanted) const {
        epoll_event event{.events = wanted, .data = {.fd = descriptor}};
        epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
    }

    int wait(epoll_event* events, int size) {
        constexpr std::int64_t longest_ns = 1'000'000'000;
        std::int64_t wait_ns = longest_ns;
        if (!timers_.empty())
            wait_ns = std::clamp<std::int64_t>(timers_.top().at_ns - monotonic_ns(), 0, longest_ns);
        const timespec patience{.tv_sec = wait_ns / 1'000'000'000,
                                .tv_nsec = wait_ns % 1'000'000'000};
        return epoll_pwait2(epoll_, events, size, &patience, nullptr);
    }

    void accept_all() {
        while (true) {
            const int socket =
                accept4(server_.listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (socket < 0) return;
            const int on = 1;
            setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            Peer peer;
            peer.socket = socket;
            peer.serial = ++serial_;
            peers_.emplace(socket, std::move(peer));
            watch(socket, EPOLLIN);
        }
    }

    void drop(const Peer& peer) {
        const int socket = peer.socket;
        close(socket);
        peers_.erase(socket);
    }

    void serve(Peer& peer, std::uint32_t events) {
        if ((events & EPOLLOUT) != 0 && !flush(peer)) return drop(peer);
        if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
        std::array<char, 16384> buffer;
        const ssize_t size = recv(peer.socket, buffer.data(), buffer.size(), 0);
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) return drop(peer);
        peer.in.append(buffer.data(), static_cast<std::size_t>(size));
        read_request(peer);
    }

    void read_request(Peer& peer) {
        const std::size_t end = peer.in.find("\r\n\r\n");
        if (end == std::string::npos) return;
        const std::string head = text::lower(peer.in.substr(0, end));
        const std::size_t at = head.find("content-length: ");
        const std::size_t length = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
        if (peer.in.size() < end + 4 + length) return;
        const std::string body = peer.in.substr(end + 4, length);
        peer.in.erase(0, end + 4 + length);
        {
            const std::lock_guard lock(server_.mutex_);
            if (server_.bodies_.size() < bodies_kept) server_.bodies_.push_back(body);
        }
        answer(peer, body);
    }

    void answer(Peer& peer, const std::string& body) {
        const Understood understood = understand(play_, body);
        if (understood.refusal_status != 0) {
            peer.out += "HTTP/1.1 " + std::to_string(understood.refusal_status) +
                        " Refused\r\nContent-Type: application/json\r\nContent-Length: " +
                        std::to_string(understood.refusal.size()) + "\r\n\r\n" + understood.refusal;
            if (!flush(peer)) drop(peer);
            return;
        }
        peer.request = understood.request;
        peer.tokens = peer.request.max_tokens + play_.surplus;
        if (!peer.request.forced_length) peer.tokens = std::min(peer.tokens, play_.stops_after);
        peer.sent = 0;
        peer.playing = true;
        peer.start_ns = monotonic_ns();
        peer.out +=
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
            "transfer-encoding: chunked\r\n\r\n" +
            framed(opening_event(play_));
        if (!flush(peer)) return drop(peer);
        timers_.push({due_ns(peer), peer.socket, peer.serial});
    }

    /// When the next write is due: its last token exists then.
    std::int64_t due_ns(const Peer& peer) const {
        const int per_write = play_.tokens_per_chunk * play_.events_per_write;
        const int last = std::min(peer.sent + per_write, peer.tokens) - 1;
        return peer.start_ns +
               static_cast<std::int64_t>((play_.first_ms + play_.gap_ms * std::max(0, last)) * 1e6);
    }

    void play_due() {
        const std::int64_t now_ns = monotonic_ns();
        while (!timers_.empty() && timers_.top().at_ns <= now_ns) {
            const Timer timer = timers_.top();
            timers_.pop();
            const auto found = peers_.find(timer.socket);
            if (found == peers_.end() || found->second.serial != timer.serial) continue;
            Peer& peer = found->second;
            // When late, all due tokens are sent together, as by a busy server.
            do
                if (!write_next(peer)) break;
            while (peer.playing && due_ns(peer) <= now_ns);
            if (!flush(peer)) {
                drop(peer);
                continue;
            }
            if (peer.playing) timers_.push({due_ns(peer), peer.socket, peer.serial});
        }
    }

    /// Puts the next tokens, or the end, into `out`. False: the script ends the connection.
    bool write_next(Peer& peer) {
        const auto reached = [&](const std::optional<int>& position) {
            return position && peer.sent >= *position;
        };
        if (reached(play_.stall_after)) return peer.playing = false, true;
        if (reached(play_.close_after)) {
            shutdown(peer.socket, SHUT_RDWR);
            return peer.playing = false, false;
        }
        if (reached(play_.error_after)) {
            peer.out += peer.held + framed(error_event(play_.kind)) + "0\r\n\r\n";
            peer.held.clear();
            return peer.playing = false, true;
        }
        if (peer.sent < peer.tokens && constant_tokens_ && !peer.request.continuous_usage) {
            write(peer, plain_token_);
            ++peer.sent;
        } else {
            std::string events;
            for (int i = 0; i < play_.events_per_write && peer.sent < peer.tokens; ++i) {
                const int last = std::min(peer.sent + play_.tokens_per_chunk, peer.tokens) - 1;
                events += token_event(play_, peer.request, peer.sent, last);
                peer.sent = last + 1;
            }
            write(peer, framed(events));
        }
        if (peer.sent >= peer.tokens && !reached(play_.error_after) &&
            !reached(play_.close_after) && !reached(play_.stall_after)) {
            peer.out +=
                peer.held + framed(closing_events(play_, peer.request, peer.tokens)) + "0\r\n\r\n";
            peer.held.clear();
            peer.playing = false;
        }
        return true;
    }

    /// Sends all of it or, to split a character, leaves its end for the next write.
    void write(Peer& peer, const std::string& bytes) {
        peer.out += peer.held;
        peer.held.clear();
        const std::size_t character = play_.split_utf8 ? bytes.find('\xf0') : std::string::npos;
        const std::size_t cut = character == std::string::npos ? bytes.size() : character + 2;
        peer.out += bytes.substr(0, cut);
        peer.held = bytes.substr(cut);
    }

    /// False: the client is gone.
    bool flush(Peer& peer) {
        while (!peer.out.empty()) {
            const ssize_t size = send(peer.socket, peer.out.data(), peer.out.size(), MSG_NOSIGNAL);
            if (size < 0 && errno == EAGAIN) {
                epoll_event event{.events = EPOLLIN | EPOLLOUT, .data = {.fd = peer.socket}};
                epoll_ctl(epoll_, EPOLL_CTL_MOD, peer.socket, &event);
                waiting_ = true;
                return true;
            }
            if (size < 0) return false;
            peer.out.erase(0, static_cast<std::size_t>(size));
        }
        if (waiting_) {
            epoll_event event{.events = EPOLLIN, .data = {.fd = peer.socket}};
            epoll_ctl(epoll_, EPOLL_CTL_MOD, peer.socket, &event);
        }
        return true;
    }

    NullServer& server_;
    const Play& play_;
    const int epoll_;
    bool waiting_ = false;  // some peer once took too long to read
    std::uint64_t serial_ = 0;
    std::unordered_map<int, Peer> peers_;
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
    std::string plain_token_;
    bool constant_tokens_ = false;
};

NullServer::NullServer(const Play& play, std::uint16_t port)
    : play_(play),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      wake_(eventfd(0, EFD_CLOEXEC)) {
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    LEM_ASSERT(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    LEM_ASSERT(listen(listener_, 8192) == 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Loop(*this).run(); });
}

NullServer::~NullServer() {
    stopping_ = true;
    eventfd_write(wake_, 1);
    thread_.join();
    close(listener_);
    close(wake_);
}

std::vector<std::string> NullServer::bodies() const {
    const std::lock_guard lock(mutex_);
    return bodies_;
}

}  // namespace lem::test
