#include "pages/board_page.hpp"

#include "base/figures.hpp"
#include "pages/board_html.hpp"
#include "pages/board_rank.hpp"
#include "pages/board_status.hpp"
#include "pages/board_strip.hpp"
#include "pages/parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

Html left_out_html(const View& view) {
    if (view.left_out.empty()) return {};
    return el("div", {{"class", "leaderboard-page-leftOut"}},
              notice(all("Ignored in the address: ",
                         fmt::format("{}", fmt::join(view.left_out, "; ")), ".")));
}

Html counts_html(const domain::SiteStats& stats) {
    const auto counted = [](std::int64_t count, std::string_view one) {
        return el("span", el("b", figures::count(count)), " ", one, count == 1 ? "" : "s");
    };
    return el("p", {{"class", "leaderboard-page-counts"}}, counted(stats.results, "result"),
              counted(stats.models, "model"), counted(stats.hardware, "device"),
              counted(stats.contributors, "contributor"));
}

/// How the table is read.
Html reading_html() {
    return el("dl", {{"class", "leaderboard-page-reading"}}, el("dt", "Tokens per joule"),
              el("dd",
                 "Output tokens for each joule of the steady window, idle power included. "
                 "Higher is better."),
              el("dt", "±"),
              el("dd", "Half the width of the 95 % confidence interval over the cycles of a run."),
              el("dt", "Energy scope"),
              el("dd",
                 "What the meter covered. A GPU board and a whole machine are different things "
                 "and are never ranked together."),
              el("dt", "—"),
              el("dd", "Not measured. It is never taken as zero. ",
                 el("a", {{"href", "/about"}}, "How everything is measured")));
}

Html intro_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                const View& view) {
    return el("div", {{"class", "leaderboard-page-question"}},
              el("div", {{"class", "leaderboard-page-intro"}},
                 el("div", el("h1", "Energy efficiency of LLM inference"),
                    el("p", {{"class", "layout-lead"}},
                       "Tokens per joule for each model, engine and machine that was measured, "
                       "with the uncertainty of every figure.")),
                 counts_html(stats), limits_html(page, stats, view)),
              el("section", {{"class", "leaderboard-page-plotPanel"}},
                 el("header", el("h2", "Efficiency against speed")),
                 el("figure",
                    el("figcaption", "Output tokens per joule against output tokens per second."),
                    el("div", {{"class", "leaderboard-page-plot"}}))));
}

}  // namespace

Html board_page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                     const View& view, bool is_private) {
    return el("main", {{"class", "layout-page layout-main leaderboard-page-page"}, {"id", "main"}},
              intro_html(page, stats, view),
              el("section", el("h2", {{"class", "visually-hidden"}}, "Ranking"),
                 left_out_html(view), search_html(view), filters_html(page, view),
                 board_head_html(page, view), mixed_html(page, view), board_html(page, view),
                 page.total == 0 ? empty_html(page, view, is_private) : more_html(page, view),
                 rank_note_html(page, view.query), reading_html()));
}

}  // namespace lem::pages
