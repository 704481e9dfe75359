#pragma once
/// Copies of an installation: the database and the stored files that it names. A folder of copies:
///
///   backup.json   what the copy holds, written last
///   lem.db        SQLite's database as one file (PostgreSQL's is copied by pg_dump)
///   blobs/        the stored files under their SHA-256
///
/// Making one is safe while a server runs: the database is copied first, as of one moment; the
/// files that it names are already stored and never change. Throws Error.

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

/// The outcome of copying or checking.
struct BackupReport {
    std::string folder;
    BackupManifest manifest;
    /// Files and documents of results that are missing or damaged, by SHA-256: at most
    /// `lost_named_max`; `lost` counts all.
    std::vector<std::string> lost_files;
    std::int64_t lost = 0;
    /// Other problems that prevent restoring the copy.
    std::vector<std::string> problems;

    bool sound() const { return lost == 0 && problems.empty(); }
};

inline constexpr std::size_t lost_named_max = 20;

/// Called after each file with the number done.
using CountFiles = std::function<void(std::int64_t)>;

/// Copies into `folder`, which is new, empty, or an earlier copy to update: its files are not
/// copied again. `files_only` leaves the database out, for PostgreSQL. Lost files are reported, and
/// the others are copied.
BackupReport back_up(const Config& config, const std::filesystem::path& folder, bool files_only,
                     const CountFiles& copied);

/// Reads everything in `folder` and changes nothing.
BackupReport check_backup(const std::filesystem::path& folder, const CountFiles& checked);

/// Restores an intact copy into the data folder, which must not contain a database. Existing files
/// stay.
BackupReport restore(const Config& config, const std::filesystem::path& folder,
                     const CountFiles& restored);

}  // namespace lem::app

namespace lem::schema {

template <>
struct description<app::BackupManifest> {
    using T = app::BackupManifest;
    static constexpr auto record = schema::record(
        "BackupManifest", "The content of a folder made by `lem backup`.",
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
        field("manifest", &T::manifest, {.doc = "Its content."}),
        field("lost_files", &T::lost_files,
              {.doc = "SHA-256 of files and documents that are missing or damaged; the first 20."}),
        field("lost", &T::lost, {.doc = "How many files and documents are missing or damaged."}),
        field("problems", &T::problems, {.doc = "Problems that prevent restoring the copy."}));
};

}  // namespace lem::schema
