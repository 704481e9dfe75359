#pragma once
/// The tables of results: `result`, `result_file` and `stored_document` (what was submitted,
/// written once), `result_derived` (what is derived from it, rewritten by each derivation) and
/// `result_state` (its history, append-only). Only this feature writes them.

#include "domain/board/published_result.hpp"
#include "domain/board/stored_row.hpp"
#include "features/results/peer_store.hpp"
#include "platform/sql/database.hpp"

#include <limits>

namespace lem::results {

/// What was submitted.
struct Submission {
    std::string id;
    std::string sha256;
    std::string document_sha256;
    std::int64_t size_bytes = 0;
    std::string media_type;
    std::string owner_id;
    std::int64_t submitted_at_ms = 0;
    std::vector<domain::FileReference> files;
    bool is_signed = false;  // by whomever; not set when it is read
    /// Results with smaller numbers were published before it; it gets its own in the transaction
    /// that publishes it.
    std::int64_t number = std::numeric_limits<std::int64_t>::max();
};

/// What was derived from it, as stored. Unreadable texts are of another version of lem or damaged:
/// they are derived again.
struct StoredDerivation {
    int derivation = 0;
    std::string experiment_id;
    std::string run_sha256;
    std::string model;     // as submitted
    std::string hardware;  // likewise
    std::string row_json;
    std::string checks_json;
    std::string evaluation_json;
    // These are only written.
    domain::NameStanding model_standing = domain::NameStanding::unknown;
    std::string device = {};  // as submitted
    domain::NameStanding hardware_standing = domain::NameStanding::unknown;
    StoredPeer peer = {};
};

namespace result_store {

void insert(sql::Transaction& transaction, const Submission& submission,
            const StoredDerivation& derived, std::int64_t number);
std::optional<Submission> find(sql::Reader& reader, const std::string& id);
/// The bytes of a document that the database stores; replaces damaged ones.
void store_document(sql::Transaction& transaction, const std::string& id,
                    const std::string& document);
std::optional<std::string> find_document(sql::Reader& reader, const std::string& id);
std::optional<std::string> find_by_sha256(sql::Reader& reader, const std::string& sha256);

struct FoundDerivation {
    StoredDerivation derived;
    domain::ShownNames names;
    domain::ResultState state = domain::ResultState::listed;
};
std::optional<FoundDerivation> find_derived(sql::Reader& reader, const std::string& id);

/// Results with a smaller id than `before`, newest first.
struct ListedRow {
    std::string id;
    FoundDerivation found;
    std::int64_t submitted_at_ms = 0;
};
std::vector<ListedRow> list(sql::Reader& reader, const std::string& before, int limit);
/// The same of one account.
std::vector<ListedRow> list_of(sql::Reader& reader, const std::string& owner_id,
                               const std::string& before, int limit);

/// A result of the same run: with the same document or equal measurements, in any state, listed
/// ones first; or a listed one with the same experiment id.
struct SameRun {
    std::string id;
    std::string owner_id;
    bool has_files = false;       // of the run, beside document, manifest and signature
    bool is_signed = false;       // by whomever
    bool measured_alike = false;  // false: only the experiment's id is the same
};
std::optional<SameRun> find_same_run(sql::Reader& reader, const std::string& document_sha256,
                                     const StoredDerivation& derived);
/// False if neither the run nor its document is stored. For most submits this replaces
/// find_same_run, which also reads states.
bool may_hold_run(sql::Reader& reader, const std::string& document_sha256,
                  const StoredDerivation& derived);

/// The history of a result, oldest first. Never empty for a result that exists.
std::vector<domain::StateChange> history(sql::Reader& reader, const std::string& id);
/// Appends to the history. `change` is the number of this transaction's change.
struct NewState {
    domain::ResultState state;
    domain::StateReason reason;
    std::string words = {};
    std::optional<std::string> replaced_by = {};
    std::string by_account;
    std::int64_t at_ms = 0;
};
void set_state(sql::Transaction& transaction, const std::string& id, std::int64_t change,
               const NewState& state);

/// Ids of results whose derivation is older than `derivation`, smallest numbers first, without
/// those whose derivation failed after `failed_since_ms`.
std::vector<std::string> to_derive(sql::Reader& reader, int derivation,
                                   std::int64_t failed_since_ms, int limit);
std::int64_t count_to_derive(sql::Reader& reader, int derivation);
std::int64_t count_failed(sql::Reader& reader, int derivation);
/// Results for which this derivation failed, with the reason.
struct FailedDerivation {
    std::string id;
    std::string failure;
};
std::vector<FailedDerivation> failed_derivations(sql::Reader& reader, int derivation);
/// Writes the changes of results whose repetition this one is, or was.
void update_derived(sql::Transaction& transaction, const std::string& id,
                    const StoredDerivation& derived);
/// What was derived before stays in place.
void note_failed_derivation(sql::Transaction& transaction, const std::string& id, int derivation,
                            std::int64_t at_ms, const std::string& failure);
/// Marks results so that they are derived again: one, or all.
void mark_to_derive(sql::Transaction& transaction, const std::optional<std::string>& id);
/// Those with this name as submitted; of hardware, in any set of devices.
void mark_model_to_derive(sql::Transaction& transaction, const std::string& model);
void mark_hardware_to_derive(sql::Transaction& transaction, const std::string& device);

/// SHA-256 of the catalogue that results were last derived with; empty if none was noted.
std::string used_catalogue(sql::Reader& reader);
void set_used_catalogue(sql::Transaction& transaction, const std::string& sha256);

}  // namespace result_store
}  // namespace lem::results
