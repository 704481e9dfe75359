#pragma once
/// The page of a saved view: what it asks, when it was frozen and what changed since, above the
/// answer. Pure.

#include "domain/views/saved_view.hpp"
#include "pages/frame.hpp"

namespace lem::pages {

/// `today`: the answer of now, in the place of the saved one. nullptr: the saved one.
Page saved_view_page(const domain::SavedView& view, const domain::FrozenAnswer* today);

}  // namespace lem::pages
