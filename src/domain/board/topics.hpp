#pragma once
/// The topics of the table of changes: the kind of thing that a change's value names. The
/// leaderboard's index, the cache of answers, live streams and other processes follow them.

#include <array>
#include <string_view>

namespace lem::domain::topics {

inline constexpr std::string_view results = "results";                // a result's id
inline constexpr std::string_view accounts = "accounts";              // an account's id
inline constexpr std::string_view models = "models";                  // an alias of a model
inline constexpr std::string_view hardware = "hardware";              // an alias of a device
inline constexpr std::string_view configurations = "configurations";  // SHA-256 of one
inline constexpr std::string_view derivations = "derivations";        // DerivationProgress as JSON
inline constexpr std::string_view saved_views = "saved_views";        // the id of a removed one

inline constexpr std::array all{results,        accounts,    models,     hardware,
                                configurations, derivations, saved_views};

/// The topics that a shown row depends on: the result, the names that are joined to it, and its
/// repetitions by others.
inline constexpr std::array shown_rows{results, accounts, models, hardware, configurations};
/// The same for a page of a saved view.
inline constexpr std::array shown_views{results,  accounts,       models,
                                        hardware, configurations, saved_views};

}  // namespace lem::domain::topics
