#include "pages/result_page.hpp"

#include "base/figures.hpp"
#include "pages/compare_view.hpp"
#include "pages/exports/menu.hpp"
#include "pages/imported_notice.hpp"
#include "pages/parts.hpp"
#include "pages/result_badges.hpp"
#include "pages/signature_facts.hpp"
#include "pages/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using domain::EnergyMethod, domain::EnergyScope, domain::MetricSummary;
using html::all, html::el, html::Html;

std::optional<double> half_width(const MetricSummary& summary) {
    if (!summary.ci95_low || !summary.ci95_high) return std::nullopt;
    return (*summary.ci95_high - *summary.ci95_low) / 2;
}

std::string absent_reason(const MetricSummary& summary) {
    return summary.absent_reason.value_or("not measured");
}

/// From a thousand megabytes on, gigabytes.
std::pair<std::string_view, double> readable_unit(double value, std::string_view unit) {
    return unit == "MB" && value >= 1e3 ? std::pair<std::string_view, double>{"GB", 1e-3}
                                        : std::pair<std::string_view, double>{unit, 1};
}

Html figure(const domain::Summary& of, std::string_view name) {
    const domain::MetricDefinition& metric = *domain::find_metric(name);
    const MetricSummary& summary = of.*metric.of_summary;
    const auto [unit, factor] = readable_unit(summary.mean.value_or(0), metric.unit);
    Html value = missing(absent_reason(summary));
    std::string under(unit);
    if (summary.mean) {
        const auto half = half_width(summary);
        const auto shown = figures::shown(*summary.mean * factor,
                                          half ? std::optional(*half * factor) : std::nullopt);
        value = all(shown.value);
        if (!shown.half_width.empty()) under = "± " + shown.half_width + " " + under;
    }
    return el("div", el("dt", metric.title),
              el("dd", el("span", {{"class", "result-page-big"}}, value),
                 el("span", {{"class", "result-page-unit"}}, under)));
}

std::string interval_text(const domain::Result& result, const MetricSummary& summary,
                          std::string_view unit) {
    if (!summary.ci95_low || !summary.ci95_high) return "There are too few cycles for an interval.";
    return fmt::format(
        "± is the half-width of the 95 % confidence interval of the mean over {}: a mean between "
        "{} and {} {} fits these data.",
        figures::plural(std::ssize(result.cycles), "cycle"),
        figures::significant(*summary.ci95_low, 4), figures::significant(*summary.ci95_high, 4),
        unit);
}

/// The headline as a plain sentence.
std::string in_words(const domain::Result& result) {
    const auto& summary = result.summary;
    if (const auto& per_token = summary.joules_per_token.mean) {
        const std::string covers =
            result.energy_scope == EnergyScope::node_wall
                ? "of the whole machine"
                : fmt::format("in the scope “{}”; anything outside it is not included",
                              schema::title_of(result.energy_scope));
        return fmt::format(
            "One million output tokens take {} kJ, or {} Wh, {}. The energy is from: {}. {}",
            figures::shown(*per_token * 1e3), figures::shown(*per_token * 1e6 / 3600), covers,
            schema::title_of(result.energy_method),
            interval_text(result, summary.tokens_per_joule, "tok/J"));
    }
    const MetricSummary& speed = summary.throughput_tokens_per_sec;
    if (!speed.mean) return "This run has neither energy nor speed.";
    return fmt::format("One million output tokens take {} minutes at this load. {}",
                       figures::shown(1e6 / *speed.mean / 60),
                       interval_text(result, speed, "tok/s"));
}

Html main_figure(const domain::Result& result) {
    const auto& summary = result.summary;
    const bool energy = summary.tokens_per_joule.mean.has_value();
    const MetricSummary& main =
        energy ? summary.tokens_per_joule : summary.throughput_tokens_per_sec;
    const auto shown = figures::shown(main.mean, half_width(main));
    Html note;
    if (!energy)
        note = el("p", {{"class", "small muted"}}, "Energy is absent: ",
                  result.energy_absent_reason.value_or(
                      summary.tokens_per_joule.absent_reason.value_or("it was not measured")));
    else if (summary.joules_per_token.mean)
        note = el("p", {{"class", "small muted"}}, figures::shown(summary.joules_per_token.mean),
                  " J per token");
    return el("div",
              el("p", {{"class", "result-page-label"}}, "Output tokens per ",
                 energy ? "joule" : "second"),
              el("p", {{"class", "result-page-figure"}},
                 el("b", main.mean ? all(shown.value) : missing(absent_reason(main))),
                 el("span", shown.half_width.empty() ? "" : "± " + shown.half_width + " ",
                    energy ? "tok/J" : "tok/s")),
              note);
}

Html headline_html(const domain::Result& result) {
    const auto& summary = result.summary;
    return el(
        "section", {{"class", "result-page-headline"}, {"aria-label", "Main figures"}},
        main_figure(result),
        el("div",
           el("dl", {{"class", "result-page-figures"}},
              figure(summary, summary.tokens_per_joule.mean ? "throughput_tokens_per_sec"
                                                            : "requests_per_sec"),
              figure(summary, "time_to_first_token_ms"), figure(summary, "latency_per_token_ms"),
              figure(summary, "peak_memory_mb"), figure(summary, "avg_power_watts")),
           el("p", {{"class", "small prose result-page-words"}}, el("b", "In words."), " ",
              in_words(result))));
}

Html measured_html(const domain::Result& result) {
    const auto& started_at = result.experiment.started_at;
    if (!started_at) return all("Submitted");
    return all("Measured on ", el("time", {{"datetime", *started_at}}, date_text(*started_at)));
}

Html head_html(const domain::ResultDetail& detail, const domain::ResultStanding* standing) {
    const domain::LeaderboardRow& row = detail.row;
    std::string title;
    for (const std::string_view part :
         {short_model(row.model), std::string_view(row.precision), std::string_view(row.load)})
        if (!part.empty()) title.append(title.empty() ? "" : ", ").append(part);
    const std::string lengths = lengths_text(row);
    return el(
        "div", {{"class", "layout-head"}},
        el("div",
           el("ol", {{"class", "layout-crumbs"}}, el("li", el("a", {{"href", "/"}}, "Leaderboard")),
              el("li", row.id.text)),
           el("h1", title),
           el("p", {{"class", "layout-lead"}}, engine_html(row.engine), " ", row.engine_version,
              " on ", row.hardware, lengths.empty() ? "" : ", tokens per request " + lengths, ". ",
              measured_html(detail.document),
              row.submitted_by.empty() ? "" : " by " + row.submitted_by, "."),
           badges_html(row, standing)),
        el("div", {{"class", "layout-row"}},
           el("a",
              {{"class", "control-button"},
               {"href", address_of(CompareView{.ids = {row.id.text},
                                               .q = std::string(short_model(row.model))})}},
              "Compare with…"),
           exports::menu("/results/" + row.id.text),
           el("span", {{"class", "control-button unseen"}}, "Copy link")));
}

Html spaced_notice(std::string_view strong, std::string_view text) {
    return el("div", {{"class", "result-page-spacedNotice"}}, notice(all(el("b", strong), text)));
}

/// "the disk was full" of "the disk was full. "
std::string_view without_stop(std::string_view text) {
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    text = text.substr(0, end + 1);
    if (text.ends_with('.')) text.remove_suffix(1);
    return text;
}

Html notices_html(const domain::ResultDetail& detail) {
    const domain::ExperimentRecord& experiment = detail.document.experiment;
    Html notices;
    if (detail.row.state == domain::ResultState::withdrawn && !detail.history.empty()) {
        const domain::StateChange& last = detail.history.back();
        notices.add(
            spaced_notice("Withdrawn on " + date_time_text(last.at) + ".",
                          " " + last.words + " It is kept for reference and is not ranked."));
    }
    if (detail.document.provenance) notices.add(imported_notice(*detail.document.provenance));
    if (!experiment.complete) {
        const auto& reason = experiment.incomplete_reason;
        notices.add(spaced_notice("Stopped early",
                                  (reason ? fmt::format(": {}", without_stop(*reason)) : "") +
                                      ". What was measured until then is shown."));
    }
    if (detail.row.energy_method == EnergyMethod::modelled)
        notices.add(spaced_notice("Energy is modelled, not measured:",
                                  " an assumed power times the time. It is not ranked."));
    if (detail.row.energy_method == EnergyMethod::replayed)
        notices.add(spaced_notice("Energy is from a replayed trace,",
                                  " for tests and demonstrations. It is not ranked."));
    return notices;
}

Html section(std::string_view id, std::string_view title, std::string_view lead,
             const Html& content) {
    return el("section", {{"class", "layout-section"}},
              el("header", el("h2", {{"id", id}}, title),
                 lead.empty() ? Html() : el("p", {{"class", "small muted"}}, lead)),
              content);
}

Html file_html(const std::string& address, std::string_view name, std::int64_t size_bytes,
               std::string_view sha256) {
    return el("li", el("a", {{"href", address}, {"download", true}}, name),
              el("span", {{"class", "muted"}}, figures::bytes(size_bytes)),
              el("span", {{"class", "mono"}}, sha256));
}

Html files_html(const domain::ResultDetail& detail) {
    const std::string address = "/api/v1/results/" + detail.row.id.text;
    Html files = file_html(address + "/document", "as submitted", detail.size_bytes, detail.sha256);
    for (const domain::FileReference& file : detail.files)
        files.add(
            file_html(address + "/files/" + file.name, file.name, file.size_bytes, file.sha256));
    return el("ul", {{"class", "result-page-files"}}, files);
}

}  // namespace

Html result_page_html(const domain::ResultDetail& detail, const domain::ResultStanding* standing) {
    // The figures are those that the server derived.
    domain::Result own = detail.document;
    own.summary = detail.evaluation.summary;
    const std::string lead =
        check_summary(detail.checks) + " The server ran them. " + check_legend(detail.checks);
    return el("main", {{"class", "layout-page layout-main"}, {"id", "main"}},
              head_html(detail, standing), notices_html(detail), headline_html(own),
              el("div", {{"class", "layout-columns"}},
                 el("div", section("checks", "Checks", lead, check_list(detail.checks))),
                 el("div", section("files", "Files", "",
                                   all(files_html(detail), signature_facts(detail))))));
}

}  // namespace lem::pages
