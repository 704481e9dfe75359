#pragma once
/// The files that the blob store must have according to the database, for backups and for comparing
/// the two. Thread-safe.

#include "platform/sql/database.hpp"

namespace lem::results {

/// The SHA-256 of all files of results: the bytes as submitted, the document, the files of a
/// bundle. Each once, sorted. Documents that the database stores are not among them.
void for_each_stored_file(sql::Reader& reader,
                          const std::function<void(const std::string& sha256)>& each);

/// The SHA-256 of documents that the database stores and that are damaged. Reads all of them, some
/// at a time.
void for_each_damaged_document(sql::Reader& reader,
                               const std::function<void(const std::string& sha256)>& each);

/// How many results there are, withdrawn ones included.
std::int64_t count_results(sql::Reader& reader);

/// The documents among the newest thousand results that are files, newest first, at most `count`.
std::vector<std::string> newest_document_files(sql::Reader& reader, int count);

}  // namespace lem::results
