#pragma once
/// A bundle's manifest against the files beside it. Pure.

#include "domain/result/result.hpp"

#include <map>
#include <string>

namespace lem::domain {

/// What the manifest says otherwise than the files are: missing, other in size or SHA-256, or not
/// listed. `files` is name to content, the manifest's own file with them.
Violations disagreements(const Manifest& manifest, const std::map<std::string, std::string>& files);

}  // namespace lem::domain
