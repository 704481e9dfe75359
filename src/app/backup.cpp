#include "app/backup.hpp"

#include "app/service.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "features/results/stored_files.hpp"
#include "platform/blob/blob_store.hpp"
#include "platform/blob/durable.hpp"
#include "platform/sql/sqlite_file.hpp"

#include <fstream>

namespace lem::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest_name = "backup.json";
constexpr const char* database_name = "lem.db";
constexpr const char* blobs_name = "blobs";

std::string sha256_of_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    Sha256 hash;
    std::string chunk(256 * limits::kib, '\0');
    while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), file.gcount() > 0)
        hash.update({chunk.data(), static_cast<std::size_t>(file.gcount())});
    return hash.finish_hex();
}

void write_manifest(const fs::path& folder, const BackupManifest& manifest) {
    const fs::path partial = folder / (std::string(manifest_name) + ".partial");
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file << schema::to_pretty_text(manifest) << std::flush;
    if (!file)
        throw Error(ErrorCode::unavailable,
                    "Cannot write to " + folder.string() + "; is there enough space?");
    file.close();
    blob::make_durable(partial);
    fs::rename(partial, folder / manifest_name);
    blob::make_durable(folder);
}

BackupManifest read_manifest(const fs::path& folder) {
    const fs::path path = folder / manifest_name;
    std::error_code absent;
    if (!fs::is_regular_file(path, absent) || fs::file_size(path) > limits::config_bytes_max)
        throw Error(ErrorCode::bad_request, folder.string() +
                                                " is not a folder made by lem backup: it has no " +
                                                manifest_name + ".");
    auto manifest = schema::from_text<BackupManifest>(file::read(path, limits::config_bytes_max));
    if (!manifest)
        throw Error(ErrorCode::invalid, path.string() + " cannot be read.",
                    std::move(manifest.error()));
    return std::move(*manifest);
}

/// New, empty, or an earlier copy: foreign files are never overwritten.
void require_own_folder(const Config& config, const fs::path& folder) {
    std::error_code unknown;
    if (fs::equivalent(folder, config.data, unknown))
        throw Error(ErrorCode::bad_request,
                    folder.string() + " is the data folder itself; choose another one.");
    if (fs::exists(folder) && !fs::is_directory(folder))
        throw Error(ErrorCode::bad_request, folder.string() + " is not a directory.");
    if (!fs::exists(folder) || fs::is_empty(folder) || fs::exists(folder / manifest_name)) return;
    throw Error(
        ErrorCode::conflict,
        folder.string() + " contains other files; choose an empty folder or an earlier backup.");
}

void note_lost(BackupReport& report, const std::string& sha256) {
    ++report.lost;
    if (report.lost_files.size() < lost_named_max) report.lost_files.push_back(sha256);
}

/// Copies the files that `reader` names. Files already in `target` are read there, not copied.
void copy_files(sql::Reader& reader, const blob::BlobStore& source, blob::BlobStore& target,
                BackupReport& report, const CountFiles& copied) {
    std::int64_t done = 0;
    results::for_each_stored_file(reader, [&](const std::string& sha256) {
        if (!target.locate(sha256)) {
            if (const auto bytes = source.read(sha256))
                target.put(*bytes);
            else
                note_lost(report, sha256);
        }
        copied(++done);
    });
    results::for_each_damaged_document(
        reader, [&](const std::string& sha256) { note_lost(report, sha256); });
    report.manifest.files = done;
}

fs::path existing_database(const Config& config) {
    const auto path = sql::sqlite_path(database_url(config));
    if (!path)
        throw Error(ErrorCode::bad_request,
                    "Copy a PostgreSQL database with pg_dump before the files: run `pg_dump "
                    "--format=custom --file=FILE URL`, then lem backup with --files-only.");
    std::error_code absent;
    if (!fs::exists(*path, absent))
        throw Error(ErrorCode::bad_request,
                    "There is no database " + path->string() + "; is --data right?");
    return *path;
}

void require_no_database(const fs::path& path) {
    std::vector<fs::path> found = sql::companions_of(path);
    if (fs::exists(path)) found.insert(found.begin(), path);
    if (found.empty()) return;
    throw Error(ErrorCode::conflict, found.front().string() +
                                         " exists already. Stop the server and move its data "
                                         "folder away, or restore into another one with --data.");
}

}  // namespace

BackupReport back_up(const Config& config, const fs::path& folder, bool files_only,
                     const CountFiles& copied) {
    std::optional<fs::path> database;
    if (!files_only) database = existing_database(config);
    require_own_folder(config, folder);
    file::create_private_folder(folder);
    fs::permissions(folder, fs::perms::owner_all);  // an older one, too: hashes of tokens follow
    BackupReport report{.folder = folder.string(),
                        .manifest = {.made_at = text::rfc3339(SystemClock().now_ms()),
                                     .lem_version = std::string(version)}};
    if (!fs::exists(folder / manifest_name)) write_manifest(folder, report.manifest);
    // The database first: every file that it names is already stored.
    const fs::path fresh = folder / (std::string(database_name) + ".new");
    if (database) sql::copy_sqlite(*database, fresh);
    const blob::FileBlobs source(fs::path(config.data) / blobs_name);
    blob::FileBlobs target(folder / blobs_name);
    const auto copy_named = [&](sql::Reader& reader) {
        report.manifest.results = results::count_results(reader);
        copy_files(reader, source, target, report, copied);
    };
    if (database) {
        sql::SqliteFile copy(fresh);
        if (const auto damage = copy.damage())
            report.problems.push_back("The database is damaged: " + *damage);
        copy_named(copy);
        report.manifest.database_sha256 = sha256_of_file(fresh);
        fs::rename(fresh, folder / database_name);
    } else {
        sql::Database::open(database_url(config), false)->read(copy_named);
    }
    report.manifest.complete = true;
    write_manifest(folder, report.manifest);
    return report;
}

BackupReport check_backup(const fs::path& folder, const CountFiles& checked) {
    BackupReport report{.folder = folder.string(), .manifest = read_manifest(folder)};
    if (!report.manifest.complete)
        report.problems.emplace_back("The backup was not finished; run lem backup again.");
    if (!report.manifest.database_sha256) return report;
    const fs::path database = folder / database_name;
    if (!fs::exists(database)) {
        report.problems.emplace_back("lem.db is missing.");
        return report;
    }
    if (sha256_of_file(database) != report.manifest.database_sha256)
        report.problems.emplace_back("lem.db is not the file that was backed up.");
    for (const fs::path& beside : sql::companions_of(database))
        report.problems.push_back(beside.filename().string() +
                                  " is beside lem.db: the copy has been used.");
    if (!report.problems.empty()) return report;  // a changed database names arbitrary files
    sql::SqliteFile copy(database);
    if (const auto damage = copy.damage()) {
        report.problems.push_back("lem.db was damaged before it was copied: " + *damage);
        return report;
    }
    if (!fs::is_directory(folder / blobs_name)) {
        report.problems.emplace_back("blobs/ is missing.");
        return report;
    }
    const blob::FileBlobs files = blob::FileBlobs::existing(folder / blobs_name);
    std::int64_t done = 0;
    results::for_each_stored_file(copy, [&](const std::string& sha256) {
        if (!files.locate(sha256)) note_lost(report, sha256);
        checked(++done);
    });
    results::for_each_damaged_document(
        copy, [&](const std::string& sha256) { note_lost(report, sha256); });
    return report;
}

BackupReport restore(const Config& config, const fs::path& folder, const CountFiles& restored) {
    BackupReport report = check_backup(folder, [](std::int64_t) {});
    if (!report.problems.empty()) return report;
    const auto database = sql::sqlite_path(database_url(config));
    if (report.manifest.database_sha256) {
        if (!database)
            throw Error(
                ErrorCode::bad_request,
                folder.string() +
                    " is the backup of a SQLite database, but --database names another kind.");
        require_no_database(*database);
    }
    file::create_private_folder(config.data);
    const blob::FileBlobs source = blob::FileBlobs::existing(folder / blobs_name);
    blob::FileBlobs target(fs::path(config.data) / blobs_name);
    std::int64_t done = 0;
    source.for_each([&](const std::string& sha256) {
        if (const auto bytes = source.read(sha256)) target.put(*bytes);
        restored(++done);
        return true;
    });
    // The database last: without it, no server starts with half of the files.
    if (report.manifest.database_sha256) sql::copy_sqlite(folder / database_name, *database);
    return report;
}

}  // namespace lem::app
