#pragma once
/// /healthz, /readyz, /metrics and the access log, for operators.

#include "platform/http/api/api.hpp"
#include "platform/http/server/server.hpp"

#include <array>
#include <deque>

namespace lem::http {

/// Counts requests for each route. Thread-safe.
class RequestStatistics {
public:
    explicit RequestStatistics(std::size_t routes_max = 256);

    void observe(const RequestOutcome& outcome);
    /// Prometheus text format, version 0.0.4.
    std::string prometheus(const RouteTable& routes, const ServerGauges& gauges) const;

private:
    static constexpr std::array<double, 10> bucket_s{0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                     0.05,   0.1,   0.5,    1,     5};
    struct Counts {
        std::array<std::atomic<std::uint64_t>, 5> by_class{};  // 1xx to 5xx
        std::array<std::atomic<std::uint64_t>, bucket_s.size() + 1> by_duration{};
        std::atomic<std::uint64_t> duration_ns{0};
    };
    std::deque<Counts> by_route_;  // the last one is "no route"
};

/// A JSON line for each request: information, or debug for assets.
void log_request(const RequestOutcome& outcome);

/// `not_ready` returns why the server should get no traffic, or nullopt.
void add_operations(Api& api, std::function<std::optional<std::string>()> not_ready,
                    std::function<std::string()> metrics_text);

}  // namespace lem::http
