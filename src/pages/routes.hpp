#pragma once
/// Pages as HTML: the built shell with the content and data already in it, so that the first view
/// needs no script and no second request.

#include "base/clock.hpp"
#include "features/compare/compare.hpp"
#include "features/leaderboard/leaderboard.hpp"
#include "features/results/results.hpp"
#include "features/views/views.hpp"
#include "pages/private_view.hpp"
#include "pages/shell.hpp"
#include "platform/http/api/api.hpp"
#include "platform/http/api/static_files.hpp"

#include <memory>

namespace lem::pages {

/// The data sources of the pages.
struct Sources {
    results::Results& results;
    const leaderboard::Leaderboard& leaderboard;
    const compare::Compare& compare;
    const views::Views& views;
    const http::StaticFiles& web;
    const Clock& clock;
    std::shared_ptr<const Shell> shell;   // of `web`
    PrivateViewSource private_view = {};  // empty: for everybody
};

void add_routes(http::Api& api, Sources sources);
/// A page with the error, for clients that asked for a page.
std::function<http::Response(const http::Request&, const Error&)> error_page(
    const Sources& sources);
http::Response not_found_page(const http::Request& request, const Sources& sources);

}  // namespace lem::pages
