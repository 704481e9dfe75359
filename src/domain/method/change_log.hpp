#pragma once
/// What changed in how results are measured, checked and ranked (docs/changes/method.json).

#include "domain/checks/check_list.hpp"

namespace lem::domain {

enum class MethodPart { definitions, derivation, checks, ranking };

struct MethodChange {
    std::string date;
    MethodPart kind = MethodPart::checks;
    std::string title;
    std::string text;
    std::optional<int> derivation_number;
    std::optional<std::string> metric_definitions_version;
    std::vector<std::string> checks;
    std::optional<std::string> address;
};

struct ChangeLog {
    std::vector<MethodChange> items;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::MethodPart> {
    static constexpr std::string_view name = "MethodPart";
    static constexpr std::array values{
        Enumerator{domain::MethodPart::definitions, "definitions", "what the metrics mean",
                   "Definitions"},
        Enumerator{domain::MethodPart::derivation, "derivation",
                   "what the server derives from a result; all results were derived again",
                   "Derivation"},
        Enumerator{domain::MethodPart::checks, "checks", "what a result must pass", "Checks"},
        Enumerator{domain::MethodPart::ranking, "ranking", "how ranks are made", "Ranking"},
    };
};

template <>
struct description<domain::MethodChange> {
    using T = domain::MethodChange;
    static constexpr auto record = schema::record(
        "MethodChange", "A change of the method.",
        field("date", &T::date, {.doc = "The day, as in 2026-11-20.", .length_max = 10}),
        field("kind", &T::kind, {.doc = "Of what."}),
        field("title", &T::title, {.doc = "The change in a few words."}),
        field("text", &T::text, {.doc = "The change in sentences.", .defaulted = true}),
        field("derivation_number", &T::derivation_number,
              {.doc = "The derivation that began with it.", .omit_null = true}),
        field("metric_definitions_version", &T::metric_definitions_version,
              {.doc = "The version of the definitions that began with it.", .omit_null = true}),
        field("checks", &T::checks, {.doc = "Codes of checks that were added.", .defaulted = true}),
        field("address", &T::address,
              {.doc = "Path of the page that says more.", .omit_null = true}));
};

template <>
struct description<domain::ChangeLog> {
    using T = domain::ChangeLog;
    static constexpr auto record =
        schema::record("ChangeLog", "What changed in the method.",
                       field("items", &T::items, {.doc = "The changes, newest first."}));
};

}  // namespace lem::schema
