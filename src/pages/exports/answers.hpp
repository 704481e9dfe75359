#pragma once
/// The answer of a page as a table: read from the address as the page reads it, asked from the same
/// sources. Thread-safe; calls block. Throws Error(bad_request) for what the page would leave out,
/// and Error(not_found).

#include "pages/exports/answer_table.hpp"
#include "pages/routes.hpp"

namespace lem::pages::exports {

/// A page that can be had as a file. Of an item the path ends in "{id}".
struct ExportedPage {
    std::string_view path;
    /// Fills everything but the origin, but for the address of the page within this server.
    /// `id` is empty for a list.
    AnswerTable (*table)(const Sources& sources, const schema::Parameters& address,
                         const std::string& id);
};

/// An answer to the question of a saved view, then or today; nullopt for one that is withheld.
std::optional<AnswerTable> frozen_table(const domain::SavedView& view,
                                        const domain::FrozenAnswer& answer);

extern const std::array<ExportedPage, 5> exported_lists;
extern const std::array<ExportedPage, 4> exported_items;

}  // namespace lem::pages::exports
