#pragma once
/// The visible list of everything the server answers.

#include "base/clock.hpp"
#include "features/accounts/routes.hpp"
#include "features/audit/audit.hpp"
#include "features/compare/compare.hpp"
#include "features/leaderboard/leaderboard.hpp"
#include "features/names/names.hpp"
#include "features/results/results.hpp"
#include "features/signing/account_keys.hpp"
#include "features/signing/transparency_log.hpp"
#include "features/views/views.hpp"
#include "pages/private_view.hpp"
#include "platform/http/api/api.hpp"
#include "platform/http/api/static_files.hpp"

namespace lem::app {

struct Features {
    results::Results& results;
    leaderboard::Leaderboard& leaderboard;
    const compare::Compare& compare;
    accounts::People people;
    names::Names& names;
    signing::AccountKeys& keys;
    signing::TransparencyLog& log;
    views::Views& views;
    audit::AuditLog& audit;
    http::EventLog& events;
    const http::StaticFiles& web;
    const Clock& clock;
    std::string public_url;                 // as people see the server; empty: as they ask for it
    pages::PrivateViewSource private_view;  // empty: a server for everybody
};

/// The public, documented API: /api.
void add_api_routes(http::Api& api, Features features);
/// Pages and assets: added last, since they match all other paths.
void add_page_routes(http::Api& api, Features features);

}  // namespace lem::app
