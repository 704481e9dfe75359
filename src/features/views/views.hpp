#pragma once
/// Saved views: a state of a page keeps the answer that it had, under an id of its content. Views
/// are never changed; what of their answer may still be shown is decided when they are read.
/// Thread-safe; calls block.

#include "base/clock.hpp"
#include "domain/account.hpp"
#include "domain/views/saved_view.hpp"
#include "features/views/daily_room.hpp"
#include "features/views/view_store.hpp"
#include "platform/sql/database.hpp"

namespace lem::views {

/// The answer of a page to a state of it, read as the page itself reads its address. Throws
/// Error(bad_request) with what is wrong with the state, Error(not_found) for results that it names
/// and that are not shown.
using AnswerOf = std::function<domain::AskedAnswer(const domain::ViewToSave& state)>;

class Views {
public:
    Views(sql::Database& database, const Clock& clock, AnswerOf answer_of)
        : database_(database), clock_(clock), answer_of_(std::move(answer_of)) {}

    /// Durable when it returns. The same state with the same answer is the same view, whoever saved
    /// it first. `client` stands for the address of a caller without an account; empty for none.
    /// Throws as AnswerOf; Error(too_large) for an answer that is, Error(rate_limited) when the
    /// client's day is used up, and Error(storage_full) when the caller's share is.
    domain::ViewReceipt save(const domain::Principal& principal, const std::string& client,
                             const domain::ViewToSave& state);
    /// Opens the view. Throws Error(not_found).
    domain::SavedView view(const std::string& id) const;
    /// All views, the newest first.
    std::vector<view_store::ListedView> list() const;
    /// Running servers show it no longer within a second. Throws Error(not_found).
    void remove(const std::string& id);

private:
    void note_opening(const view_store::StoredView& view) const;
    void require_room(sql::Transaction& transaction, const view_store::StoredView& view) const;

    DailyRoom daily_room_{domain::address_views_bytes_max};
    sql::Database& database_;
    const Clock& clock_;
    const AnswerOf answer_of_;
};

}  // namespace lem::views
