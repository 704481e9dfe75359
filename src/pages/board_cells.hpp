#pragma once
/// The cells of a row of the board, element for element what the application draws
/// (web/src/shared/ui/board-cells.tsx). Pure.

#include "pages/board_columns.hpp"
#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// The end of the table's one linear scale of the main figure, which starts at zero.
double scale_end(const std::vector<domain::LeaderboardRow>& rows);

/// What a cell takes from outside of its row.
struct CellContext {
    double scale_end;
    std::string_view sort;
    bool pinned = false;
};

/// The cell that chooses the row for a comparison; it works without a script.
html::Html pick_cell(const domain::LeaderboardRow& row, bool selected);
/// The cell of a column; the main figure has two.
html::Html cell_html(const BoardColumn& column, const domain::LeaderboardRow& row,
                     const CellContext& context);

}  // namespace lem::pages
