#pragma once
/// What the page says of an answer: the question in words, what is mixed in it, how much of it is
/// shown, and what to do where it is empty. The same words as the application's
/// (web/src/features/leaderboard/board-head.tsx, answer.tsx). Pure.

#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// The question in words, and what can be done with the list.
html::Html board_head_html(const domain::LeaderboardPage& page, const View& view);

/// Why rows of the page may not be comparable, with a way to those of the usual lengths.
html::Html mixed_html(const domain::LeaderboardPage& page, const View& view);

/// The number of rows shown, and a link to the rest, which the application loads in place.
html::Html more_html(const domain::LeaderboardPage& page, const View& view);

/// Instead of rows. `is_private`: of a private view, where nothing is published.
html::Html empty_html(const domain::LeaderboardPage& page, const View& view, bool is_private);

}  // namespace lem::pages
