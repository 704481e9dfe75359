#include "pages/compare_page.hpp"

#include "pages/compare_table.hpp"
#include "pages/compare_words.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

using domain::ResultComparison, domain::Verdict;

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

ResultComparison sample() {
    ResultComparison made{
        .title = "org: a <b> against c", .summary = "B has more.", .baseline = "A"};
    for (const std::string letter : {"A", "B", "C"}) {
        domain::ComparisonEntry entry{.letter = letter, .label = "label <" + letter + ">"};
        entry.row.id.text = "res_" + letter;
        entry.row.hardware = "GPU";
        made.results.push_back(entry);
    }
    made.metrics = {{.metric = "tokens_per_joule", .independent = true},
                    {.metric = "joules_per_token", .independent = false}};
    for (domain::ComparedMetric& metric : made.metrics)
        metric.values = {{.mean = 5, .ci95_low = 4.8, .ci95_high = 5.2},
                         {.mean = 6,
                          .ratio = 1.2,
                          .ratio_ci95_low = 1.1,
                          .ratio_ci95_high = 1.3,
                          .p_value_holm = 0.4,
                          .verdict = Verdict::better,
                          .words = "20 % higher"},
                         {.mean = 7,
                          .verdict = Verdict::not_comparable,
                          .words = "the energies cover different parts of the machines"}};
    made.facts = {{.name = "precision",
                   .title = "Precision",
                   .values = {"fp8", std::nullopt, "bf16"},
                   .differs = true},
                  {.name = "os", .title = "System", .values = {"x", "x", "x"}}};
    return made;
}

const CompareView view{.ids = {"res_A", "res_B", "res_C"}};

TEST(compare_page, shows_value_interval_difference_and_verdict) {
    const std::string html = compare_page_html(sample(), view).markup();
    EXPECT_TRUE(contains(html, "<h1>org: a &lt;b&gt; against c</h1>"));
    EXPECT_TRUE(contains(html, "<b>5.00</b><span class=\"data-pm\">± 0.20</span>"));
    EXPECT_TRUE(contains(html, "+20.0 % (+10.0 % to +30.0 %)"));
    EXPECT_TRUE(contains(html, ">better, not confirmed by the rank test</span>"));
    EXPECT_TRUE(contains(html, "not compared: the energies cover different parts"));
    EXPECT_TRUE(contains(html, "Strips run from −50 % to +50 %"));
    EXPECT_TRUE(contains(html, "label &lt;B&gt;"));
    EXPECT_FALSE(contains(html, "<B>"));
}

TEST(compare_page, shows_equal_facts_and_dependent_metrics_when_asked) {
    const std::string few = compare_page_html(sample(), view).markup();
    EXPECT_FALSE(contains(few, "System") || contains(few, "Joules per token"));
    EXPECT_TRUE(contains(few, "title=\"not stated\""));
    EXPECT_TRUE(contains(few, "Show 1 equal fact<"));
    EXPECT_TRUE(contains(few, "Configuration, where it differs"));
    CompareView everything = view;
    everything.all_facts = everything.all_metrics = true;
    const std::string all = compare_page_html(sample(), everything).markup();
    EXPECT_TRUE(contains(all, "System") && contains(all, "Joules per token"));
    EXPECT_TRUE(contains(all, "Only differences") && contains(all, "Only main metrics"));
}

TEST(compare_page, leads_to_other_baselines_and_fewer_results) {
    const std::string html = compare_page_html(sample(), view).markup();
    EXPECT_TRUE(contains(html, "ids=res_A,res_B,res_C&amp;baseline=res_B\">Make baseline"));
    EXPECT_TRUE(contains(html, "/compare?ids=res_B,res_C\">Remove"));
    CompareView based = view;
    based.baseline = "res_B";
    ResultComparison made = sample();
    made.baseline = "B";
    const std::string other = compare_page_html(made, based).markup();
    EXPECT_TRUE(contains(other, "/compare?ids=res_A,res_B,res_C\">Make baseline"));
    EXPECT_TRUE(contains(other, "/compare?ids=res_A,res_C\">Remove"))
        << "without the baseline the first is it";
    EXPECT_TRUE(contains(other, "/compare?ids=res_B,res_C\">Remove"));
    made.results.pop_back();
    for (auto& metric : made.metrics)
        metric.values.pop_back();
    for (auto& fact : made.facts)
        fact.values.pop_back();
    EXPECT_FALSE(contains(compare_page_html(made, {.ids = {"res_A", "res_B"}}).markup(), "Remove"));
}

TEST(compare_page, says_what_is_not_comparable_and_why) {
    ResultComparison made = sample();
    made.refusals = {{.letters = {"B", "C"},
                      .concerns = domain::Concern::energy,
                      .code = domain::RefusalCode::no_energy,
                      .reason = "A has no <energy>."},
                     {.letters = {"B", "C"},
                      .concerns = domain::Concern::energy,
                      .code = domain::RefusalCode::other_energy_scope,
                      .reason = "Other scopes."},
                     {.letters = {"C"}, .reason = "Other lengths."}};
    made.results[1].withdrawal = {.state = domain::ResultState::withdrawn,
                                  .reason = domain::StateReason::by_owner,
                                  .words = "<oops>",
                                  .replaced_by = {},
                                  .by = "ada",
                                  .at = "2026-11-20T10:00:00Z"};
    made.cautions = {"C was stopped early."};
    const std::string html = compare_page_html(made, view).markup();
    EXPECT_TRUE(contains(html,
                         "The energy of B is not comparable with that of A.</b> A has no "
                         "&lt;energy&gt;. Other scopes.</div>"));
    EXPECT_TRUE(contains(html, "C is not comparable with A.</b> Other lengths."));
    EXPECT_TRUE(contains(html, "B was withdrawn on 20 November 2026, 10:00 UTC.</b> &lt;oops&gt;"));
    EXPECT_TRUE(contains(html, "C was stopped early."));
    EXPECT_TRUE(contains(html, "</svg>withdrawn</span>"));
}

TEST(compare_page, writes_changes_with_sign_and_one_decimal) {
    EXPECT_EQ(change_text(1.2), "+20.0 %");
    EXPECT_EQ(change_text(0.601), "−39.9 %");
    EXPECT_EQ(change_text(1.0001), "0.0 %");
    EXPECT_EQ(change_text(0.99999), "0.0 %");
    EXPECT_EQ(change_text(4.2), "+320 %");
    EXPECT_EQ(change_text(64.24), "64.2×");
}

TEST(compare_view, reads_what_it_writes_and_ignores_the_rest) {
    const CompareView read = read_compare_view({{"ids", "a,b"},
                                                {"ids", "a,c"},
                                                {"baseline", "b"},
                                                {"facts", "all"},
                                                {"metrics", "some"},
                                                {"chart", "pie"},
                                                {"utm", "x"}});
    EXPECT_EQ(read.ids, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(address_of(read), "/compare?ids=a,b,c&baseline=b&facts=all");
    EXPECT_EQ(read_compare_view({{"ids", "a,b"}, {"baseline", "a"}}).baseline, std::nullopt);
    EXPECT_EQ(read_compare_view({{"ids", "a,b"}, {"baseline", "z"}}).baseline, std::nullopt);
    EXPECT_EQ(address_of({}), "/compare");
}

}  // namespace
}  // namespace lem::pages
