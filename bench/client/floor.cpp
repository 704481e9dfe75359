#include "client/floor.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lem::bench {
namespace {

constexpr int opening_events = 1;  // the role
constexpr int closing_events = 3;  // finish reason, usage, [DONE]

struct Stream {
    int socket = -1;
    int events = 0;
    std::int64_t sent_ns = 0;
    std::int64_t last_ns = 0;
};

double ms(std::int64_t ns) {
    return static_cast<double>(ns) / 1e6;
}

int connect_to(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    LEM_ASSERT(connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

int count_events(std::string_view bytes) {
    int events = 0;
    for (std::size_t at = bytes.find("data: "); at != std::string_view::npos;
         at = bytes.find("data: ", at + 6))
        ++events;
    return events;
}

}  // namespace

Report run_floor(std::uint16_t port, int streams, double seconds, int tokens, double ramp_s) {
    const std::string body =
        R"({"model":"tiny","messages":[{"role":"user","content":"Say a word."}],"stream":true,)"
        R"("ignore_eos":true,"stream_options":{"include_usage":true},"max_tokens":)" +
        std::to_string(tokens) + "}";
    const std::string request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<Stream> all(static_cast<std::size_t>(streams));
    Report report;
    const auto expected = static_cast<std::size_t>(streams) * 10'000;
    report.gaps_ms.reserve(expected);
    const double cpu_before = cpu_seconds();
    const std::int64_t start_ns = monotonic_ns();
    const std::int64_t end_ns = start_ns + static_cast<std::int64_t>(seconds * 1e9);
    const auto begin = [&](Stream& stream) {
        LEM_ASSERT(send(stream.socket, request.data(), request.size(), MSG_NOSIGNAL) > 0);
        stream.sent_ns = monotonic_ns();
        stream.events = 0;
    };
    for (Stream& stream : all) {
        stream.socket = connect_to(port);
        epoll_event event{.events = EPOLLIN, .data = {.ptr = &stream}};
        epoll_ctl(epoll, EPOLL_CTL_ADD, stream.socket, &event);
    }
    std::array<epoll_event, 128> events;
    std::array<char, 64 * 1024> buffer;
    int open = streams;
    int begun = 0;
    while (open > 0) {
        while (begun < streams && monotonic_ns() >= start_ns + static_cast<std::int64_t>(
                                                                   ramp_s * 1e9 * begun / streams))
            begin(all[static_cast<std::size_t>(begun++)]);
        const int count =
            epoll_wait(epoll, events.data(), events.size(), begun < streams ? 1 : 1000);
        for (int i = 0; i < count; ++i) {
            Stream& stream = *static_cast<Stream*>(events[static_cast<std::size_t>(i)].data.ptr);
            const ssize_t size = recv(stream.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
            const std::int64_t now_ns = monotonic_ns();
            if (size < 0 && errno == EAGAIN) continue;
            LEM_ASSERT(size > 0);
            const int before = stream.events;
            stream.events += count_events({buffer.data(), static_cast<std::size_t>(size)});
            const int from = std::max(before, opening_events);
            const int to = std::min(stream.events, tokens + opening_events);
            for (int event = from; event < to; ++event) {
                if (event == opening_events)
                    report.first_ms.push_back(ms(now_ns - stream.sent_ns));
                else
                    report.gaps_ms.push_back(ms(now_ns - stream.last_ns));
                stream.last_ns = now_ns;
            }
            if (stream.events < tokens + opening_events + closing_events) continue;
            if (now_ns < end_ns) {
                begin(stream);
            } else {
                close(stream.socket);
                --open;
            }
        }
    }
    close(epoll);
    report.wall_s = static_cast<double>(monotonic_ns() - start_ns) / 1e9;
    report.cpu_s = cpu_seconds() - cpu_before;
    return report;
}

}  // namespace lem::bench
