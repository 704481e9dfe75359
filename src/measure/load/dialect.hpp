#pragma once
/// Finds out what a server really supports, instead of trusting its documentation: sends a few
/// short requests with fewer and fewer optional fields, and looks at what had an effect.

#include "measure/load/load_client.hpp"

#include <map>

namespace lem::measure {

struct DialectFindings {
    Dialect dialect;  // what requests should carry
    /// For `engine.capabilities` of the result: each field asked for and whether it was taken,
    /// where usage comes, how the length is forced, what else was seen.
    std::map<std::string, schema::Scalar> capabilities;
    bool counts_tokens = false;          // usage is given
    std::optional<std::string> failure;  // why not even the plainest request was answered
};

/// Sets the client's dialect. Takes a few short requests, and up to `wait_max_s` more while the
/// server is not ready (429, 503, "loading"), at the intervals that its Retry-After asks for.
/// Throws Error(cancelled) when `stop` is set.
DialectFindings probe_dialect(LoadClient& client, const domain::Workload& workload,
                              const std::atomic<bool>& stop, double wait_max_s = 120);

}  // namespace lem::measure
