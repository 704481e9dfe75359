#pragma once
/// The tables of saved views: `saved_view` and `saved_view_result`, written once. Only this feature
/// writes them.

#include "domain/views/saved_view.hpp"
#include "platform/sql/database.hpp"

namespace lem::views::view_store {

/// A view as it was saved.
struct StoredView {
    std::string id;
    std::string path;
    std::string query;
    int rows = 0;
    std::string meaning;
    std::string data_version;
    std::string answer_json;
    std::optional<std::string> saved_by;  // an account's id; its name when it is read
    std::int64_t saved_at_ms = 0;
};

/// A result of a view as it is today.
struct ResultToday {
    std::string id;
    domain::StateChange last;
};

/// Bytes that the view takes of its holder's room.
std::int64_t size_of(const StoredView& view);
/// Bytes of all views of the account; nullopt: of callers without one.
std::int64_t bytes_held(sql::Reader& reader, const std::optional<std::string>& account_id);
bool exists(sql::Reader& reader, const std::string& id);
/// Does nothing if another server stored the same view a moment ago.
void insert(sql::Transaction& transaction, const StoredView& view,
            const std::vector<std::string>& results);
std::optional<StoredView> find(sql::Reader& reader, const std::string& id);
/// A result that is not in the database is hidden.
std::vector<ResultToday> results_today(sql::Reader& reader, const std::string& id);

}  // namespace lem::views::view_store
