#include "pages/imported_notice.hpp"

#include "pages/parts.hpp"

namespace lem::pages {

using html::all, html::el, html::Html;

Html imported_notice(const domain::Provenance& provenance) {
    Html notes;
    for (const std::string& note : provenance.notes)
        notes.add(el("li", note));
    for (const domain::AbsentFact& absent : provenance.absent)
        notes.add(el("li", schema::name_of(absent.field), " is absent: ", absent.reason));
    const std::string version =
        provenance.format_version ? " " + *provenance.format_version : std::string();
    return el(
        "div", {{"class", "result-page-spacedNotice"}},
        notice(all(el("b", "Imported from " + provenance.format + version + "."),
                   " lem did not measure this result. Its submitter states that importer " +
                       provenance.importer_version + " read it from the file with the SHA-256 ",
                   el("span", {{"class", "mono"}}, provenance.original_sha256), ".",
                   notes.empty() ? Html() : el("ul", notes))));
}

}  // namespace lem::pages
