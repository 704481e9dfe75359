#pragma once
/// The log of accepted results: an entry for each, appended in the transaction that publishes it;
/// its tree and its checkpoints follow from the entries alone, so every process that serves the
/// database serves the same log. Thread-safe; calls block.

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/signing/accepted_result.hpp"
#include "domain/signing/dsse.hpp"
#include "domain/signing/signed_note.hpp"
#include "domain/signing/tiles.hpp"
#include "platform/sql/database.hpp"

#include <mutex>

namespace lem::signing {

class TransparencyLog {
public:
    /// Makes the log's key if the database has none.
    TransparencyLog(sql::Database& database, const Clock& clock, RandomSource& random);

    const domain::NoteKey& key() const { return key_; }

    /// Call it after Transaction::change.
    static void append(sql::Transaction& transaction, const domain::AcceptedResult& accepted);

    /// Of all entries that are committed, signed.
    std::string checkpoint();
    /// nullopt for a tile that the log does not have, or not as wide.
    std::optional<std::string> tile(const domain::TileName& name);
    /// The index of the newest entry about a document; nullopt if there is none.
    std::optional<std::int64_t> find_document(const std::string& document_sha256) const;
    /// The server's own signature under what it accepted. Throws Error(not_found) for a result that
    /// is not shown or not in the log.
    domain::DsseEnvelope attestation(const std::string& result_id) const;

private:
    std::string leaf_tile(std::uint64_t first, std::uint64_t width) const;
    /// Adds the roots of tiles that became full.
    void grow(std::uint64_t size);

    sql::Database& database_;
    std::string seed_;
    domain::NoteKey key_;

    std::mutex mutex_;
    // The hashes of each level above the leaves: roots of the full tiles of the level below it.
    std::vector<std::vector<domain::TreeHash>> levels_;
    domain::Checkpoint last_;
    std::string last_note_;
};

}  // namespace lem::signing
