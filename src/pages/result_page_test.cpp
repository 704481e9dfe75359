#include "pages/result_page.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(result_page, without_energy_the_speed_leads_and_the_reason_is_there) {
    domain::ResultDetail detail;
    detail.row.model = "org/<b>model</b>";
    detail.document.energy_absent_reason = "no <meter>";
    auto& speed = detail.evaluation.summary.throughput_tokens_per_sec;
    speed.mean = 93.4, speed.ci95_low = 92.2, speed.ci95_high = 94.6;
    const std::string html = result_page_html(detail).markup();
    EXPECT_TRUE(contains(html, "Output tokens per second"));
    EXPECT_TRUE(contains(html, "<b>93.4</b><span>\u00b1 1.2 tok/s"));
    EXPECT_TRUE(contains(html, "Energy is absent: no &lt;meter&gt;"));
    EXPECT_FALSE(contains(html, "<b>model</b>"));
}

TEST(result_page, says_its_rank_in_its_scope_and_leads_to_its_operating_curve) {
    domain::ResultDetail detail;
    domain::ResultStanding standing{.loads = 1};
    standing.item.id.text = "res_a";
    standing.item.energy_scope = domain::EnergyScope::gpu;
    EXPECT_FALSE(contains(result_page_html(detail, &standing).markup(), "rank"));
    standing.loads = 3;
    standing.item.rank = 6, standing.item.rank_best = 5, standing.item.rank_worst = 7;
    const std::string html = result_page_html(detail, &standing).markup();
    EXPECT_TRUE(contains(html, "<a href=\"/?energy_scope=gpu\">rank 6 (5–7)</a>"));
    EXPECT_TRUE(contains(html, "href=\"/analysis?systems=res_a\">operating curve over 3 loads"));
}

TEST(result_page, withdrawn_and_modelled_are_said) {
    domain::ResultDetail detail;
    detail.row.state = domain::ResultState::withdrawn;
    detail.history = {{.state = domain::ResultState::withdrawn,
                       .reason = domain::StateReason::by_owner,
                       .words = "wrong meter",
                       .replaced_by = {},
                       .by = "ada",
                       .at = "2026-11-20T10:00:00Z"}};
    detail.row.energy_method = domain::EnergyMethod::modelled;
    const std::string html = result_page_html(detail).markup();
    EXPECT_TRUE(contains(html, "Withdrawn on 20 November 2026, 10:00 UTC.</b> wrong meter It is"));
    EXPECT_TRUE(contains(html, "modelled, not measured"));
}

TEST(result_page, a_run_that_was_stopped_says_so_and_why) {
    domain::ResultDetail detail;
    EXPECT_FALSE(contains(result_page_html(detail).markup(), "Stopped early"));
    detail.document.experiment.complete = false;
    EXPECT_TRUE(contains(result_page_html(detail).markup(),
                         "<b>Stopped early</b>. What was measured until then is shown."));
    detail.document.experiment.incomplete_reason = "the disk was <full>. ";
    EXPECT_TRUE(contains(result_page_html(detail).markup(),
                         "<b>Stopped early</b>: the disk was &lt;full&gt;. What was measured"));
}

TEST(result_page, what_another_tool_measured_says_so_as_its_submitters_statement) {
    domain::ResultDetail detail;
    EXPECT_FALSE(contains(result_page_html(detail).markup(), "Imported"));
    EXPECT_TRUE(contains(result_page_html(detail).markup(), ". Submitted."));
    detail.document.provenance = {.format = "vllm-bench",
                                  .format_version = "0.11",
                                  .importer_version = "1.2",
                                  .original_sha256 = std::string(64, 'e'),
                                  .notes = {"seconds <became> milliseconds"},
                                  .absent = {{domain::OptionalFact::seed, "it has none"},
                                             {domain::OptionalFact::os, "<private>"},
                                             {domain::OptionalFact::kernel, "<private>"}}};
    const std::string html = result_page_html(detail).markup();
    EXPECT_TRUE(contains(html, "<b>Imported from vllm-bench 0.11.</b> lem did not measure this"));
    EXPECT_TRUE(contains(html, "Its submitter states that importer 1.2 read it from the file"));
    EXPECT_TRUE(contains(html, std::string(64, 'e')));
    EXPECT_TRUE(contains(html, "<li>seconds &lt;became&gt; milliseconds</li>"));
    EXPECT_TRUE(contains(html, "<li>experiment.seed is absent: it has none</li>"));
    EXPECT_TRUE(
        contains(html, "<li>environment.os, environment.kernel are absent: &lt;private&gt;</li>"));
    detail.document.provenance->mapping = {
        {"/duration", "cycles.window", domain::FieldFate::taken, "the same"}};
    const std::string reported = result_page_html(detail).markup();
    EXPECT_TRUE(contains(reported, "Import report: 1 line<"));
    EXPECT_TRUE(contains(reported, "<td class=\"mono\">/duration</td>"));
    EXPECT_FALSE(contains(reported, "absent: it has none")) << "the report has it";
    detail.document.experiment.started_at = "2026-11-20T10:00:00Z";
    EXPECT_TRUE(contains(result_page_html(detail).markup(), "Measured on <time"));
}

TEST(result_page, names_engines_tokens_and_memory_as_the_application_does) {
    domain::ResultDetail detail;
    detail.row.engine = "tensorrt-llm";
    detail.row.input_tokens = 1024;
    detail.row.output_tokens = 500;
    const auto memory = [&](double megabytes) {
        detail.evaluation.summary.peak_memory_mb.mean = megabytes;
        return result_page_html(detail).markup();
    };
    EXPECT_TRUE(contains(memory(400), ">TensorRT-LLM</span>"));
    EXPECT_TRUE(contains(memory(400), "tokens per request 1k in, 500 out."));
    detail.row.input_tokens.reset();
    EXPECT_TRUE(contains(memory(400), "tokens per request 500 out."));
    detail.row.output_tokens.reset();
    EXPECT_FALSE(contains(memory(400), "tokens per request"));
    EXPECT_TRUE(contains(memory(400), ">400</span><span class=\"result-page-unit\">MB</span>"));
    EXPECT_TRUE(contains(memory(24'000), ">24.0</span><span class=\"result-page-unit\">GB</span>"));
}

TEST(result_page, says_whose_signature_it_is_and_what_that_proves) {
    domain::ResultDetail detail;
    EXPECT_FALSE(contains(result_page_html(detail).markup(), "Signed by"));
    detail.log_index = 7;
    detail.signature = {.key = "ed25519:x",
                        .fingerprint = std::string(64, 'f'),
                        .account = "<ada>",
                        .standing = domain::SignerStanding::revoked_key};
    const std::string html = result_page_html(detail).markup();
    EXPECT_TRUE(
        contains(html, std::string(64, 'f') + "</span> of &lt;ada&gt;: the key was revoked"));
    EXPECT_TRUE(contains(html, "It does not prove that the figures are true."));
    EXPECT_TRUE(contains(html, "Entry 7 of the <a"));
}

TEST(result_page, the_code_of_a_check_leads_to_its_section_of_the_method) {
    domain::ResultDetail detail;
    detail.checks = {{.code = "E14"}, {.code = "Z9"}};
    const std::string html = result_page_html(detail).markup();
    EXPECT_TRUE(contains(html, "<code><a href=\"/method/checks-energy#e14\">E14</a></code>"));
    EXPECT_TRUE(contains(html, "<code>Z9</code>")) << "a check of a newer version has no section";
}

TEST(result_page, a_warning_says_what_it_means_and_shows_its_bounds) {
    domain::ResultDetail detail;
    EXPECT_FALSE(contains(result_page_html(detail).markup(), "has no rank"));
    detail.checks = {{.code = "E10",
                      .outcome = domain::CheckOutcome::warning,
                      .observed = 12,
                      .bound_low = 27,
                      .unit = "s"}};
    const std::string html = result_page_html(detail).markup();
    EXPECT_TRUE(contains(html, "<h2 id=\"checks\">"));
    EXPECT_TRUE(contains(html, "0 passed, 1 warning, none rejected. The server ran them."));
    EXPECT_TRUE(contains(html, "A result with a warning is published, but has no rank."));
    EXPECT_TRUE(contains(html, "Observed 12.0 s; allowed from 27.0 s.</p></div><svg"));
}

TEST(result_page, an_absent_figure_says_why) {
    domain::ResultDetail detail;
    detail.evaluation.summary.avg_power_watts.absent_reason = "no <meter>";
    const std::string html = result_page_html(detail).markup();
    EXPECT_TRUE(contains(html, "title=\"no &lt;meter&gt;\""));
    EXPECT_TRUE(contains(html, "title=\"not measured\""));
    EXPECT_FALSE(contains(html, ">\u2014</span><span class=\"result-page-unit\">"));
}

}  // namespace
}  // namespace lem::pages
