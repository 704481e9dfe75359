#pragma once
/// The table of results as HTML, element for element what the application draws
/// (web/src/shared/ui/board.tsx), so that nothing moves when its script takes over; a scenario in
/// Chromium holds the two together. Pure.

#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// Works without a script: the headers are links to the same view in another order.
html::Html board_html(const domain::LeaderboardPage& page, const View& view);

/// Whether this order is one of energies, of which each scope is ranked for itself.
bool ranks_energy(std::string_view sort);

}  // namespace lem::pages
