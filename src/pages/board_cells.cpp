#include "pages/board_cells.hpp"

#include "base/figures.hpp"
#include "domain/result/device_set.hpp"
#include "pages/board_rank.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using domain::LeaderboardRow;
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

Html efficiency_cells(const LeaderboardRow& row, double end) {
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
Html metric_cell(const LeaderboardRow& row, const BoardColumn& column, bool ordering) {
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

Html trust_cell(const LeaderboardRow& row, const std::string& percent) {
    return el("td", {{"class", "data-trustCell"}}, trust_mark(row.trust),
              row.imported_from
                  ? el("span",
                       {{"class", "data-under"}, {"title", "imported from " + *row.imported_from}},
                       *row.imported_from)
                  : Html(),
              under(fmt::format("n {}{}", row.cycles, row.cv ? ", CV " + percent + " %" : ""),
                    "if-compact"));
}

Html model_cell(const LeaderboardRow& row, bool pinned) {
    const auto flag = [](std::string_view text) {
        return el("span", {{"class", "data-flag"}}, text);
    };
    const std::string lengths = lengths_text(row);
    return el("th", {{"scope", "row"}, {"class", "data-model"}, {"title", row.model}},
              el("a", {{"href", "/results/" + row.id.text}}, short_model(row.model)),
              pinned ? el("span", {{"class", "data-flag data-pin"}}, "pinned") : Html(),
              row.flags.empty() ? Html() : flag(warnings_text(row)),
              row.complete ? Html() : flag("stopped early"),
              row.state == domain::ResultState::withdrawn ? flag("withdrawn") : Html(),
              el("span", {{"class", "data-under"}},
                 el("span", {{"class", "if-compact"}},
                    row.precision.empty() ? "" : row.precision + " · "),
                 row.load, row.load.empty() || lengths.empty() ? "" : " · ", lengths));
}

Html hardware_cell(const LeaderboardRow& row) {
    // One device that nobody named was not counted either.
    const bool counted = row.hardware_count > 1 || !row.hardware.starts_with("unknown ");
    return el("td", {{"class", "data-hw"}, {"title", row.hardware}}, short_hardware(row.hardware),
              counted ? under(figures::plural(row.hardware_count, "device")) : Html());
}

Html engine_cell(const LeaderboardRow& row) {
    return el("td", {{"class", "data-eng"}, {"title", row.engine_version}}, engine_html(row.engine),
              under(row.engine_version.empty() ? "version unknown" : row.engine_version));
}

/// A number of the load, or the date.
Html attribute_cell(const LeaderboardRow& row, const BoardColumn& column, bool ordering) {
    const auto number = [&](const std::optional<int>& value) {
        return value ? el("span", figures::count(*value)) : missing(column.absent);
    };
    Html shown;
    if (column.key == "concurrency")
        shown = number(row.concurrency);
    else if (column.key == "input_tokens")
        shown = number(row.input_tokens);
    else if (column.key == "output_tokens")
        shown = number(row.output_tokens);
    else
        shown = el("span", {{"title", date_time_text(row.submitted_at)}},
                   row.submitted_at.substr(0, std::string_view("2026-11-20").size()));
    return el("td",
              {{"class", html::classes({"data-num data-stat", ordering ? "data-ordering" : ""})},
               {"data-label", column.card_label}},
              shown);
}

Html cycles_cell(const LeaderboardRow& row, const std::string& percent) {
    return el(
        "td", {{"class", "data-optional nowrap"}}, row.cycles, " ",
        el("span", {{"class", "data-grade"}, {"title", schema::doc_of(row.grade)}},
           schema::name_of(row.grade)),
        under(row.cv ? fmt::format("{} %, {}", percent, variation_word(*row.cv)) : "no variation"));
}

}  // namespace

double scale_end(const std::vector<LeaderboardRow>& rows) {
    double end = std::numeric_limits<double>::denorm_min();
    for (const LeaderboardRow& row : rows) {
        const domain::RankedValue& metric = row.metrics.tokens_per_joule;
        if (metric.value) end = std::max(end, *metric.value + metric.ci95_half_width.value_or(0));
    }
    return end;
}

Html pick_cell(const LeaderboardRow& row, bool selected) {
    return el("td", {{"class", "data-pick"}},
              el("input",
                 {{"type", "checkbox"},
                  {"form", "selection"},
                  {"name", "ids"},
                  {"value", row.id.text},
                  {"aria-label", fmt::format("Select {} for comparison", short_model(row.model))},
                  {"checked", selected}}));
}

Html cell_html(const BoardColumn& column, const LeaderboardRow& row, const CellContext& context) {
    const std::string percent = figures::fixed(row.cv.value_or(0) * 100, 1);
    const bool ordering = orders(column, context.sort);
    if (column.wide()) return efficiency_cells(row, context.scale_end);
    if (column.metric != nullptr) return metric_cell(row, column, ordering);
    if (column.key == "rank")
        return el("td", {{"class", "data-rank nowrap"}}, rank_html(row, context.sort));
    if (column.key == "model") return model_cell(row, context.pinned);
    if (column.key == "hardware") return hardware_cell(row);
    if (column.sortable()) return attribute_cell(row, column, ordering);
    if (column.key == "engine") return engine_cell(row);
    if (column.key == "precision")
        return el("td", {{"class", "data-optional nowrap"}},
                  row.precision.empty() ? missing("precision unknown") : all(row.precision),
                  under(schema::title_of(row.energy_scope)));
    if (column.key == "trust") return trust_cell(row, percent);
    return cycles_cell(row, percent);
}

}  // namespace lem::pages
