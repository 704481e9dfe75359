#pragma once
/// What the submitter states about a result that another tool measured. Pure.

#include "domain/result/provenance.hpp"
#include "pages/html.hpp"

namespace lem::pages {

html::Html imported_notice(const domain::Provenance& provenance);

}  // namespace lem::pages
