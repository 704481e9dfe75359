#pragma once
/// The leaderboard service: pages with ranks, and counts, from the index that follows the database.
/// Queries take no lock and do no I/O except reading mapped row texts; they are safe from any
/// thread. Unknown names and foreign cursors throw Error(bad_request) with the names that exist.

#include "domain/board/leaderboard_query.hpp"
#include "domain/catalogue/known_names.hpp"
#include "features/leaderboard/index/live_index.hpp"

namespace lem::leaderboard {

class Leaderboard {
public:
    /// Has every listed row when it returns; what it saves for the next start is in `folder`, and
    /// nothing is if that is empty. `unreadable` is called for stored rows that cannot
    /// be read, `changed` for changes once queries show them; neither may block. A search for a
    /// name that `names` knows finds what is shown by another name.
    Leaderboard(sql::Database& database, const std::filesystem::path& folder,
                LiveIndex::Unreadable unreadable, LiveIndex::Changed changed = {},
                domain::KnownNamesSource names = domain::share_built_in_names);

    domain::LeaderboardPage query(const domain::LeaderboardQuery& query) const;
    /// The same page as JSON text, assembled from stored row texts.
    std::string query_json(const domain::LeaderboardQuery& query) const;
    /// Up to `rows_max` rows of the list, in its order, without ranks; `limit` and `cursor` of the
    /// query are not looked at.
    domain::LeaderboardPage rows(const domain::LeaderboardQuery& query, std::size_t rows_max) const;
    domain::SiteStats stats() const { return index_.snapshot()->stats; }
    std::uint64_t data_version() const {
        return static_cast<std::uint64_t>(index_.snapshot()->change);
    }

    // For lists of models and hardware, which ask the same index.
    std::shared_ptr<const Snapshot> snapshot() const { return index_.snapshot(); }
    std::string_view row_text(std::uint32_t number) const { return index_.row_text(number); }
    std::shared_ptr<const domain::KnownNames> known_names() const { return names_(); }
    sql::Database& database() const { return database_; }
    /// The query with the search text as things are shown.
    domain::LeaderboardQuery by_shown_names(domain::LeaderboardQuery query) const;

    /// The cursor of a page of this query that starts after a position.
    static std::string cursor_of(const domain::LeaderboardQuery& query, Position last);
    /// The same of a query that sorts by a name.
    static std::string cursor_of(const domain::LeaderboardQuery& query, const NamedPosition& last);

    /// Applies all changes up to now, so that a submit is visible when its receipt arrives.
    void notify() { index_.follow(); }
    /// Stored rows that could not be read since the start.
    std::int64_t unreadable_rows() const { return index_.unreadable_rows(); }

private:
    struct Found {
        std::shared_ptr<const Snapshot> snapshot;
        IndexQuery shape;
        std::vector<std::string> rows;  // texts, with rank or reason
        domain::LeaderboardPage page;   // without them
    };

    Found find(const domain::LeaderboardQuery& query) const;
    static void require_fields(const domain::LeaderboardQuery& query);
    static std::vector<domain::Relaxation> relaxations(const Snapshot& snapshot,
                                                       const domain::LeaderboardQuery& query);
    static std::string cursor_of(const domain::LeaderboardQuery& query, const std::string& place,
                                 std::uint32_t number);
    static void start_after(const domain::LeaderboardQuery& query, const std::string& cursor,
                            IndexQuery& shape);

    sql::Database& database_;
    const domain::KnownNamesSource names_;
    LiveIndex index_;
};

}  // namespace lem::leaderboard
