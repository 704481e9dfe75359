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
    detail.row.energy_absent_reason = "no meter";
    detail.row.metrics.throughput_tokens_per_sec = {.value = 93.4, .ci95_half_width = 1.2};
    const std::string html = result_page_html(detail);
    EXPECT_TRUE(contains(html, "Output tokens per second"));
    EXPECT_TRUE(contains(html, "<b>93.4</b><span>\u00b1 1.2 tok/s"));
    EXPECT_TRUE(contains(html, "Energy is absent: no meter"));
    EXPECT_FALSE(contains(html, "<b>model</b>"));
}

TEST(result_page, withdrawn_and_modelled_are_said) {
    domain::ResultDetail detail;
    detail.withdrawn_at = "2026-11-20T10:00:00Z";
    detail.withdrawn_reason = "wrong meter";
    detail.row.energy_method = domain::EnergyMethod::modelled;
    const std::string html = result_page_html(detail);
    EXPECT_TRUE(contains(html, "wrong meter"));
    EXPECT_TRUE(contains(html, "modelled, not measured"));
}

TEST(submit_form, shows_what_is_wrong_and_where) {
    domain::CheckReport report;
    report.violations = {{"/cycles/0/<x>", "must be a number"}};
    const std::string html = submit_form_html(report);
    EXPECT_TRUE(contains(html, "Not acceptable."));
    EXPECT_TRUE(contains(html, "/cycles/0/&lt;x&gt;"));
    EXPECT_TRUE(contains(html, "enctype=\"multipart/form-data\""));
}

}  // namespace
}  // namespace lem::pages
