#include "pages/board_html.hpp"

#include "pages/board_cells.hpp"
#include "pages/board_columns.hpp"

#include <algorithm>

namespace lem::pages {
namespace {

using domain::LeaderboardRow;
using html::all, html::el, html::Html;

Html header_text(const BoardColumn& column) {
    return el("span", column.title, column.note.empty() ? Html() : el("small", column.note));
}

Html plain_header(const BoardColumn& column) {
    return el(
        "th",
        {{"scope", "col"}, {"class", html::classes({column.optional ? "data-optional" : ""})}},
        el("span", {{"class", "data-sort"}}, header_text(column)));
}

Html sort_header(const BoardColumn& column, const View& view) {
    const std::string metric(column.key);
    const std::string& sort = view.query.sort;
    const bool down = sort == "-" + metric, up = sort == metric;
    const std::string first = first_order(column);
    View next = view;
    next.query.sort = sort != first ? first : down ? metric : "-" + metric;
    const std::string symbol = down ? "#i-sort-down" : up ? "#i-sort-up" : "#i-sort";
    return el(
        "th",
        {{"scope", "col"},
         {"colspan", column.wide() ? std::optional<std::string>("2") : std::nullopt},
         {"class", html::classes({column.wide() || column.is_name ? "" : "data-num"})},
         {"aria-sort", down || up ? std::optional<std::string>(down ? "descending" : "ascending")
                                  : std::nullopt}},
        el("a", {{"class", "data-sort"}, {"href", address_of(next)}}, header_text(column),
           el("svg", {{"aria-hidden", "true"}}, el("use", {{"href", symbol}}))));
}

bool among(const std::vector<std::string>& keys, std::string_view key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool is_shown(const BoardColumn& column, const View& view) {
    return orders(column, view.query.sort) ||
           (column.extra ? among(view.show, column.key) : !among(view.hide, column.key));
}

/// The part of a table that belongs to its columns.
struct Columns {
    std::vector<const BoardColumn*> shown = {};
    Html group, headers;
    std::ptrdiff_t more = 0;  // than usual
};

/// The widths come from the style sheet: columns that fit their rows would move with each new row.
Columns columns_of(const View& view) {
    Columns columns{.group = el("col", {{"data-column", "pick"}}),
                    .headers = el("th", {{"scope", "col"}, {"class", "data-pick"}},
                                  el("span", {{"class", "visually-hidden"}}, "Selected"))};
    for (const BoardColumn& column : board_columns()) {
        const bool shown = is_shown(column, view);
        columns.more += int(shown) - int(!column.extra);
        if (!shown) continue;
        columns.shown.push_back(&column);
        columns.group.add(
            el("col", {{"data-column", column.key},
                       {"class", html::classes({column.optional ? "data-optional" : ""})}}));
        if (column.wide()) columns.group.add(el("col", {{"data-column", "whisker"}}));
        columns.headers.add(column.sortable() ? sort_header(column, view) : plain_header(column));
    }
    return columns;
}

Html row_html(const LeaderboardRow& row, const Columns& columns, const View& view,
              const CellContext& context) {
    const bool selected = among(view.selected, row.id.text);
    Html cells = pick_cell(row, selected);
    for (const BoardColumn* column : columns.shown)
        cells.add(cell_html(*column, row, context));
    return el("tr", {{"class", html::classes({selected ? "data-selected" : ""})}}, cells);
}

/// Holds the place of a pinned row that is not on this page; the application asks for it.
Html ghost_html(const Columns& columns) {
    Html cells = el("td", {{"class", "data-pick"}});
    for (const BoardColumn* column : columns.shown) {
        cells.add(el("td",
                     {{"class", html::classes({column->optional ? "data-optional" : "",
                                               column->key == "model" ? "data-model" : ""})}},
                     el("span", {{"class", "data-ghost"}})));
        if (column->wide()) cells.add(el("td", {{"class", "data-whisker"}}));
    }
    return el("tr", {{"aria-hidden", "true"}}, cells);
}

/// Pinned rows stand above the others, and once.
Html bodies_html(const std::vector<LeaderboardRow>& rows, const Columns& columns,
                 const View& view) {
    CellContext context{.scale_end = scale_end(rows), .sort = view.query.sort};
    Html pinned, others;
    context.pinned = true;
    for (const std::string& id : view.pinned) {
        const auto row = std::ranges::find(rows, id, [](const auto& one) { return one.id.text; });
        pinned.add(row == rows.end() ? ghost_html(columns)
                                     : row_html(*row, columns, view, context));
    }
    context.pinned = false;
    for (const LeaderboardRow& row : rows)
        if (!among(view.pinned, row.id.text)) others.add(row_html(row, columns, view, context));
    Html bodies;
    if (!view.pinned.empty()) bodies.add(el("tbody", {{"class", "data-pins"}}, pinned));
    bodies.add(el("tbody", others));
    return bodies;
}

}  // namespace

Html board_html(const domain::LeaderboardPage& page, const View& view) {
    const BoardColumn* sorted = column_of_order(view.query.sort);
    const std::string caption = sorted == nullptr ? "Results" : "Results by " + sorted->name;
    const Columns columns = columns_of(view);
    const auto more = columns.more > 0 ? std::optional(std::to_string(columns.more)) : std::nullopt;
    const Html table = el(
        "div",
        {{"class", "data-boardScroll"},
         {"role", "region"},
         {"aria-label", caption + ", scrollable"},
         {"tabindex", 0}},
        el("table",
           {{"class", html::classes({"data-table data-board", view.compact ? "data-compact" : ""})},
            {"data-more", more}},
           el("caption", {{"class", "visually-hidden"}}, caption), el("colgroup", columns.group),
           el("thead", el("tr", columns.headers)), bodies_html(page.items, columns, view)));
    // The boxes of the rows belong to this form; with a script the application compares.
    return all(table, el("form", {{"id", "selection"}, {"action", "/compare"}},
                         el("noscript", el("button", {{"class", "control-button"}},
                                           "Compare the chosen results"))));
}

}  // namespace lem::pages
