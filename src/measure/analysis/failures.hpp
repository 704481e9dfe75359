#pragma once
/// What the failed requests of a phase said. Pure.

#include "measure/load/exchange.hpp"

namespace lem::measure {

/// The error that most of the failed requests have; nullopt if none failed.
std::optional<std::string> usual_error(const PhaseResult& phase);

/// "6 of 18 requests failed, 4 of them with: HTTP 503: overloaded"; nullopt if none failed. Those
/// that the end of the run cut off did not fail.
std::optional<std::string> describe_failures(const PhaseResult& phase);

}  // namespace lem::measure
