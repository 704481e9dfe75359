#pragma once
/// Finds out what a server really supports, instead of trusting its documentation: sends a few
/// short requests with ever fewer optional fields and checks which had an effect.

#include "measure/load/load_client.hpp"

#include <map>

namespace lem::measure {

struct DialectFindings {
    Dialect dialect;  // what requests should carry
    /// For `engine.capabilities` of the result: each requested field and whether it was accepted,
    /// where usage is, how the length is forced, and other findings.
    std::map<std::string, schema::Scalar> capabilities;
    bool counts_tokens = false;          // the server reports usage
    std::optional<std::string> failure;  // why even the simplest request failed
};

/// Sets the client's dialect. Takes a few short requests, and up to `wait_max_s` more while the
/// server is not ready (429, 503, "loading"), at the intervals that its Retry-After asks for.
/// Throws Error(cancelled) when `stop` is set.
DialectFindings probe_dialect(LoadClient& client, const domain::Workload& workload,
                              const std::atomic<bool>& stop, double wait_max_s = 120);

}  // namespace lem::measure
