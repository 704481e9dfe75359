#include "platform/sql/changes.hpp"

namespace lem::sql {
namespace {

constexpr Query select_after{"changes_after",
                             "SELECT sequence, topic, value FROM change WHERE sequence > :p1 ORDER "
                             "BY sequence LIMIT :p2"};
constexpr Query select_up_to{
    "last_change_up_to",
    "SELECT sequence, topic, value FROM change WHERE sequence <= :p1 ORDER "
    "BY sequence DESC LIMIT 1"};
// The counter, not the table: numbers are skipped, and old changes are removed.
constexpr Query select_last{"last_change",
                            "SELECT value FROM change_sequence WHERE name = 'change'"};
constexpr Query select_removed{"removed_changes",
                               "SELECT value FROM change_sequence WHERE name = 'removed_change'"};
constexpr Query update_removed{
    "update_removed_changes",
    "UPDATE change_sequence SET value = :p1 WHERE name = 'removed_change'"};
constexpr Query delete_old{"remove_old_changes", "DELETE FROM change WHERE sequence <= :p1"};

}  // namespace

std::vector<Change> changes_after(Reader& reader, std::int64_t sequence, int limit) {
    std::vector<Change> changes;
    for (auto& [number, topic, value] :
         reader.rows<std::int64_t, std::string, std::string>(select_after, sequence, limit))
        changes.push_back({number, std::move(topic), std::move(value)});
    return changes;
}

std::optional<Change> last_change_up_to(Reader& reader, std::int64_t sequence) {
    auto row = reader.row<std::int64_t, std::string, std::string>(select_up_to, sequence);
    if (!row) return std::nullopt;
    auto& [number, topic, value] = *row;
    return Change{number, std::move(topic), std::move(value)};
}

std::int64_t last_change(Reader& reader) {
    return std::get<0>(*reader.row<std::int64_t>(select_last));
}

bool can_follow(Reader& reader, std::int64_t sequence) {
    return sequence >= std::get<0>(*reader.row<std::int64_t>(select_removed));
}

void remove_old_changes(Transaction& transaction, std::int64_t kept) {
    const std::int64_t removed = last_change(transaction) - kept;
    if (removed <= 0 || !can_follow(transaction, removed)) return;  // nothing to do, or done before
    transaction.execute(update_removed, removed);
    transaction.execute(delete_old, removed);
}

}  // namespace lem::sql
