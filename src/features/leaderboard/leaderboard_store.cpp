#include "features/leaderboard/leaderboard_store.hpp"

#include "domain/board/topics.hpp"

#include <array>

namespace lem::leaderboard::leaderboard_store {
namespace {

const std::string columns =
    "SELECT id, number, owner_id, state, row_json, owner_name, model_name, hardware_name, "
    "is_signed, is_reproduced FROM ";
const std::string text_of_listed = columns + "result_shown WHERE state = 'listed' ORDER BY number";
const std::string text_of_one = columns + "result_shown WHERE id = :p1";
const sql::Query select_one{"leaderboard_row", text_of_one};
const sql::Query select_listed{"leaderboard_rows", text_of_listed};

/// The rows that a change of a topic affects.
class Touched {
public:
    Touched(std::string_view topic, const std::string& condition)
        : topic_(topic),
          name_("leaderboard_rows_of_changed_" + std::string(topic)),
          text_(columns + "change JOIN result_shown ON " + condition +
                " WHERE topic = :p1 AND sequence > :p2 AND sequence <= :p3 ORDER BY sequence") {}

    std::string_view topic() const { return topic_; }
    sql::Query rows() const { return {name_, text_}; }

private:
    std::string_view topic_;
    std::string name_, text_;
};
const std::array touched{
    Touched(domain::topics::results, "id = value"),
    Touched(domain::topics::accounts, "owner_id = value"),
    Touched(domain::topics::models, "model = value"),
    Touched(domain::topics::hardware, "hardware = value"),
    Touched(domain::topics::configurations,
            "id IN (SELECT result_id FROM result_peer WHERE configuration = value)"),
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
                      .is_signed = sql::from_value<bool>(row[8]),
                      .is_reproduced = sql::from_value<bool>(row[9])}};
}

}  // namespace

std::optional<StoredRow> find(sql::Reader& reader, const std::string& id) {
    std::optional<StoredRow> found;
    reader.for_each(select_one, {sql::to_value(id)},
                    [&](const sql::Row& row) { found = stored_row(row); });
    return found;
}

void for_each_listed(sql::Reader& reader, const Each& each) {
    reader.for_each(select_listed, {}, [&](const sql::Row& row) { each(stored_row(row)); });
}

void for_each_changed(sql::Reader& reader, std::int64_t from, std::int64_t to, const Each& each) {
    for (const Touched& one : touched) {
        reader.for_each(one.rows(),
                        {sql::to_value(one.topic()), sql::to_value(from), sql::to_value(to)},
                        [&](const sql::Row& row) { each(stored_row(row)); });
    }
}

}  // namespace lem::leaderboard::leaderboard_store
