#pragma once
/// A bundle's manifest against the files beside it. Pure.

#include "domain/result/result.hpp"

#include <map>
#include <string>

namespace lem::domain {

/// A file as it is, by name.
using FilesByName = std::map<std::string, FileReference>;

/// How the files differ from what the manifest says: missing, not listed, listed twice, or with
/// another size or SHA-256. `files` holds the manifest's own file too.
Violations disagreements(const Manifest& manifest, const FilesByName& files);

/// The same for files in memory, name to content: each is hashed once.
Violations disagreements(const Manifest& manifest, const std::map<std::string, std::string>& files);

}  // namespace lem::domain
