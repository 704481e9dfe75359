#pragma once
/// The frame of every page: the built shell with title, navigation, content and the data that the
/// application starts with. Pure.

#include "pages/html.hpp"

namespace lem::pages {

/// A link of the bar above every page.
struct NavigationLink {
    std::string_view path, label;
};

/// An answer of the API that is sent with a page, with its address: {"/api/v1/stats", "{...}"}. The
/// application puts it into its cache (web/src/shared/api/queries.ts).
struct Datum {
    std::string address, json;
};

struct Page {
    std::string title;
    std::string description;
    html::Html main;
    std::string path = {};
    std::string moved_to = {};  // the path to ask for instead
    std::vector<Datum> data = {};
    int status = 200;
    std::string result_id = {};  // of the result that it is about
    html::Html notice = {};      // above the content
    /// Painted only when all of it is there: what comes later would move what came before, as the
    /// columns of a table do.
    bool in_one_piece = false;
};

/// What all pages of a server have around their content.
struct Frame {
    std::vector<NavigationLink> navigation;
    bool has_accounts = true;  // or nobody signs in: a private view
    html::Html notice = {};    // above the content of every page
};

/// A page that only the application draws: an empty element for it and, for browsers without
/// scripts, links to the data.
html::Html drawn_main(const std::vector<Datum>& data);

/// `shell` is the built index.html with its marks `<!--lem:head-->`, `<!--lem:main-->` and
/// `<!--lem:data-->`.
std::string page_text(std::string_view shell, const Page& page, const Frame& frame);

}  // namespace lem::pages
