#pragma once
/// The pages of models and hardware, which the application draws: their titles, and the data of
/// their address. Thread-safe; calls block.

#include "features/leaderboard/leaderboard.hpp"
#include "pages/frame.hpp"

#include <array>

namespace lem::pages {

/// What an address asks and the API does not understand is left to the application: the page has
/// no data then.
struct ListRoute {
    std::string_view path;
    Page (*page)(const leaderboard::Leaderboard& board, const schema::Parameters& address);
};
/// The page's `moved_to` is set where `id` is another way to write the address.
/// Throws Error(not_found) if neither a result nor the catalogue has the model or hardware.
struct ItemRoute {
    std::string_view path;
    Page (*page)(const leaderboard::Leaderboard& board, const std::string& id,
                 const schema::Parameters& address);
};
/// The facets that the page of models counts, as web/src/shared/explorer/view.ts asks.
std::vector<std::string> model_facets();

extern const std::array<ListRoute, 2> explorer_lists;
extern const std::array<ItemRoute, 2> explorer_items;

}  // namespace lem::pages
