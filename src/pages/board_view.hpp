#pragma once
/// Reads the address of the board's page in the same way as the web application
/// (web/src/features/leaderboard/search.ts): invalid parts are ignored and reported. Pure.

#include "domain/board/leaderboard_query.hpp"

namespace lem::pages {

struct View {
    domain::LeaderboardQuery query;
    /// Columns that are not drawn, and extra ones that are.
    std::vector<std::string> hide = {}, show = {};
    /// Results that are kept above the others, and those that are chosen to compare; by id.
    std::vector<std::string> pinned = {}, selected = {};
    /// Rows of one line.
    bool compact = false;
    /// The ignored parts of the address, in words. Not escaped.
    std::vector<std::string> left_out = {};
};

/// Unknown names are ignored: an address may have tracking parameters.
View read_view(const schema::Parameters& address);

/// The view as the query part of an address, without the page.
schema::Parameters parameters_of(const View& view);

/// "/?engine=vllm": the page that shows this view. Not escaped.
std::string address_of(const View& view);

/// True if anything is chosen that excludes results.
bool is_filtered(const View& view);

/// The same view without what excludes results.
View without_filters(const View& view);

}  // namespace lem::pages
