#include "pages/frozen_answer.hpp"

#include "base/figures.hpp"
#include "pages/board_html.hpp"
#include "pages/board_rank.hpp"
#include "pages/compare_page.hpp"
#include "platform/http/api/message.hpp"

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

Html main_html(const Html& content) {
    return el("main", {{"class", "layout-page layout-main"}, {"id", "main"}}, content);
}

Html head_html(std::string_view title, std::string_view lead) {
    return el("div", {{"class", "layout-head"}},
              el("div", el("h1", title), el("p", {{"class", "layout-lead"}}, lead)));
}

/// A table of texts; the first cell of a row names it.
class TextTable {
public:
    explicit TextTable(std::initializer_list<std::string_view> heads) {
        for (const std::string_view head : heads)
            heads_.add(el("th", {{"scope", "col"}}, head));
    }
    void add(std::string_view name, const std::vector<std::string>& cells) {
        Html row = el("th", {{"scope", "row"}}, name);
        for (const std::string& cell : cells)
            row.add(el("td", {{"class", "data-num"}}, cell));
        rows_.add(el("tr", row));
    }
    Html html(std::string_view caption) const {
        return el("div",
                  {{"class", "data-boardScroll"},
                   {"role", "region"},
                   {"aria-label", caption},
                   {"tabindex", 0}},
                  el("table", {{"class", "data-table"}}, el("caption", caption),
                     el("thead", el("tr", heads_)), el("tbody", rows_)));
    }

private:
    Html heads_, rows_;
};

Html board_answer(const View& view, const domain::LeaderboardPage& page) {
    const std::string shown =
        page.items.empty() ? "No result matches."
                           : figures::count(std::ssize(page.items)) + " of " +
                                 figures::plural(page.total, "result") +
                                 " shown. ± is the half-width of the 95 % interval over n cycles.";
    return main_html(all(head_html("Energy efficiency of LLM inference", page.meaning),
                         board_html(page, view),
                         el("div", {{"class", "leaderboard-page-more"}}, el("span", shown)),
                         rank_note_html(page, view.query)));
}

Html models_answer(const domain::ModelList& list) {
    TextTable table{"Model", "Results", "Hardware", "Best tokens per joule"};
    for (const domain::ModelSummary& model : list.items) {
        std::optional<double> best;
        if (!model.best.empty()) best = model.best.front().metrics.tokens_per_joule.value;
        table.add(model.name, {figures::count(model.results), figures::count(model.hardware),
                               figures::shown(best)});
    }
    return main_html(all(head_html("Models", list.meaning), table.html("Models")));
}

Html hardware_answer(const domain::HardwareList& list) {
    TextTable table{"Device", "Results", "Models", "Median power, W"};
    for (const domain::HardwareSummary& device : list.items) {
        std::optional<double> median;
        if (!device.power.empty()) median = device.power.front().median_watts;
        table.add(device.name, {figures::count(device.results), figures::count(device.models),
                                figures::shown(median)});
    }
    return main_html(all(head_html("Hardware", figures::plural(list.total, "device") + ", " +
                                                   figures::plural(list.results, "result") + "."),
                         table.html("Hardware")));
}

Html analysis_page(const domain::SavedView& view, const std::string& summary, const Html& tables) {
    const std::string question = view.meaning.substr(0, view.meaning.find('?') + 1);
    return main_html(all(head_html(question.empty() ? "Analysis" : question, summary), tables));
}

Html tables_of(const domain::OperatingCurves& answer) {
    Html tables;
    for (const domain::OperatingCurve& curve : answer.curves) {
        TextTable table{"Load", "Tokens/s for each user", "Tokens/s of each device",
                        "Joules for each token"};
        for (const domain::LoadPoint& point : curve.points)
            table.add(point.concurrency
                          ? figures::plural(*point.concurrency, "stream")
                          : figures::shown(point.offered_requests_per_sec) + " requests/s",
                      {figures::shown(point.tokens_per_sec_per_user),
                       figures::shown(point.tokens_per_sec_per_device),
                       figures::shown(point.joules_per_token.value)});
        tables.add(table.html(curve.letter + ": " + curve.system.label));
    }
    return tables;
}

Html tables_of(const domain::MetricDistribution& answer) {
    TextTable table{"Group", "Results", "Lowest", "Median", "Highest"};
    for (const domain::DistributionGroup& group : answer.groups)
        table.add(group.value.empty() ? "not stated" : group.value,
                  {figures::count(group.results), figures::shown(group.lowest),
                   figures::shown(group.median), figures::shown(group.highest)});
    return table.html("Distribution by group");
}

Html tables_of(const domain::Sensitivity& answer) {
    TextTable table{"Value", "Results", "Pairs", "Ratio to the baseline"};
    for (const domain::FactorEffect& effect : answer.effects)
        table.add(effect.value.empty() ? "not stated" : effect.value,
                  {figures::count(effect.results), figures::count(effect.pairs_total),
                   figures::shown(effect.ratio)});
    return table.html("Effect of each value");
}

Html tables_of(const domain::Scaling& answer) {
    Html tables;
    for (const domain::ScalingSeries& series : answer.series) {
        TextTable table{"Devices", "Results", "Best", "Without loss"};
        for (const domain::ScalingPoint& point : series.points)
            table.add(figures::count(point.hardware_count),
                      {figures::count(point.results), figures::shown(point.best.value),
                       figures::shown(point.ideal)});
        tables.add(table.html(series.label));
    }
    return tables;
}

Html tables_of(const domain::Trend& answer) {
    Html tables;
    for (const domain::TrendSeries& series : answer.series) {
        TextTable table{"From", "Best", "Result"};
        for (const domain::TrendStep& step : series.steps)
            table.add(step.engine_version.empty() ? step.at.substr(0, 10) : step.engine_version,
                      {figures::shown(step.best.value), step.best.label});
        tables.add(table.html(series.value.empty() ? "not stated" : series.value));
    }
    return tables;
}

}  // namespace

Html frozen_answer_html(const domain::SavedView& view, const domain::FrozenAnswer& answer) {
    const schema::Parameters address = http::parse_query(view.query);
    if (answer.leaderboard) return board_answer(read_view(address), *answer.leaderboard);
    if (answer.comparison) return compare_page_html(*answer.comparison, read_compare_view(address));
    if (answer.models) return models_answer(*answer.models);
    if (answer.hardware) return hardware_answer(*answer.hardware);
    const auto analysed = [&](const auto& made) {
        return analysis_page(view, made.summary, tables_of(made));
    };
    if (answer.curve) return analysed(*answer.curve);
    if (answer.distribution) return analysed(*answer.distribution);
    if (answer.sensitivity) return analysed(*answer.sensitivity);
    if (answer.scaling) return analysed(*answer.scaling);
    if (answer.trend) return analysed(*answer.trend);
    return main_html(
        all(head_html("This answer is not shown", view.withheld.value_or(std::string())),
            el("p", el("a", {{"href", live_address(view)}}, "Open the live page"))));
}

}  // namespace lem::pages
