#include "base/figures.hpp"
#include "pages/exports/drawings.hpp"
#include "pages/exports/picture.hpp"
#include "pages/exports/writers.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

using html::all, html::Html;

/// "Tiny-1B (vLLM, fp16): 15.1 ± 1.7 tok/J."
std::string described(const AnswerTable& table) {
    std::string out = table.notice.empty() ? "" : table.notice + " ";
    out += table.description;
    const std::size_t rows = std::min(table.rows.size(), drawn_rows_max);
    for (std::size_t r = 0; r < rows && r < table.chart.labels.size(); ++r) {
        out += (out.empty() ? "" : " ") + table.chart.labels[r].text;
        const std::string& more = table.chart.labels[r].more;
        out += more.empty() ? ":" : " (" + more + "):";
        for (const std::size_t place : table.chart.values) {
            const Column& column = table.columns[place];
            out += " " + shown(table.rows[r][place], column);
            if (!column.unit.empty()) out += " " + column.unit;
            out += ",";
        }
        out.back() = '.';
    }
    return out;
}

std::string_view ends_text(const AnswerTable& table) {
    if (table.chart.values.empty()) return {};
    switch (table.columns[table.chart.values.front()].ends) {
        case Ends::interval:
            return "lines: 95 % intervals";
        case Ends::extremes:
            return "lines: lowest to highest";
        case Ends::none:
            return {};
    }
    return {};
}

}  // namespace

std::string write_svg(const AnswerTable& table) {
    const bool anything = std::ranges::any_of(table.rows, [&](const std::vector<Cell>& row) {
        return std::ranges::any_of(table.chart.values,
                                   [&](std::size_t place) { return row[place].value.has_value(); });
    });
    Html drawing;
    if (!anything)
        drawing = picture::text(
            picture::width / 2.0, 320,
            table.rows.empty() ? "Nothing matches." : "Nothing to draw: there is no value.",
            {.size = 18, .colour = picture::muted, .anchor = picture::Anchor::middle});
    else
        drawing = table.chart.kind == Chart::Kind::lines ? drawn_lines(table) : drawn_dots(table);
    return picture::framed(table, drawing, described(table), anything ? ends_text(table) : "");
}

}  // namespace lem::pages::exports
