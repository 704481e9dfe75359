#pragma once
/// The steps and outcome of a search for the highest load within latency limits.

#include "domain/experiment/load.hpp"

namespace lem::domain {

/// One load that a search tried.
struct SloSearchStep {
    double load = 0;
    bool met = false;
    std::vector<std::string> reasons = {};  // what exceeded its limit, or is not known
};

/// bracketed: a load that is at most `precision` higher fails.
enum class SloSearchEnd { bracketed, highest_reached, none_met, steps_used, stopped };

/// What a search for the highest load within limits found.
struct SloSearchRecord {
    SloSearchOver over = SloSearchOver::concurrency;
    std::optional<double> load;  // at which the cycles ran
    SloSearchEnd end = SloSearchEnd::stopped;
    SloLimits limits;  // with those of the preset
    std::vector<SloSearchStep> steps;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::SloSearchEnd> {
    static constexpr std::string_view name = "SloSearchEnd";
    static constexpr std::array values{
        Enumerator{domain::SloSearchEnd::bracketed, "bracketed",
                   "a slightly higher load exceeds a limit"},
        Enumerator{domain::SloSearchEnd::highest_reached, "highest_reached",
                   "the highest load to try meets the limits"},
        Enumerator{domain::SloSearchEnd::none_met, "none_met",
                   "even the lowest load exceeds a limit"},
        Enumerator{domain::SloSearchEnd::steps_used, "steps_used", "no more steps were allowed"},
        Enumerator{domain::SloSearchEnd::stopped, "stopped", "the run ended before the search"},
    };
};

template <>
struct description<domain::SloSearchStep> {
    using T = domain::SloSearchStep;
    static constexpr auto record = schema::record(
        "SloSearchStep", "One load that a search tried.",
        field("load", &T::load,
              {.doc = "Streams, or requests per second.", .minimum = 0, .maximum = 1e6}),
        field("met", &T::met, {.doc = "Whether it met every limit."}),
        field("reasons", &T::reasons,
              {.doc = "What exceeded its limit, or is not known.",
               .length_max = 400,
               .items_max = 20}));
};

template <>
struct description<domain::SloSearchRecord> {
    using T = domain::SloSearchRecord;
    static constexpr auto record = schema::record(
        "SloSearchRecord", "What a search for the highest load within limits found.",
        field("over", &T::over, {.doc = "What was varied."}),
        field("load", &T::load,
              {.doc = "The highest load that meets the limits, at which the cycles ran: streams, "
                      "or requests per second. Null when none does.",
               .minimum = 0,
               .maximum = 1e6}),
        field("end", &T::end, {.doc = "How it ended."}),
        field("limits", &T::limits, {.doc = "The limits to meet, with those of the preset."}),
        field("steps", &T::steps,
              {.doc = "In the order in which they were tried.", .items_max = 100}));
};

}  // namespace lem::schema
