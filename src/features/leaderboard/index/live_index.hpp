#pragma once
/// The index that follows the database: a large base, a small delta of newer rows, and marks on
/// base rows that are no longer listed. Readers take a snapshot without a lock and may keep it. A
/// background thread reads the table of changes twice a second, which also covers other processes;
/// another merges the delta into a new base, and saves it for the next start now and then. A stored
/// row that cannot be read is left out and reported. Thread-safe.

#include "features/leaderboard/index/row_texts.hpp"
#include "features/leaderboard/index/saved_index.hpp"
#include "features/leaderboard/index/snapshot.hpp"
#include "features/leaderboard/leaderboard_store.hpp"
#include "platform/sql/changes.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace lem::leaderboard {

class LiveIndex {
public:
    /// Called with the id of a stored row that cannot be read. Must not block or throw.
    using Unreadable = std::function<void(const std::string& id)>;

    /// Called with the changes, oldest first, once the snapshot contains them. When changes were
    /// removed before they could be read, it gets one of every topic, without a value. Must not
    /// block.
    using Changed = std::function<void(const std::vector<sql::Change>&)>;

    /// Has every listed row when it returns, from what was saved in `folder` or else from the
    /// database. Nothing is saved if `folder` is empty. Throws Error when the database fails.
    LiveIndex(sql::Database& database, const std::filesystem::path& folder, Unreadable unreadable,
              Changed changed = {});
    ~LiveIndex();
    LiveIndex(const LiveIndex&) = delete;
    LiveIndex& operator=(const LiveIndex&) = delete;

    std::shared_ptr<const Snapshot> snapshot() const { return std::atomic_load(&snapshot_); }
    std::string_view row_text(std::uint32_t number) const { return texts_.text(number); }

    /// Returns when every change that was committed before the call is in the snapshot.
    void follow();
    /// Rows that could not be read since the start.
    std::int64_t unreadable_rows() const { return unreadable_rows_; }

private:
    void start_threads();
    /// Twice a second, and when `at_once` is true, until this object ends.
    template <class Work>
    void repeat(Work work, const bool& at_once);
    /// The row with its current names, written into `texts_`; nullopt when it cannot be read.
    std::optional<IndexRow> read_row(const leaderboard_store::StoredRow& stored);
    std::vector<sql::Change> apply_changes();
    bool follow_a_step();
    void load();
    bool restore();
    IndexState state() const;
    void apply(const leaderboard_store::StoredRow& stored);
    void publish();
    enum class When { if_due, at_the_end };
    void merge(When when);
    void save(When when);

    sql::Database& database_;
    Unreadable unreadable_;
    std::atomic<std::int64_t> unreadable_rows_{0};
    const Changed changed_;
    const SavedIndexFolder saved_;
    RowTexts texts_;
    std::shared_ptr<const Snapshot> snapshot_;  // only through std::atomic_load and atomic_store

    std::atomic<std::uint64_t> follows_asked_{0};
    std::mutex follow_mutex_;  // guards from here to the next mutex
    std::uint64_t follows_answered_ = 0;
    std::shared_ptr<const RankingIndex> base_;
    IndexState base_state_;
    Bits removed_;  // of the base; empty for none
    IndexBuilder delta_;
    std::int64_t change_ = 0;
    std::int64_t rows_change_ = 0;  // the newest change that rows depend on
    std::map<std::string, std::int64_t> rows_of_owner_;
    std::size_t changes_since_merge_ = 0;
    std::size_t changes_since_save_ = 0;  // that the base contains
    std::chrono::steady_clock::time_point saved_at_;
    bool merging_ = false;
    /// Reading the last changes failed midway: what was applied is not in the snapshot, and comes
    /// again.
    bool half_applied_ = false;
    std::set<std::uint32_t> changed_while_merging_;

    std::mutex wake_mutex_;
    std::condition_variable wake_;
    const bool never_ = false;
    bool merge_wanted_ = false;
    bool stopping_ = false;
    std::thread follower_, merger_;
};

}  // namespace lem::leaderboard
