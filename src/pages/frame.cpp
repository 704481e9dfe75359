#include "pages/frame.hpp"

#include "schema/write.hpp"

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

constexpr std::string_view page_end = "page-end";

void fill(std::string& page, std::string_view mark, const Html& content) {
    const std::size_t at = page.find(mark);
    if (at != std::string::npos) page.replace(at, mark.size(), content.markup());
}

Html wordmark() {
    const std::optional<std::string> current = "currentColor";
    return el("a", {{"class", "layout-wordmark"}, {"href", "/"}},
              el("svg",
                 {{"width", 26}, {"height", 16}, {"viewBox", "0 0 26 16"}, {"aria-hidden", "true"}},
                 el("path", {{"d", "M2 8h22M2 3.5v9M24 3.5v9"},
                             {"fill", "none"},
                             {"stroke", current},
                             {"stroke-width", 2},
                             {"stroke-linecap", "round"}}),
                 el("circle", {{"cx", "14.5"}, {"cy", 8}, {"r", "4.5"}, {"fill", current}})),
              "lem");
}

/// The bar above and the line below every page, as the application draws them
/// (web/src/app/shell.tsx).
Html framed(const Page& page, const Frame& frame) {
    Html links;
    for (const auto& [path, label] : frame.navigation)
        links.add(el("a",
                     {{"href", path},
                      {"aria-current",
                       page.path == path ? std::optional<std::string>("page") : std::nullopt}},
                     label));
    const auto note = [](std::string_view address, std::string_view text) {
        return el("p", el("a", {{"href", address}}, text));
    };
    return all(
        el("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to content"),
        el("header", {{"class", "layout-topbar"}},
           el("div", {{"class", "layout-page"}}, wordmark(),
              el("nav", {{"class", "layout-nav wide-only"}, {"aria-label", "Main"}}, links),
              el("span", {{"class", "control-button control-plain control-square unseen"}}),
              frame.has_accounts ? el("a",
                                      {{"class", "control-button layout-account"},
                                       {"href", "/account"}},
                                      "Sign in")
                                 : Html(),
              el("details", {{"class", "control-facet narrow-only"}, {"name", "facet"}},
                 el("summary", {{"class", "control-button"}}, "Menu"),
                 el("nav", {{"class", "layout-menu"}, {"aria-label", "Main"}}, links)))),
        frame.notice, page.notice, page.main,
        el("footer", {{"class", "layout-footer"}, {"id", page_end}},
           el("div", {{"class", "layout-page"}},
              el("p", "lem measures and compares the energy of LLM inference."),
              note("/about", "Method"), note("/changes", "Changes"), note("/api/docs", "API"),
              note("/api/v1/leaderboard.csv", "All data as CSV"))));
}

std::string data_json(const std::vector<Datum>& data) {
    std::string json = "{";
    for (const auto& [address, answer] : data) {
        if (json.size() > 1) json += ',';
        schema::append_text(json, address);
        json += ':' + answer;
    }
    return json + '}';
}

}  // namespace

Html drawn_main(const std::vector<Datum>& data) {
    Html links;
    for (const Datum& datum : data)
        links.add(el("li", el("a", {{"href", datum.address}}, datum.address)));
    return el(
        "main", {{"class", "layout-page layout-main layout-pending"}, {"id", "main"}},
        el("noscript",
           el("p", {{"class", "layout-lead"}}, "This page needs JavaScript. The API has its data."),
           data.empty() ? Html() : el("ul", links)));
}

std::string page_text(std::string_view shell, const Page& page, const Frame& frame) {
    std::string text(shell);
    fill(text, "<!--lem:head-->",
         all(el("title", page.title),
             el("meta", {{"name", "description"}, {"content", page.description}}),
             el("meta", {{"property", "og:title"}, {"content", page.title}}),
             page.in_one_piece ? el("link", {{"rel", "expect"},
                                             {"href", "#" + std::string(page_end)},
                                             {"blocking", "render"}})
                               : Html()));
    fill(text, "<!--lem:main-->", framed(page, frame));
    fill(text, "<!--lem:data-->", Html::data_block("lem-data", data_json(page.data)));
    return text;
}

}  // namespace lem::pages
