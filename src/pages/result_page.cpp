#include "pages/result_page.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using text::html_escape;

std::string figure(std::string_view title, const domain::RankedValue& metric, std::string_view unit,
                   double factor = 1) {
    const auto scaled = [&](std::optional<double> value) {
        return value ? std::optional(*value * factor) : std::nullopt;
    };
    const auto [value, half_width] =
        figures::shown(scaled(metric.value), scaled(metric.ci95_half_width));
    return "<div><dt>" + std::string(title) + "</dt><dd><span class=\"result-page-big\">" + value +
           "</span><span class=\"result-page-unit\">" +
           (half_width.empty() ? "" : "\u00b1 " + half_width + " ") + std::string(unit) +
           "</span></dd></div>";
}

std::string_view tone_of(domain::CheckOutcome outcome) {
    using enum domain::CheckOutcome;
    return outcome == passed     ? " check-list-good"
           : outcome == warning  ? " check-list-warn"
           : outcome == rejected ? " check-list-bad"
                                 : " check-list-idle";
}

std::string icon_of(domain::CheckOutcome outcome) {
    using enum domain::CheckOutcome;
    return outcome == passed        ? "check"
           : outcome == warning     ? "warn"
           : outcome == rejected    ? "cross"
           : outcome == information ? "info"
                                    : "dash";
}

std::string checks_html(const std::vector<domain::Check>& checks) {
    std::string html = "<div class=\"check-list-checks\">";
    for (const domain::Check& check : checks) {
        std::string outcome(schema::name_of(check.outcome));
        std::replace(outcome.begin(), outcome.end(), '_', ' ');
        html += fmt::format(R"(<div class="check-list-row{}">)", tone_of(check.outcome)) +
                R"(<svg class="icon" aria-hidden="true"><use href="#i-)" + icon_of(check.outcome) +
                R"("/></svg><div><b>)" + html_escape(check.title) + "</b> <code>" +
                html_escape(check.code) + "</code> <span class=\"muted\">" + html_escape(outcome) +
                "</span><p>" + html_escape(check.message) + "</p></div></div>";
    }
    return html + "</div>";
}

std::string fact(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    return "<dt>" + std::string(name) + "</dt><dd>" + html_escape(value) + "</dd>";
}

std::string section(std::string_view title, std::string_view content) {
    return "<section class=\"layout-section\"><header><h2>" + std::string(title) +
           "</h2></header>" + std::string(content) + "</section>";
}

std::string notice(std::string_view strong, std::string_view text) {
    return "<div class=\"result-page-spacedNotice\"><div class=\"data-notice\"><svg "
           "class=\"icon\" aria-hidden=\"true\"><use href=\"#i-warn\"/></svg><div><b>" +
           std::string(strong) + "</b> " + html_escape(text) + "</div></div></div>";
}

std::string notices_html(const domain::ResultDetail& detail) {
    std::string html;
    if (detail.withdrawn_at)
        html += notice("Withdrawn.", detail.withdrawn_reason.value_or("") +
                                         " It is kept for reference and is not ranked.");
    if (detail.row.energy_method == domain::EnergyMethod::modelled)
        html += notice("Energy is modelled, not measured:",
                       "an assumed power times the time. It is not ranked.");
    if (detail.row.energy_method == domain::EnergyMethod::replayed)
        html += notice("Energy is from a replayed trace,",
                       "for tests and demonstrations. It is not ranked.");
    return html;
}

std::string headline_html(const domain::ResultDetail& detail) {
    const domain::RankedValues& metrics = detail.row.metrics;
    const bool energy = metrics.tokens_per_joule.value.has_value();
    const domain::RankedValue& main =
        energy ? metrics.tokens_per_joule : metrics.throughput_tokens_per_sec;
    const auto [value, half_width] = figures::shown(main.value, main.ci95_half_width);
    return "<section class=\"result-page-headline\" aria-label=\"Main figures\"><div><p "
           "class=\"result-page-label\">Output tokens per " +
           std::string(energy ? "joule" : "second") + "</p><p class=\"result-page-figure\"><b>" +
           value + "</b><span>" + (half_width.empty() ? "" : "\u00b1 " + half_width + " ") +
           (energy ? "tok/J" : "tok/s") + "</span></p>" +
           (energy
                ? ""
                : "<p class=\"small muted\">Energy is absent: " +
                      html_escape(detail.row.energy_absent_reason.value_or("it was not measured")) +
                      "</p>") +
           "</div><div><dl class=\"result-page-figures\">" +
           (energy ? figure("Throughput", metrics.throughput_tokens_per_sec, "tok/s") : "") +
           figure("First token", metrics.time_to_first_token_ms, "ms") +
           figure("Per token", metrics.latency_per_token_ms, "ms") +
           figure("Peak memory", metrics.peak_memory_mb, "GB", 1e-3) +
           figure("Mean power", metrics.avg_power_watts, "W") + "</dl></div></section>";
}

std::string files_html(const domain::ResultDetail& detail) {
    const std::string address = "/api/v1/results/" + html_escape(detail.row.id.text);
    std::string html = "<ul class=\"result-page-files\"><li><a href=\"" + address +
                       "/document\">as submitted</a><span class=\"muted\">" +
                       std::to_string(detail.size_bytes) + " B</span><span class=\"mono\">" +
                       html_escape(detail.sha256) + "</span></li>";
    for (const domain::FileReference& file : detail.files) {
        html += "<li><a href=\"" + address + "/files/" + html_escape(file.name) + "\">" +
                html_escape(file.name) + "</a><span class=\"muted\">" +
                std::to_string(file.size_bytes) + " B</span><span class=\"mono\">" +
                html_escape(file.sha256) + "</span></li>";
    }
    return html + "</ul>";
}

}  // namespace

std::string result_page_html(const domain::ResultDetail& detail) {
    const domain::LeaderboardRow& row = detail.row;
    const domain::Result& document = detail.document;
    const std::string model = row.model.substr(row.model.rfind('/') + 1);
    std::string html =
        "<main class=\"layout-page layout-main\" id=\"main\"><div class=\"layout-head\"><div><ol "
        "class=\"layout-crumbs\"><li><a href=\"/\">Leaderboard</a></li><li>" +
        html_escape(row.id.text) + "</li></ol><h1>" + html_escape(model) +
        (row.precision.empty() ? "" : ", " + html_escape(row.precision)) + ", " +
        html_escape(row.load) + "</h1><p class=\"layout-lead\">" + html_escape(row.engine) + " " +
        html_escape(row.engine_version) + " on " +
        (row.hardware_count > 1 ? std::to_string(row.hardware_count) + " \u00d7 " : "") +
        html_escape(row.hardware) + ", " + std::to_string(row.input_tokens) + " tokens in and " +
        std::to_string(row.output_tokens) + " out.</p></div></div>" + notices_html(detail) +
        headline_html(detail);
    html +=
        "<div class=\"layout-columns\"><div>" + section("Checks", checks_html(detail.checks)) +
        "</div><div>" +
        section("Hardware",
                "<dl class=\"data-facts\">" + fact("Processor", document.environment.cpu_model) +
                    fact("System", document.environment.os) +
                    fact("Kernel", document.environment.kernel) +
                    fact("Written by", document.tool.name + " " + document.tool.version) +
                    "</dl>") +
        section("Files", files_html(detail)) + "</div></div>";
    return html + "</main>";
}

std::string submit_form_html(const std::optional<domain::CheckReport>& report,
                             const std::string& refusal) {
    std::string html =
        R"(<main class="layout-page layout-main" id="main"><div class="layout-head"><div><h1>Submit )"
        R"(a result</h1><p class="layout-lead">Choose a result.json or a .lem bundle. It is checked )"
        R"(before anything is stored.</p></div></div><form class="layout-stack prose" method="post" )"
        R"(action="/submit" enctype="multipart/form-data"><label class="submit-page-field">File)"
        R"(<input type="file" name="file" required></label><div><button class="control-button )"
        R"(control-primary" name="action" value="check">Check</button></div><label )"
        R"(class="submit-page-field">Token, to publish it<span class="control-input"><input )"
        R"(type="password" name="token" autocomplete="off"></span></label><label )"
        R"(class="control-check"><input type="checkbox" name="licence" value="yes">I measured this, )"
        R"(or may publish it, under CC&nbsp;BY&nbsp;4.0</label><div><button class="control-button" )"
        R"(name="action" value="publish">Publish result</button></div></form>)";
    if (!refusal.empty())
        html += R"(<p class="prose submit-page-spaced" role="alert"><b>Not taken.</b> )" +
                html_escape(refusal) + "</p>";
    if (report) {
        html +=
            report->acceptable
                ? R"(<p class="submit-page-spaced" role="status"><b>Acceptable.</b> Nothing has been published yet.</p>)"
                : R"(<p class="submit-page-spaced" role="alert"><b>Not acceptable.</b> Nothing was published.</p>)";
        html += R"(<ul class="submit-page-violations">)";
        for (const auto& [pointer, message] : report->violations)
            html +=
                "<li><code>" + html_escape(pointer) + "</code> " + html_escape(message) + "</li>";
        html += "</ul>" + checks_html(report->checks);
    }
    return html + "</main>";
}

}  // namespace lem::pages
