#include "features/results/result_store.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/ranked_metrics.hpp"

namespace lem::results::result_store {
namespace {

constexpr sql::Query insert_result{
    "insert_result",
    "INSERT INTO result (id, sha256, document_sha256, size_bytes, media_type, submitted_by, "
    "submitted_at_ms, "
    "measured_at_ms, status, number, change_sequence, experiment_id, checks_json, row_json, model, "
    "model_family, engine, "
    "precision_name, hardware, energy_scope, energy_method, trust, tokens_per_joule, "
    "throughput_tokens_per_sec, "
    "total_energy_joules, avg_power_watts, peak_memory_mb, time_to_first_token_ms, "
    "latency_per_token_ms, "
    "flops_per_second) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8, :p9, :p10, :p11, :p12, "
    ":p13, :p14, :p15, :p16, :p17, :p18, :p19, :p20, :p21, :p22, :p23, :p24, :p25, :p26, :p27, "
    ":p28, :p29, :p30)"};
constexpr sql::Query insert_file{
    "insert_result_file",
    "INSERT INTO result_file (result_id, name, sha256, size_bytes) VALUES (:p1, :p2, :p3, :p4)"};
constexpr sql::Query select_by_sha256{"find_result_by_sha256",
                                      "SELECT id FROM result WHERE sha256 = :p1"};
constexpr sql::Query select_by_document{
    "find_result_by_document",
    "SELECT id, submitted_by, media_type FROM result WHERE document_sha256 = :p1 AND status = "
    "'listed' ORDER BY number LIMIT 1"};
constexpr sql::Query select_status{"find_result_status",
                                   "SELECT status FROM result WHERE id = :p1"};
constexpr sql::Query select_result{"find_result",
                                   "SELECT row_json, status, sha256, document_sha256, size_bytes, "
                                   "media_type, submitted_by, withdrawn_at_ms, "
                                   "withdrawn_reason, checks_json FROM result WHERE id = :p1"};
constexpr sql::Query select_files{
    "find_result_files",
    "SELECT name, sha256, size_bytes FROM result_file WHERE result_id = :p1 ORDER BY name"};
constexpr sql::Query select_page{
    "list_results",
    "SELECT row_json, status FROM result WHERE id < :p1 ORDER BY id DESC LIMIT :p2"};
constexpr sql::Query update_withdrawn{
    "withdraw_result",
    "UPDATE result SET status = 'withdrawn', withdrawn_at_ms = :p1, withdrawn_reason = :p2, "
    "change_sequence = :p3 WHERE id = :p4"};

domain::LeaderboardRow read_row(const std::string& json, const std::string& status) {
    auto row = schema::from_text<domain::LeaderboardRow>(json);
    if (!row)
        throw Error(ErrorCode::internal, "A stored result cannot be read.")
            .because(row.error()[0].pointer + " " + row.error()[0].message);
    row->status = *schema::value_of<domain::ResultStatus>(status);
    return std::move(*row);
}

}  // namespace

void insert(sql::Transaction& transaction, const StoredResult& stored, std::int64_t change) {
    const domain::LeaderboardRow& row = stored.row;
    std::vector<sql::Value> values{row.id.text,
                                   stored.sha256,
                                   stored.document_sha256,
                                   stored.size_bytes,
                                   stored.media_type,
                                   stored.owner_id,
                                   stored.submitted_at_ms,
                                   stored.measured_at_ms,
                                   std::string("listed"),
                                   change,
                                   change,
                                   stored.experiment_id,
                                   stored.checks_json,
                                   schema::to_text(row),
                                   row.model,
                                   row.model_family,
                                   row.engine,
                                   row.precision,
                                   row.hardware,
                                   std::string(schema::name_of(row.energy_scope)),
                                   std::string(schema::name_of(row.energy_method)),
                                   std::string(schema::name_of(row.trust))};
    for (const domain::RankedMetric& metric : domain::ranked_metrics) {
        values.push_back(sql::to_value((row.metrics.*(metric.member)).value));
    }
    transaction.run(insert_result, values);
    for (const domain::FileReference& file : stored.files) {
        transaction.execute(insert_file, row.id.text, file.name, file.sha256, file.size_bytes);
    }
}

std::optional<std::string> find_by_sha256(sql::Reader& reader, const std::string& sha256) {
    const auto found = reader.row<std::string>(select_by_sha256, sha256);
    if (!found) return std::nullopt;
    return std::get<0>(*found);
}

std::optional<SameRun> find_by_document(sql::Reader& reader, const std::string& document_sha256) {
    auto found =
        reader.row<std::string, std::string, std::string>(select_by_document, document_sha256);
    if (!found) return std::nullopt;
    auto& [id, owner_id, media_type] = *found;
    return SameRun{std::move(id), std::move(owner_id), std::move(media_type)};
}

std::optional<StoredResult> find(sql::Reader& reader, const std::string& id) {
    using Time = std::optional<std::int64_t>;
    const auto found =
        reader.row<std::string, std::string, std::string, std::string, std::int64_t, std::string,
                   std::string, Time, std::optional<std::string>, std::string>(select_result, id);
    if (!found) return std::nullopt;
    StoredResult stored;
    std::string row_json, status;
    std::tie(row_json, status, stored.sha256, stored.document_sha256, stored.size_bytes,
             stored.media_type, stored.owner_id, stored.withdrawn_at_ms, stored.withdrawn_reason,
             stored.checks_json) = *found;
    stored.row = read_row(row_json, status);
    for (auto& [name, sha256, size] :
         reader.rows<std::string, std::string, std::int64_t>(select_files, id)) {
        stored.files.push_back({name, sha256, size});
    }
    return stored;
}

std::vector<domain::LeaderboardRow> list(sql::Reader& reader, const std::string& before,
                                         int limit) {
    std::vector<domain::LeaderboardRow> rows;
    for (const auto& [json, status] :
         reader.rows<std::string, std::string>(select_page, before, limit)) {
        rows.push_back(read_row(json, status));
    }
    return rows;
}

bool withdraw(sql::Transaction& transaction, const std::string& id, std::int64_t at_ms,
              const std::string& reason) {
    const std::int64_t change = transaction.next_change();  // from here on nobody else changes it
    const auto status = transaction.row<std::string>(select_status, id);
    if (!status || std::get<0>(*status) != "listed") return false;
    transaction.execute(update_withdrawn, at_ms, reason, change, id);
    return true;
}

}  // namespace lem::results::result_store
