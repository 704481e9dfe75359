#pragma once
/// A result as HTML: its description, main figures, checks and files, as the application draws them
/// among the rest (web/src/features/result); a test in Chromium compares the two. Pure.

#include "domain/board/published_result.hpp"
#include "pages/html.hpp"

namespace lem::pages {

html::Html result_page_html(const domain::ResultDetail& detail);

}  // namespace lem::pages
