#pragma once
/// The facts of results beside each other: which set-ups, machines and statements stand behind
/// their figures, in words. Pure; does not throw.

#include "domain/board/leaderboard.hpp"

#include <span>

namespace lem::domain {

/// A fact of several results.
struct ComparedFact {
    std::string name;
    std::string title;
    std::vector<std::optional<std::string>> values;  // nullopt: not stated
    bool differs = false;                            // also if only some state it
};

/// What is known about a result for its facts.
struct FactSource {
    const LeaderboardRow& row;
    const Result& document;
};

/// In the order in which they are shown, without those that no result states.
std::vector<ComparedFact> compared_facts(std::span<const FactSource> results);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::ComparedFact> {
    using T = domain::ComparedFact;
    static constexpr auto record = schema::record(
        "ComparedFact", "A fact of the set-up, of each result.",
        field("name", &T::name, {.doc = "For example precision."}),
        field("title", &T::title, {.doc = "The same for people."}),
        field("values", &T::values,
              {.doc = "In words, in the order of the results; null is not stated."}),
        field("differs", &T::differs, {.doc = "Whether they are not all the same."}));
};

}  // namespace lem::schema
