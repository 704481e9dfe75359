#pragma once
/// Reading results as they are shown (which features/results writes) for the index.

#include "domain/board/stored_row.hpp"
#include "platform/sql/database.hpp"

#include <functional>
#include <optional>

namespace lem::leaderboard::leaderboard_store {

struct StoredRow {
    std::string id;
    std::uint32_t number = 0;
    std::string owner_id;
    bool listed = false;
    std::string row_json;
    domain::ShownNames names;
};
using Each = std::function<void(const StoredRow&)>;

/// nullopt if there is no result with this id.
std::optional<StoredRow> find(sql::Reader& reader, const std::string& id);
/// Every listed row, in the order of their numbers.
void for_each_listed(sql::Reader& reader, const Each& each);
/// Every row affected by the changes after `from` up to `to`: the results themselves, and those of
/// accounts, models and devices whose name changed. May give a row more than once.
void for_each_changed(sql::Reader& reader, std::int64_t from, std::int64_t to, const Each& each);

}  // namespace lem::leaderboard::leaderboard_store
