#include "pages/board_page.hpp"

#include "pages/board_limits.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

using domain::EnergyMethod, domain::EnergyScope;

domain::LeaderboardRow row(std::string model, EnergyScope scope, EnergyMethod method,
                           std::optional<double> tokens_per_joule) {
    domain::LeaderboardRow row;
    row.id.text = "res_1";
    row.model = std::move(model);
    row.energy_scope = scope;
    row.energy_method = method;
    row.metrics.tokens_per_joule = {.value = tokens_per_joule, .ci95_half_width = std::nullopt};
    if (!tokens_per_joule) row.energy_absent_reason = "no meter <here>";
    return row;
}

std::string html_of(std::vector<domain::LeaderboardRow> rows, const View& view = {.query = {}}) {
    domain::LeaderboardPage page;
    page.total = page.results = static_cast<std::int64_t>(rows.size());
    page.items = std::move(rows);
    return board_page_html(page, {}, view).markup();
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(leaderboard_page, names_from_strangers_are_text) {
    const std::string html =
        html_of({row("<script>alert(1)</script>", EnergyScope::gpu, EnergyMethod::counter, 2)});
    EXPECT_FALSE(contains(html, "<script"));
    EXPECT_TRUE(contains(html, "&lt;script"));
}

TEST(leaderboard_page, a_missing_value_says_why) {
    const std::string html =
        html_of({row("a", EnergyScope::none, EnergyMethod::none, std::nullopt)});
    EXPECT_TRUE(contains(html, "title=\"no meter &lt;here&gt;\""));
}

TEST(leaderboard_page, says_once_that_hardware_is_unknown) {
    const auto cell = [](const char* hardware, int count) {
        auto one = row("a", EnergyScope::gpu, EnergyMethod::counter, 2);
        one.hardware = hardware;
        one.hardware_count = count;
        const std::string html = html_of({one});
        const std::size_t at = html.find("<td class=\"data-hw\"");
        return html.substr(at, html.find("</td>", at) - at);
    };
    EXPECT_TRUE(cell("unknown device", 1).ends_with(">hardware not stated"));
    EXPECT_TRUE(cell("unknown GPU", 1).ends_with(">unknown GPU"));
    EXPECT_TRUE(contains(cell("4 x unknown GPU", 4), ">4 devices<"));
    EXPECT_TRUE(contains(cell("NVIDIA L4", 1), ">1 device<"));
}

TEST(leaderboard_page, shows_the_rank_of_the_row_or_why_there_is_none) {
    auto ranked = row("a", EnergyScope::gpu, EnergyMethod::counter, 9);
    ranked.rank = 27;
    auto doubted = row("b", EnergyScope::gpu, EnergyMethod::counter, 9);
    doubted.flags = {"A2", "S2"};
    doubted.not_ranked = domain::NotRanked::warnings;
    auto stopped = row("c", EnergyScope::gpu, EnergyMethod::counter, 3);
    stopped.not_ranked = domain::NotRanked::incomplete;
    auto modelled = row("d", EnergyScope::gpu, EnergyMethod::modelled, 3);
    modelled.not_ranked = domain::NotRanked::energy_modelled;
    const std::string html = html_of({ranked, doubted, stopped, modelled});
    EXPECT_TRUE(contains(html, "<b>27</b> <span class=\"data-range\"></span></span></td>"));
    EXPECT_TRUE(contains(html, "not ranked: 2 warnings of the checks"));
    EXPECT_TRUE(contains(html, "not ranked: the run was stopped early"));
    EXPECT_TRUE(contains(html, "not ranked: energy is modelled, not measured"));
}

TEST(leaderboard_page, sorts_by_links_that_keep_the_filters) {
    View view{.query = {}};
    view.query.engine = {"vllm"};
    view.query.hardware = {"A & B"};
    const std::string html = html_of({row("a", EnergyScope::gpu, EnergyMethod::counter, 2)}, view);
    EXPECT_TRUE(contains(html,
                         "/?sort=-throughput_tokens_per_sec&amp;engine=vllm&amp;hardware=A%20%26%"
                         "20B"));
    EXPECT_TRUE(contains(html, "<input type=\"hidden\" name=\"hardware\" value=\"A &amp; B\">"));
    EXPECT_TRUE(contains(html, "aria-sort=\"descending\""));
}

TEST(leaderboard_page, draws_the_columns_that_are_chosen_and_the_one_that_orders) {
    const auto columns = [](const schema::Parameters& address) {
        const std::string html =
            html_of({row("a", EnergyScope::gpu, EnergyMethod::counter, 2)}, read_view(address));
        std::string keys;
        const std::string_view mark = "<col data-column=\"";
        for (std::size_t at = 0; (at = html.find(mark, at)) != std::string::npos;) {
            at += mark.size();
            keys += html.substr(at, html.find('"', at) - at) + " ";
        }
        const std::size_t more = html.find("data-more=\"");
        return more == std::string::npos ? keys : keys + html[more + 11];
    };
    const std::string usual =
        "pick rank model hardware engine precision tokens_per_joule whisker "
        "throughput_tokens_per_sec "
        "time_to_first_token_ms latency_per_token_ms peak_memory_mb ";
    EXPECT_EQ(columns({}), usual + "trust cycles ");
    EXPECT_EQ(columns({{"show", "total_energy_joules,avg_power_watts"}, {"hide", "trust"}}),
              usual + "total_energy_joules avg_power_watts cycles 1");
    EXPECT_EQ(columns({{"sort", "-flops_per_second"}, {"hide", "trust,cycles,flops_per_second"}}),
              usual + "flops_per_second ");
}

TEST(leaderboard_page, says_what_it_left_out_of_the_address) {
    const std::string html = html_of({}, read_view({{"sort", "<b>"}}));
    EXPECT_TRUE(contains(html, "Ignored in the address: sort=&lt;b&gt; (not a column to sort"));
    EXPECT_FALSE(contains(html_of({}), "Ignored"));
}

TEST(leaderboard_page, says_how_many_flagged_results_are_hidden) {
    const auto html_with = [](domain::Flagged flagged, domain::LeaderboardPage page) {
        page.flagged = 2;
        View view{.query = {}};
        view.query.flagged = flagged;
        return board_page_html(page, {}, view).markup();
    };
    const domain::LeaderboardPage some{
        .items = {row("a", EnergyScope::gpu, EnergyMethod::counter, 2)}, .total = 1, .results = 1};
    const std::string hidden = html_with(domain::Flagged::hidden, some);
    EXPECT_TRUE(
        contains(hidden, "2 flagged results hidden: <a href=\"/?flagged=shown\">show</a>."));
    const std::string shown = html_with(domain::Flagged::shown, some);
    EXPECT_TRUE(contains(shown, "2 flagged results included: <a href=\"/\">hide</a>."));
    EXPECT_TRUE(contains(html_with(domain::Flagged::hidden, {}), "Only flagged results match"));
    EXPECT_FALSE(contains(html_of({}), "flagged result"));
}

TEST(leaderboard_page, says_the_question_in_words_and_how_much_of_it_is_listed) {
    domain::LeaderboardPage page{.items = {row("a", EnergyScope::gpu, EnergyMethod::counter, 2)},
                                 .total = 1,
                                 .results = 1234};
    page.meaning = "The best result of each model <by> date.";
    const std::string html = board_page_html(page, {}, {.query = {}}).markup();
    EXPECT_TRUE(contains(html, "<b>1 of 1,234 results.</b> The best result of each model &lt;by"));
}

TEST(leaderboard_page, names_what_each_constraint_costs) {
    const View view = read_view({{"engine", "vllm,sglang"},
                                 {"q", "qwen"},
                                 {"parameters_billions", "7..14"},
                                 {"concurrency", "4"},
                                 {"min_quality", "standard"},
                                 {"slo", "peak_memory_mb<=80000,latency_per_token_ms<=50"},
                                 {"exclude", "engine:tgi,model:a:b"}});
    // The application has the same words: board-words.test.ts.
    EXPECT_EQ(constraint_words(view, "engine"), "engine vLLM, SGLang");
    EXPECT_EQ(constraint_words(view, "q"), "search “qwen”");
    EXPECT_EQ(constraint_words(view, "parameters_billions"), "weights 7..14 B");
    EXPECT_EQ(constraint_words(view, "concurrency"), "requests in flight 4");
    EXPECT_EQ(constraint_words(view, "min_quality"), "grade of at least standard");
    EXPECT_EQ(constraint_words(view, "peak_memory_mb<=80000"), "memory ≤ 80 GB");
    EXPECT_EQ(constraint_words(view, "engine:tgi"), "excluding engine TGI");
    EXPECT_EQ(constraint_words(view, "model:a:b"), "excluding model a:b");
    domain::LeaderboardPage page;
    page.relaxations = {{.parameter = "peak_memory_mb<=80000", .total = 3},
                        {.parameter = "flagged", .total = 1}};
    const std::string html = board_page_html(page, {}, view).markup();
    EXPECT_TRUE(contains(html, ">Without memory ≤ 80 GB: 3 results</a>"));
    EXPECT_TRUE(contains(html, ">With flagged results: 1 result</a>"));
    EXPECT_TRUE(contains(html, "slo=latency_per_token_ms%3C%3D50&amp;min_quality=standard"));
    EXPECT_TRUE(contains(html, "flagged=shown"));
    EXPECT_TRUE(contains(html, ">Excluding engine TGI<"));
}

TEST(leaderboard_page, offers_the_usual_lengths_where_they_are_mixed) {
    const auto of_lengths = [](int input, int output) {
        auto one = row("a", EnergyScope::gpu, EnergyMethod::counter, 2);
        one.input_tokens = input;
        one.output_tokens = output;
        return one;
    };
    domain::LeaderboardPage page{
        .items = {of_lengths(16, 32), of_lengths(128, 64), of_lengths(128, 64)},
        .total = 3,
        .results = 3};
    EXPECT_FALSE(contains(board_page_html(page, {}, {.query = {}}).markup(), "comparable with"));
    page.mixed = {{.code = domain::RefusalCode::other_lengths, .reason = "Lengths differ."}};
    const std::string html = board_page_html(page, {}, {.query = {}}).markup();
    EXPECT_TRUE(contains(html, "comparable with one another. Lengths differ. <a"));
    EXPECT_TRUE(contains(html, "input_tokens=128&amp;output_tokens=64\">Only 128 in, 64 out</a>"));
}

TEST(leaderboard_page, keeps_pinned_rows_above_the_others_once) {
    auto first = row("first", EnergyScope::gpu, EnergyMethod::counter, 2);
    auto second = row("second", EnergyScope::gpu, EnergyMethod::counter, 1);
    second.id.text = "res_2";
    const std::string html = html_of({first, second}, read_view({{"pinned", "res_2,res_9"}}));
    const std::size_t pins = html.find("<tbody class=\"data-pins\">"),
                      pinned = html.find(">second<"),
                      ghost = html.find("<tr aria-hidden=\"true\">"), other = html.find(">first<");
    EXPECT_TRUE(pins < pinned && pinned < ghost && ghost < other && other != std::string::npos);
    EXPECT_FALSE(contains(html.substr(pinned + 1), ">second<"));
}

TEST(leaderboard_page, shows_the_limits_and_the_preset_that_they_are) {
    const std::vector<std::string>& chat = limit_presets().front().slo;
    View view{.query = {.slo = chat}};
    view.query.slo.push_back("tokens_per_joule>=2");
    const std::string html = html_of({}, view);
    EXPECT_TRUE(contains(html, "aria-current=\"true\">Chat</a>"));
    EXPECT_FALSE(contains(html, "aria-current=\"true\">Batch</a>"));
    EXPECT_TRUE(contains(html, "Tokens per joule ≥<small>"));
    EXPECT_TRUE(contains(html, "0 of 0 results meet the limits."));
    EXPECT_TRUE(contains(html_of({}), "Batch: no limit of latency."));
}

TEST(leaderboard_page, says_when_there_is_nothing) {
    EXPECT_TRUE(contains(html_of({}), "No result has been published yet"));
}

}  // namespace
}  // namespace lem::pages
