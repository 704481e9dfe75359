#pragma once
/// What an alias does to stored results: those that have the name are derived again. Features do
/// not know each other, so it is put together here.

#include "features/names/aliases.hpp"

namespace lem::app {

/// For names::Aliases.
void mark_renamed_results(sql::Transaction& transaction, names::AliasKind kind,
                          const std::string& alias);

}  // namespace lem::app
