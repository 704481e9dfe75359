#include "features/leaderboard/page.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/metric.hpp"

namespace lem::leaderboard {
namespace {

using text::html_escape;

std::string value_cell(const domain::RankedValue& metric, const std::string& absent_reason) {
    if (!metric.value)
        return "<span class=\"missing\" title=\"" + html_escape(absent_reason) + "\">\u2014</span>";
    const auto [value, half_width] = figures::shown(metric.value, metric.ci95_half_width);
    std::string html = "<span class=\"value\"><b>" + value + "</b>";
    if (!half_width.empty()) html += " <span class=\"pm\">\u00b1 " + half_width + "</span>";
    return html + "</span>";
}

std::string row_html(const domain::LeaderboardRow& row, int rank) {
    const std::string absent = row.energy_absent_reason.value_or("not measured");
    const auto& metrics = row.metrics;
    const bool modelled = row.energy_method == domain::EnergyMethod::modelled;
    std::string html =
        "<tr><td class=\"rank\">" +
        (metrics.tokens_per_joule.value && !modelled ? std::to_string(rank) : "\u2014") + "</td>";
    html += "<th scope=\"row\" class=\"model\"><a href=\"/results/" + html_escape(row.id.text) +
            "\">" + html_escape(row.model) + "</a><span class=\"under\">" + html_escape(row.load) +
            " \u00b7 " + std::to_string(row.input_tokens) + " in, " +
            std::to_string(row.output_tokens) + " out</span></th>";
    html += "<td class=\"hw\">" + html_escape(row.hardware) + "<span class=\"under\">" +
            std::to_string(row.hardware_count) + " \u00d7</span></td>";
    html += "<td class=\"eng\">" + html_escape(row.engine) + "<span class=\"under\">" +
            html_escape(row.engine_version) + "</span></td>";
    html += "<td>" + html_escape(row.precision) + "<span class=\"under\">" +
            html_escape(schema::name_of(row.energy_scope)) + (modelled ? ", modelled" : "") +
            "</span></td>";
    html += "<td class=\"num kpi\">" + value_cell(metrics.tokens_per_joule, absent) + "</td>";
    html += "<td class=\"num\">" + value_cell(metrics.throughput_tokens_per_sec, "not measured") +
            "</td>";
    html +=
        "<td class=\"num\">" + value_cell(metrics.time_to_first_token_ms, "not measured") + "</td>";
    html +=
        "<td class=\"num\">" + value_cell(metrics.latency_per_token_ms, "not measured") + "</td>";
    html += "<td class=\"num\">" + value_cell(metrics.peak_memory_mb, "not measured") + "</td>";
    return html + "<td class=\"num\">" + std::to_string(row.cycles) + "</td></tr>";
}

std::string sort_link(std::string_view metric, std::string_view title, std::string_view unit,
                      const domain::LeaderboardQuery& query) {
    const bool sorted_down = query.sort == "-" + std::string(metric),
               sorted_up = query.sort == metric;
    const std::string aria = sorted_down ? " aria-sort=\"descending\""
                             : sorted_up ? " aria-sort=\"ascending\""
                                         : "";
    return "<th scope=\"col\" class=\"num\"" + aria +
           "><a class=\"sort\" href=\"/?sort=" + (sorted_down ? "" : "-") + std::string(metric) +
           "\">" + std::string(title) + "</a><span class=\"under\">" + std::string(unit) +
           "</span></th>";
}

}  // namespace

std::string page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                      const domain::LeaderboardQuery& query) {
    std::string html =
        "<main class=\"page\" id=\"main\"><h1>Energy efficiency of LLM inference</h1><p "
        "class=\"lead\">Measured energy per token of language models on real hardware, "
        "with the uncertainty of every figure.</p><p class=\"counts\"><span><b>" +
        std::to_string(stats.results) + "</b> results</span> <span><b>" +
        std::to_string(stats.models) + "</b> models</span> <span><b>" +
        std::to_string(stats.hardware) + "</b> kinds of hardware</span> <span><b>" +
        std::to_string(stats.contributors) + "</b> contributors</span></p>";
    if (page.items.empty()) {
        html += stats.results == 0
                    ? "<p class=\"empty\">No results yet. Measure one with <code>lem experiment "
                      "examples/quickstart.yaml --submit</code>.</p>"
                    : "<p class=\"empty\">No result matches. <a href=\"/\">Show all</a></p>";
        return html + "</main>";
    }
    html +=
        "<div class=\"board-scroll\" role=\"region\" aria-label=\"Leaderboard\" "
        "tabindex=\"0\"><table class=\"table board\"><caption>" +
        std::to_string(page.total) +
        " results. \u00b1 is the half-width of the 95 % interval over the "
        "cycles.</caption><thead><tr><th scope=\"col\">Rank</th><th scope=\"col\">Model</th>"
        "<th scope=\"col\">Hardware</th><th scope=\"col\">Engine</th><th "
        "scope=\"col\">Precision<span class=\"under\">energy scope</span></th>";
    html += sort_link("tokens_per_joule", "Tokens per joule", "tok/J, \u2191 better", query) +
            sort_link("throughput_tokens_per_sec", "Throughput", "tok/s", query) +
            sort_link("time_to_first_token_ms", "First token", "ms", query) +
            sort_link("latency_per_token_ms", "Per token", "ms", query) +
            sort_link("peak_memory_mb", "Memory", "peak, MB", query) +
            "<th scope=\"col\" class=\"num\">Cycles</th></tr></thead><tbody>";
    int rank = 0;
    for (const domain::LeaderboardRow& row : page.items)
        html += row_html(row, ++rank);
    html += "</tbody></table></div>";
    return html +
           "<p class=\"prose small\"><b>How ranks are made.</b> Rows are ordered by their mean. "
           "Results without measured energy have no rank.</p></main>";
}

std::string about_html() {
    std::string html =
        "<main class=\"page\" id=\"main\"><h1>How lem measures</h1><p class=\"lead\">What each "
        "number is. Absent is never zero: a value that was not measured is shown as \u2014 with "
        "its reason.</p>"
        "<h2>Metrics</h2><dl class=\"definitions\">";
    for (const domain::MetricDefinition& metric : domain::metrics) {
        html += "<dt><b>" + html_escape(metric.title) + "</b> <code>" + html_escape(metric.name) +
                "</code>, " + html_escape(metric.unit) + "</dt><dd>" +
                html_escape(metric.definition) + "</dd>";
    }
    html += "</dl><h2>Energy scope</h2><dl class=\"definitions\">";
    for (const auto& scope : schema::enumeration<domain::EnergyScope>::values)
        html += "<dt><code>" + html_escape(scope.name) + "</code></dt><dd>" +
                html_escape(scope.doc) + "</dd>";
    return html +
           "</dl><h2>Checks</h2><p class=\"prose\">Every submission is compared with arithmetic "
           "before it is accepted; each verdict is public on the result's page.</p></main>";
}

}  // namespace lem::leaderboard
