#pragma once
/// Rows in the result tables as after publishing, but without a document.

#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "platform/sql/database.hpp"

namespace lem::test {

inline constexpr sql::Query insert_account{
    "test_insert_account",
    "INSERT INTO account (id, name, role, created_at_ms) VALUES (:p1, :p2, 'user', 0)"};
inline constexpr sql::Query insert_result{
    "test_insert_result",
    "INSERT INTO result (id, number, sha256, document_sha256, size_bytes, media_type, owner_id, "
    "submitted_at_ms) VALUES (:p1, :p2, :p1, '', 0, '', :p3, 0)"};
inline constexpr sql::Query insert_derived{
    "test_insert_derived",
    "INSERT INTO result_derived (result_id, derivation, experiment_id, run_sha256, model, "
    "hardware, row_json, checks_json, evaluation_json) VALUES (:p1, :p2, '', '', :p3, :p4, :p5, "
    "'[]', 'null')"};
inline constexpr sql::Query insert_state{
    "test_insert_state",
    "INSERT INTO result_state (result_id, change, state, reason, words, at_ms) VALUES (:p1, :p2, "
    ":p3, 'published', '', 0)"};

inline void set_state(sql::Transaction& transaction, const std::string& id,
                      domain::ResultState state) {
    const std::int64_t change = transaction.change(domain::topics::results, id);
    transaction.execute(insert_state, id, change, schema::name_of(state));
}

/// `row` as it would be derived; `owner` is an account's id.
inline void publish_row(sql::Transaction& transaction, const domain::LeaderboardRow& row,
                        const std::string& owner, int derivation = 1) {
    const std::int64_t number = transaction.change(domain::topics::results, row.id.text);
    transaction.execute(insert_result, row.id.text, number, owner);
    transaction.execute(insert_derived, row.id.text, derivation, row.model, row.hardware,
                        schema::to_text(row));
    transaction.execute(insert_state, row.id.text, number,
                        schema::name_of(domain::ResultState::listed));
}

}  // namespace lem::test
