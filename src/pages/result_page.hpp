#pragma once
/// A result as HTML: what it is, its main figures, its checks and files, as the application draws
/// them above and among the rest (web/src/features/result); a scenario in Chromium compares the
/// two. Pure.

#include "domain/board/published_result.hpp"
#include "pages/html.hpp"

namespace lem::pages {

html::Html result_page_html(const domain::ResultDetail& detail);

}  // namespace lem::pages
