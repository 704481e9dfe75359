#pragma once
/// The files that the blob store must have according to the database, for backups and for comparing
/// the two. Thread-safe.

#include "platform/sql/database.hpp"

namespace lem::results {

/// The SHA-256 of all files of results: the bytes as submitted, the document, the files of a
/// bundle. Each once, sorted.
void for_each_stored_file(sql::Reader& reader,
                          const std::function<void(const std::string& sha256)>& each);

/// How many results there are, withdrawn ones included.
std::int64_t count_results(sql::Reader& reader);

/// The documents of the newest results, at most `count`.
std::vector<std::string> newest_documents(sql::Reader& reader, int count);

}  // namespace lem::results
