#include "pages/frozen_answer.hpp"

#include "base/figures.hpp"
#include "pages/board_html.hpp"
#include "pages/board_rank.hpp"
#include "pages/compare_page.hpp"
#include "pages/exports/answers.hpp"
#include "platform/http/api/message.hpp"

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

Html main_html(const Html& content) {
    return el("main", {{"class", "layout-page layout-main"}, {"id", "main"}}, content);
}

Html head_html(std::string_view title, std::string_view lead) {
    return el("div", {{"class", "layout-head"}},
              el("div", el("h1", title), el("p", {{"class", "layout-lead"}}, lead)));
}

/// The brief columns; the first cell of a row names it.
Html table_html(const exports::AnswerTable& table) {
    Html heads, rows;
    for (const exports::Column& column : table.columns)
        if (column.brief) heads.add(el("th", {{"scope", "col"}}, heading_of(column)));
    for (const std::vector<exports::Cell>& cells : table.rows) {
        Html row;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const exports::Column& column = table.columns[i];
            if (!column.brief) continue;
            std::string words = shown(cells[i], column);
            if (words.empty()) words = "not stated";
            if (row.empty())
                row.add(el("th", {{"scope", "row"}}, words));
            else if (column.is_number)
                row.add(el("td", {{"class", "data-num"}}, words));
            else
                row.add(el("td", words));
        }
        rows.add(el("tr", row));
    }
    return el("div",
              {{"class", "data-boardScroll"},
               {"role", "region"},
               {"aria-label", table.title},
               {"tabindex", 0}},
              el("table", {{"class", "data-table"}}, el("caption", table.title),
                 el("thead", el("tr", heads)), el("tbody", rows)));
}

Html board_answer(const View& view, const domain::LeaderboardPage& page) {
    const std::string shown =
        page.items.empty() ? "No result matches."
                           : figures::count(std::ssize(page.items)) + " of " +
                                 figures::plural(page.total, "result") +
                                 " shown. ± is the half-width of the 95 % interval over n cycles.";
    return main_html(all(head_html("Energy efficiency of LLM inference", page.meaning),
                         board_html(page, view),
                         el("div", {{"class", "leaderboard-page-more"}}, el("span", shown)),
                         rank_note_html(page, view.query)));
}

}  // namespace

Html frozen_answer_html(const domain::SavedView& view, const domain::FrozenAnswer& answer) {
    const schema::Parameters address = http::parse_query(view.query);
    if (answer.leaderboard) return board_answer(read_view(address), *answer.leaderboard);
    if (answer.comparison) return compare_page_html(*answer.comparison, read_compare_view(address));
    if (const auto table = exports::frozen_table(view, answer))
        return main_html(all(head_html(table->title, table->description), table_html(*table)));
    return main_html(
        all(head_html("This answer is not shown", view.withheld.value_or(std::string())),
            el("p", el("a", {{"href", live_address(view)}}, "Open the live page"))));
}

}  // namespace lem::pages
