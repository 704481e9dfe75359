#pragma once
/// The leaderboard service: an in-memory snapshot that follows the database's change sequence.
/// Queries take no lock and do no I/O; they are safe from any thread. One background thread
/// follows: at once when notified, else twice a second, so that what another process stored appears
/// too.

#include "base/id.hpp"
#include "domain/leaderboard.hpp"
#include "features/leaderboard/ranking_index.hpp"
#include "features/leaderboard/row_texts.hpp"
#include "platform/sql/database.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace lem::leaderboard {

class Leaderboard {
public:
    /// Loads every listed row before it returns. `random` makes the key that cursors are signed
    /// with.
    Leaderboard(sql::Database& database, RandomSource& random);
    ~Leaderboard();
    Leaderboard(const Leaderboard&) = delete;
    Leaderboard& operator=(const Leaderboard&) = delete;

    /// Throws Error(bad_request) for an unknown metric, facet or field, or a cursor of another
    /// query.
    domain::LeaderboardPage query(const domain::LeaderboardQuery& query) const;
    /// The same page as JSON text, assembled from stored row texts.
    std::string query_json(const domain::LeaderboardQuery& query) const;
    domain::SiteStats stats() const;
    std::string data_version() const;

    /// Follows up to now and returns: the caller's own submit is visible when its receipt arrives.
    void notify();

private:
    struct Snapshot {
        std::shared_ptr<const RankingIndex> base;  // shared with readers that still use it
        std::shared_ptr<const Bits> base_removed;
        std::shared_ptr<const RankingIndex> delta;
        std::int64_t change = 0;
        domain::SiteStats stats;
    };
    struct Found {
        std::vector<Position> page;
        IndexAnswer answer;
        std::optional<std::string> next_cursor;
        std::shared_ptr<const Snapshot> snapshot;
    };

    void rebuild();
    void follow();
    void follow_forever();
    Found find(const domain::LeaderboardQuery& query) const;
    std::string cursor_of(const domain::LeaderboardQuery& query, Position position) const;
    Position position_of(const domain::LeaderboardQuery& query, const std::string& cursor) const;
    std::shared_ptr<const Snapshot> snapshot() const { return std::atomic_load(&snapshot_); }

    sql::Database& database_;
    const std::string cursor_key_;
    RowTexts texts_;
    std::shared_ptr<const Snapshot> snapshot_;  // only through std::atomic_load and atomic_store

    std::mutex follow_mutex_;  // one follower at a time: guards the three below
    std::vector<IndexRow> delta_rows_;
    std::mutex wake_mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread follower_;
};

}  // namespace lem::leaderboard
