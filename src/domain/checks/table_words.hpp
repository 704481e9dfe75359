#pragma once
/// The words that the rows of the table of checks share.

#include "domain/checks/checks.hpp"

namespace lem::domain::table {

using enum CheckFamily;
using enum CheckOutcome;
using Needs = CheckEvidence;

inline constexpr std::string_view inferencex = "InferenceX: result validation";
inline constexpr std::string_view ml_energy = "ML.ENERGY leaderboard: published runs";
inline constexpr std::string_view roofline_model = "Williams et al. 2009, the roofline model";
inline constexpr std::string_view definition_of = "the metric's definition";

}  // namespace lem::domain::table
