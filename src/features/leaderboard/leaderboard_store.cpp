#include "features/leaderboard/leaderboard_store.hpp"

#include "domain/board/topics.hpp"

namespace lem::leaderboard::leaderboard_store {
namespace {

constexpr sql::Query select_listed{
    "leaderboard_rows",
    "SELECT id, number, owner_id, state, row_json, owner_name, model_name, hardware_name, "
    "is_signed FROM result_shown WHERE state = 'listed' ORDER BY number"};
constexpr sql::Query select_changed_results{
    "leaderboard_changed_results",
    "SELECT id, number, owner_id, state, row_json, owner_name, model_name, hardware_name, "
    "is_signed FROM change JOIN result_shown ON id = value WHERE topic = :p1 AND sequence > :p2 "
    "AND sequence <= "
    ":p3 ORDER BY sequence"};
constexpr sql::Query select_of_changed_accounts{
    "leaderboard_rows_of_changed_accounts",
    "SELECT id, number, owner_id, state, row_json, owner_name, model_name, hardware_name, "
    "is_signed FROM change JOIN result_shown ON owner_id = value WHERE topic = :p1 AND sequence > "
    ":p2 AND "
    "sequence <= :p3 ORDER BY sequence"};
constexpr sql::Query select_of_changed_models{
    "leaderboard_rows_of_changed_models",
    "SELECT id, number, owner_id, state, row_json, owner_name, model_name, hardware_name, "
    "is_signed FROM change JOIN result_shown ON model = value WHERE topic = :p1 AND sequence > :p2 "
    "AND sequence "
    "<= :p3 ORDER BY sequence"};
constexpr sql::Query select_of_changed_hardware{
    "leaderboard_rows_of_changed_hardware",
    "SELECT id, number, owner_id, state, row_json, owner_name, model_name, hardware_name, "
    "is_signed FROM change JOIN result_shown ON hardware = value WHERE topic = :p1 AND sequence > "
    ":p2 AND "
    "sequence <= :p3 ORDER BY sequence"};

/// The rows that a change of a topic affects.
struct Touched {
    std::string_view topic;
    const sql::Query& rows;
};
constexpr std::array touched{
    Touched{domain::topics::results, select_changed_results},
    Touched{domain::topics::accounts, select_of_changed_accounts},
    Touched{domain::topics::models, select_of_changed_models},
    Touched{domain::topics::hardware, select_of_changed_hardware},
};

StoredRow stored_row(const sql::Row& row) {
    using Maybe = std::optional<std::string>;
    return {.id = sql::from_value<std::string>(row[0]),
            .number = sql::from_value<std::uint32_t>(row[1]),
            .owner_id = sql::from_value<std::string>(row[2]),
            .listed = sql::from_value<std::string>(row[3]) == "listed",
            .row_json = sql::from_value<std::string>(row[4]),
            .names = {.owner = sql::from_value<std::string>(row[5]),
                      .model = sql::from_value<Maybe>(row[6]),
                      .hardware = sql::from_value<Maybe>(row[7]),
                      .is_signed = sql::from_value<bool>(row[8])}};
}

}  // namespace

void for_each_listed(sql::Reader& reader, const Each& each) {
    reader.for_each(select_listed, {}, [&](const sql::Row& row) { each(stored_row(row)); });
}

void for_each_changed(sql::Reader& reader, std::int64_t from, std::int64_t to, const Each& each) {
    for (const auto& [topic, rows] : touched) {
        reader.for_each(rows, {sql::to_value(topic), sql::to_value(from), sql::to_value(to)},
                        [&](const sql::Row& row) { each(stored_row(row)); });
    }
}

}  // namespace lem::leaderboard::leaderboard_store
