#pragma once
/// How long a server asks clients to wait (RFC 9110, 10.2.3). Pure but for the clock.

#include <optional>
#include <string>

namespace lem::measure {

/// Reads a Retry-After header: seconds, or a date, which counts from the server's own Date header
/// (from this machine's clock when that is empty). At least 0; nullopt for anything else.
std::optional<double> retry_after_s(const std::string& value, const std::string& date);

}  // namespace lem::measure
