#pragma once
/// The table of changes that `Transaction::change` writes, in the order of their numbers. The
/// index, the answer cache, live streams and other processes follow it. Old changes are removed: a
/// follower that is too far behind reloads the tables themselves.

#include "platform/sql/database.hpp"

namespace lem::sql {

struct Change {
    std::int64_t sequence = 0;
    std::string topic;
    std::string value;

    bool operator==(const Change&) const = default;
};

/// At most `limit` changes after `sequence`, oldest first.
std::vector<Change> changes_after(Reader& reader, std::int64_t sequence, int limit);
/// The number of the newest change, 0 when there is none yet.
std::int64_t last_change(Reader& reader);
/// The newest change that is not after `sequence`; nullopt if it was removed, or there was none.
std::optional<Change> last_change_up_to(Reader& reader, std::int64_t sequence);
/// True if a follower at `sequence` can continue: no change after it was removed.
bool can_follow(Reader& reader, std::int64_t sequence);
/// Removes all but the newest `kept` changes.
void remove_old_changes(Transaction& transaction, std::int64_t kept);

}  // namespace lem::sql
