#include "base/text.hpp"
#include "pages/exports/drawings.hpp"
#include "pages/exports/picture.hpp"
#include "pages/exports/scale.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages::exports {
namespace {

using html::all, html::el, html::Html;
using picture::at, picture::text, picture::stroke;

constexpr double plot_left = 110, plot_right = 780, legend_left = 808;
constexpr double plot_top = picture::plot_top, plot_bottom = 488;

/// The rows of one label, in their order.
struct Series {
    std::string label;
    std::vector<std::size_t> rows;
};

std::vector<Series> series_of(const AnswerTable& table) {
    std::vector<Series> all;
    for (std::size_t r = 0; r < table.rows.size() && r < table.chart.labels.size(); ++r) {
        if (!table.rows[r][table.chart.values.front()].value) continue;
        const std::string& label = table.chart.labels[r].text;
        auto found = std::ranges::find(all, label, &Series::label);
        if (found == all.end()) found = all.insert(all.end(), {label, {}});
        found->rows.push_back(r);
    }
    if (all.size() > picture::colours.size()) all.resize(picture::colours.size());
    return all;
}

std::optional<double> day_of(std::string_view date) {
    const auto ms = text::parse_rfc3339(std::string(date) + "T00:00:00Z");
    return ms ? std::optional(static_cast<double>(*ms)) : std::nullopt;
}

/// The place of each row on the axis across, whose values are numbers, days, or names in their
/// order.
struct Across {
    std::vector<double> values;  // by row
    std::vector<Tick> ticks;     // empty: those of the scale
};

Across across_of(const AnswerTable& table) {
    const std::size_t place = *table.chart.x;
    Across across;
    std::vector<std::string> names;
    bool days = true;
    for (const std::vector<Cell>& row : table.rows) {
        const std::string& name = row[place].text;
        days = days && day_of(name);
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    for (const std::vector<Cell>& row : table.rows) {
        const Cell& cell = row[place];
        if (table.columns[place].is_number)
            across.values.push_back(cell.value.value_or(0));
        else if (days)
            across.values.push_back(*day_of(cell.text));
        else
            across.values.push_back(
                static_cast<double>(std::ranges::find(names, cell.text) - names.begin()));
    }
    if (table.columns[place].is_number || across.values.empty()) return across;
    if (!days) {
        const std::size_t each = (names.size() + 5) / 6;
        for (std::size_t i = 0; i < names.size(); i += each)
            across.ticks.push_back({static_cast<double>(i), picture::fitted(names[i], 14, 104)});
        return across;
    }
    const auto [first, last] = std::ranges::minmax(across.values);
    constexpr int parts = 4;
    for (int i = 0; i <= (last > first ? parts : 0); ++i) {
        const double at = first + (last - first) * i / parts;
        across.ticks.push_back({at, text::rfc3339(static_cast<std::int64_t>(at)).substr(0, 10)});
    }
    return across;
}

std::string axis_name(const Column& column, const Scale& scale) {
    std::string name = heading_of(column);
    if (column.better != Better::unspecified)
        name += column.better == Better::higher ? ", higher is better" : ", lower is better";
    return scale.is_log() ? name + ", log scale" : name;
}

Html axes(const AnswerTable& table, const Scale& x, const std::vector<Tick>& x_ticks,
          const Scale& y) {
    Html html;
    const picture::Letters across{
        .size = 14, .colour = picture::muted, .anchor = picture::Anchor::middle};
    const picture::Letters upright{
        .size = 14, .colour = picture::muted, .anchor = picture::Anchor::end};
    for (const Tick& tick : y.ticks()) {
        const double place = y.place(tick.value);
        html.add(stroke(fmt::format("M{} {}H{}", plot_left, at(place), plot_right), picture::line));
        html.add(text(plot_left - 10, place + 5, tick.label, upright));
    }
    double free_from = 0;
    for (const Tick& tick : x_ticks) {
        const double place = x.place(tick.value);
        html.add(stroke(fmt::format("M{} {}v6", at(place), plot_bottom), picture::muted));
        const double half = 4.5 * static_cast<double>(tick.label.size());
        if (place - half < free_from) continue;
        html.add(text(place, plot_bottom + 22, tick.label, across));
        free_from = place + half + 8;
    }
    html.add(stroke(fmt::format("M{} {}H{}", plot_left, plot_bottom, plot_right), picture::muted));
    html.add(text(picture::margin, plot_top - 10,
                  axis_name(table.columns[table.chart.values.front()], y),
                  {.size = 14, .colour = picture::muted}));
    html.add(
        text(plot_right, plot_bottom + 46, axis_name(table.columns[*table.chart.x], x), upright));
    return html;
}

}  // namespace

Html drawn_lines(const AnswerTable& table) {
    const std::vector<Series> all_series = series_of(table);
    const Across across = across_of(table);
    const std::size_t value = table.chart.values.front();
    std::vector<double> xs, ys;
    for (const Series& series : all_series)
        for (const std::size_t r : series.rows) {
            xs.push_back(across.values[r]);
            for (const auto& one :
                 {table.rows[r][value].value, table.rows[r][value].low, table.rows[r][value].high})
                if (one) ys.push_back(*one);
        }
    const Scale x(xs, plot_left + 12, plot_right - 12, false), y(ys, plot_bottom, plot_top, true);
    Html html = axes(table, x, across.ticks.empty() ? x.ticks() : across.ticks, y);
    double legend_y = plot_top + 6;
    for (std::size_t s = 0; s < all_series.size(); ++s) {
        std::string path;
        Html marks;
        for (const std::size_t r : all_series[s].rows) {
            const Cell& cell = table.rows[r][value];
            const std::string place_x = at(x.place(across.values[r])),
                              place_y = at(y.place(*cell.value));
            if (path.empty())
                path = fmt::format("M{} {}", place_x, place_y);
            else if (table.chart.steps)
                path += fmt::format("H{}V{}", place_x, place_y);
            else
                path += fmt::format("L{} {}", place_x, place_y);
            if (cell.low && cell.high)
                marks.add(stroke(fmt::format("M{} {}V{}", place_x, at(y.place(*cell.low)),
                                             at(y.place(*cell.high))),
                                 picture::colour(s), 1.5));
            marks.add(picture::mark(x.place(across.values[r]), y.place(*cell.value), s));
        }
        html.add(stroke(path, picture::colour(s), 2)).add(marks);
        html.add(picture::mark(legend_left + 6, legend_y, s));
        constexpr double room = picture::width - picture::margin - legend_left - 20;
        html.add(text(legend_left + 20, legend_y + 5,
                      picture::fitted(all_series[s].label, 14, room), {.size = 14}));
        legend_y += 26;
    }
    return html;
}

}  // namespace lem::pages::exports
