#pragma once
/// The catalogue of an installation: lem's own, and the operator's files on top of it.

#include "domain/catalogue/catalogue.hpp"

#include <optional>
#include <string>

namespace lem::app {

/// Reads every *.json, *.yaml and *.yml of `folder` in the order of their names; without a folder
/// the catalogue is lem's own. Throws Error with FILE:LINE:COLUMN and the field of each mistake.
domain::Catalogue read_catalogue(const std::optional<std::string>& folder);

/// SHA-256 of everything in it: equal catalogues resolve names equally.
std::string fingerprint_of(const domain::Catalogue& catalogue);

}  // namespace lem::app
