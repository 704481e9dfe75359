#pragma once
/// The classes of queries of the benchmark, each based on a real row so that it matches something.

#include "domain/board/leaderboard_query.hpp"
#include "features/leaderboard/leaderboard.hpp"

namespace lem::bench {

struct Question {
    domain::LeaderboardQuery query;
    // The meaning of the opaque cursor, for the peer.
    std::optional<double> after_value;
    std::optional<std::uint64_t> after_number;
};

struct QuestionClass {
    std::string name;
    std::string description;
    std::vector<Question> questions;
};

std::vector<QuestionClass> make_questions(const std::vector<domain::LeaderboardRow>& anchors,
                                          std::size_t each, const leaderboard::Leaderboard& board);

}  // namespace lem::bench
