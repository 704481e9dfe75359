#include "pages/changes_page.hpp"

#include "base/embedded.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/result/metric_list.hpp"
#include "pages/words.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <algorithm>

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

domain::ChangeLog read_log() {
    domain::ChangeLog log;
    for (const embedded::File& file : embedded::changes()) {
        auto part = schema::from_text<domain::ChangeLog>(file.content);
        if (!part)
            throw Error(ErrorCode::internal,
                        "The log of changes can't be read: " + std::string(file.path) + ".",
                        std::move(part.error()));
        std::ranges::move(part->items, std::back_inserter(log.items));
    }
    // The words about a version of the definitions stand beside the metrics.
    for (domain::MethodChange& change : log.items)
        for (const auto& [version, words] : domain::definition_changes)
            if (change.metric_definitions_version == version) change.text = words;
    return log;
}

/// The address of a check's section in the pages of the method.
std::string section_of(const domain::CheckDefinition& check) {
    return "/method/checks-" + std::string(schema::name_of(check.family)) + "#" +
           text::lower(check.code);
}

Html checks_html(const domain::MethodChange& change) {
    Html links;
    for (const domain::CheckDefinition& check : domain::all_checks())
        if (std::ranges::count(change.checks, check.code) > 0)
            links.add(
                all(links.empty() ? "" : ", ",
                    el("a", {{"href", section_of(check)}, {"title", check.title}}, check.code)));
    return links.empty() ? Html() : el("p", "Checks: ", links);
}

Html change_html(const domain::MethodChange& change) {
    std::string number;
    if (change.derivation_number)
        number = " " + std::to_string(*change.derivation_number);
    else if (change.metric_definitions_version)
        number = " " + *change.metric_definitions_version;
    return el(
        "li",
        el("p", {{"class", "small muted"}},
           el("time", {{"datetime", change.date}}, date_text(change.date + "T00:00:00.000Z")),
           " · ", schema::title_of(change.kind), number),
        el("h2", change.title), el("p", change.text), checks_html(change),
        change.address ? el("p", el("a", {{"href", *change.address}}, "The method")) : Html());
}

}  // namespace

const domain::ChangeLog& change_log() {
    static const domain::ChangeLog log = read_log();
    return log;
}

Page changes_page(const domain::ChangeLog& log) {
    Html items;
    for (const domain::MethodChange& change : log.items)
        items.add(change_html(change));
    return {.title = "Changes of the method \u00b7 lem",
            .description = "What changed in how results are measured, checked and ranked.",
            .main = el("main", {{"class", "layout-page layout-main"}, {"id", "main"}},
                       el("div", {{"class", "layout-head"}},
                          el("div", el("h1", "Changes of the method"),
                             el("p", {{"class", "layout-lead"}},
                                "What changed in how results are measured, checked and ranked, "
                                "newest first. With each derivation, all results were derived "
                                "again from what was submitted."))),
                       el("ol", {{"class", "method-page-changes"}}, items)),
            .path = "/changes",
            .data = {{"/api/v1/changes", schema::to_text(log)}}};
}

}  // namespace lem::pages
