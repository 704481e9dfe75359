#include "pages/saved_view_page.hpp"

#include "base/figures.hpp"
#include "domain/views/saved_view_wire.hpp"
#include "pages/exports/file_formats.hpp"
#include "pages/exports/menu.hpp"
#include "pages/frozen_answer.hpp"
#include "pages/words.hpp"

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

std::string address_of(const domain::SavedView& view) {
    return "/v/" + view.id;
}

Html change_html(const domain::AnswerChange& change) {
    Html figures;
    for (const domain::ChangedFigure& figure : change.figures) {
        const domain::MetricDefinition* metric = domain::find_metric(figure.metric);
        figures.add(all(" ", metric == nullptr ? figure.metric : std::string(metric->title), ": ",
                        figures::shown(figure.before), " → ", figures::shown(figure.after),
                        metric == nullptr ? "" : " " + std::string(metric->unit), "."));
    }
    return el("li", el("b", schema::title_of(change.change)), ": ",
              change.id ? el("a", {{"href", "/results/" + change.id->text}}, change.label)
                        : all(change.label),
              ". ", change.words, figures);
}

Html changes_html(const domain::AnswerChanges& changes) {
    if (changes.items.empty()) return el("p", "Nothing has changed since.");
    Html items;
    for (const domain::AnswerChange& change : changes.items)
        items.add(change_html(change));
    return el("details",
              el("summary", figures::plural(std::ssize(changes.items), "change"), " since, ",
                 figures::plural(changes.same, "row"), " as before"),
              el("ul", items));
}

Html withdrawn_html(const domain::SavedView& view) {
    if (view.withdrawn.empty() || view.changes) return {};
    Html items;
    for (const domain::WithdrawnResult& result : view.withdrawn)
        items.add(el("li", el("a", {{"href", "/results/" + result.id.text}}, result.id.text),
                     " was withdrawn on ", date_text(result.at), ". ", result.words));
    return el("ul", items);
}

Html choice(std::string_view label, const std::string& address, bool chosen) {
    return el("a",
              {{"class", "control-button control-quiet"},
               {"href", address},
               {"aria-current", chosen ? std::optional<std::string>("page") : std::nullopt}},
              label);
}

Html files_html(const domain::SavedView& view) {
    Html links;
    for (const exports::FileFormat& format : exports::file_formats)
        links.add(all(" ", el("a",
                              {{"href", exports::file_address(address_of(view), format.extension)},
                               {"download", true}},
                              format.title)));
    return el("p", "The frozen answer as a file:", links);
}

/// When and by whom it was saved, which answer is shown, and what changed.
Html bar_html(const domain::SavedView& view, bool is_live) {
    const std::string by = view.saved_by ? " by " + *view.saved_by : "";
    return el(
        "aside", {{"class", "layout-private"}, {"aria-label", "Saved view"}},
        el("div", {{"class", "layout-page"}},
           el("p", el("b", "Saved view"), " of ", date_time_text(view.saved_at), by, ". ",
              view.meaning,
              view.rows_withheld > 0 ? all(" ", figures::plural(view.rows_withheld, "row"),
                                           " may not be shown any more.")
                                     : Html()),
           el("p", choice("Frozen answer", address_of(view), !is_live), " ",
              choice("Answer of today", address_of(view) + "?answer=today", is_live), " ",
              el("a", {{"class", "control-button control-quiet"}, {"href", live_address(view)}},
                 "Open the live page")),
           files_html(view), view.changes ? changes_html(*view.changes) : Html(),
           withdrawn_html(view), el("p", {{"class", "small muted"}}, saved_view_note)));
}

}  // namespace

Page saved_view_page(const domain::SavedView& view, const domain::FrozenAnswer* today) {
    return {.title = "Saved view of " + date_text(view.saved_at) + " \u00b7 lem",
            .description = view.meaning,
            .main = frozen_answer_html(view, today == nullptr ? view.answer : *today),
            .path = view.path,
            .data = {{"/api/v1/views/" + view.id, schema::to_text(view)}},
            .notice = bar_html(view, today != nullptr)};
}

}  // namespace lem::pages
