#pragma once
/// The minimum work of a client of this server: epoll, recv, a clock, and a search for "data: ". It
/// parses no HTTP and reads no JSON, so it works with the null server only.

#include "client/report.hpp"

#include <cstdint>

namespace lem::bench {

/// Keeps `streams` requests of `tokens` tokens in flight on one thread for `seconds`; the first
/// ones start evenly over `ramp_s`.
Report run_floor(std::uint16_t port, int streams, double seconds, int tokens, double ramp_s);

}  // namespace lem::bench
