#pragma once
/// A result as HTML: its description, main figures, checks and files, as the application draws them
/// among the rest (web/src/features/result); a test in Chromium compares the two. Pure.

#include "domain/board/published_result.hpp"
#include "domain/board/result_standing.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// `standing` on the leaderboard without limits; nullptr if it is not listed.
html::Html result_page_html(const domain::ResultDetail& detail,
                            const domain::ResultStanding* standing = nullptr);

}  // namespace lem::pages
