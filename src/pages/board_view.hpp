#pragma once
/// What the address of the board's page holds, read as the application reads it
/// (web/src/features/leaderboard/search.ts): what is wrong in it is left out and said. Pure.

#include "domain/board/leaderboard.hpp"

namespace lem::pages {

struct View {
    domain::LeaderboardQuery query;
    /// Columns that are not drawn, and extra ones that are.
    std::vector<std::string> hide = {}, show = {};
    /// What the address holds and the view can't, in words. Not escaped.
    std::vector<std::string> left_out = {};
};

/// Names that are no part of a view are passed over: an address may hold a mark of who linked here.
View read_view(const schema::Parameters& address);

/// The view as an address holds it, without the page.
schema::Parameters parameters_of(const View& view);

/// "/?engine=vllm": the page that shows this view. Not escaped.
std::string address_of(const View& view);

/// Is anything chosen beside the order and the columns?
bool is_filtered(const View& view);

}  // namespace lem::pages
