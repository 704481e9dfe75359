#pragma once
/// The submit page for browsers without scripts: a form, and the verdict on what was sent. Pure.

#include "domain/account.hpp"
#include "domain/board/published_result.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// For this visitor. `refusal` is the reason why a request was rejected; empty if it was not.
html::Html submit_page_html(const domain::Principal& visitor,
                            const std::optional<domain::CheckReport>& report,
                            const std::string& refusal = {});

}  // namespace lem::pages
