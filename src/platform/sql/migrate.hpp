#pragma once
/// Migrations: numbered files, forward only, each in its own transaction and recorded with its
/// SHA-256. An applied file that has changed, or a database newer than the program, is an error.

#include "base/embedded.hpp"
#include "platform/sql/database.hpp"

namespace lem::sql {

/// Returns the names that this call applied, in order.
std::vector<std::string> migrate(Database& database, std::span<const embedded::File> files);

}  // namespace lem::sql
