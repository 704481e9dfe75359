#pragma once
/// The leaderboard service: pages with ranks, and counts, from the index that follows the database.
/// Queries take no lock and do no I/O except reading mapped row texts; they are safe from any
/// thread. Unknown names and foreign cursors throw Error(bad_request) with the names that exist.

#include "domain/board/leaderboard.hpp"
#include "domain/catalogue/known_names.hpp"
#include "features/leaderboard/index/live_index.hpp"

namespace lem::leaderboard {

class Leaderboard {
public:
    /// Loads every listed row before it returns. `unreadable` is called for stored rows that cannot
    /// be read, `changed` for changes once queries show them; neither may block. A search for a
    /// name that `names` knows finds what is shown by another name.
    Leaderboard(sql::Database& database, LiveIndex::Unreadable unreadable,
                LiveIndex::Changed changed = {},
                domain::KnownNamesSource names = domain::share_built_in_names);

    domain::LeaderboardPage query(const domain::LeaderboardQuery& query) const;
    /// The same page as JSON text, assembled from stored row texts.
    std::string query_json(const domain::LeaderboardQuery& query) const;
    domain::SiteStats stats() const { return index_.snapshot()->stats; }
    std::uint64_t data_version() const {
        return static_cast<std::uint64_t>(index_.snapshot()->change);
    }

    /// Applies all changes up to now, so that a submit is visible when its receipt arrives.
    void notify() { index_.follow(); }
    /// Stored rows that could not be read since the start.
    std::int64_t unreadable_rows() const { return index_.unreadable_rows(); }

private:
    struct Found {
        std::shared_ptr<const Snapshot> snapshot;  // the names in `answer` are its
        IndexAnswer answer;
        std::optional<Position> next;
    };

    /// The query with the search text as things are shown.
    domain::LeaderboardQuery by_shown_names(domain::LeaderboardQuery query) const;
    Found find(const domain::LeaderboardQuery& query, IndexQuery shape) const;
    /// The texts of a page's rows, with rank or reason.
    std::vector<std::string> rows_of(const Found& found, const IndexQuery& shape) const;
    std::optional<std::string> next_cursor(const domain::LeaderboardQuery& query,
                                           const Found& found) const;
    Position position_of(const domain::LeaderboardQuery& query, const std::string& cursor) const;

    const domain::KnownNamesSource names_;
    LiveIndex index_;
};

}  // namespace lem::leaderboard
