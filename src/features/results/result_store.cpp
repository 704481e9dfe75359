#include "features/results/result_store.hpp"

#include "base/text.hpp"

namespace lem::results::result_store {
namespace {

constexpr sql::Query insert_result{
    "insert_result",
    "INSERT INTO result (id, number, sha256, document_sha256, size_bytes, media_type, owner_id, "
    "submitted_at_ms) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8)"};
constexpr sql::Query insert_file{
    "insert_result_file",
    "INSERT INTO result_file (result_id, name, sha256, size_bytes) VALUES (:p1, :p2, :p3, :p4)"};
constexpr sql::Query insert_document{
    "store_document",
    "INSERT INTO stored_document (result_id, document) VALUES (:p1, :p2) ON CONFLICT (result_id) "
    "DO UPDATE SET document = excluded.document"};
constexpr sql::Query select_document{"find_document",
                                     "SELECT document FROM stored_document WHERE result_id = :p1"};
constexpr sql::Query insert_derived{
    "insert_result_derived",
    "INSERT INTO result_derived (result_id, derivation, experiment_id, run_sha256, model, "
    "hardware, row_json, checks_json, evaluation_json, model_standing, device, hardware_standing) "
    "VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8, :p9, :p10, :p11, :p12)"};
constexpr sql::Query select_result{"find_result",
                                   "SELECT sha256, document_sha256, size_bytes, media_type, "
                                   "owner_id, submitted_at_ms, number FROM "
                                   "result "
                                   "WHERE id = :p1"};
constexpr sql::Query select_files{
    "find_result_files",
    "SELECT name, sha256, size_bytes FROM result_file WHERE result_id = :p1 ORDER BY name"};
constexpr sql::Query select_by_sha256{"find_result_by_sha256",
                                      "SELECT id FROM result WHERE sha256 = :p1"};

constexpr sql::Query select_derived{
    "find_result_derived",
    "SELECT id, submitted_at_ms, derivation, experiment_id, run_sha256, model, hardware, row_json, "
    "checks_json, evaluation_json, owner_name, model_name, hardware_name, state, is_signed, "
    "is_reproduced FROM result_shown WHERE id = :p1"};
constexpr sql::Query select_page{
    "list_results",
    "SELECT id, submitted_at_ms, derivation, experiment_id, run_sha256, model, hardware, row_json, "
    "checks_json, evaluation_json, owner_name, model_name, hardware_name, state, is_signed, "
    "is_reproduced FROM result_shown WHERE id < :p1 ORDER BY id DESC LIMIT :p2"};
constexpr sql::Query select_own_page{
    "list_own_results",
    "SELECT id, submitted_at_ms, derivation, experiment_id, run_sha256, model, hardware, row_json, "
    "checks_json, evaluation_json, owner_name, model_name, hardware_name, state, is_signed, "
    "is_reproduced FROM result_shown WHERE owner_id = :p1 AND id < :p2 ORDER BY id DESC LIMIT "
    ":p3"};
// Each part by its own index.
constexpr sql::Query select_possible_run{
    "find_possible_run",
    "SELECT id FROM result WHERE document_sha256 = :p1 UNION ALL SELECT result_id FROM "
    "result_derived WHERE run_sha256 = :p2 UNION ALL SELECT result_id FROM result_derived WHERE "
    "experiment_id = :p3 LIMIT 1"};
constexpr sql::Query select_same_run{
    "find_same_run",
    "SELECT result.id, result.owner_id, CASE WHEN EXISTS (SELECT 1 FROM result_file WHERE "
    "result_file.result_id = result.id AND name NOT IN ('result.json', 'manifest.json', "
    "'result.dsse.json')) THEN 1 ELSE 0 END, CASE WHEN document_sha256 = :p1 OR run_sha256 "
    "= :p2 THEN 1 ELSE 0 END AS alike, CASE WHEN EXISTS (SELECT 1 FROM result_signature WHERE "
    "result_signature.result_id = result.id) THEN 1 ELSE 0 END FROM result JOIN result_shown ON "
    "result_shown.id = result.id "
    "WHERE result.id IN (SELECT id FROM result WHERE document_sha256 = :p1 UNION SELECT result_id "
    "FROM result_derived WHERE run_sha256 = :p2 UNION SELECT result_id FROM result_derived WHERE "
    "experiment_id = :p3) AND (state = 'listed' OR document_sha256 = :p1 OR run_sha256 = :p2) "
    "ORDER BY alike DESC, CASE WHEN state = 'listed' THEN 0 ELSE 1 END, result.number LIMIT 1"};

constexpr sql::Query insert_state{
    "insert_result_state",
    "INSERT INTO result_state (result_id, change, state, reason, words, replaced_by, by_account, "
    "at_ms) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8)"};
constexpr sql::Query select_history{
    "result_history",
    "SELECT state, reason, words, replaced_by, account.name, at_ms FROM result_state LEFT JOIN "
    "account ON account.id = by_account WHERE result_id = :p1 ORDER BY change"};

constexpr sql::Query select_to_derive{
    "results_to_derive",
    "SELECT result_id FROM result_derived JOIN result ON result.id = result_id WHERE derivation < "
    ":p1 AND NOT (failed_derivation IS NOT NULL AND failed_derivation >= :p1 AND failed_at_ms >= "
    ":p2) ORDER BY number LIMIT :p3"};
constexpr sql::Query count_outdated{"count_results_to_derive",
                                    "SELECT COUNT(*) FROM result_derived WHERE derivation < :p1"};
constexpr sql::Query count_failures{
    "count_failed_derivations",
    "SELECT COUNT(*) FROM result_derived WHERE derivation < :p1 AND failed_derivation >= :p1"};
constexpr sql::Query select_failed{
    "failed_derivations",
    "SELECT result_id, failure FROM result_derived WHERE derivation < :p1 AND failed_derivation >= "
    ":p1 ORDER BY result_id LIMIT 1000"};
constexpr sql::Query update_result_derived{
    "update_result_derived",
    "UPDATE result_derived SET derivation = :p1, experiment_id = :p2, run_sha256 = :p3, model = "
    ":p4, hardware = :p5, row_json = :p6, checks_json = :p7, evaluation_json = :p8, model_standing "
    "= :p9, device = :p10, hardware_standing = :p11, failed_derivation = NULL, failed_at_ms = "
    "NULL, failure = NULL WHERE result_id = :p12"};
constexpr sql::Query update_failed{
    "note_failed_derivation",
    "UPDATE result_derived SET failed_derivation = :p1, failed_at_ms = :p2, failure = :p3 WHERE "
    "result_id = :p4"};

/// An unknown value of another version of lem counts as the strictest: the result is not shown, and
/// only a moderator can change it.
domain::ResultState state_of(const std::string& name) {
    return schema::value_of<domain::ResultState>(name).value_or(domain::ResultState::hidden);
}
domain::StateReason reason_of(const std::string& name) {
    return schema::value_of<domain::StateReason>(name).value_or(domain::StateReason::by_moderator);
}

ListedRow listed_row(const sql::Row& row) {
    using Text = std::string;
    using Maybe = std::optional<std::string>;
    ListedRow made{.id = sql::from_value<Text>(row[0]),
                   .found = {},
                   .submitted_at_ms = sql::from_value<std::int64_t>(row[1])};
    made.found.derived = {.derivation = sql::from_value<int>(row[2]),
                          .experiment_id = sql::from_value<Text>(row[3]),
                          .run_sha256 = sql::from_value<Text>(row[4]),
                          .model = sql::from_value<Text>(row[5]),
                          .hardware = sql::from_value<Text>(row[6]),
                          .row_json = sql::from_value<Text>(row[7]),
                          .checks_json = sql::from_value<Text>(row[8]),
                          .evaluation_json = sql::from_value<Text>(row[9])};
    made.found.names = {.owner = sql::from_value<Text>(row[10]),
                        .model = sql::from_value<Maybe>(row[11]),
                        .hardware = sql::from_value<Maybe>(row[12])};
    made.found.state = state_of(sql::from_value<Text>(row[13]));
    made.found.names.is_signed = sql::from_value<bool>(row[14]);
    made.found.names.is_reproduced = sql::from_value<bool>(row[15]);
    return made;
}

}  // namespace

void insert(sql::Transaction& transaction, const Submission& submission,
            const StoredDerivation& derived, std::int64_t number) {
    transaction.execute(insert_result, submission.id, number, submission.sha256,
                        submission.document_sha256, submission.size_bytes, submission.media_type,
                        submission.owner_id, submission.submitted_at_ms);
    for (const domain::FileReference& file : submission.files)
        transaction.execute(insert_file, submission.id, file.name, file.sha256, file.size_bytes);
    transaction.execute(insert_derived, submission.id, derived.derivation, derived.experiment_id,
                        derived.run_sha256, derived.model, derived.hardware, derived.row_json,
                        derived.checks_json, derived.evaluation_json,
                        schema::name_of(derived.model_standing), derived.device,
                        schema::name_of(derived.hardware_standing));
    peer_store::insert(transaction, submission.id, derived.peer);
}

void store_document(sql::Transaction& transaction, const std::string& id,
                    const std::string& document) {
    transaction.execute(insert_document, id, document);
}

std::optional<std::string> find_document(sql::Reader& reader, const std::string& id) {
    auto found = reader.row<std::string>(select_document, id);
    if (!found) return std::nullopt;
    return std::move(std::get<0>(*found));
}

std::optional<std::string> find_by_sha256(sql::Reader& reader, const std::string& sha256) {
    const auto found = reader.row<std::string>(select_by_sha256, sha256);
    if (!found) return std::nullopt;
    return std::get<0>(*found);
}

std::optional<Submission> find(sql::Reader& reader, const std::string& id) {
    const auto found = reader.row<std::string, std::string, std::int64_t, std::string, std::string,
                                  std::int64_t, std::int64_t>(select_result, id);
    if (!found) return std::nullopt;
    Submission submission{.id = id};
    std::tie(submission.sha256, submission.document_sha256, submission.size_bytes,
             submission.media_type, submission.owner_id, submission.submitted_at_ms,
             submission.number) = *found;
    for (auto& [name, sha256, size] :
         reader.rows<std::string, std::string, std::int64_t>(select_files, id))
        submission.files.push_back({name, sha256, size});
    return submission;
}

std::optional<FoundDerivation> find_derived(sql::Reader& reader, const std::string& id) {
    std::optional<FoundDerivation> found;
    reader.for_each(select_derived, {sql::to_value(id)},
                    [&](const sql::Row& row) { found = listed_row(row).found; });
    return found;
}

std::vector<ListedRow> list(sql::Reader& reader, const std::string& before, int limit) {
    std::vector<ListedRow> rows;
    reader.for_each(select_page, {sql::to_value(before), sql::to_value(limit)},
                    [&](const sql::Row& row) { rows.push_back(listed_row(row)); });
    return rows;
}

std::vector<ListedRow> list_of(sql::Reader& reader, const std::string& owner_id,
                               const std::string& before, int limit) {
    std::vector<ListedRow> rows;
    reader.for_each(select_own_page,
                    {sql::to_value(owner_id), sql::to_value(before), sql::to_value(limit)},
                    [&](const sql::Row& row) { rows.push_back(listed_row(row)); });
    return rows;
}

bool may_hold_run(sql::Reader& reader, const std::string& document_sha256,
                  const StoredDerivation& derived) {
    return reader
        .row<std::string>(select_possible_run, document_sha256, derived.run_sha256,
                          derived.experiment_id)
        .has_value();
}

std::optional<SameRun> find_same_run(sql::Reader& reader, const std::string& document_sha256,
                                     const StoredDerivation& derived) {
    auto found = reader.row<std::string, std::string, int, int, int>(
        select_same_run, document_sha256, derived.run_sha256, derived.experiment_id);
    if (!found) return std::nullopt;
    auto& [id, owner_id, has_files, alike, is_signed] = *found;
    return SameRun{.id = std::move(id),
                   .owner_id = std::move(owner_id),
                   .has_files = has_files != 0,
                   .is_signed = is_signed != 0,
                   .measured_alike = alike != 0};
}

std::vector<domain::StateChange> history(sql::Reader& reader, const std::string& id) {
    std::vector<domain::StateChange> changes;
    for (auto& [state, reason, words, replaced_by, by, at_ms] :
         reader.rows<std::string, std::string, std::string, std::optional<std::string>,
                     std::optional<std::string>, std::int64_t>(select_history, id)) {
        domain::StateChange change{.state = state_of(state),
                                   .reason = reason_of(reason),
                                   .words = std::move(words),
                                   .replaced_by = std::nullopt,
                                   .by = by.value_or(""),
                                   .at = text::rfc3339(at_ms)};
        if (replaced_by) change.replaced_by = domain::ResultId{*replaced_by};
        changes.push_back(std::move(change));
    }
    return changes;
}

void set_state(sql::Transaction& transaction, const std::string& id, std::int64_t change,
               const NewState& state) {
    transaction.execute(insert_state, id, change, schema::name_of(state.state),
                        schema::name_of(state.reason), state.words, state.replaced_by,
                        state.by_account, state.at_ms);
}

std::vector<std::string> to_derive(sql::Reader& reader, int derivation,
                                   std::int64_t failed_since_ms, int limit) {
    std::vector<std::string> ids;
    for (auto& [id] :
         reader.rows<std::string>(select_to_derive, derivation, failed_since_ms, limit))
        ids.push_back(std::move(id));
    return ids;
}

std::int64_t count_to_derive(sql::Reader& reader, int derivation) {
    return std::get<0>(*reader.row<std::int64_t>(count_outdated, derivation));
}

std::int64_t count_failed(sql::Reader& reader, int derivation) {
    return std::get<0>(*reader.row<std::int64_t>(count_failures, derivation));
}

std::vector<FailedDerivation> failed_derivations(sql::Reader& reader, int derivation) {
    std::vector<FailedDerivation> failed;
    for (auto& [id, failure] :
         reader.rows<std::string, std::optional<std::string>>(select_failed, derivation))
        failed.push_back({id, failure.value_or("")});
    return failed;
}

void update_derived(sql::Transaction& transaction, const std::string& id,
                    const StoredDerivation& derived) {
    peer_store::note_change(transaction, id);
    transaction.execute(update_result_derived, derived.derivation, derived.experiment_id,
                        derived.run_sha256, derived.model, derived.hardware, derived.row_json,
                        derived.checks_json, derived.evaluation_json,
                        schema::name_of(derived.model_standing), derived.device,
                        schema::name_of(derived.hardware_standing), id);
    peer_store::replace(transaction, id, derived.peer);
    peer_store::note_change(transaction, id);
}

void note_failed_derivation(sql::Transaction& transaction, const std::string& id, int derivation,
                            std::int64_t at_ms, const std::string& failure) {
    transaction.execute(update_failed, derivation, at_ms, failure, id);
}

}  // namespace lem::results::result_store
