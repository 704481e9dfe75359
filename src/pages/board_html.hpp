#pragma once
/// The table of results as HTML, element for element what the application draws
/// (web/src/shared/ui/board.tsx), so that nothing moves when its script takes over; a test in
/// Chromium compares the two. Pure.

#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// Works without scripts: the headers are links to the same view in another order.
html::Html board_html(const domain::LeaderboardPage& page, const View& view);

}  // namespace lem::pages
