/// Many readers of one server's events: the time until the last of them has an event, the cost of a
/// reader to the server's process, and whether one that has stopped reading delays the others. The
/// server is a separate process; a pipe tells it when to publish.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "common/table.hpp"
#include "platform/http/server/server.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <arpa/inet.h>
#include <fstream>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace lem::bench {
namespace {

struct Options {
    std::size_t readers = 10'000;
    int events = 100;
    int pause_ms = 100;
};

/// The server's process: serves until the pipe of commands closes; a byte publishes an event.
int serve(int commands, int replies, std::size_t readers) {
    SystemRandom random;
    http::EventLog log(random);
    http::RouteTable routes;
    routes.add({.method = "GET",
                .pattern = "/events",
                .scope = http::anyone,
                .in_memory = true,
                .handler = [&log](http::Request&) {
                    return http::event_response(std::make_shared<http::EventStream>(
                        log, std::vector<std::string>{"a"}, ""));
                }});
    http::ServerOptions options;
    options.events = &log;
    for (http::ResourceTraits& traits : options.budgets)
        traits.total = 2 * readers + 1'000;
    const auto nobody = [](std::string_view, http::CredentialSource, std::string_view) {
        return std::nullopt;
    };
    http::Server server(options, routes, {nobody, nobody}, [](const http::RequestOutcome&) {});
    server.start();
    const std::uint16_t port = server.port();
    if (write(replies, &port, sizeof port) != sizeof port) return 1;
    for (char command = 0; read(commands, &command, 1) == 1;)
        log.publish("a", "tick", std::to_string(monotonic_ns()));
    return 0;
}

double resident_bytes(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/statm");
    double total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

int connect_reader(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    constexpr std::string_view request = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";
    const bool open = socket >= 0 &&
                      connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                      send(socket, request.data(), request.size(), MSG_NOSIGNAL) ==
                          static_cast<ssize_t>(request.size());
    if (!open) throw Error(ErrorCode::unavailable, "A reader cannot connect: raise ulimit -n.");
    return socket;
}

class Readers {
public:
    Readers(std::size_t count, std::uint16_t port) : poll_(epoll_create1(EPOLL_CLOEXEC)) {
        for (std::size_t i = 0; i < count; ++i) {
            const int socket = connect_reader(port);
            epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
            LEM_ASSERT(epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event) == 0);
            // No faster than the server accepts.
            if (i % 100 == 99) wait_for("retry:", i + 1 - greeted_, greeted_);
        }
        wait_for("retry:", count - greeted_, greeted_);
    }

    /// Milliseconds from the publication until all of them have read the event; negative if they do
    /// not within ten seconds.
    double wait_for_event(std::size_t count) {
        std::size_t heard = 0;
        published_ns_ = 0;
        if (!wait_for("event: tick", count, heard)) return -1;
        return static_cast<double>(monotonic_ns() - published_ns_) / 1e6;
    }

private:
    bool wait_for(std::string_view mark, std::size_t count, std::size_t& seen) {
        std::array<epoll_event, 512> ready;
        std::array<char, 4096> bytes;
        const std::int64_t end_ns = monotonic_ns() + 10'000'000'000;
        for (std::size_t found = 0; found < count;) {
            if (monotonic_ns() > end_ns) return false;
            const int number = epoll_wait(poll_, ready.data(), ready.size(), 1'000);
            for (int i = 0; i < number; ++i) {
                const ssize_t size = recv(ready[static_cast<std::size_t>(i)].data.fd, bytes.data(),
                                          bytes.size(), MSG_DONTWAIT);
                if (size <= 0) continue;
                const std::string_view text(bytes.data(), static_cast<std::size_t>(size));
                if (text.find(mark) == std::string_view::npos) continue;
                ++found;
                ++seen;
                const std::size_t data = text.find("data: ");
                if (published_ns_ == 0 && data != std::string_view::npos) {
                    const std::size_t from = data + 6;
                    published_ns_ =
                        text::to_int(text.substr(from, text.find('\n', from) - from)).value_or(0);
                }
            }
        }
        return true;
    }

    int poll_;
    std::size_t greeted_ = 0;
    std::int64_t published_ns_ = 0;
};

double p99(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, values.size() * 99 / 100)];
}

int run(const Options& options) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int commands[2], replies[2];
    if (pipe(commands) != 0 || pipe(replies) != 0) return 1;
    const pid_t server = fork();
    if (server == 0) {
        close(commands[1]);
        _exit(serve(commands[0], replies[1], options.readers));
    }
    close(commands[0]);
    std::uint16_t port = 0;
    if (read(replies[0], &port, sizeof port) != sizeof port) return 1;
    const double before = resident_bytes(server);
    Readers readers(options.readers, port);
    const double each = (resident_bytes(server) - before) / static_cast<double>(options.readers);
    const auto measure = [&] {
        std::vector<double> delays_ms;
        for (int i = 0; i < options.events; ++i) {
            if (write(commands[1], "!", 1) != 1) break;
            delays_ms.push_back(readers.wait_for_event(options.readers));
            std::this_thread::sleep_for(std::chrono::milliseconds(options.pause_ms));
        }
        return p99(std::move(delays_ms));
    };
    const double alone_ms = measure();
    connect_reader(port);  // never read from
    const double beside_ms = measure();
    close(commands[1]);
    int status = 0;
    waitpid(server, &status, 0);
    row(fmt::format("event to the last of {} readers, p99", options.readers),
        fmt::format("{:.0f} ms", alone_ms), "", "", "<= 250 ms");
    row("the same beside a reader that has stopped", fmt::format("{:.0f} ms", beside_ms), "", "",
        "<= 250 ms");
    row("memory for each reader", fmt::format("{:.1f} kB", each / 1e3), "", "", "<= 20 kB");
    return 0;
}

}  // namespace
}  // namespace lem::bench

int main(int argc, char** argv) {
    CLI::App app{"Readers of events"};
    lem::bench::Options options;
    app.add_option("--readers", options.readers, "Number of readers");
    app.add_option("--events", options.events, "Number of events to publish");
    CLI11_PARSE(app, argc, argv);
    return lem::bench::run(options);
}
