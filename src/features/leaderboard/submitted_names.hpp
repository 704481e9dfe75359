#pragma once
/// What submitted files call the models and devices of results that are shown by one name.

#include "domain/explorer/model_detail.hpp"
#include "platform/sql/database.hpp"

#include <span>

namespace lem::leaderboard {

enum class NameKind { model, device };

/// Of results by their numbers; the most frequent name first. Blocks; throws Error when the
/// database fails.
std::vector<domain::SubmittedName> submitted_names(sql::Database& database, NameKind kind,
                                                   std::span<const std::uint32_t> numbers);

}  // namespace lem::leaderboard
