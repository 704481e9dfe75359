#pragma once
/// lem's own catalogue: the files of the folder catalogue/, inside the program. Thread-safe; does
/// not throw.

#include "domain/catalogue/catalogue.hpp"

namespace lem::domain {

/// Read at its first use. A file that is not valid, which a unit test excludes, is left out.
const Catalogue& built_in_catalogue();

/// The entry of lem's own catalogue with this name; see also find_profile and profile_by_id.
FoundModel find_model(std::string_view name);

}  // namespace lem::domain
