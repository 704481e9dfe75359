#pragma once
/// The table of results as HTML, element for element what the application draws
/// (web/src/shared/ui/board.tsx), so that nothing moves when its script takes over; a scenario in
/// Chromium holds the two together. Pure.

#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// Works without a script: the headers are links to the same view in another order.
html::Html board_html(const domain::LeaderboardPage& page, const View& view);

/// A metric that the board can be sorted by, with its title in a header.
struct SortColumn {
    std::string_view metric;
    std::string_view title;
    std::string_view under;
    bool descending_first;
    /// Drawn only where it is asked for, or orders the table.
    bool extra = false;
};
const std::vector<SortColumn>& sort_columns();
/// Null where the order is by no column of the board.
const SortColumn* sort_column_of(std::string_view sort);
/// "-tokens_per_joule": what a first click on the column's header asks for.
std::string first_order(const SortColumn& column);
/// Whether this order is one of energies, of which each scope is ranked for itself.
bool ranks_energy(std::string_view sort);

}  // namespace lem::pages
