#pragma once
/// A value of a filter that results must not have: its text in a query. Pure; does not throw.

#include "domain/board/leaderboard_query.hpp"

namespace lem::domain {

struct Exclusion {
    std::string filter;
    std::string value;
};

/// Reads "precision:fp16"; a later colon is part of the value. The error says what is wrong: no
/// such filter of the query, or no value that this filter takes.
tl::expected<Exclusion, std::string> read_exclusion(std::string_view text);

}  // namespace lem::domain
