#include "features/leaderboard/page.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/metric.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace lem::leaderboard {
namespace {

using text::html_escape;

std::string percent_encode(std::string_view text) {
    constexpr std::string_view plain = "-_.~/";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || plain.find(c) != std::string_view::npos;
        if (keep) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

/// A column that can be sorted by.
struct Column {
    std::string_view metric;
    std::string_view title;
    std::string_view under;
    bool descending_first;
};
constexpr std::array stat_columns{
    Column{"throughput_tokens_per_sec", "Throughput", "tok/s", true},
    Column{"time_to_first_token_ms", "First token", "mean, ms", false},
    Column{"latency_per_token_ms", "Per token", "mean, ms", false},
    Column{"peak_memory_mb", "Memory", "peak, GB", false},
};

/// Colour and symbol of an engine; the application holds the same table.
struct EngineLook {
    std::string_view name, key, label;
};
constexpr std::array engine_looks{
    EngineLook{"vllm", "vllm", "vLLM"},
    EngineLook{"transformers", "pytorch", "PyTorch"},
    EngineLook{"sglang", "sglang", "SGLang"},
    EngineLook{"tensorrt-llm", "tensorrt", "TensorRT-LLM"},
    EngineLook{"llama.cpp", "llamacpp", "llama.cpp"},
    EngineLook{"tgi", "other", "TGI"},
    EngineLook{"ollama", "other", "Ollama"},
    EngineLook{"openai", "other", "endpoint"},
};

std::string engine_html(std::string_view name) {
    const auto look = std::find_if(engine_looks.begin(), engine_looks.end(),
                                   [&](const EngineLook& known) { return known.name == name; });
    const bool known = look != engine_looks.end();
    const std::string key(known ? look->key : "other");
    return "<span class=\"data-engine e-" + key +
           "\"><svg class=\"mark\" aria-hidden=\"true\"><use href=\"#m-" + key + "\"/></svg>" +
           html_escape(known ? look->label : name) + "</span>";
}

std::string scope_word(domain::EnergyScope scope) {
    using enum domain::EnergyScope;
    switch (scope) {
        case none:
            return "no energy";
        case gpu:
            return "GPU board";
        case cpu_dram:
            return "CPU and memory";
        case gpu_cpu_dram:
            return "GPU, CPU, memory";
        case module:
            return "module";
        case node_wall:
            return "whole machine";
    }
    return {};
}

std::string missing(std::string_view reason) {
    const std::string why = html_escape(reason);
    return "<span class=\"data-missing\" title=\"" + why +
           "\">\u2014<span class=\"visually-hidden\"> " + why + "</span></span>";
}

std::string value_html(const domain::RankedValue& metric) {
    const auto [value, half_width] = figures::shown(metric.value, metric.ci95_half_width);
    return "<span class=\"data-value\"><b>" + value + "</b><span class=\"data-pm\">" +
           (half_width.empty() ? "" : "\u00b1 " + half_width) + "</span></span>";
}

std::string under(std::string_view text) {
    return "<span class=\"data-under\">" + html_escape(text) + "</span>";
}

std::string stat_html(const domain::RankedValue& metric, std::string_view place,
                      std::string_view label, double factor = 1) {
    const auto shown = metric.value ? std::optional(*metric.value * factor) : std::nullopt;
    return "<td class=\"data-num data-stat data-" + std::string(place) + "\" data-label=\"" +
           std::string(label) + "\">" + (shown ? figures::shown(shown) : missing("not measured")) +
           "</td>";
}

bool is_energy(std::string_view metric) {
    return metric == "tokens_per_joule" || metric == "total_energy_joules" ||
           metric == "avg_power_watts";
}

const domain::RankedValue& value_of(const domain::RankedValues& values, std::string_view metric) {
    if (metric == "throughput_tokens_per_sec") return values.throughput_tokens_per_sec;
    if (metric == "total_energy_joules") return values.total_energy_joules;
    if (metric == "avg_power_watts") return values.avg_power_watts;
    if (metric == "peak_memory_mb") return values.peak_memory_mb;
    if (metric == "time_to_first_token_ms") return values.time_to_first_token_ms;
    if (metric == "latency_per_token_ms") return values.latency_per_token_ms;
    if (metric == "flops_per_second") return values.flops_per_second;
    return values.tokens_per_joule;
}

/// Counts places. Energies of different scope are never ranked together, so each counts for itself.
class Ranks {
public:
    explicit Ranks(std::string_view sort)
        : metric_(sort.substr(sort.starts_with('-') ? 1 : 0)), energy_(is_energy(metric_)) {}

    std::string next(const domain::LeaderboardRow& row) {
        if (!value_of(row.metrics, metric_).value) {
            const std::string why = row.energy_absent_reason.value_or("energy was not measured");
            return missing("not ranked: " + (energy_ ? why : "not measured"));
        }
        if (energy_ && (row.energy_method == domain::EnergyMethod::modelled ||
                        row.energy_method == domain::EnergyMethod::replayed))
            return missing("not ranked: energy is " +
                           std::string(schema::name_of(row.energy_method)));
        const auto group = energy_ ? row.energy_scope : domain::EnergyScope::none;
        return "<b>" + std::to_string(++places_[group]) + "</b>";
    }

private:
    std::string metric_;
    bool energy_;
    std::map<domain::EnergyScope, int> places_;
};

std::string flags_html(const domain::LeaderboardRow& row) {
    std::string html;
    if (row.warnings > 0)
        html += "<span class=\"data-flag\">" + std::to_string(row.warnings) +
                (row.warnings == 1 ? " warning" : " warnings") + "</span>";
    if (!row.complete) html += "<span class=\"data-flag\">stopped early</span>";
    return html;
}

std::string row_html(const domain::LeaderboardRow& row, const std::string& rank) {
    const auto& metrics = row.metrics;
    const bool labelled = row.energy_method == domain::EnergyMethod::modelled ||
                          row.energy_method == domain::EnergyMethod::replayed;
    const std::string model = row.model.substr(row.model.rfind('/') + 1);
    std::string html = "<tr><td class=\"data-rank nowrap\">" + rank + "</td>";
    html += "<th scope=\"row\" class=\"data-model\" title=\"" + html_escape(row.model) +
            "\"><a href=\"/results/" + html_escape(row.id.text) + "\">" + html_escape(model) +
            "</a>" + flags_html(row) +
            under(row.load + " \u00b7 " + std::to_string(row.input_tokens) + " in, " +
                  std::to_string(row.output_tokens) + " out") +
            "</th>";
    html += "<td class=\"data-hw\">" + html_escape(row.hardware) +
            under(row.hardware_count > 1 ? std::to_string(row.hardware_count) + " devices"
                                         : "1 device") +
            "</td>";
    html += "<td class=\"data-eng\">" + engine_html(row.engine) +
            under(row.engine_version.empty() ? "version unknown" : row.engine_version) + "</td>";
    html += "<td class=\"data-optional nowrap\">" +
            (row.precision.empty() ? missing("precision unknown") : html_escape(row.precision)) +
            under(scope_word(row.energy_scope)) + "</td>";
    html += "<td class=\"data-num data-kpi\" data-unit=\"tok/J\">" +
            (metrics.tokens_per_joule.value
                 ? value_html(metrics.tokens_per_joule)
                 : missing(row.energy_absent_reason.value_or("energy was not measured"))) +
            "</td><td class=\"data-whisker\">" +
            (labelled ? "<span class=\"data-flag\">" +
                            std::string(schema::name_of(row.energy_method)) + "</span>"
                      : "<svg viewBox=\"0 0 108 16\" aria-hidden=\"true\"></svg>") +
            "</td>";
    html += stat_html(metrics.throughput_tokens_per_sec, "s1", "Output tok/s") +
            stat_html(metrics.time_to_first_token_ms, "s2", "First token ms") +
            stat_html(metrics.latency_per_token_ms, "s3", "Per token ms") +
            stat_html(metrics.peak_memory_mb, "s4", "Memory GB", 1e-3);
    std::string trust(schema::name_of(row.trust));
    std::replace(trust.begin(), trust.end(), '_', '-');
    html += "<td class=\"data-trustCell\"><span class=\"data-trust\">" + trust + "</span></td>";
    return html + "<td class=\"data-optional nowrap\">" + std::to_string(row.cycles) +
           under(row.cv ? figures::shown(*row.cv * 100) + " %" : "no variation") + "</td></tr>";
}

/// The address of the same view in another order: works without a script.
std::string sort_address(const domain::LeaderboardQuery& query, std::string_view sort) {
    std::string address = "/?sort=" + std::string(sort);
    const auto add = [&](std::string_view name, const std::vector<std::string>& values) {
        for (std::size_t i = 0; i < values.size(); ++i)
            address += (i == 0 ? "&" + std::string(name) + "=" : ",") + percent_encode(values[i]);
    };
    add("model", query.model);
    add("engine", query.engine);
    add("precision", query.precision);
    add("hardware", query.hardware);
    if (query.q) add("q", {*query.q});
    return html_escape(address);
}

std::string header(const Column& column, const domain::LeaderboardQuery& query, bool wide) {
    const std::string metric(column.metric);
    const bool down = query.sort == "-" + metric, up = query.sort == metric;
    const std::string first = (column.descending_first ? "-" : "") + metric;
    const std::string other = (column.descending_first ? "" : "-") + metric;
    return "<th scope=\"col\"" + std::string(wide ? " colspan=\"2\"" : " class=\"data-num\"") +
           (down ? " aria-sort=\"descending\"" : "") + (up ? " aria-sort=\"ascending\"" : "") +
           "><a class=\"data-sort\" href=\"" +
           sort_address(query, query.sort == first ? other : first) + "\"><span>" +
           std::string(column.title) + "<small>" + std::string(column.under) +
           "</small></span><svg aria-hidden=\"true\"><use href=\"#i-sort" +
           (down ? "-down"
            : up ? "-up"
                 : "") +
           "\"/></svg></a></th>";
}

std::string plain_header(std::string_view title, std::string_view small, bool optional = false) {
    return "<th scope=\"col\"" + std::string(optional ? " class=\"data-optional\"" : "") +
           "><span class=\"data-sort\"><span>" + std::string(title) +
           (small.empty() ? "" : "<small>" + std::string(small) + "</small>") +
           "</span></span></th>";
}

std::string table_html(const domain::LeaderboardPage& page, const domain::LeaderboardQuery& query) {
    std::string html =
        "<div class=\"data-boardScroll\" role=\"region\" aria-label=\"Results, scrollable\" "
        "tabindex=\"0\"><table class=\"data-table data-board\"><caption "
        "class=\"visually-hidden\">Results</caption><thead><tr>";
    html +=
        plain_header("Rank", "") + plain_header("Model", "configuration") +
        plain_header("Hardware", "") + plain_header("Engine", "") +
        plain_header("Precision", "energy scope", true) +
        header({"tokens_per_joule", "Tokens per joule", "tok/J, \u2191 better", true}, query, true);
    for (const Column& column : stat_columns)
        html += header(column, query, false);
    html += plain_header("Trust", "") + plain_header("Cycles", "n, variation", true) +
            "</tr></thead><tbody>";
    Ranks ranks(query.sort);
    for (const domain::LeaderboardRow& row : page.items)
        html += row_html(row, ranks.next(row));
    return html + "</tbody></table></div>";
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return "<span><b>" + std::to_string(count) + "</b> " + std::string(count == 1 ? one : many) +
           "</span>";
}

/// The facets as closed buttons: the same place and size as the application's.
std::string filters_html(const domain::LeaderboardPage& page) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> facets{{
        {"hardware", "Hardware"},
        {"engine", "Engine"},
        {"precision", "Precision"},
        {"energy_scope", "Energy scope"},
        {"energy_method", "Energy method"},
    }};
    std::string html = "<div class=\"leaderboard-page-filters\">";
    for (const auto& [name, title] : facets) {
        const auto found = page.facets.find(std::string(name));
        if (found == page.facets.end()) continue;
        html +=
            "<details class=\"control-facet\" name=\"facet\"><summary class=\"control-button\">" +
            std::string(title) + "<span class=\"control-count\">" +
            std::to_string(found->second.size()) +
            "</span><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-down\"/></svg>"
            "</summary><div class=\"control-popover\">";
        for (const domain::FacetValue& value : found->second)
            html += "<a class=\"control-option\" href=\"/?" + std::string(name) + "=" +
                    html_escape(percent_encode(value.value)) + "\"><span></span><span>" +
                    html_escape(value.value) + "</span><span class=\"control-count\">" +
                    std::to_string(value.count) + "</span></a>";
        html += "</div></details>";
    }
    return html + "</div>";
}

std::string search_html(const domain::LeaderboardQuery& query) {
    return "<form class=\"leaderboard-page-tools\" role=\"search\" action=\"/\"><label "
           "class=\"control-input leaderboard-page-search\"><svg class=\"icon\" "
           "aria-hidden=\"true\"><use href=\"#i-search\"/></svg><span "
           "class=\"visually-hidden\">Search models, hardware, engines</span><input name=\"q\" "
           "type=\"search\" placeholder=\"Search models, hardware, engines\" value=\"" +
           html_escape(query.q.value_or("")) + "\"></label></form>";
}

std::string intro_html(const domain::SiteStats& stats) {
    return "<div class=\"leaderboard-page-question\"><div class=\"leaderboard-page-intro\"><div>"
           "<h1>Energy efficiency of LLM inference</h1><p class=\"layout-lead\">How many tokens a "
           "joule buys, for each model, engine and machine that somebody measured, with the "
           "uncertainty of every figure.</p></div><p class=\"leaderboard-page-counts\">" +
           counted(stats.results, "result", "results") + counted(stats.models, "model", "models") +
           counted(stats.hardware, "device", "devices") +
           counted(stats.contributors, "contributor", "contributors") +
           "</p><div class=\"leaderboard-page-reading wide-only\"><dl><dt>Tokens per joule</dt>"
           "<dd>Output tokens for each joule of the steady window, idle power included. Higher is "
           "better.</dd><dt>\u00b1</dt><dd>Half the width of the 95 % confidence interval over the "
           "cycles of a run.</dd><dt>Energy scope</dt><dd>What the meter covered. A GPU board and "
           "a whole machine are different things and are never ranked together.</dd>"
           "<dt>\u2014</dt><dd>Not measured. It is never taken as zero. <a href=\"/about\">How "
           "everything is measured</a></dd></dl></div></div><section "
           "class=\"leaderboard-page-plotPanel\"><header><h2>Efficiency against speed</h2></header>"
           "<figure><figcaption>Output tokens per joule against output tokens per second."
           "</figcaption><div class=\"leaderboard-page-plot\"></div></figure></section></div>";
}

}  // namespace

std::string page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                      const domain::LeaderboardQuery& query) {
    std::string html =
        "<main class=\"layout-page layout-main leaderboard-page-page\" id=\"main\">" +
        intro_html(stats) + "<section><h2 class=\"visually-hidden\">Ranking</h2>" +
        search_html(query) + filters_html(page);
    if (page.items.empty()) {
        html += stats.results == 0
                    ? "<div class=\"data-empty\"><b>No result has been published yet</b><p>Measure "
                      "one with <code>lem experiment examples/quickstart.yaml</code>.</p></div>"
                    : "<div class=\"data-empty\"><b>No result matches all of this</b><p><a "
                      "href=\"/\">Show all results</a></p></div>";
        return html + "</section></main>";
    }
    html += "<div class=\"leaderboard-page-boardHead\"><p class=\"small muted\">" +
            std::to_string(page.total) + (page.total == 1 ? " result" : " results") +
            ". \u00b1 is the half-width of the 95 % interval over n cycles.</p></div>" +
            table_html(page, query);
    return html +
           "<p class=\"data-note prose\"><b>How ranks are made.</b> Rows stand in the order of the "
           "mean of the chosen column; rows without a value come last and have no rank. Energies "
           "of different scope are never ranked together: each scope counts from 1. Modelled and "
           "replayed energy is shown, labelled, and not ranked.</p></section></main>";
}

std::string about_html() {
    std::string html =
        "<main class=\"layout-page layout-main\" id=\"main\"><div "
        "class=\"layout-head\"><div><h1>How "
        "it is measured and ranked</h1><p class=\"layout-lead\">What each number means, what was "
        "counted, and what a rank says.</p></div></div><section class=\"layout-section\"><header>"
        "<h2>Definitions</h2></header><dl class=\"data-facts\">";
    for (const domain::MetricDefinition& metric : domain::metrics) {
        html += "<dt>" + html_escape(metric.title) + ", " + html_escape(metric.unit) + "</dt><dd>" +
                html_escape(metric.definition) + "</dd>";
    }
    html +=
        "</dl></section><section class=\"layout-section\"><header><h2>Energy scope</h2></header>"
        "<dl class=\"data-facts\">";
    for (const auto& scope : schema::enumeration<domain::EnergyScope>::values)
        html += "<dt>" + html_escape(scope.name) + "</dt><dd>" + html_escape(scope.doc) + "</dd>";
    return html +
           "</dl></section><section class=\"layout-section\"><header><h2>Checks</h2></header><p "
           "class=\"prose\">Every submission is read strictly and its arithmetic is done again "
           "before it is accepted; each verdict is public on the result's page.</p></section>"
           "</main>";
}

}  // namespace lem::leaderboard
