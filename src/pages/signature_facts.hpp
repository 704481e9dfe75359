#pragma once
/// What is known of a result's signature, and what it proves. Pure.

#include "domain/board/published_result.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// Nothing to show for a result that is neither signed nor in the log.
html::Html signature_facts(const domain::ResultDetail& detail);

}  // namespace lem::pages
