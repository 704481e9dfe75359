#include "features/results/stored_files.hpp"

#include "base/hash.hpp"

namespace lem::results {
namespace {

constexpr sql::Query select_stored_files{
    "list_stored_files",
    "SELECT sha256 FROM result WHERE NOT EXISTS (SELECT 1 FROM stored_document WHERE result_id = "
    "result.id) UNION SELECT document_sha256 FROM result WHERE NOT EXISTS (SELECT 1 FROM "
    "stored_document WHERE result_id = result.id) UNION SELECT sha256 FROM result_file ORDER BY 1"};
// Backups are also of databases without the table stored_document.
constexpr sql::Query select_documents_are_stored{
    "documents_are_stored",
    "SELECT name FROM schema_migration WHERE name = '0005_stored_document.sql'"};
constexpr sql::Query select_all_files{
    "list_all_files",
    "SELECT sha256 FROM result UNION SELECT document_sha256 FROM result UNION SELECT sha256 FROM "
    "result_file ORDER BY 1"};
constexpr sql::Query select_documents{
    "list_stored_documents",
    "SELECT result_id, document_sha256, document FROM stored_document JOIN result ON result.id = "
    "result_id WHERE result_id > :p1 ORDER BY result_id LIMIT 100"};
constexpr sql::Query count_all{"count_results", "SELECT COUNT(*) FROM result"};
constexpr sql::Query select_newest{
    "list_newest_files",
    "SELECT document_sha256 FROM (SELECT id, document_sha256 FROM result ORDER BY id DESC LIMIT "
    "1000) AS newest WHERE NOT EXISTS (SELECT 1 FROM stored_document WHERE result_id = newest.id) "
    "ORDER BY id DESC LIMIT :p1"};

bool stores_documents(sql::Reader& reader) {
    return reader.row<std::string>(select_documents_are_stored).has_value();
}

}  // namespace

void for_each_stored_file(sql::Reader& reader,
                          const std::function<void(const std::string& sha256)>& each) {
    reader.for_each(stores_documents(reader) ? select_stored_files : select_all_files, {},
                    [&](const sql::Row& row) { each(sql::from_value<std::string>(row.at(0))); });
}

void for_each_damaged_document(sql::Reader& reader,
                               const std::function<void(const std::string& sha256)>& each) {
    if (!stores_documents(reader)) return;
    std::string after;
    for (bool more = true; more;) {
        more = false;
        for (const auto& [id, sha256, document] :
             reader.rows<std::string, std::string, std::string>(select_documents, after)) {
            if (sha256_hex(document) != sha256) each(sha256);
            after = id;
            more = true;
        }
    }
}

std::int64_t count_results(sql::Reader& reader) {
    return std::get<0>(reader.row<std::int64_t>(count_all).value_or(std::tuple{std::int64_t{0}}));
}

std::vector<std::string> newest_document_files(sql::Reader& reader, int count) {
    std::vector<std::string> documents;
    for (auto& [sha256] : reader.rows<std::string>(select_newest, count))
        documents.push_back(std::move(sha256));
    return documents;
}

}  // namespace lem::results
