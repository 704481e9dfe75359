#pragma once
/// How much the load client itself distorts the measurement. Pure.

#include "measure/load/exchange.hpp"

namespace lem::measure {

/// Lag is the time from when a request was due to its last byte sent, without the time to connect,
/// which depends on the network and the server. In a closed loop a request is due when its stream
/// is free; in an open loop, waiting for `in_flight_max` counts.
struct ClientReport {
    std::optional<double> lag_ms_p50;  // absent without requests
    std::optional<double> lag_ms_p99;
    std::optional<double> lag_ms_max;
    std::optional<double> connect_ms_mean;  // of the requests that had to connect
    double cpu_seconds = 0;
    double loop_lag_ms_max = 0;
    bool stamped_by_kernel = false;
    /// The lag's p99 is above 10 ms: worth a warning.
    bool late = false;
    /// The lag's p99 is above 500 ms, or above 10 ms and above a tenth of the mean time to first
    /// token: the client dominates the metrics, so they cannot be ranked.
    bool client_bound = false;
};
ClientReport report_client(const PhaseResult& phase);

}  // namespace lem::measure
