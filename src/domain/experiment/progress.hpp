#pragma once
/// The progress of an experiment: what a terminal shows, and what `lem experiment --progress jsonl`
/// prints as one JSON object per line. Pure.

#include "schema/record.hpp"

namespace lem::domain {

/// In the order of a run, except note.
enum class Stage {
    note,
    cooling,
    idle,
    start,
    probe,
    warm_up,
    search,
    prefill,
    cycle,
    cool_down,
    done
};

struct Progress {
    Stage stage = Stage::note;
    int cycle = 0;
    int cycles = 0;
    double elapsed_s = 0;
    double remaining_s = 0;
    std::optional<double> tokens_per_sec;
    std::optional<double> watts;
    std::optional<double> tokens_per_joule;
    std::optional<std::string> message;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Stage> {
    static constexpr std::string_view name = "Stage";
    static constexpr std::array values{
        Enumerator{domain::Stage::note, "note", "a message to the user; the run continues"},
        Enumerator{domain::Stage::cooling, "cooling", "waiting until the devices are cool"},
        Enumerator{domain::Stage::idle, "idle", "measuring idle power"},
        Enumerator{domain::Stage::start, "start", "starting the engine or connecting to it"},
        Enumerator{domain::Stage::probe, "probe", "testing which parameters the server supports"},
        Enumerator{domain::Stage::warm_up, "warm_up", "warm-up: load that is not measured"},
        Enumerator{domain::Stage::search, "search",
                   "searching for the highest load within the limits"},
        Enumerator{domain::Stage::prefill, "prefill", "measuring the energy of prompt processing"},
        Enumerator{domain::Stage::cycle, "cycle", "measuring a cycle"},
        Enumerator{domain::Stage::cool_down, "cool_down", "waiting between two cycles"},
        Enumerator{domain::Stage::done, "done", "the result is written"},
    };
};

template <>
struct description<domain::Progress> {
    using T = domain::Progress;
    static constexpr auto record = schema::record(
        "Progress", "The progress of an experiment at one moment.",
        field("stage", &T::stage, {.doc = "The current stage."}),
        field("cycle", &T::cycle,
              {.doc = "The current cycle, or the last one; 0 before the first.",
               .minimum = 0,
               .maximum = 1000}),
        field("cycles", &T::cycles,
              {.doc = "Number of planned cycles.", .minimum = 0, .maximum = 1000}),
        field("elapsed_s", &T::elapsed_s,
              {.doc = "Time since the start of the run.", .unit = "s", .minimum = 0}),
        field("remaining_s", &T::remaining_s,
              {.doc = "Estimated time until the end, from the protocol; it excludes starts of the "
                      "engine.",
               .unit = "s",
               .minimum = 0}),
        field("tokens_per_sec", &T::tokens_per_sec,
              {.doc = "Chunks with tokens per second, since the start of the stage.",
               .unit = "tokens/s",
               .minimum = 0,
               .omit_null = true}),
        field("watts", &T::watts,
              {.doc = "Mean power of the last second.", .unit = "W", .omit_null = true}),
        field("tokens_per_joule", &T::tokens_per_joule,
              {.doc = "tokens_per_sec divided by watts.",
               .unit = "tokens/J",
               .minimum = 0,
               .omit_null = true}),
        field("message", &T::message,
              {.doc = "Text of a note.", .length_max = 100'000, .omit_null = true}));
};

}  // namespace lem::schema
