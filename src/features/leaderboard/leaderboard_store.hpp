#pragma once
/// Reading the table `result` (which features/results writes) for the index.

#include "features/leaderboard/index/ranking_index.hpp"
#include "platform/sql/database.hpp"

#include <functional>

namespace lem::leaderboard::leaderboard_store {

struct Change {
    IndexRow row;
    std::string row_json;
    std::string contributor;
    std::int64_t change = 0;
    bool listed = true;
};

/// Every row that changed after `change`, in order of change.
void for_each_change(sql::Reader& reader, std::int64_t change,
                     const std::function<void(const Change&)>& each);
std::int64_t last_change(sql::Reader& reader);

}  // namespace lem::leaderboard::leaderboard_store
