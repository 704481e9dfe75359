#pragma once
/// Do the database and the stored files belong together? Asked at every start, so that a lost,
/// emptied or half copied database is seen before anybody publishes on top of it.

#include "platform/blob/blob_store.hpp"
#include "platform/sql/database.hpp"

#include <string>

namespace lem::app {

/// Before the database is opened, which would make a new file in the place of a lost one. `url` as
/// in Database::open. Throws Error(conflict) that says what is wrong and what to do.
void require_database_file(const std::string& url, const std::filesystem::path& blobs_folder);

/// Afterwards: a database without an account, or without a result, beside many files; results none
/// of whose files are there. Logs a warning when some are missing. Throws Error(conflict).
void require_match(sql::Database& database, bool has_account, const blob::FileBlobs& blobs);

}  // namespace lem::app
