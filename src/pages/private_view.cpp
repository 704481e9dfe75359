#include "pages/private_view.hpp"

#include "base/figures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lem::pages {
namespace {

using html::all, html::el, html::Html;

constexpr std::size_t places_named_max = 3;

/// "runs, more.csv and 2 others"
std::string places_text(const std::vector<std::string>& places) {
    if (places.size() <= places_named_max) return fmt::format("{}", fmt::join(places, ", "));
    return fmt::format("{}, {} and {} others", places[0], places[1], places.size() - 2);
}

/// What else there is to say, as sentences that begin with a space.
std::string remarks(const PrivateView& view) {
    std::string text;
    if (view.is_reading())
        text += fmt::format(" Reading: {} of {}.", figures::count(view.files_read),
                            figures::plural(view.files_found, "file"));
    if (view.other_files > 0)
        text += fmt::format(" {} in no format that lem reads.",
                            view.other_files == 1
                                ? "1 other file is"
                                : figures::count(view.other_files) + " other files are");
    if (view.left_out) text += " " + *view.left_out;
    return text;
}

Html unreadable_html(const PrivateView& view) {
    if (view.unreadable == 0) return {};
    Html files;
    for (const auto& [file, message] : view.unreadable_files)
        files.add(el("li", el("code", file), ": ", message));
    const auto unnamed = view.unreadable - std::ssize(view.unreadable_files);
    if (unnamed > 0) files.add(el("li", "and ", figures::count(unnamed), " more"));
    return el("details",
              el("summary", figures::plural(view.unreadable, "file"), " could not be read"),
              el("ul", files));
}

}  // namespace

Html private_notice(const PrivateView& view, const ResultFiles& files) {
    return el("aside", {{"class", "layout-private"}, {"aria-label", "Private view"}},
              el("div", {{"class", "layout-page"}},
                 el("p", el("b", "Private view"), " of ", figures::plural(view.results, "result"),
                    " from ", el("b", places_text(view.places)), "; nothing has been uploaded.",
                    remarks(view),
                    files.files.empty()
                        ? Html()
                        : all(" This result is from ", el("b", places_text(files.files)), ".")),
                 unreadable_html(view)));
}

}  // namespace lem::pages
