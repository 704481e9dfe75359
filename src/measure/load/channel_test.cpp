#include "measure/load/channel.hpp"

#include "support/scripted_server.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <poll.h>

namespace lem::measure {
namespace {

using test::ScriptedServer, test::SeenRequest, test::Script, test::Step;

std::int64_t realtime_ns() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

struct Exchange {
    std::int64_t asked_ns = 0, arrived_ns = 0, seen_ns = 0;
};

/// Sends a request, and reads the answer 50 ms after it arrived.
Exchange exchange(Channel& channel) {
    Exchange times{.asked_ns = realtime_ns()};
    const std::string request = "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    EXPECT_EQ(channel.write(request).size, request.size());
    pollfd ready{.fd = channel.descriptor(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(poll(&ready, 1, 10'000), 1);
    times.seen_ns = realtime_ns();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::array<char, 1024> buffer;
    const Channel::Io io = channel.read(buffer);
    EXPECT_EQ(io.outcome, Channel::Outcome::done);
    times.arrived_ns = io.arrived_ns;
    return times;
}

TEST(Channel, SaysWhenBytesCameNotWhenTheyWereRead) {
    const ScriptedServer server([](const SeenRequest&) {
        return Script{Step{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}};
    });
    const Connector connector(parse_endpoint("http://127.0.0.1:" + std::to_string(server.port())));
    Channel channel;
    ASSERT_TRUE(connector.open(channel)) << channel.failure();
    pollfd ready{.fd = channel.descriptor(), .events = POLLOUT, .revents = 0};
    ASSERT_EQ(poll(&ready, 1, 10'000), 1);
    // The kernel starts to stamp packets a moment after the first socket requests it.
    Exchange times = exchange(channel);
    for (int attempt = 0; attempt < 100 && times.arrived_ns == 0; ++attempt)
        times = exchange(channel);
    EXPECT_GE(times.arrived_ns, times.asked_ns);
    EXPECT_LE(times.arrived_ns, times.seen_ns);
}

}  // namespace
}  // namespace lem::measure
