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
    std::int64_t opened_at_ms = 0;  // last, to within a day
};

/// A view in a list, without its answer.
struct ListedView {
    std::string id;
    std::string address;  // of the page that was saved
    std::string meaning;
    std::optional<std::string> saved_by;  // an account's name
    std::int64_t size_bytes = 0;
    std::int64_t saved_at_ms = 0;
    std::int64_t opened_at_ms = 0;
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
void mark_opened(sql::Transaction& transaction, const std::string& id, std::int64_t now_ms);
/// Removes views of callers without an account that nobody opened since, the longest unopened
/// first, until these bytes are free or there are no more.
void remove_unopened(sql::Transaction& transaction, std::int64_t since_ms, std::int64_t bytes);
/// False if there is no such view.
bool remove(sql::Transaction& transaction, const std::string& id);
/// The newest first.
std::vector<ListedView> list(sql::Reader& reader);
/// A result that is not in the database is hidden.
std::vector<ResultToday> results_today(sql::Reader& reader, const std::string& id);

}  // namespace lem::views::view_store
