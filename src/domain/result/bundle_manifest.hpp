#pragma once
/// Compares a bundle's manifest with its files. Pure.

#include "domain/result/result.hpp"

#include <map>
#include <string>

namespace lem::domain {

/// The actual files, by name.
using FilesByName = std::map<std::string, FileReference>;

/// Differences between files and manifest: missing, not listed, listed twice, or different in size
/// or SHA-256. `files` includes the manifest itself.
Violations disagreements(const Manifest& manifest, const FilesByName& files);

/// The same for files in memory, name to content: each is hashed once.
Violations disagreements(const Manifest& manifest, const std::map<std::string, std::string>& files);

}  // namespace lem::domain
