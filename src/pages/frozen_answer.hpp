#pragma once
/// The answer of a page by itself, without what asks further: the leaderboard and the comparison as
/// they are, the answers that the application draws as tables. Pure.

#include "domain/views/saved_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

html::Html frozen_answer_html(const domain::SavedView& view, const domain::FrozenAnswer& answer);

}  // namespace lem::pages
