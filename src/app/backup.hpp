#pragma once
/// Copies of an installation: the database and the stored files that it names. A folder of copies:
///
///   backup.json   what the copy holds, written last
///   lem.db        SQLite's database as one file (PostgreSQL's is copied by pg_dump)
///   blobs/        the stored files under their SHA-256
///
/// Making one is safe beside a running server: the database is copied first, as of one moment;
/// whatever it names is already stored by then and is never changed. Throws Error.

#include "app/config.hpp"

#include <filesystem>
#include <functional>
#include <vector>

namespace lem::app {

/// backup.json
struct BackupManifest {
    int format_version = 1;
    bool complete = false;
    std::string made_at;
    std::string lem_version;
    std::optional<std::string> database_sha256;  // of lem.db; nullopt when it is not part
    std::int64_t results = 0;
    std::int64_t files = 0;
};

/// What was found while copying or checking.
struct BackupReport {
    std::string folder;
    BackupManifest manifest;
    /// Files that the database names and that are gone or damaged, by SHA-256: at most
    /// `lost_named_max`; `lost` counts all.
    std::vector<std::string> lost_files;
    std::int64_t lost = 0;
    /// Anything else that keeps the copy from being restored.
    std::vector<std::string> problems;

    bool sound() const { return lost == 0 && problems.empty(); }
};

inline constexpr std::size_t lost_named_max = 20;

/// Told after each file: how many are done.
using CountFiles = std::function<void(std::int64_t)>;

/// Into `folder`, which is new, empty, or an earlier copy that is brought up to date: files it has
/// are not copied again. `files_only` leaves the database out, for PostgreSQL. A file that the
/// server has lost is reported, and the others are copied.
BackupReport back_up(const Config& config, const std::filesystem::path& folder, bool files_only,
                     const CountFiles& copied);

/// Reads everything in `folder` and changes nothing.
BackupReport check_backup(const std::filesystem::path& folder, const CountFiles& checked);

/// Puts a sound copy into the data folder, which must not hold a database. Files that are there
/// already stay.
BackupReport restore(const Config& config, const std::filesystem::path& folder,
                     const CountFiles& restored);

}  // namespace lem::app

namespace lem::schema {

template <>
struct description<app::BackupManifest> {
    using T = app::BackupManifest;
    static constexpr auto record = schema::record(
        "BackupManifest", "What a folder made by `lem backup` holds.",
        field("format_version", &T::format_version,
              {.doc = "Version of the folder's layout.", .minimum = 1, .maximum = 1}),
        field("complete", &T::complete, {.doc = "false until the copy is finished."}),
        field("made_at", &T::made_at, {.doc = "When the database was copied."}),
        field("lem_version", &T::lem_version, {.doc = "The program that made it."}),
        field("database_sha256", &T::database_sha256,
              {.doc = "SHA-256 of lem.db; null when the copy has no database."}),
        field("results", &T::results, {.doc = "Results in the database.", .minimum = 0}),
        field("files", &T::files, {.doc = "Stored files that the database names.", .minimum = 0}));
};

template <>
struct description<app::BackupReport> {
    using T = app::BackupReport;
    static constexpr auto record = schema::record(
        "BackupReport", "The outcome of a backup or of its check.",
        field("folder", &T::folder, {.doc = "Folder of the copy."}),
        field("manifest", &T::manifest, {.doc = "What it holds."}),
        field("lost_files", &T::lost_files,
              {.doc = "SHA-256 of files that are missing or damaged; the first 20."}),
        field("lost", &T::lost, {.doc = "How many files are missing or damaged."}),
        field("problems", &T::problems, {.doc = "Problems that prevent restoring the copy."}));
};

}  // namespace lem::schema
