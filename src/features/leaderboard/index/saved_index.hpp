#pragma once
/// The leaderboard's index on disk, so that a start need not read every row from the database: the
/// finished index with the change that it is at, and the rows' texts beside it. Whatever does not
/// fit (another build of the program, another database, damage) is not used: the start then takes
/// the time that reading the database takes. One process at a time keeps its index in a folder.

#include "features/leaderboard/index/ranking_index.hpp"
#include "features/leaderboard/index/row_texts.hpp"
#include "platform/sql/changes.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace lem::leaderboard {

/// What the index was built from.
struct IndexState {
    std::int64_t change = 0;       // the newest change that it contains
    std::int64_t rows_change = 0;  // the newest of them that rows depend on
    std::map<std::string, std::int64_t> rows_of_owner;
};

struct SavedIndex {
    RankingIndex index;
    IndexState state;
    /// The last change up to the state's, by which the database is recognised.
    sql::Change last;
    std::vector<TextPlace> places;  // of the index's rows
    SavedTexts texts;
};

/// Not thread-safe, except that one thread may write what was read.
class SavedIndexFolder {
public:
    /// An empty path, a folder that another process uses and one that cannot be made keep nothing.
    explicit SavedIndexFolder(const std::filesystem::path& folder);
    ~SavedIndexFolder();
    SavedIndexFolder(const SavedIndexFolder&) = delete;
    SavedIndexFolder& operator=(const SavedIndexFolder&) = delete;

    bool keeps() const { return lock_ >= 0; }
    /// The file for the rows' texts; empty, for a temporary one, if nothing is kept.
    std::filesystem::path texts_file() const;

    /// nullopt, with the reason in the log unless nothing was saved, if it cannot be used.
    std::optional<SavedIndex> read() const;
    /// Durable when it returns. Throws Error when the disk is full or fails.
    void write(const RankingIndex& index, const IndexState& state, const sql::Change& last,
               const std::vector<TextPlace>& places, const SavedTexts& texts) const;
    /// Whatever was saved is no longer used. Does not throw.
    void remove() const;

private:
    std::filesystem::path index_file() const { return folder_ / "index"; }

    std::filesystem::path folder_;
    int lock_ = -1;  // a descriptor, held while the process lives
};

}  // namespace lem::leaderboard
