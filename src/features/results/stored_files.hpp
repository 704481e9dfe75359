#pragma once
/// What the database says must be in the blob store, for backups and for the comparison of the two.
/// Thread-safe.

#include "platform/sql/database.hpp"

namespace lem::results {

/// The SHA-256 of everything that a result's rows name: the bytes as submitted, the document, the
/// files of a bundle. Each once, sorted.
void for_each_stored_file(sql::Reader& reader,
                          const std::function<void(const std::string& sha256)>& each);

/// How many results there are, withdrawn ones included.
std::int64_t count_results(sql::Reader& reader);

/// The documents of the newest results, at most `count`.
std::vector<std::string> newest_documents(sql::Reader& reader, int count);

}  // namespace lem::results
