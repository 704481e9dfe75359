#pragma once
/// The tables of signing: `signing_key`, `result_signature`, `log_entry` and `log_key`. Only this
/// feature writes them.

#include "domain/signing/accepted_result.hpp"
#include "domain/signing/account_key.hpp"
#include "domain/signing/merkle_tree.hpp"
#include "domain/signing/statement.hpp"
#include "platform/sql/database.hpp"

namespace lem::signing::signing_store {

struct StoredKey {
    domain::AccountKey key;
    std::string account_id;
};

void insert_key(sql::Transaction& transaction, const StoredKey& key, std::int64_t at_ms);
std::optional<StoredKey> find_key(sql::Reader& reader, const std::string& id);
std::optional<StoredKey> find_key_by_fingerprint(sql::Reader& reader,
                                                 const std::string& fingerprint);
/// Oldest first, at most 1000.
std::vector<domain::AccountKey> list_keys(sql::Reader& reader,
                                          const std::optional<std::string>& account);
std::int64_t count_valid_keys(sql::Reader& reader, const std::string& account_id);
void revoke_key(sql::Transaction& transaction, const std::string& id, std::int64_t at_ms);

void insert_signature(sql::Transaction& transaction, const std::string& result_id,
                      const domain::PublicKey& key);
/// nullopt: the result is not signed.
std::optional<domain::ResultSignature> find_signature(sql::Reader& reader,
                                                      const std::string& result_id);

/// Call it after Transaction::change, whose lock gives the entries their order.
void append_entry(sql::Transaction& transaction, const std::string& result_id,
                  const std::string& entry);
std::int64_t log_size(sql::Reader& reader);
/// The entries from `first` to before `end`, or their hashes, in their order.
std::vector<std::string> entries(sql::Reader& reader, std::int64_t first, std::int64_t end);
std::vector<domain::TreeHash> leaf_hashes(sql::Reader& reader, std::int64_t first,
                                          std::int64_t end);
std::optional<std::int64_t> index_of_result(sql::Reader& reader, const std::string& result_id);
std::optional<std::int64_t> index_of_document(sql::Reader& reader,
                                              const std::string& document_sha256);

/// An entry and the files that it is about; nullopt for a result that is hidden or not in the log.
struct LoggedFiles {
    std::string entry;
    std::vector<domain::Subject> files;
};
std::optional<LoggedFiles> logged_files(sql::Reader& reader, const std::string& result_id);

/// PEM of the log's key: the stored one, or `fresh`, which is stored if there is none.
std::string log_key(sql::Transaction& transaction, const std::string& fresh, std::int64_t at_ms);

}  // namespace lem::signing::signing_store
