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
    std::string note;                                  // below the title: "p90, ms"
    bool optional = false;                             // only if there is room
    const domain::MetricDefinition* metric = nullptr;  // that it shows and sorts by
    std::string name = {};                             // of a metric, in running text
    std::string card_label = {};                       // of a metric on a card: "Memory GB"

    /// Drawn only on request, or if it orders the table.
    bool extra() const { return metric != nullptr && metric->column == domain::Column::extra; }
    /// The board's main figure, with a second cell that draws its interval.
    bool wide() const;
};

/// In the order in which they are drawn: the usual metrics before the extra ones, each by kind.
const std::vector<BoardColumn>& board_columns();

/// The column of the metric that "-tokens_per_joule" sorts by; null if there is none.
const BoardColumn* column_of_order(std::string_view sort);
/// "-tokens_per_joule": the order after a first click on the column's header.
std::string first_order(const BoardColumn& column);
/// True if this order is by this column.
bool orders(const BoardColumn& column, std::string_view sort);

}  // namespace lem::pages
