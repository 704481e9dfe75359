#include "pages/submit_page.hpp"

#include "pages/exports/answer_table.hpp"
#include "pages/parts.hpp"

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

Html form_html() {
    return el(
        "form",
        {{"class", "layout-stack prose"},
         {"method", "post"},
         {"action", "/submit"},
         {"enctype", "multipart/form-data"}},
        el("label", {{"class", "submit-page-field"}}, "File",
           el("input", {{"type", "file"}, {"name", "file"}, {"required", true}})),
        el("div", el("button", {{"class", "control-button control-primary"}}, "Check")),
        el("label", {{"class", "control-check"}},
           el("input", {{"type", "checkbox"}, {"name", "licence"}, {"value", "yes"}}),
           el("span", "I measured this, or may publish it, under ",
              el("a", {{"href", exports::data_licence.address}, {"rel", "license"}},
                 exports::data_licence.name))),
        el("div", el("button", {{"class", "control-button"}, {"formaction", "/submit/publish"}},
                     "Publish result")));
}

/// Publishing needs an account: the visitor's, or a form that signs in.
Html account_html(const domain::Principal& visitor) {
    if (!visitor.is_anonymous())
        return el("p", {{"class", "prose"}}, "Signed in as ", el("b", visitor.account.name), ".");
    return el("form", {{"class", "layout-stack prose"}, {"method", "post"}, {"action", "/session"}},
              el("label", {{"class", "submit-page-field"}}, "Token, to sign in and publish",
                 el("span", {{"class", "control-input"}},
                    el("input", {{"type", "password"},
                                 {"name", "token"},
                                 {"autocomplete", "off"},
                                 {"required", true}}))),
              el("div", el("button", {{"class", "control-button"}}, "Sign in")));
}

Html report_html(const domain::CheckReport& report) {
    Html violations;
    for (const auto& [pointer, message] : report.violations)
        violations.add(el("li", el("code", pointer), " ", message));
    return all(
        el("p", {{"class", "submit-page-spaced"}, {"role", report.acceptable ? "status" : "alert"}},
           el("b", report.acceptable ? "Acceptable." : "Not acceptable."),
           report.acceptable ? " Nothing has been published yet." : " Nothing was published."),
        el("ul", {{"class", "fields-violations"}}, violations),
        report.checks.empty() ? Html()
                              : el("p", {{"class", "small muted"}}, check_summary(report.checks),
                                   " ", check_legend(report.checks)),
        check_list(report.checks));
}

}  // namespace

Html submit_page_html(const domain::Principal& visitor,
                      const std::optional<domain::CheckReport>& report,
                      const std::string& refusal) {
    return el("main", {{"class", "layout-page layout-main"}, {"id", "main"}},
              el("div", {{"class", "layout-head"}},
                 el("div", el("h1", "Submit results"),
                    el("p", {{"class", "layout-lead"}},
                       "Choose a result.json or a .lem bundle. It is checked before anything is "
                       "stored."))),
              form_html(), account_html(visitor),
              refusal.empty() ? Html()
                              : el("p", {{"class", "prose submit-page-spaced"}, {"role", "alert"}},
                                   el("b", "Rejected."), " ", refusal),
              report ? report_html(*report) : Html());
}

}  // namespace lem::pages
