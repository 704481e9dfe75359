#pragma once
/// What differs between two results beside their figures: it may explain an effect, or weakens the
/// comparison. Pure; does not throw.

#include "domain/compare/comparison.hpp"

namespace lem::domain {

/// "engine version: 0.11.2 / 0.12.0"
std::vector<std::string> set_up_differences(const Result& a, const Result& b);

/// Sentences.
std::vector<std::string> cautions_against(const ComparedResult& a, const ComparedResult& b);

/// By the hashes of their ids or, where they have none, by their names.
bool ran_on_other_boards(const Result& a, const Result& b);

}  // namespace lem::domain
