#include "features/results/page.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"

namespace lem::results {
namespace {

using text::html_escape;

std::string figure(std::string_view title, const domain::RankedValue& metric,
                   std::string_view unit) {
    const auto [value, half_width] = figures::shown(metric.value, metric.ci95_half_width);
    return "<div><dt>" + std::string(title) + "</dt><dd>" + value +
           (half_width.empty() ? "" : " <span class=\"pm\">\u00b1 " + half_width + "</span>") +
           " <span class=\"unit\">" + std::string(unit) + "</span></dd></div>";
}

std::string checks_html(const std::vector<domain::Check>& checks) {
    std::string html = "<ul class=\"checks\">";
    for (const domain::Check& check : checks) {
        html += "<li><b>" + html_escape(check.title) + "</b> <code>" + html_escape(check.code) +
                "</code> <span class=\"status\">" + html_escape(schema::name_of(check.outcome)) +
                "</span><p>" + html_escape(check.message) + "</p></li>";
    }
    return html + "</ul>";
}

std::string fact(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    return "<dt>" + std::string(name) + "</dt><dd>" + html_escape(value) + "</dd>";
}

}  // namespace

std::string page_html(const domain::ResultDetail& detail) {
    const domain::LeaderboardRow& row = detail.row;
    const domain::Result& document = detail.document;
    std::string html =
        "<main class=\"page\" id=\"main\"><nav class=\"crumbs\" aria-label=\"Breadcrumb\"><a "
        "href=\"/\">Leaderboard</a> / " +
        html_escape(row.id.text) + "</nav><h1>" + html_escape(row.model) +
        (row.precision.empty() ? "" : ", " + html_escape(row.precision)) +
        "</h1><p class=\"lead\">" + html_escape(row.engine) + " " +
        html_escape(row.engine_version) + " on " + std::to_string(row.hardware_count) + " \u00d7 " +
        html_escape(row.hardware) + ", " + html_escape(row.load) + "</p>";
    if (detail.withdrawn_at) {
        html += "<p class=\"banner\"><b>Withdrawn</b> by its owner: " +
                html_escape(detail.withdrawn_reason.value_or("")) + "</p>";
    }
    if (row.energy_method == domain::EnergyMethod::modelled)
        html +=
            "<p class=\"banner\"><b>Modelled energy.</b> It was computed from an assumed power, "
            "not measured.</p>";
    if (document.energy_absent_reason)
        html += "<p class=\"banner\"><b>No energy.</b> " +
                html_escape(*document.energy_absent_reason) + "</p>";
    const auto& metrics = row.metrics;
    html += "<dl class=\"figures\">" +
            figure("Tokens per joule", metrics.tokens_per_joule, "tok/J") +
            figure("Throughput", metrics.throughput_tokens_per_sec, "tok/s") +
            figure("First token", metrics.time_to_first_token_ms, "ms") +
            figure("Per token", metrics.latency_per_token_ms, "ms") +
            figure("Peak memory", metrics.peak_memory_mb, "MB") +
            figure("Mean power", metrics.avg_power_watts, "W") + "</dl>";
    html +=
        "<section class=\"section\"><h2>Checks</h2>" + checks_html(detail.checks) + "</section>";
    html += "<section class=\"section\"><h2>Machine</h2><dl>" +
            fact("Processor", document.environment.cpu_model) +
            fact("System", document.environment.os) + fact("Kernel", document.environment.kernel) +
            fact("lem", document.tool.version + " " + document.tool.build) +
            "</dl></section><section class=\"section\"><h2>Files</h2><ul class=\"files\">";
    html += "<li><a href=\"/api/v1/results/" + row.id.text + "/document\">As submitted</a>, " +
            std::to_string(detail.size_bytes) + " bytes, <code>" + detail.sha256 + "</code></li>";
    for (const domain::FileReference& file : detail.files) {
        html += "<li><a href=\"/api/v1/results/" + row.id.text + "/files/" +
                html_escape(file.name) + "\">" + html_escape(file.name) + "</a>, " +
                std::to_string(file.size_bytes) + " bytes</li>";
    }
    return html + "</ul></section></main>";
}

std::string submit_form_html(const std::optional<domain::CheckReport>& report) {
    std::string html =
        "<main class=\"page\" id=\"main\"><h1>Submit results</h1><p class=\"lead\">Choose a "
        "result.json or a .lem bundle. It is checked before anything is stored.</p>"
        "<form method=\"post\" action=\"/submit\" enctype=\"multipart/form-data\"><p><label>File "
        "<input type=\"file\" name=\"file\" required></label></p>"
        "<p><label>Token, to publish it <input type=\"password\" name=\"token\" "
        "autocomplete=\"off\"></label></p><p><button class=\"button "
        "primary\">Check</button></p></form>";
    if (report) {
        html += report->acceptable ? "<p class=\"banner\"><b>Acceptable.</b></p>"
                                   : "<p class=\"banner\"><b>Not acceptable.</b></p>";
        html += "<ul>";
        for (const auto& [pointer, message] : report->violations)
            html +=
                "<li><code>" + html_escape(pointer) + "</code> " + html_escape(message) + "</li>";
        html += "</ul>" + checks_html(report->checks);
    }
    return html + "</main>";
}

}  // namespace lem::results
