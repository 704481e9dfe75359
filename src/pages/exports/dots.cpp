#include "base/figures.hpp"
#include "domain/result/metric.hpp"
#include "pages/exports/drawings.hpp"
#include "pages/exports/picture.hpp"
#include "pages/exports/scale.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages::exports {
namespace {

using html::all, html::el, html::Html;
using picture::at, picture::text, picture::stroke;

constexpr double values_left = 984, rank_width = 92, beside_width = 116;
constexpr std::size_t beside_max = 2;
constexpr int letters = 15;

struct Rows {
    const AnswerTable& table;
    std::size_t count;
    double height;
    // From left to right: rank, label, plot, columns beside it, values.
    double labels_left, labels_end;
    double plot_left = labels_end + 16;
    double plot_right;

    double middle(std::size_t row) const {
        return picture::plot_top + height * (static_cast<double>(row) + 0.5);
    }
    double bottom() const { return picture::plot_top + height * static_cast<double>(count); }
};

std::vector<double> all_values(const Rows& rows) {
    std::vector<double> values;
    for (std::size_t r = 0; r < rows.count; ++r)
        for (const std::size_t place : rows.table.chart.values) {
            const Cell& cell = rows.table.rows[r][place];
            for (const auto& value : {cell.value, cell.low, cell.high})
                if (value) values.push_back(*value);
        }
    if (rows.table.chart.reference) values.push_back(*rows.table.chart.reference);
    return values;
}

Html axis(const Rows& rows, const Scale& scale) {
    Html html;
    const Chart& chart = rows.table.chart;
    double free_from = 0;
    for (const Tick& tick : scale.ticks()) {
        const double x = scale.place(tick.value);
        html.add(stroke(fmt::format("M{} {}V{}", at(x), picture::plot_top, at(rows.bottom())),
                        picture::line));
        if (x < free_from) continue;
        html.add(text(x, rows.bottom() + 20, tick.label,
                      {.size = 14, .colour = picture::muted, .anchor = picture::Anchor::middle}));
        free_from = x + 14 + 9.0 * static_cast<double>(tick.label.size());
    }
    if (chart.reference)
        html.add(stroke(fmt::format("M{} {}V{}", at(scale.place(*chart.reference)),
                                    picture::plot_top, at(rows.bottom())),
                        picture::muted, 2));
    const Column& column = rows.table.columns[chart.values.front()];
    std::string name = heading_of(column);
    if (column.better != Better::unspecified)
        name += column.better == Better::higher ? ", higher is better" : ", lower is better";
    if (scale.is_log()) name += ", log scale";
    if (chart.values.size() == 1)
        html.add(text(rows.plot_left, rows.bottom() + 42, picture::fitted(name, 14, 700),
                      {.size = 14, .colour = picture::muted}));
    return html;
}

Html value_mark(const Cell& cell, const Scale& scale, double y, std::size_t series) {
    if (!cell.value) return {};
    Html html;
    if (cell.low && cell.high) {
        const std::string low = at(scale.place(*cell.low)), high = at(scale.place(*cell.high));
        html.add(
            stroke(fmt::format("M{0} {2}H{1}M{0} {3}v8M{1} {3}v8", low, high, at(y), at(y - 4)),
                   picture::colour(series), 2));
    }
    return html.add(picture::mark(scale.place(*cell.value), y, series));
}

Html label(const Rows& rows, const ChartLabel& label, double y) {
    const double width = rows.labels_end - rows.labels_left;
    const std::string main = picture::fitted(label.text, letters, width);
    // Letters that are not wider than estimated.
    const double used = static_cast<double>(main.size()) * letters * 0.6 + 10;
    const double room = width - used;
    Html more;
    if (!label.more.empty() && room > 60)
        more = el("tspan", {{"dx", 8}, {"font-size", 13}, {"fill", picture::muted}},
                  picture::fitted(label.more, 13, room));
    return el(
        "text",
        {{"x", at(rows.labels_left)}, {"y", at(y)}, {"font-size", letters}, {"fill", picture::ink}},
        main, more);
}

/// "2 (1–4)": the rank with its range.
std::string rank_words(const Cell& rank) {
    if (!rank.value) return "\u2014";
    std::string words = figures::fixed(*rank.value, 0);
    if (rank.low && rank.high && *rank.low != *rank.high)
        words +=
            " (" + figures::fixed(*rank.low, 0) + "\u2013" + figures::fixed(*rank.high, 0) + ")";
    return words;
}

/// What is written of a row besides its label and its values.
Html further_of(const Rows& rows, std::size_t row, double y) {
    const Chart& chart = rows.table.chart;
    const std::vector<Cell>& cells = rows.table.rows[row];
    Html html;
    if (chart.rank)
        html.add(text(picture::margin, y,
                      picture::fitted(rank_words(cells[*chart.rank]), 14, rank_width + 8),
                      {.size = 14, .colour = picture::muted}));
    double x = rows.plot_right + 16;
    for (std::size_t b = 0; b < std::min(chart.beside.size(), beside_max); ++b) {
        const std::size_t place = chart.beside[b];
        // Without its interval, for which there is no room.
        Cell cell = cells[place];
        cell.low = cell.high = std::nullopt;
        const Column& column = rows.table.columns[place];
        std::string words = shown(cell, column);
        if (cell.value && !column.unit.empty()) words += " " + column.unit;
        html.add(text(x, y, picture::fitted(words, letters, beside_width)));
        x += beside_width;
    }
    return html;
}

/// "First token p90": as much as a narrow column has room for.
std::string narrow_heading(const Column& column) {
    const domain::MetricDefinition* metric = domain::find_metric(column.name);
    if (metric == nullptr) return column.title;
    std::string heading(metric->short_name());
    if (metric->percentile) heading += " " + std::string(metric->qualifier);
    return heading;
}

/// The names of the same, above the first row.
Html further_heads(const Rows& rows) {
    const Chart& chart = rows.table.chart;
    const double y = picture::plot_top - 6;
    const picture::Letters small{.size = 12, .colour = picture::muted};
    Html html;
    if (chart.rank)
        html.add(text(picture::margin, y, rows.table.columns[*chart.rank].title, small));
    double x = rows.plot_right + 16;
    for (std::size_t b = 0; b < std::min(chart.beside.size(), beside_max); ++b) {
        html.add(text(
            x, y,
            picture::fitted(narrow_heading(rows.table.columns[chart.beside[b]]), 12, beside_width),
            small));
        x += beside_width;
    }
    return html;
}

/// The figures of a row, beside it.
Html figures_of(const Rows& rows, std::size_t row, double y) {
    const std::vector<std::size_t>& places = rows.table.chart.values;
    Html html;
    double x = values_left;
    for (std::size_t s = 0; s < places.size(); ++s) {
        const Column& column = rows.table.columns[places[s]];
        std::string words = shown(rows.table.rows[row][places[s]], column);
        const double room =
            (picture::width - picture::margin - values_left) / static_cast<double>(places.size());
        // Of several only the values have room.
        if (places.size() > 1) words = words.substr(0, words.find(' '));
        html.add(text(
            x, y, picture::fitted(words, letters, room + 8),
            {.size = letters, .colour = places.size() > 1 ? picture::colour(s) : picture::ink}));
        x += room;
    }
    return html;
}

Html legend(const Rows& rows) {
    const std::vector<std::size_t>& places = rows.table.chart.values;
    if (places.size() < 2) return {};
    Html html;
    double x = rows.plot_left;
    const double room =
        (picture::width - picture::margin - rows.plot_left) / static_cast<double>(places.size());
    for (std::size_t s = 0; s < places.size(); ++s) {
        html.add(picture::mark(x + 6, rows.bottom() + 38, s));
        html.add(text(x + 18, rows.bottom() + 43,
                      picture::fitted(rows.table.columns[places[s]].title, 14, room - 24),
                      {.size = 14}));
        x += room;
    }
    return html;
}

}  // namespace

Html drawn_dots(const AnswerTable& table) {
    const std::size_t count =
        std::min({table.rows.size(), table.chart.labels.size(), drawn_rows_max});
    const double room = picture::plot_bottom - 30 - picture::plot_top;
    const Chart& chart = table.chart;
    const auto beside = static_cast<double>(std::min(chart.beside.size(), beside_max));
    const Rows rows{.table = table,
                    .count = count,
                    .height = std::min(44.0, room / static_cast<double>(count)),
                    .labels_left = picture::margin + (chart.rank ? rank_width : 0),
                    .labels_end = chart.rank ? 620.0 : 440.0,
                    .plot_right = values_left - 24 - beside_width * beside};
    const Scale shared(all_values(rows), rows.plot_left, rows.plot_right, true);
    Html html = chart.own_scales ? Html() : axis(rows, shared);
    html.add(further_heads(rows));
    const auto marks = static_cast<double>(table.chart.values.size());
    for (std::size_t r = 0; r < count; ++r) {
        const double y = rows.middle(r);
        html.add(label(rows, table.chart.labels[r], y + 5));
        for (std::size_t s = 0; s < table.chart.values.size(); ++s) {
            const Cell& cell = table.rows[r][table.chart.values[s]];
            const double mark_y =
                y + (static_cast<double>(s) - (marks - 1) / 2) * rows.height * 0.7 / marks;
            if (table.chart.own_scales) {
                const Scale own({0, cell.high.value_or(cell.value.value_or(1))}, rows.plot_left,
                                rows.plot_right, true);
                html.add(
                    stroke(fmt::format("M{} {}H{}", at(rows.plot_left), at(y), at(rows.plot_right)),
                           picture::line));
                html.add(value_mark(cell, own, mark_y, s));
            } else {
                html.add(value_mark(cell, shared, mark_y, s));
            }
        }
        html.add(figures_of(rows, r, y + 5));
        html.add(further_of(rows, r, y + 5));
    }
    html.add(legend(rows));
    if (const std::string left_out = shortened_text(table, count); !left_out.empty())
        html.add(text(picture::width - picture::margin, rows.bottom() + 20, left_out,
                      {.size = 14, .colour = picture::muted, .anchor = picture::Anchor::end}));
    return html;
}

}  // namespace lem::pages::exports
