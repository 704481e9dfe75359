#include "pages/result_answer.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "features/leaderboard/result_standing.hpp"
#include "pages/result_page.hpp"

namespace lem::pages {
namespace {

/// On the leaderboard without limits; nullopt for what is not listed.
std::optional<domain::ResultStanding> standing_of(const std::string& id,
                                                  const leaderboard::Leaderboard& board) {
    try {
        return leaderboard::result_standing(board, id, {});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return std::nullopt;
    }
}

}  // namespace

Page result_answer(const std::string& id, const results::Results& results,
                   const leaderboard::Leaderboard& board) {
    const domain::ResultDetail detail = results.detail(id);
    const domain::LeaderboardRow& row = detail.row;
    const auto standing = standing_of(id, board);
    const std::string address = "/api/v1/results/" + id;
    std::vector<Datum> data{{address, schema::to_text(detail)}};
    if (standing) data.push_back({address + "/standing", schema::to_text(*standing)});
    return {.title = row.model + " on " + row.hardware + " \u00b7 lem",
            .description = "Measured energy and speed of " + row.model + " with " + row.engine +
                           " on " + row.hardware + ".",
            .main = result_page_html(detail, standing ? &*standing : nullptr),
            .data = std::move(data),
            .result_id = id};
}

}  // namespace lem::pages
