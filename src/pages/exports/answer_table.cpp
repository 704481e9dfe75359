#include "pages/exports/answer_table.hpp"

#include "base/error.hpp"
#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/result/metric_definition.hpp"
#include "schema/printable.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace lem::pages::exports {
namespace {

/// Ends are sums of a value and its half-width: without the last digits, which are noise.
double without_noise(double value) {
    return text::to_double(fmt::format("{:.12g}", value)).value_or(value);
}

std::string without_groups(std::string number) {
    std::erase(number, ',');
    return number;
}

}  // namespace

std::string heading_of(const Column& column) {
    return column.unit.empty() ? column.title : column.title + " (" + column.unit + ")";
}

Column text_column(std::string_view name, std::string_view title, Length length) {
    return {
        .name = std::string(name), .title = std::string(title), .brief = length == Length::brief};
}

Column number_column(std::string_view name, std::string_view title, std::string_view unit,
                     Length length) {
    Column column = text_column(name, title, length);
    column.unit = unit;
    column.is_number = true;
    return column;
}

Column interval_column(std::string_view name, std::string_view title, std::string_view unit,
                       Better better, Length length) {
    Column column = number_column(name, title, unit, length);
    column.better = better;
    column.ends = Ends::interval;
    column.low_name = column.name + "_ci95_low";
    column.high_name = column.name + "_ci95_high";
    return column;
}

Cell text_cell(std::string_view text) {
    return {.text = std::string(text)};
}

Cell number_cell(std::optional<double> value, std::string_view absent) {
    return {.text = value ? std::string() : std::string(absent), .value = value};
}

Cell interval_cell(std::optional<double> value, std::optional<double> half_width,
                   std::string_view absent) {
    Cell cell = number_cell(value, absent);
    if (value && half_width) {
        cell.low = without_noise(*value - *half_width);
        cell.high = without_noise(*value + *half_width);
    }
    return cell;
}

ShownNumber shown_number(const Cell& cell, const Column& column) {
    const double value = *cell.value;
    const bool counts = column.unit.empty() && column.ends != Ends::interval;
    const auto written = [&](double number) {
        return counts && number == std::floor(number) ? figures::fixed(number, 0)
                                                      : without_groups(figures::shown(number));
    };
    if (!cell.low || !cell.high) return {.value = written(value), .half_width = {}};
    const double below = value - *cell.low, above = *cell.high - value;
    if (std::abs(below - above) <= 1e-6 * std::abs(*cell.high - *cell.low) && below > 0) {
        const auto [number, half_width] = figures::shown(value, below);
        return {.value = without_groups(number), .half_width = without_groups(half_width)};
    }
    return {.value = written(value),
            .half_width = {},
            .range = written(*cell.low) + " to " + written(*cell.high)};
}

std::string shown(const Cell& cell, const Column& column) {
    if (!column.is_number) return cell.text;
    if (!cell.value) return "\u2014";
    const ShownNumber number = shown_number(cell, column);
    if (!number.half_width.empty()) return number.value + " \u00b1 " + number.half_width;
    return number.range.empty() ? number.value : number.value + " (" + number.range + ")";
}

std::size_t place_of(const AnswerTable& table, std::string_view name) {
    const auto found = std::ranges::find(table.columns, name, &Column::name);
    LEM_ASSERT(found != table.columns.end());
    return static_cast<std::size_t>(found - table.columns.begin());
}

std::string licence_text(const Origin& origin) {
    if (origin.is_private) return "none: a private view, not published";
    return std::string(data_licence.name) + ", " + std::string(data_licence.address);
}

std::string version_text(const Origin& origin) {
    return fmt::format("{} \u00b7 data version {} \u00b7 metric definitions {}", origin.date,
                       origin.data_version, domain::metric_definitions_version);
}

std::vector<std::string> header_lines(const AnswerTable& table, std::size_t rows_max) {
    std::vector<std::string> lines{table.title};
    const auto add = [&](std::string line) {
        if (!line.empty()) lines.push_back(std::move(line));
    };
    add(table.notice);
    add(table.description);
    add("Address: " + table.origin.address);
    add("Version: " + version_text(table.origin));
    add("Licence: " + licence_text(table.origin));
    for (const std::string& note : table.notes)
        add(note);
    add(shortened_text(table, rows_max));
    for (std::string& line : lines)
        line = schema::printable(line);
    return lines;
}

std::string shortened_text(const AnswerTable& table, std::size_t rows_max) {
    const auto shown = static_cast<std::int64_t>(std::min(table.rows.size(), rows_max));
    const auto all = std::max(table.total, static_cast<std::int64_t>(table.rows.size()));
    if (shown >= all) return {};
    return fmt::format("Of {} rows these are the first {}.", figures::count(all),
                       figures::count(shown));
}

}  // namespace lem::pages::exports
