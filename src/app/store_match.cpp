#include "app/store_match.hpp"

#include "base/limits.hpp"
#include "base/log.hpp"
#include "features/results/stored_files.hpp"
#include "platform/sql/sqlite_file.hpp"

#include <algorithm>

namespace lem::app {
namespace {

constexpr int documents_looked_for = 50;

Error mismatch(const std::string& what) {
    return Error(ErrorCode::conflict,
                 what +
                     " Put both back from one backup (lem restore), give the right --data and "
                     "--database, or start with --accept-mismatch to continue anyway.");
}

/// Counts up to `enough`.
std::size_t count_files(const blob::FileBlobs& blobs, std::size_t enough) {
    std::size_t count = 0;
    blobs.for_each([&](const std::string&) { return ++count < enough; });
    return count;
}

}  // namespace

void require_database_file(const std::string& url, const std::filesystem::path& blobs_folder) {
    const auto path = sql::sqlite_path(url);
    if (!path) return;
    std::error_code absent;
    const auto size = std::filesystem::file_size(*path, absent);
    if (!absent && size > 0) return;
    for (const auto& beside : sql::companions_of(*path)) {
        if (!beside.string().ends_with("-wal")) continue;
        throw mismatch("The database " + path->string() + " is missing or empty, while " +
                       beside.filename().string() + " beside it contains changes to it.");
    }
    std::error_code none;
    if (!std::filesystem::is_directory(blobs_folder, none)) return;
    if (count_files(blob::FileBlobs::existing(blobs_folder), 1) > 0)
        throw mismatch("The database " + path->string() + " is missing or empty, while " +
                       blobs_folder.string() + " contains the files of results.");
}

void require_match(sql::Database& database, bool has_account, const blob::FileBlobs& blobs) {
    const auto [results, newest] = database.read([](sql::Reader& reader) {
        return std::pair{results::count_results(reader),
                         results::newest_document_files(reader, documents_looked_for)};
    });
    if (results == 0) {
        // A first submit that was killed leaves the files of one bundle, but then there is an
        // account.
        const std::size_t innocent = has_account ? limits::bundle_files_max + 1 : 0;
        if (count_files(blobs, innocent + 1) > innocent)
            throw mismatch(
                "The database has no results, but the files of results are stored: it was emptied, "
                "or lem.db was copied without lem.db-wal.");
        return;
    }
    if (newest.empty()) return;  // all are in the database
    const auto missing = std::ranges::count_if(
        newest, [&](const std::string& sha256) { return !blobs.contains(sha256); });
    // One lost file of a small board is repaired by a submit; that must not prevent a start.
    constexpr std::size_t no_accident = 5;
    if (static_cast<std::size_t>(missing) == newest.size() &&
        (newest.size() >= no_accident || count_files(blobs, 1) == 0))
        throw mismatch("The database has " + std::to_string(results) +
                       " results, but the files of the newest are missing.");
    if (missing > 0)
        log::warn("files_missing", {{"newest_results", static_cast<std::int64_t>(newest.size())},
                                    {"without_file", static_cast<std::int64_t>(missing)},
                                    {"advice", std::string("lem backup lists all of them")}});
}

}  // namespace lem::app
