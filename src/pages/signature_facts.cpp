#include "pages/signature_facts.hpp"

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

Html signed_text(const domain::ResultSignature& signature) {
    const std::string owner = signature.account ? " of " + *signature.account : std::string();
    return all(
        el("p", "Signed by the key ", el("span", {{"class", "mono"}}, signature.fingerprint), owner,
           ": ", schema::doc_of(signature.standing), "."),
        el("p",
           "A signature proves who published these files and that they are unchanged. It does "
           "not prove that the figures are true. ",
           el("a", {{"href", "/method/provenance"}}, "What it proves"), "."));
}

}  // namespace

Html signature_facts(const domain::ResultDetail& detail) {
    Html facts;
    if (detail.signature) facts.add(signed_text(*detail.signature));
    if (detail.log_index)
        facts.add(el("p", "Entry ", std::to_string(*detail.log_index), " of the ",
                     el("a", {{"href", "/method/provenance"}}, "log of accepted results"), "."));
    return facts;
}

}  // namespace lem::pages
