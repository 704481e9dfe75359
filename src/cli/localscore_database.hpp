#pragma once
/// The database of a LocalScore server, as the documents that its clients sent to it.

#include <string>

namespace lem::cli {

/// For each run in the SQLite database the body of LocalScore's POST /api/results, as a line of
/// JSON; a run without tests is left out. Throws Error(unsupported_media_type) for the database of
/// another program, Error(invalid) for one that is damaged or beyond the limits.
std::string localscore_documents(const std::string& database);

}  // namespace lem::cli
