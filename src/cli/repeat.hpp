#pragma once
/// `lem experiment --from ADDRESS`: the configuration of a published result, to measure it again.

#include "schema/json.hpp"

#include <string>

namespace lem::cli {

/// The configuration of the result whose page or API address this is, as it was published: without
/// folders, and without the address of a server. Throws Error(bad_request) for another address and
/// for a result that lem did not measure, Error(not_found), Error(unavailable).
schema::json published_configuration(const std::string& address);

/// The published configuration with the engine and the model of this machine, which `target` is the
/// configuration of (write_config). Another engine than the published one is told on standard
/// error.
schema::json repeated_configuration(schema::json published, const schema::json& target);

}  // namespace lem::cli
