#include "pages/board_html.hpp"

#include "base/figures.hpp"
#include "domain/result/device_set.hpp"
#include "pages/board_columns.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

void erase_all(std::string& text, std::string_view part) {
    for (std::size_t at; (at = text.find(part)) != std::string::npos;)
        text.erase(at, part.size());
}

/// "Intel(R) Xeon(R) CPU @ 2.20GHz" is "Intel Xeon": trademarks and the nominal clock are left out
/// to save space; the full name is the title.
std::string short_hardware(std::string name) {
    if (name == domain::unknown_device) return "hardware not stated";
    for (const std::string_view maker : {"NVIDIA ", "GeForce "})
        if (name.starts_with(maker)) name.erase(0, maker.size());
    erase_all(name, "(R)");
    erase_all(name, "(TM)");
    const std::size_t at = name.rfind(" @ ");
    if (at == std::string::npos || !name.ends_with("GHz")) return name;
    std::string_view clock = std::string_view(name).substr(at + 3);
    clock.remove_suffix(3);
    if (clock.ends_with(' ')) clock.remove_suffix(1);
    if (clock.empty() || clock.find_first_not_of("0123456789.") != std::string_view::npos)
        return name;
    name.erase(at);
    if (name.ends_with(" CPU")) name.erase(name.size() - 4);
    return name;
}

const std::string not_measured = "not measured";
const std::string no_energy = "energy was not measured";

Html under(std::string_view text, std::string_view more = "") {
    return el("span", {{"class", html::classes({"data-under", more})}}, text);
}

/// Assumed or replayed energy is shown, labelled, and not ranked.
bool is_labelled(domain::EnergyMethod method) {
    return method == domain::EnergyMethod::modelled || method == domain::EnergyMethod::replayed;
}

/// The rank that the index gave the row, or why it has none.
Html rank_html(const domain::LeaderboardRow& row, bool energy) {
    if (row.rank) return el("b", *row.rank);
    const auto reason = row.not_ranked.value_or(domain::NotRanked::not_measured);
    std::string why(schema::doc_of(reason));
    if (reason == domain::NotRanked::not_measured && energy)
        why = row.energy_absent_reason.value_or(no_energy);
    if (reason == domain::NotRanked::warnings)
        why = warnings_text(row) + " of the checks";
    return missing("not ranked: " + why);
}

/// The end of the table's one linear scale, which starts at zero.
double scale_end(const std::vector<domain::LeaderboardRow>& rows) {
    double end = std::numeric_limits<double>::denorm_min();
    for (const domain::LeaderboardRow& row : rows) {
        const domain::RankedValue& metric = row.metrics.tokens_per_joule;
        if (metric.value) end = std::max(end, *metric.value + metric.ci95_half_width.value_or(0));
    }
    return end;
}

Html whisker(double value, double half_width, double end) {
    const auto x = [end](double at) {
        std::string text = figures::fixed(4 + std::max(at, 0.0) / end * 100, 1);
        if (text.ends_with(".0")) text.resize(text.size() - 2);
        return text;
    };
    const bool interval = half_width > 0;
    const std::string low = x(value - half_width), high = x(value + half_width);
    return el("svg", {{"viewBox", "0 0 108 16"}, {"aria-hidden", "true"}},
              el("path", {{"class", "data-track"}, {"d", "M4 8H104"}}),
              interval ? el("path", {{"class", "data-interval"},
                                     {"d", fmt::format("M{0} 8H{1}M{0} 4v8M{1} 4v8", low, high)}})
                       : Html(),
              el("circle", {{"class", interval ? "data-mean" : "data-single"},
                            {"cx", x(value)},
                            {"cy", 8},
                            {"r", interval ? "2" : "2.5"}}));
}

Html efficiency_cells(const domain::LeaderboardRow& row, double end) {
    const domain::RankedValue& metric = row.metrics.tokens_per_joule;
    Html value = missing(row.energy_absent_reason.value_or(no_energy)), certainty;
    if (metric.value) {
        const auto [shown, half_width] = figures::shown(metric.value, metric.ci95_half_width);
        value = el("span", {{"class", "data-value"}}, el("b", shown),
                   el("span", {{"class", "data-pm"}}, half_width.empty() ? "" : "± " + half_width));
        certainty = whisker(*metric.value, metric.ci95_half_width.value_or(0), end);
    }
    if (is_labelled(row.energy_method)) {
        certainty =
            el("span", {{"class", "data-flag"}, {"title", schema::title_of(row.energy_method)}},
               schema::name_of(row.energy_method));
    }
    return all(el("td", {{"class", "data-num data-kpi"}, {"data-unit", "tok/J"}}, value),
               el("td", {{"class", "data-whisker"}}, certainty));
}

/// A metric in a cell of its own. The column that orders the table shows how certain each value is.
Html metric_cell(const domain::LeaderboardRow& row, const BoardColumn& column, bool ordering) {
    const domain::MetricDefinition& metric = *column.metric;
    const double factor = metric.shown_in().factor;
    domain::RankedValue ranked = row.metrics.*metric.of_row;
    if (ranked.value) *ranked.value *= factor;
    if (ranked.ci95_half_width) *ranked.ci95_half_width *= factor;
    const bool energy = metric.kind == domain::MetricKind::energy;
    Html shown = missing(energy ? row.energy_absent_reason.value_or(not_measured) : not_measured);
    std::string half_width;
    if (ranked.value) {
        figures::WithUncertainty figure{figures::shown(ranked.value), ""};
        if (ordering) figure = figures::shown(ranked.value, ranked.ci95_half_width);
        const std::string certainty =
            ranked.ci95_half_width
                ? fmt::format("± {} (95 %)", figures::significant(*ranked.ci95_half_width, 2))
                : "one value, no interval";
        shown = el("span", {{"title", certainty}}, figure.value);
        half_width = figure.half_width;
    }
    return el("td",
              {{"class", html::classes({"data-num data-stat", ordering ? "data-ordering" : ""})},
               {"data-label", column.card_label}},
              shown, half_width.empty() ? Html() : under("± " + half_width));
}

Html trust_cell(const domain::LeaderboardRow& row, const std::string& percent) {
    return el("td", {{"class", "data-trustCell"}}, trust_mark(row.trust),
              row.imported_from
                  ? el("span",
                       {{"class", "data-under"}, {"title", "imported from " + *row.imported_from}},
                       *row.imported_from)
                  : Html(),
              under(fmt::format("n {}{}", row.cycles, row.cv ? ", CV " + percent + " %" : ""),
                    "if-compact"));
}

Html model_cell(const domain::LeaderboardRow& row) {
    const auto flag = [](std::string_view text) {
        return el("span", {{"class", "data-flag"}}, text);
    };
    const std::string lengths = lengths_text(row);
    return el("th", {{"scope", "row"}, {"class", "data-model"}, {"title", row.model}},
              el("a", {{"href", "/results/" + row.id.text}}, short_model(row.model)),
              row.flags.empty() ? Html() : flag(warnings_text(row)),
              row.complete ? Html() : flag("stopped early"),
              el("span", {{"class", "data-under"}},
                 el("span", {{"class", "if-compact"}},
                    row.precision.empty() ? "" : row.precision + " · "),
                 row.load, row.load.empty() || lengths.empty() ? "" : " · ", lengths));
}

struct Cell {
    const domain::LeaderboardRow& row;
    const Html& rank;
    double scale_end;
    std::string_view sort;
};

Html hardware_cell(const domain::LeaderboardRow& row) {
    // One device that nobody named was not counted either.
    const bool counted = row.hardware_count > 1 || !row.hardware.starts_with("unknown ");
    return el("td", {{"class", "data-hw"}, {"title", row.hardware}}, short_hardware(row.hardware),
              counted ? under(figures::plural(row.hardware_count, "device")) : Html());
}

Html engine_cell(const domain::LeaderboardRow& row) {
    return el("td", {{"class", "data-eng"}, {"title", row.engine_version}}, engine_html(row.engine),
              under(row.engine_version.empty() ? "version unknown" : row.engine_version));
}

Html cell_html(const BoardColumn& column, const Cell& cell) {
    const domain::LeaderboardRow& row = cell.row;
    const std::string percent = figures::fixed(row.cv.value_or(0) * 100, 1);
    if (column.wide()) return efficiency_cells(row, cell.scale_end);
    if (column.metric != nullptr) return metric_cell(row, column, orders(column, cell.sort));
    if (column.key == "rank") return el("td", {{"class", "data-rank nowrap"}}, cell.rank);
    if (column.key == "model") return model_cell(row);
    if (column.key == "hardware") return hardware_cell(row);
    if (column.key == "engine") return engine_cell(row);
    if (column.key == "precision")
        return el("td", {{"class", "data-optional nowrap"}},
                  row.precision.empty() ? missing("precision unknown") : all(row.precision),
                  under(schema::title_of(row.energy_scope)));
    if (column.key == "trust") return trust_cell(row, percent);
    return el(
        "td", {{"class", "data-optional nowrap"}}, row.cycles,
        under(row.cv ? fmt::format("{} %, {}", percent, variation_word(*row.cv)) : "no variation"));
}

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
         {"class", html::classes({column.wide() ? "" : "data-num"})},
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
           (column.extra() ? among(view.show, column.key) : !among(view.hide, column.key));
}

/// The part of a table that belongs to its columns.
struct Columns {
    std::vector<const BoardColumn*> shown;
    Html group, headers;
    std::ptrdiff_t more = 0;  // than usual
};

/// The widths come from the style sheet: columns that fit their rows would move with each new row.
Columns columns_of(const View& view) {
    Columns columns;
    for (const BoardColumn& column : board_columns()) {
        const bool shown = is_shown(column, view);
        columns.more += int(shown) - int(!column.extra());
        if (!shown) continue;
        columns.shown.push_back(&column);
        columns.group.add(
            el("col", {{"data-column", column.key},
                       {"class", html::classes({column.optional ? "data-optional" : ""})}}));
        if (column.wide()) columns.group.add(el("col", {{"data-column", "whisker"}}));
        columns.headers.add(column.metric != nullptr ? sort_header(column, view)
                                                     : plain_header(column));
    }
    return columns;
}

}  // namespace

bool ranks_energy(std::string_view sort) {
    const BoardColumn* column = column_of_order(sort);
    return column != nullptr && column->metric->kind == domain::MetricKind::energy;
}

Html board_html(const domain::LeaderboardPage& page, const View& view) {
    const domain::LeaderboardQuery& query = view.query;
    const BoardColumn* sorted = column_of_order(query.sort);
    const std::string caption = sorted == nullptr ? "Results" : "Results by " + sorted->name;
    const Columns columns = columns_of(view);
    const double end = scale_end(page.items);
    Html rows;
    for (const domain::LeaderboardRow& row : page.items) {
        const Html rank = rank_html(row, ranks_energy(query.sort));
        Html cells;
        for (const BoardColumn* column : columns.shown)
            cells.add(cell_html(*column, {row, rank, end, query.sort}));
        rows.add(el("tr", cells));
    }
    const auto more = columns.more > 0 ? std::optional(std::to_string(columns.more)) : std::nullopt;
    return el(
        "div",
        {{"class", "data-boardScroll"},
         {"role", "region"},
         {"aria-label", caption + ", scrollable"},
         {"tabindex", 0}},
        el("table", {{"class", "data-table data-board"}, {"data-more", more}},
           el("caption", {{"class", "visually-hidden"}}, caption), el("colgroup", columns.group),
           el("thead", el("tr", columns.headers)), el("tbody", rows)));
}

}  // namespace lem::pages
