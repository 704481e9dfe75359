#pragma once
/// Finds out what a server really takes and gives, instead of trusting its documentation: sends a
/// few short requests with fewer and fewer extra fields, and looks at what was honoured.

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

/// Leaves the client with the dialect that it found. Takes a few short requests, and up to
/// `wait_max_s` more where the server says that it is not ready (429, 503, "loading"), as its
/// Retry-After asks for. Throws Error(cancelled) when `stop` is set.
DialectFindings probe_dialect(LoadClient& client, const domain::Workload& workload,
                              const std::atomic<bool>& stop, double wait_max_s = 120);

}  // namespace lem::measure
