#include "features/results/stored_document.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"

namespace lem::results {

bool belongs_in_database(const Upload& upload) {
    return upload.files.empty() && upload.document.size() <= limits::upload_in_memory_bytes_max;
}

std::optional<std::string> document_in_database(sql::Database& database,
                                                const Submission& submission) {
    if (!submission.files.empty()) return std::nullopt;
    auto document = database.read(
        [&](sql::Reader& reader) { return result_store::find_document(reader, submission.id); });
    if (document && sha256_hex(*document) != submission.document_sha256) return std::nullopt;
    return document;
}

std::optional<std::string> read_document(sql::Database& database, const blob::BlobStore& blobs,
                                         const Submission& submission) {
    auto document = document_in_database(database, submission);
    return document ? document : blobs.read(submission.document_sha256);
}

Error lost(const std::string& sha256) {
    return Error(
               ErrorCode::internal,
               "A file of this result is lost or damaged on the server. Submitting the same bytes "
               "again repairs it.")
        .because(sha256);
}

}  // namespace lem::results
