#pragma once
/// The verdict of one check of a result.

#include "domain/result/quantity.hpp"
#include "schema/record.hpp"

#include <optional>
#include <string>

namespace lem::domain {

enum class CheckOutcome { passed, information, warning, rejected, not_applicable };

/// One check's verdict: the observed and the allowed values, and a sentence.
struct Check {
    std::string code;
    std::string title;
    CheckOutcome outcome = CheckOutcome::passed;
    std::optional<double> observed;
    std::optional<double> bound_low;
    std::optional<double> bound_high;
    std::optional<std::string> unit;
    std::string message;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::CheckOutcome> {
    static constexpr std::string_view name = "CheckOutcome";
    static constexpr std::array values{
        Enumerator{domain::CheckOutcome::passed, "passed"},
        Enumerator{domain::CheckOutcome::information, "information"},
        Enumerator{domain::CheckOutcome::warning, "warning", "public flag"},
        Enumerator{domain::CheckOutcome::rejected, "rejected",
                   "impossible or inconsistent: the result is not accepted"},
        Enumerator{domain::CheckOutcome::not_applicable, "not_applicable",
                   "the data it needs are not in the document"},
    };
};

template <>
struct description<domain::Check> {
    using T = domain::Check;
    static constexpr auto record = schema::record(
        "Check", "What a check observed against what is allowed.",
        field("code", &T::code,
              {.doc = "For example A2.", .length_max = 20, .format = TextFormat::identifier}),
        field("title", &T::title, {.doc = "What the check requires.", .length_max = 200}),
        field("outcome", &T::outcome, {.doc = "Verdict."}),
        field("observed", &T::observed,
              {.doc = "What was observed.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any}),
        field("bound_low", &T::bound_low,
              {.doc = "Least that passes.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any}),
        field("bound_high", &T::bound_high,
              {.doc = "Most that passes.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any}),
        field("unit", &T::unit, {.doc = "Of the three.", .length_max = 20}),
        field("message", &T::message, {.doc = "The verdict in a sentence.", .length_max = 1000}));
};

}  // namespace lem::schema
