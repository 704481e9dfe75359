#pragma once
/// Checks at every start whether the database and the stored files belong together, so that a lost,
/// emptied or half-copied database is noticed before anything is published on top of it.

#include "platform/blob/blob_store.hpp"
#include "platform/sql/database.hpp"

#include <string>

namespace lem::app {

/// Call before opening the database, which would create a new file in place of a lost one. `url` as
/// in Database::open. Throws Error(conflict) that says what is wrong and what to do.
void require_database_file(const std::string& url, const std::filesystem::path& blobs_folder);

/// Call afterwards. Finds a database without accounts or results beside many files, and results
/// whose files are all missing. Logs a warning if some are missing. Throws Error(conflict).
void require_match(sql::Database& database, bool has_account, const blob::FileBlobs& blobs);

}  // namespace lem::app
