#include "pages/board_html.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "pages/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace lem::pages {
namespace {

using text::html_escape;

/// Whether this order is one by this metric.
bool is_order_of(std::string_view sort, std::string_view metric) {
    return sort.substr(sort.starts_with('-') ? 1 : 0) == metric;
}

void erase_all(std::string& text, std::string_view part) {
    for (std::size_t at; (at = text.find(part)) != std::string::npos;)
        text.erase(at, part.size());
}

/// "Intel(R) Xeon(R) CPU @ 2.20GHz" is "Intel Xeon": makers' marks and the nominal clock are left
/// out where space is short; the full name is the title.
std::string short_hardware(std::string name) {
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

/// 1,000 or 1,024 tokens read as 1k.
std::string token_count(int tokens) {
    for (const int thousand : {1000, 1024})
        if (tokens >= thousand && tokens % thousand == 0)
            return fmt::format("{}k", tokens / thousand);
    return std::to_string(tokens);
}

const std::string not_measured = "not measured";

std::string missing(std::string_view reason) {
    const std::string why = html_escape(reason);
    return fmt::format(
        R"(<span class="data-missing" title="{0}">—<span class="visually-hidden"> {0}</span></span>)",
        why);
}

std::string under(std::string_view text, std::string_view more = "") {
    return fmt::format(R"(<span class="data-under{}">{}</span>)", more, html_escape(text));
}

std::string plural(int count, std::string_view one) {
    return fmt::format("{} {}{}", figures::count(count), one, count == 1 ? "" : "s");
}

const domain::RankedValue& value_of(const domain::RankedValues& values, std::string_view metric) {
    const domain::RankedValue* found = &values.tokens_per_joule;
    schema::for_each_field<domain::RankedValues>([&](const auto& field) {
        if (field.name == metric) found = &(values.*(field.member));
    });
    return *found;
}

/// Assumed or replayed energy is shown, labelled, and not ranked.
bool is_labelled(domain::EnergyMethod method) {
    return method == domain::EnergyMethod::modelled || method == domain::EnergyMethod::replayed;
}

/// Counts places. Energies of different scope are never ranked together, so each counts for itself.
class Ranks {
public:
    explicit Ranks(std::string_view sort)
        : metric_(sort.substr(sort.starts_with('-') ? 1 : 0)), energy_(ranks_energy(sort)) {}

    std::string next(const domain::LeaderboardRow& row) {
        if (!value_of(row.metrics, metric_).value) {
            const std::string why = row.energy_absent_reason.value_or("energy was not measured");
            return missing("not ranked: " + (energy_ ? why : "not measured"));
        }
        if (!row.complete) return missing("not ranked: stopped early");
        if (row.warnings > 0)
            return missing("not ranked: " + plural(row.warnings, "warning") + " of the checks");
        if (energy_ && is_labelled(row.energy_method))
            return missing("not ranked: energy is " +
                           std::string(schema::name_of(row.energy_method)));
        const auto group = energy_ ? row.energy_scope : domain::EnergyScope::none;
        return fmt::format("<b>{}</b>", ++places_[group]);
    }

private:
    std::string metric_;
    bool energy_;
    std::map<domain::EnergyScope, int> places_;
};

/// The end of the table's one linear scale, which starts at zero.
double scale_end(const std::vector<domain::LeaderboardRow>& rows) {
    double end = std::numeric_limits<double>::denorm_min();
    for (const domain::LeaderboardRow& row : rows) {
        const domain::RankedValue& metric = row.metrics.tokens_per_joule;
        if (metric.value) end = std::max(end, *metric.value + metric.ci95_half_width.value_or(0));
    }
    return end;
}

std::string whisker(double value, double half_width, double end) {
    const auto x = [end](double at) {
        std::string text = figures::fixed(4 + std::max(at, 0.0) / end * 100, 1);
        if (text.ends_with(".0")) text.resize(text.size() - 2);
        return text;
    };
    const bool interval = half_width > 0;
    std::string html =
        R"(<svg viewBox="0 0 108 16" aria-hidden="true"><path class="data-track" d="M4 8H104"/>)";
    if (interval)
        html += fmt::format(R"(<path class="data-interval" d="M{0} 8H{1}M{0} 4v8M{1} 4v8"/>)",
                            x(value - half_width), x(value + half_width));
    return html + fmt::format(R"(<circle class="data-{}" cx="{}" cy="8" r="{}"/></svg>)",
                              interval ? "mean" : "single", x(value), interval ? "2" : "2.5");
}

std::string efficiency_html(const domain::LeaderboardRow& row, double end) {
    const domain::RankedValue& metric = row.metrics.tokens_per_joule;
    std::string html = R"(<td class="data-num data-kpi" data-unit="tok/J">)";
    if (metric.value) {
        const auto [value, half_width] = figures::shown(metric.value, metric.ci95_half_width);
        html += fmt::format(
            R"(<span class="data-value"><b>{}</b><span class="data-pm">{}</span></span>)", value,
            half_width.empty() ? "" : "± " + half_width);
    } else {
        html += missing(row.energy_absent_reason.value_or("energy was not measured"));
    }
    html += R"(</td><td class="data-whisker">)";
    if (is_labelled(row.energy_method)) {
        const std::string_view method = schema::name_of(row.energy_method);
        html += fmt::format(R"(<span class="data-flag" title="{}">{}</span>)", method_word(method),
                            method);
    } else if (metric.value) {
        html += whisker(*metric.value, metric.ci95_half_width.value_or(0), end);
    }
    return html + "</td>";
}

/// A metric in a cell of its own: its place on a card, its name there, and by what it is
/// multiplied; the application holds the same table.
struct Stat {
    std::string_view metric, place, label;
    double factor = 1;
};
constexpr std::array stats{
    Stat{"throughput_tokens_per_sec", "s1", "Output tok/s"},
    Stat{"time_to_first_token_ms", "s2", "First token ms"},
    Stat{"latency_per_token_ms", "s3", "Per token ms"},
    Stat{"peak_memory_mb", "s4", "Memory GB", 1e-3},
    Stat{"total_energy_joules", "s5", "Energy J"},
    Stat{"avg_power_watts", "s6", "Power W"},
    Stat{"flops_per_second", "s7", "TFLOP/s", 1e-12},
};

/// The column that orders the table shows how certain each value is.
std::string stat_html(const domain::LeaderboardRow& row, bool orders, const Stat& stat) {
    domain::RankedValue ranked = value_of(row.metrics, stat.metric);
    if (ranked.value) *ranked.value *= stat.factor;
    if (ranked.ci95_half_width) *ranked.ci95_half_width *= stat.factor;
    std::string shown, margin;
    if (ranked.value) {
        figures::WithUncertainty figure{figures::shown(ranked.value), ""};
        if (orders) figure = figures::shown(ranked.value, ranked.ci95_half_width);
        shown = fmt::format(
            R"(<span title="{}">{}</span>)",
            ranked.ci95_half_width
                ? fmt::format("± {} (95 %)", figures::significant(*ranked.ci95_half_width, 2))
                : "one value, no interval",
            figure.value);
        if (!figure.half_width.empty()) margin = under("± " + figure.half_width);
    } else {
        shown = missing(ranks_energy(stat.metric) ? row.energy_absent_reason.value_or(not_measured)
                                                  : not_measured);
    }
    return fmt::format(R"(<td class="data-num data-stat data-{}{}" data-label="{}">{}{}</td>)",
                       stat.place, orders ? " data-ordering" : "", stat.label, shown, margin);
}

std::string trust_html(const domain::LeaderboardRow& row, const std::string& percent) {
    std::string rungs;
    const auto level = static_cast<int>(row.trust);
    const auto count = static_cast<int>(schema::enumeration<domain::Trust>::values.size());
    for (int rung = 0; rung < count; ++rung)
        rungs += fmt::format(R"(<rect{} x="{}" y="{}" width="3" height="{}"/>)",
                             rung <= level ? R"( class="data-on")" : "", rung * 5, 10 - 2 * rung,
                             4 + 2 * rung);
    std::string word(schema::name_of(row.trust));
    std::replace(word.begin(), word.end(), '_', '-');
    return fmt::format(
        R"(<td class="data-trustCell"><span class="data-trust"><svg width="23" height="14" )"
        R"(viewBox="0 0 23 14" aria-hidden="true">{}</svg>{}</span>{}</td>)",
        rungs, word,
        under(fmt::format("n {}{}", row.cycles, row.cv ? ", CV " + percent + " %" : ""),
              " if-compact"));
}

/// How much the cycles vary, in a word; the limits are printed on the method page.
std::string_view variation_word(double cv) {
    if (cv <= 0.02) return "stable";
    if (cv <= 0.05) return "normal";
    return cv <= 0.1 ? "variable" : "noisy";
}

std::string model_html(const domain::LeaderboardRow& row) {
    std::string configuration = row.load.empty() ? "" : row.load + " · ";
    configuration +=
        fmt::format("{} in, {} out", token_count(row.input_tokens), token_count(row.output_tokens));
    std::string flags;
    if (row.warnings > 0)
        flags +=
            fmt::format(R"(<span class="data-flag">{}</span>)", plural(row.warnings, "warning"));
    if (!row.complete) flags += R"(<span class="data-flag">stopped early</span>)";
    return fmt::format(
        R"(<th scope="row" class="data-model" title="{}"><a href="/results/{}">{}</a>{}<span )"
        R"(class="data-under"><span class="if-compact">{}</span>{}</span></th>)",
        html_escape(row.model), html_escape(row.id.text),
        html_escape(row.model.substr(row.model.rfind('/') + 1)), flags,
        row.precision.empty() ? "" : html_escape(row.precision) + " · ",
        html_escape(configuration));
}

struct Cell {
    const domain::LeaderboardRow& row;
    const std::string& rank;
    double scale_end;
    std::string_view sort;
};

std::string cell_html(std::string_view column, const Cell& cell) {
    const domain::LeaderboardRow& row = cell.row;
    const std::string percent = figures::fixed(row.cv.value_or(0) * 100, 1);
    if (column == "rank") return fmt::format(R"(<td class="data-rank nowrap">{}</td>)", cell.rank);
    if (column == "model") return model_html(row);
    if (column == "hardware")
        return fmt::format(
            R"(<td class="data-hw" title="{}">{}{}</td>)", html_escape(row.hardware),
            html_escape(short_hardware(row.hardware)),
            under(row.hardware_count > 1 ? fmt::format("{} devices", row.hardware_count)
                                         : "1 device"));
    if (column == "engine")
        return fmt::format(
            R"(<td class="data-eng" title="{}">{}{}</td>)", html_escape(row.engine_version),
            engine_html(row.engine),
            under(row.engine_version.empty() ? "version unknown" : row.engine_version));
    if (column == "precision")
        return fmt::format(
            R"(<td class="data-optional nowrap">{}{}</td>)",
            row.precision.empty() ? missing("precision unknown") : html_escape(row.precision),
            under(scope_word(schema::name_of(row.energy_scope))));
    if (column == "tokens_per_joule") return efficiency_html(row, cell.scale_end);
    if (column == "trust") return trust_html(row, percent);
    if (column == "cycles")
        return fmt::format(R"(<td class="data-optional nowrap">{}{}</td>)", row.cycles,
                           under(row.cv ? fmt::format("{} %, {}", percent, variation_word(*row.cv))
                                        : "no variation"));
    const auto stat = std::find_if(stats.begin(), stats.end(),
                                   [&](const Stat& known) { return known.metric == column; });
    return stat == stats.end() ? "" : stat_html(row, is_order_of(cell.sort, column), *stat);
}

std::string sort_header(const SortColumn& column, const View& view) {
    const bool wide = column.metric == "tokens_per_joule";
    const std::string metric(column.metric);
    const std::string& sort = view.query.sort;
    const bool down = sort == "-" + metric, up = sort == metric;
    const std::string first = first_order(column);
    const std::string other = (column.descending_first ? "" : "-") + metric;
    View next = view;
    next.query.sort = sort == first ? other : first;
    return fmt::format(
        R"(<th scope="col"{}{}><a class="data-sort" href="{}"><span>{}<small>{}</small></span>)"
        R"(<svg aria-hidden="true"><use href="#i-sort{}"/></svg></a></th>)",
        wide ? R"( colspan="2")" : R"( class="data-num")",
        down ? R"( aria-sort="descending")"
        : up ? R"( aria-sort="ascending")"
             : "",
        html_escape(address_of(next)), column.title, column.under,
        down ? "-down"
        : up ? "-up"
             : "");
}

std::string plain_header(std::string_view title, std::string_view small, bool optional = false) {
    return fmt::format(R"(<th scope="col"{}><span class="data-sort"><span>{}{}</span></span></th>)",
                       optional ? R"( class="data-optional")" : "", title,
                       small.empty() ? "" : fmt::format("<small>{}</small>", small));
}

/// A column that can't be sorted by.
struct PlainColumn {
    std::string_view key, title, under;
    bool optional = false;
};
constexpr std::array columns_before{
    PlainColumn{"rank", "Rank", ""},
    PlainColumn{"model", "Model", "configuration"},
    PlainColumn{"hardware", "Hardware", ""},
    PlainColumn{"engine", "Engine", ""},
    PlainColumn{"precision", "Precision", "energy scope", true},
};
constexpr std::array columns_after{
    PlainColumn{"trust", "Trust", ""},
    PlainColumn{"cycles", "Cycles", "n, variation", true},
};

/// The part of a table that belongs to its columns; the keys are of those that are drawn.
struct Columns {
    std::vector<std::string_view> keys;
    std::string group, headers;
    std::ptrdiff_t more = 0;  // than usual

    /// The widths come from the style sheet: a table that fits its columns to its rows moves all
    /// of them with each row that arrives.
    void add(std::string_view key, bool optional, const std::string& header) {
        keys.push_back(key);
        group += fmt::format(R"(<col data-column="{}"{}>)", key,
                             optional ? R"( class="data-optional")" : "");
        headers += header;
    }
};

Columns columns_of(const View& view) {
    const auto among = [](const std::vector<std::string>& keys, std::string_view key) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    Columns columns;
    const auto add_plain = [&](const PlainColumn& column) {
        if (!among(view.hide, column.key))
            columns.add(column.key, column.optional,
                        plain_header(column.title, column.under, column.optional));
        else
            --columns.more;
    };
    std::for_each(columns_before.begin(), columns_before.end(), add_plain);
    for (const SortColumn& column : sort_columns()) {
        const bool shown =
            is_order_of(view.query.sort, column.metric) ||
            (column.extra ? among(view.show, column.metric) : !among(view.hide, column.metric));
        columns.more += int(shown) - int(!column.extra);
        if (!shown) continue;
        columns.add(column.metric, false, sort_header(column, view));
        if (column.metric == "tokens_per_joule") columns.group += R"(<col data-column="whisker">)";
    }
    std::for_each(columns_after.begin(), columns_after.end(), add_plain);
    return columns;
}

}  // namespace

const std::vector<SortColumn>& sort_columns() {
    static const std::vector<SortColumn> columns{
        {"tokens_per_joule", "Tokens per joule", "tok/J, ↑ better", true},
        {"throughput_tokens_per_sec", "Throughput", "tok/s", true},
        {"time_to_first_token_ms", "First token", "mean, ms", false},
        {"latency_per_token_ms", "Per token", "mean, ms", false},
        {"peak_memory_mb", "Memory", "peak, GB", false},
        {"total_energy_joules", "Energy", "of a cycle, J", false, true},
        {"avg_power_watts", "Power", "mean, W", false, true},
        {"flops_per_second", "Compute", "TFLOP/s", true, true},
    };
    return columns;
}

std::string first_order(const SortColumn& column) {
    return (column.descending_first ? "-" : "") + std::string(column.metric);
}

bool ranks_energy(std::string_view sort) {
    const std::string_view metric = sort.substr(sort.starts_with('-') ? 1 : 0);
    return metric == "tokens_per_joule" || metric == "total_energy_joules" ||
           metric == "avg_power_watts";
}

const SortColumn* sort_column_of(std::string_view sort) {
    const auto& columns = sort_columns();
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const SortColumn& column) {
        return is_order_of(sort, column.metric);
    });
    return found == columns.end() ? nullptr : &*found;
}

std::string engine_html(std::string_view name) {
    const EngineLook look = look_of(name);
    return fmt::format(R"(<span class="data-engine e-{0}"><svg class="mark" aria-hidden="true">)"
                       R"(<use href="#m-{0}"/></svg>{1}</span>)",
                       look.symbol, html_escape(look.label));
}

std::string board_html(const domain::LeaderboardPage& page, const View& view) {
    const domain::LeaderboardQuery& query = view.query;
    const SortColumn* sorted = sort_column_of(query.sort);
    const std::string caption =
        sorted == nullptr ? "Results" : "Results by " + text::lower(sorted->title);
    const Columns columns = columns_of(view);
    std::string html = fmt::format(
        R"(<div class="data-boardScroll" role="region" aria-label="{0}, scrollable" tabindex="0">)"
        R"(<table class="data-table data-board"{1}><caption class="visually-hidden">{0}</caption>)"
        R"(<colgroup>{2}</colgroup><thead><tr>{3}</tr></thead><tbody>)",
        caption, columns.more > 0 ? fmt::format(R"( data-more="{}")", columns.more) : "",
        columns.group, columns.headers);
    Ranks ranks(query.sort);
    const double end = scale_end(page.items);
    for (const domain::LeaderboardRow& row : page.items) {
        const std::string rank =
            query.cursor ? missing("ranks count from the first page") : ranks.next(row);
        html += "<tr>";
        for (const std::string_view column : columns.keys)
            html += cell_html(column, {row, rank, end, query.sort});
        html += "</tr>";
    }
    return html + "</tbody></table></div>";
}

}  // namespace lem::pages
