#pragma once
/// The table of checks on the wire.

#include "domain/checks/checks.hpp"

namespace lem::domain {

struct ToleranceInfo {
    std::string name;
    double value = 0;
    std::string unit;
};

struct CheckInfo {
    std::string code;
    CheckFamily family = CheckFamily::arithmetic;
    std::string title;
    CheckOutcome severity = CheckOutcome::rejected;
    std::vector<ToleranceInfo> tolerances;
    CheckEvidence needs = CheckEvidence::document;
    std::string reference;
};

struct CheckList {
    std::vector<CheckInfo> items;
};

inline CheckList check_list() {
    CheckList list;
    for (const CheckDefinition& check : all_checks()) {
        CheckInfo info{.code = std::string(check.code),
                       .family = check.family,
                       .title = std::string(check.title),
                       .severity = check.severity,
                       .needs = check.needs,
                       .reference = std::string(check.reference)};
        for (const Tolerance& tolerance : check.tolerances) {
            if (!tolerance.name.empty())
                info.tolerances.push_back(
                    {std::string(tolerance.name), tolerance.value, std::string(tolerance.unit)});
        }
        list.items.push_back(std::move(info));
    }
    return list;
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::CheckFamily> {
    static constexpr std::string_view name = "CheckFamily";
    static constexpr std::array values{
        Enumerator{domain::CheckFamily::arithmetic, "arithmetic",
                   "does the document agree with itself and its requests?", "Arithmetic"},
        Enumerator{domain::CheckFamily::energy, "energy",
                   "can these devices have drawn this energy?", "Energy and power"},
        Enumerator{domain::CheckFamily::capacity, "capacity",
                   "can these devices have held and run this model?", "Capacity of the devices"},
        Enumerator{domain::CheckFamily::statistics, "statistics",
                   "do the repetitions carry what is said of them?", "Statistics"},
    };
};

template <>
struct enumeration<domain::CheckEvidence> {
    static constexpr std::string_view name = "CheckEvidence";
    static constexpr std::array values{
        Enumerator{domain::CheckEvidence::document, "document", "result.json"},
        Enumerator{domain::CheckEvidence::requests, "requests", "requests.jsonl of the bundle"},
        Enumerator{domain::CheckEvidence::trace, "trace", "power.csv of the bundle"},
        Enumerator{domain::CheckEvidence::other_results, "other_results",
                   "the other results of a server"},
    };
};

template <>
struct description<domain::ToleranceInfo> {
    using T = domain::ToleranceInfo;
    static constexpr auto record =
        schema::record("Tolerance", "A limit of a check.",
                       field("name", &T::name, {.doc = "What it limits, for example relative."}),
                       field("value", &T::value, {.doc = "The limit."}),
                       field("unit", &T::unit, {.doc = "Of the value; empty for a share."}));
};

template <>
struct description<domain::CheckInfo> {
    using T = domain::CheckInfo;
    static constexpr auto record = schema::record(
        "CheckInfo", "What a check is.",
        field("code", &T::code, {.doc = "As in the verdicts, for example A2."}),
        field("family", &T::family, {.doc = "Kind of check."}),
        field("title", &T::title, {.doc = "What must hold."}),
        field("severity", &T::severity, {.doc = "The worst outcome of a failure."}),
        field("tolerances", &T::tolerances, {.doc = "Its limits; empty when it is exact."}),
        field("needs", &T::needs, {.doc = "What it needs."}),
        field("reference", &T::reference, {.doc = "Where the limits come from."}));
};

template <>
struct description<domain::CheckList> {
    using T = domain::CheckList;
    static constexpr auto record = schema::record(
        "CheckList", "All checks.", field("items", &T::items, {.doc = "The checks."}));
};

}  // namespace lem::schema
