#pragma once
/// The tables result and result_file: row to struct and back. Other features read the table with
/// their own queries; only this one writes it.

#include "domain/board/leaderboard.hpp"
#include "platform/sql/database.hpp"

namespace lem::results {

struct StoredResult {
    domain::LeaderboardRow row;
    std::string sha256;
    std::string document_sha256;
    std::int64_t size_bytes = 0;
    std::string media_type;
    std::string owner_id;
    std::string experiment_id;
    std::int64_t submitted_at_ms = 0;
    std::int64_t measured_at_ms = 0;
    std::optional<std::int64_t> withdrawn_at_ms;
    std::optional<std::string> withdrawn_reason;
    std::string checks_json;
    std::vector<domain::FileReference> files;
};

namespace result_store {

/// `change`: of this transaction.
void insert(sql::Transaction& transaction, const StoredResult& stored, std::int64_t change);
std::optional<std::string> find_by_sha256(sql::Reader& reader, const std::string& sha256);
/// The listed result of this document, alone or in a bundle.
struct SameRun {
    std::string id;
    std::string owner_id;
    std::string media_type;
};
std::optional<SameRun> find_by_document(sql::Reader& reader, const std::string& document_sha256);
std::optional<StoredResult> find(sql::Reader& reader, const std::string& id);
/// Newest first, those with a smaller id than `before`.
std::vector<domain::LeaderboardRow> list(sql::Reader& reader, const std::string& before, int limit);
/// False when it was withdrawn already.
bool withdraw(sql::Transaction& transaction, const std::string& id, std::int64_t at_ms,
              const std::string& reason);

}  // namespace result_store
}  // namespace lem::results
