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
    bool optional = false;                             // only where there is room
    const domain::MetricDefinition* metric = nullptr;  // that it shows and sorts by
    std::string name = {};                             // of a metric, in running text
    std::string card_label = {};                       // of a metric on a card: "Memory GB"

    /// Drawn only where it is asked for, or orders the table.
    bool extra() const { return metric != nullptr && metric->column == domain::Column::extra; }
    /// The board's main figure: it has a second cell that draws its interval.
    bool wide() const;
};

/// In the order in which they are drawn: the usual metrics before the extra ones, each by kind.
const std::vector<BoardColumn>& board_columns();

/// The column of the metric that "-tokens_per_joule" sorts by; null where there is none.
const BoardColumn* column_of_order(std::string_view sort);
/// "-tokens_per_joule": the order that a first click on the column's header asks for.
std::string first_order(const BoardColumn& column);
/// Is this order by this column?
bool orders(const BoardColumn& column, std::string_view sort);

}  // namespace lem::pages
