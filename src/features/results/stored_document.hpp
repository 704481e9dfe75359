#pragma once
/// Where the bytes of a result's document are: in the database when it was submitted alone and is
/// small, otherwise in the blob store. Thread-safe; calls block.

#include "features/results/result_store.hpp"
#include "features/results/upload.hpp"

namespace lem::results {

/// Whether an upload is stored in the database, and not in the blob store.
bool belongs_in_database(const Upload& upload);

/// The bytes if the database stores them intact.
std::optional<std::string> document_in_database(sql::Database& database,
                                                const Submission& submission);

/// The bytes, from wherever they are; nullopt if they are lost or damaged.
std::optional<std::string> read_document(sql::Database& database, const blob::BlobStore& blobs,
                                         const Submission& submission);

/// What is said of a file that is lost or damaged.
Error lost(const std::string& sha256);

}  // namespace lem::results
