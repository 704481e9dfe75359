#pragma once
/// How a measurement is run and repeated.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

struct Protocol {
    int cycles = 3;
    double cycle_s = 60;
    double warmup_s = 30;
    double cooldown_s = 10;
    double idle_s = 30;
    double request_timeout_s = 120;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Protocol> {
    using T = domain::Protocol;
    static constexpr auto record = schema::record(
        "Protocol", "How the measurement is run.",
        field("cycles", &T::cycles,
              {.doc = "Repetitions; at least 3 for an interval.",
               .minimum = 1,
               .maximum = 1000,
               .defaulted = true}),
        field("cycle_s", &T::cycle_s,
              {.doc = "Measured time of a cycle.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}),
        field("warmup_s", &T::warmup_s,
              {.doc = "Load before the first cycle that is not measured.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("cooldown_s", &T::cooldown_s,
              {.doc = "Pause between cycles.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("idle_s", &T::idle_s,
              {.doc = "Idle baseline, taken before the engine starts and again once it is loaded.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("request_timeout_s", &T::request_timeout_s,
              {.doc = "A request that takes longer is an error.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}));
};

}  // namespace lem::schema
