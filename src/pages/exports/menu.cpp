#include "pages/exports/menu.hpp"

#include "pages/exports/file_formats.hpp"
#include "pages/parts.hpp"

#include <algorithm>

namespace lem::pages::exports {

using html::el, html::Html;

std::string file_address(std::string_view page_address, std::string_view extension) {
    const std::size_t end = std::min(page_address.find('?'), page_address.size());
    std::string address(page_address.substr(0, end));
    if (address == "/") address += "leaderboard";
    address.append(".").append(extension);
    return address += page_address.substr(end);
}

Html menu(std::string_view page_address, std::string_view button) {
    Html links;
    for (const FileFormat& format : file_formats)
        links.add(
            el("a", {{"href", file_address(page_address, format.extension)}, {"download", true}},
               el("span", format.title), el("span", {{"class", "muted"}}, format.use)));
    return el("details", {{"class", "control-facet"}, {"name", "facet"}},
              el("summary", {{"class", button}}, "Export", icon("down")),
              el("div",
                 {{"class", "control-popover control-right control-files"},
                  {"role", "group"},
                  {"aria-label", "Export"}},
                 el("div", {{"class", "control-sheetHead narrow-only"}}, el("b", "Export"),
                    el("a", {{"class", "control-button control-quiet"}, {"href", page_address}},
                       "Close")),
                 links));
}

}  // namespace lem::pages::exports
