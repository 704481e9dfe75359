#include "features/signing/signing_store.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"

namespace lem::signing::signing_store {
namespace {

constexpr sql::Query insert_signing_key{
    "insert_signing_key",
    "INSERT INTO signing_key (id, fingerprint, public_key, account_id, name, created_at_ms) VALUES "
    "(:p1, :p2, :p3, :p4, :p5, :p6)"};
constexpr sql::Query select_by_id{
    "find_signing_key",
    "SELECT signing_key.id, account.name, signing_key.name, public_key, fingerprint, "
    "signing_key.created_at_ms, revoked_at_ms, account_id FROM signing_key JOIN account ON "
    "account.id = account_id WHERE signing_key.id = :p1"};
constexpr sql::Query select_by_fingerprint{
    "find_signing_key_by_fingerprint",
    "SELECT signing_key.id, account.name, signing_key.name, public_key, fingerprint, "
    "signing_key.created_at_ms, revoked_at_ms, account_id FROM signing_key JOIN account ON "
    "account.id = account_id WHERE fingerprint = :p1"};
constexpr sql::Query select_all{
    "list_signing_keys",
    "SELECT signing_key.id, account.name, signing_key.name, public_key, fingerprint, "
    "signing_key.created_at_ms, revoked_at_ms, account_id FROM signing_key JOIN account ON "
    "account.id = account_id ORDER BY signing_key.id LIMIT 1000"};
constexpr sql::Query select_of_account{
    "list_signing_keys_of_account",
    "SELECT signing_key.id, account.name, signing_key.name, public_key, fingerprint, "
    "signing_key.created_at_ms, revoked_at_ms, account_id FROM signing_key JOIN account ON "
    "account.id = account_id WHERE account.name = :p1 ORDER BY signing_key.id LIMIT 1000"};
constexpr sql::Query count_of_account{
    "count_signing_keys",
    "SELECT COUNT(*) FROM signing_key WHERE account_id = :p1 AND revoked_at_ms IS NULL"};
constexpr sql::Query update_revoked{
    "revoke_signing_key",
    "UPDATE signing_key SET revoked_at_ms = :p1 WHERE id = :p2 AND revoked_at_ms IS NULL"};

constexpr sql::Query insert_result_signature{
    "insert_result_signature",
    "INSERT INTO result_signature (result_id, fingerprint, public_key) VALUES (:p1, :p2, :p3)"};
constexpr sql::Query select_signature{
    "find_result_signature",
    "SELECT result_signature.public_key, result_signature.fingerprint, signing_key.id, "
    "account.name, signing_key.account_id, result_shown.owner_id, is_signed FROM result_signature "
    "JOIN result_shown ON result_shown.id = result_id LEFT JOIN signing_key ON "
    "signing_key.fingerprint = result_signature.fingerprint LEFT JOIN account ON account.id = "
    "signing_key.account_id WHERE result_id = :p1"};

// One statement without rows, so that PostgreSQL needs no round trip for the number.
constexpr sql::Query insert_entry{
    "append_log_entry",
    "INSERT INTO log_entry (sequence, result_id, entry, leaf_hash) SELECT COALESCE(MAX(sequence) + "
    "1, 0), :p1, :p2, :p3 FROM log_entry"};
constexpr sql::Query select_size{"log_size",
                                 "SELECT COALESCE(MAX(sequence) + 1, 0) FROM log_entry"};
constexpr sql::Query select_entries{
    "log_entries",
    "SELECT entry FROM log_entry WHERE sequence >= :p1 AND sequence < :p2 ORDER BY sequence"};
constexpr sql::Query select_hashes{
    "log_hashes",
    "SELECT leaf_hash FROM log_entry WHERE sequence >= :p1 AND sequence < :p2 ORDER BY sequence"};
constexpr sql::Query select_index{"log_index_of_result",
                                  "SELECT sequence FROM log_entry WHERE result_id = :p1"};
constexpr sql::Query select_index_of_document{
    "log_index_of_document",
    "SELECT sequence FROM log_entry JOIN result ON result.id = result_id WHERE document_sha256 = "
    ":p1 ORDER BY sequence DESC LIMIT 1"};

constexpr sql::Query select_logged{
    "find_logged",
    "SELECT entry, document_sha256 FROM log_entry JOIN result ON result.id = result_id JOIN "
    "result_shown ON result_shown.id = result_id WHERE result_id = :p1 AND state <> 'hidden'"};
constexpr sql::Query select_files{
    "find_logged_files",
    "SELECT name, sha256 FROM result_file WHERE result_id = :p1 ORDER BY name"};

constexpr sql::Query insert_log_key{
    "insert_log_key",
    "INSERT INTO log_key (id, private_key, created_at_ms) VALUES (1, :p1, :p2) ON CONFLICT (id) DO "
    "NOTHING"};
constexpr sql::Query select_log_key{"find_log_key", "SELECT private_key FROM log_key"};

StoredKey stored_key(const sql::Row& row) {
    using Text = std::string;
    StoredKey stored{.key = {.id = sql::from_value<Text>(row[0]),
                             .account = sql::from_value<Text>(row[1]),
                             .name = sql::from_value<Text>(row[2]),
                             .key = sql::from_value<Text>(row[3]),
                             .fingerprint = sql::from_value<Text>(row[4]),
                             .created_at = text::rfc3339(sql::from_value<std::int64_t>(row[5])),
                             .revoked_at = std::nullopt},
                     .account_id = sql::from_value<Text>(row[7])};
    if (const auto at_ms = sql::from_value<std::optional<std::int64_t>>(row[6]))
        stored.key.revoked_at = text::rfc3339(*at_ms);
    return stored;
}

std::vector<StoredKey> keys_of(sql::Reader& reader, const sql::Query& query,
                               const std::vector<sql::Value>& values) {
    std::vector<StoredKey> keys;
    reader.for_each(query, values, [&](const sql::Row& row) { keys.push_back(stored_key(row)); });
    return keys;
}

std::optional<StoredKey> key_of(sql::Reader& reader, const sql::Query& query,
                                const std::string& value) {
    auto keys = keys_of(reader, query, {sql::to_value(value)});
    return keys.empty() ? std::nullopt : std::optional(std::move(keys.front()));
}

std::optional<std::int64_t> index_of(sql::Reader& reader, const sql::Query& query,
                                     const std::string& value) {
    const auto found = reader.row<std::int64_t>(query, value);
    return found ? std::optional(std::get<0>(*found)) : std::nullopt;
}

}  // namespace

void insert_key(sql::Transaction& transaction, const StoredKey& key, std::int64_t at_ms) {
    transaction.execute(insert_signing_key, key.key.id, key.key.fingerprint, key.key.key,
                        key.account_id, key.key.name, at_ms);
}

std::optional<StoredKey> find_key(sql::Reader& reader, const std::string& id) {
    return key_of(reader, select_by_id, id);
}

std::optional<StoredKey> find_key_by_fingerprint(sql::Reader& reader,
                                                 const std::string& fingerprint) {
    return key_of(reader, select_by_fingerprint, fingerprint);
}

std::vector<domain::AccountKey> list_keys(sql::Reader& reader,
                                          const std::optional<std::string>& account) {
    std::vector<domain::AccountKey> keys;
    for (StoredKey& stored : account ? keys_of(reader, select_of_account, {sql::to_value(*account)})
                                     : keys_of(reader, select_all, {}))
        keys.push_back(std::move(stored.key));
    return keys;
}

std::int64_t count_valid_keys(sql::Reader& reader, const std::string& account_id) {
    return std::get<0>(*reader.row<std::int64_t>(count_of_account, account_id));
}

void revoke_key(sql::Transaction& transaction, const std::string& id, std::int64_t at_ms) {
    transaction.execute(update_revoked, at_ms, id);
}

void insert_signature(sql::Transaction& transaction, const std::string& result_id,
                      const domain::PublicKey& key) {
    transaction.execute(insert_result_signature, result_id, domain::fingerprint_of(key),
                        domain::text_of(key));
}

std::optional<domain::ResultSignature> find_signature(sql::Reader& reader,
                                                      const std::string& result_id) {
    using Maybe = std::optional<std::string>;
    const auto row = reader.row<std::string, std::string, Maybe, Maybe, Maybe, std::string, int>(
        select_signature, result_id);
    if (!row) return std::nullopt;
    const auto& [key, fingerprint, key_id, account, account_id, owner_id, is_signed] = *row;
    domain::ResultSignature signature{.key_id = key_id,
                                      .key = key,
                                      .fingerprint = fingerprint,
                                      .account = account,
                                      .verified = is_signed != 0};
    using Standing = domain::SignerStanding;
    signature.standing = signature.verified       ? Standing::verified
                         : !key_id                ? Standing::unknown_key
                         : account_id != owner_id ? Standing::foreign_key
                                                  : Standing::revoked_key;
    return signature;
}

void append_entry(sql::Transaction& transaction, const std::string& result_id,
                  const std::string& entry) {
    transaction.execute(insert_entry, result_id, entry, base64(domain::leaf_hash(entry)));
}

std::int64_t log_size(sql::Reader& reader) {
    return std::get<0>(*reader.row<std::int64_t>(select_size));
}

std::vector<std::string> entries(sql::Reader& reader, std::int64_t first, std::int64_t end) {
    std::vector<std::string> found;
    for (auto& [entry] : reader.rows<std::string>(select_entries, first, end))
        found.push_back(std::move(entry));
    return found;
}

std::vector<domain::TreeHash> leaf_hashes(sql::Reader& reader, std::int64_t first,
                                          std::int64_t end) {
    std::vector<domain::TreeHash> hashes;
    for (const auto& [text] : reader.rows<std::string>(select_hashes, first, end)) {
        auto hash = from_base64(text);
        if (!hash || hash->size() != domain::tree_hash_bytes)
            throw Error(ErrorCode::internal, "The log is damaged; restore a backup.")
                .because("leaf_hash after " + std::to_string(first));
        hashes.push_back(std::move(*hash));
    }
    return hashes;
}

std::optional<std::int64_t> index_of_result(sql::Reader& reader, const std::string& result_id) {
    return index_of(reader, select_index, result_id);
}

std::optional<std::int64_t> index_of_document(sql::Reader& reader,
                                              const std::string& document_sha256) {
    return index_of(reader, select_index_of_document, document_sha256);
}

std::optional<LoggedFiles> logged_files(sql::Reader& reader, const std::string& result_id) {
    const auto found = reader.row<std::string, std::string>(select_logged, result_id);
    if (!found) return std::nullopt;
    const auto& [entry, document_sha256] = *found;
    LoggedFiles logged{.entry = entry, .files = {}};
    for (const auto& [name, sha256] :
         reader.rows<std::string, std::string>(select_files, result_id))
        logged.files.push_back({name, {{"sha256", sha256}}});
    if (logged.files.empty())
        logged.files.push_back({"result.json", {{"sha256", document_sha256}}});
    return logged;
}

std::string log_key(sql::Transaction& transaction, const std::string& fresh, std::int64_t at_ms) {
    if (const auto known = transaction.row<std::string>(select_log_key)) return std::get<0>(*known);
    transaction.execute(insert_log_key, fresh, at_ms);
    // Another process may have been first.
    return std::get<0>(*transaction.row<std::string>(select_log_key));
}

}  // namespace lem::signing::signing_store
