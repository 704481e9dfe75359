#pragma once
/// The page of a saved view: what it asks, when it was frozen and what changed since, above the
/// answer. Pure.

#include "domain/views/saved_view.hpp"
#include "pages/frame.hpp"

namespace lem::pages {

/// What is chosen on a saved view asks anew; only its answer was kept.
inline constexpr std::string_view saved_view_note =
    "What was saved stays as it was: sorting, filtering or another choice below opens the live "
    "page.";

/// `today`: the answer of now, in the place of the saved one. nullptr: the saved one.
Page saved_view_page(const domain::SavedView& view, const domain::FrozenAnswer* today);

}  // namespace lem::pages
