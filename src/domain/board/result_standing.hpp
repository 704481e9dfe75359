#pragma once
/// Where one result stands in the answer to a question.

#include "domain/board/leaderboard.hpp"

namespace lem::domain {

struct ResultStanding {
    LeaderboardRow item;
    std::vector<std::string> excluded_by;
    std::int64_t loads = 0;
    std::string data_version;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::ResultStanding> {
    using T = domain::ResultStanding;
    static constexpr auto record = schema::record(
        "ResultStanding", "Where a result stands in the answer to a question.",
        field(
            "item", &T::item,
            {.doc = "The row; with its rank, or the reason why it has none, if the list has it."}),
        field("excluded_by", &T::excluded_by,
              {.doc = "Why the list does not have it: each parameter that excludes it by itself. "
                      "Empty if the list has it.",
               .items_max = 100,
               .defaulted = true}),
        field("loads", &T::loads,
              {.doc = "How many loads its system was measured with: from two on they make an "
                      "operating curve. 0 if its load, speed or time per token is not known.",
               .defaulted = true}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
