#include "domain/board/stored_row.hpp"

#include "domain/board/leaderboard_wire.hpp"

namespace lem::domain {

std::optional<LeaderboardRow> read_stored_row(std::string_view row_json) {
    auto row = schema::from_text<LeaderboardRow>(row_json, schema::UnknownMembers::ignored);
    if (!row) return std::nullopt;
    return std::move(*row);
}

void join_names(LeaderboardRow& row, const ShownNames& names) {
    row.submitted_by = names.owner;
    if (names.model) {
        row.model = *names.model;
        row.model_known = true;
        row.model_family = family_of(row.model);
    }
    if (names.hardware) {
        row.hardware = *names.hardware;
        row.hardware_known = true;
    }
    if (names.is_signed) row.trust = std::max(row.trust, Trust::is_signed);
    if (names.is_reproduced) row.trust = std::max(row.trust, Trust::reproduced);
}

}  // namespace lem::domain
