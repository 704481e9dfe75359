#pragma once
/// The leaderboard service: pages, chart points and counts from the index that follows the
/// database. Queries take no lock and do no I/O but reading mapped row texts; they are safe from
/// any thread. Wrong names and foreign cursors throw Error(bad_request) with the names that exist.

#include "domain/board/leaderboard.hpp"
#include "features/leaderboard/index/live_index.hpp"

namespace lem::leaderboard {

class Leaderboard {
public:
    /// Loads every listed row before it returns. `changed` is told the new change number when
    /// queries show it; it must not block.
    explicit Leaderboard(sql::Database& database, std::function<void(std::int64_t)> changed = {});

    domain::LeaderboardPage query(const domain::LeaderboardQuery& query) const;
    /// The same page as JSON text, assembled from stored row texts.
    std::string query_json(const domain::LeaderboardQuery& query) const;
    /// The first rows in the order asked for that have both values of the chart.
    domain::LeaderboardPoints points(domain::LeaderboardQuery query) const;
    domain::SiteStats stats() const { return index_.snapshot()->stats; }
    std::uint64_t data_version() const {
        return static_cast<std::uint64_t>(index_.snapshot()->change);
    }

    /// Follows up to now and returns: the caller's own submit is visible when its receipt arrives.
    void notify() { index_.follow(); }

private:
    struct Found {
        std::shared_ptr<const Snapshot> snapshot;  // the names in `answer` are its
        IndexAnswer answer;
        std::optional<Position> next;
    };

    Found find(const domain::LeaderboardQuery& query, IndexQuery shape) const;
    std::optional<std::string> next_cursor(const domain::LeaderboardQuery& query,
                                           const Found& found) const;
    Position position_of(const domain::LeaderboardQuery& query, const std::string& cursor) const;

    LiveIndex index_;
};

}  // namespace lem::leaderboard
