#pragma once
/// The submit page for browsers without scripts: a form, and the verdict on what was sent. Pure.

#include "domain/board/published_result.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// `refusal` says why a request was not carried out; empty where it was.
html::Html submit_page_html(const std::optional<domain::CheckReport>& report,
                            const std::string& refusal = {});

}  // namespace lem::pages
