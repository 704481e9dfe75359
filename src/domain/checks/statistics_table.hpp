#pragma once
/// The statistics of the table of checks (checks.cpp).

#include "domain/checks/statistics_checks.hpp"
#include "domain/checks/table_words.hpp"

namespace lem::domain::table {

inline constexpr std::array statistics_checks{
    CheckDefinition{"S1",
                    statistics,
                    "Intervals are those of the cycles",
                    warning,
                    {{{"relative", 0.01}}},
                    Needs::document,
                    statistics::intervals_are_of_the_cycles,
                    "Student t"},
    CheckDefinition{"S2",
                    statistics,
                    "The cycles agree with each other",
                    warning,
                    {{{"between cycles", 0.1}, {"within a window", 0.05}}},
                    Needs::document,
                    statistics::cycles_agree,
                    definition_of},
    CheckDefinition{"S3",
                    statistics,
                    "Measured values differ between cycles",
                    warning,
                    {},
                    Needs::document,
                    statistics::cycles_differ,
                    "no measurement repeats to six digits"},
    CheckDefinition{"S4",
                    statistics,
                    "The requests are enough for their percentiles",
                    information,
                    {},
                    Needs::document,
                    statistics::requests_are_enough,
                    "MLPerf: early stopping"},
    CheckDefinition{"S5",
                    statistics,
                    "Failed requests are stated",
                    warning,
                    {},
                    Needs::document,
                    statistics::failures_are_stated,
                    definition_of},
    CheckDefinition{"S6",
                    statistics,
                    "Requests were sent when they were due",
                    warning,
                    {{{"late", 10, "ms"}, {"client-bound", 500, "ms"}}},
                    Needs::document,
                    statistics::client_kept_its_schedule,
                    "MLPerf: the load generator"},
};

}  // namespace lem::domain::table
