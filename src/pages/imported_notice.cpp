#include "pages/imported_notice.hpp"

#include "base/figures.hpp"
#include "pages/parts.hpp"

#include <algorithm>
#include <fmt/ranges.h>

namespace lem::pages {

using html::all, html::el, html::Html;

namespace {

/// The reasons, each with the fields that are absent for it.
Html absent_html(const std::vector<domain::AbsentFact>& absent) {
    std::vector<std::pair<std::string, std::vector<std::string_view>>> reasons;
    for (const domain::AbsentFact& fact : absent) {
        auto found =
            std::ranges::find(reasons, fact.reason, [](const auto& one) { return one.first; });
        if (found == reasons.end()) found = reasons.insert(found, {fact.reason, {}});
        found->second.push_back(schema::name_of(fact.field));
    }
    Html items;
    for (const auto& [reason, fields] : reasons)
        items.add(el("li", fmt::format("{}", fmt::join(fields, ", ")),
                     fields.size() == 1 ? " is absent: " : " are absent: ", reason));
    return items;
}

/// What became of each field of the original, as the importer reported it.
Html mapping_html(const std::vector<domain::MappedField>& mapping) {
    if (mapping.empty()) return {};
    Html columns, rows;
    for (const char* title : {"Fate", "In the original", "Here", "Why"})
        columns.add(el("th", {{"scope", "col"}}, title));
    for (const domain::MappedField& field : mapping)
        rows.add(el("tr", el("th", {{"scope", "row"}}, schema::name_of(field.fate)),
                    el("td", {{"class", "mono"}}, field.source),
                    el("td", {{"class", "mono"}}, field.target), el("td", field.reason)));
    const std::string size = figures::plural(static_cast<std::int64_t>(mapping.size()), "line");
    return el("details", el("summary", {{"class", "small"}}, "Import report: " + size),
              el("div",
                 {{"class", "data-scroll"},
                  {"role", "region"},
                  {"aria-label", "Fields of the original, scrollable"},
                  {"tabindex", "0"}},
                 el("table", {{"class", "data-table"}},
                    el("caption", {{"class", "visually-hidden"}}, "Fields of the original"),
                    el("thead", el("tr", columns)), el("tbody", rows))));
}

}  // namespace

Html imported_notice(const domain::Provenance& provenance) {
    Html notes;
    for (const std::string& note : provenance.notes)
        notes.add(el("li", note));
    // The report names them, too.
    if (provenance.mapping.empty()) notes.add(absent_html(provenance.absent));
    const std::string version =
        provenance.format_version ? " " + *provenance.format_version : std::string();
    return el(
        "div", {{"class", "result-page-spacedNotice"}},
        notice(all(el("b", "Imported from " + provenance.format + version + "."),
                   " lem did not measure this result. Its submitter states that importer " +
                       provenance.importer_version + " read it from the file with the SHA-256 ",
                   el("span", {{"class", "mono result-page-original"}}, provenance.original_sha256),
                   ".", notes.empty() ? Html() : el("ul", notes),
                   mapping_html(provenance.mapping))));
}

}  // namespace lem::pages
