#pragma once
/// The columns of the board, made from the table of metrics: the server's page and, through the
/// generated vocabulary, the application's take them from here. Pure.

#include "domain/result/metric.hpp"

#include <string>
#include <vector>

namespace lem::pages {

struct BoardColumn {
    std::string_view key;
    std::string_view title;
    std::string note;        // below the title: "p90, ms"
    std::string_view group;  // of the column menu
    bool optional = false;   // only if there is room
    bool extra = false;      // drawn only on request, or if it orders the table
    const domain::MetricDefinition* metric = nullptr;  // that it shows and sorts by
    std::string name = {};         // of what can order the table, in running text
    std::string card_label = {};   // of what is a figure on a card: "Memory GB"
    bool is_name = false;          // in the order of the alphabet
    std::string_view absent = {};  // of a number that is no metric: why a row has none

    /// The table can be ordered by it.
    bool sortable() const { return !name.empty(); }
    /// The board's main figure, with a second cell that draws its interval.
    bool wide() const;
};

/// In the order in which they are drawn: the usual metrics before the extra ones, each by kind.
const std::vector<BoardColumn>& board_columns();

/// The column that "-tokens_per_joule" sorts by; null if there is none.
const BoardColumn* column_of_order(std::string_view sort);
/// "-tokens_per_joule": the order after a first click on the column's header.
std::string first_order(const BoardColumn& column);
/// True if this order is by this column.
bool orders(const BoardColumn& column, std::string_view sort);

}  // namespace lem::pages
