#pragma once
/// Where an experiment is: what a terminal shows and `lem experiment --progress jsonl` prints, one
/// object a line.

#include "schema/record.hpp"

#include <functional>

namespace lem::measure {

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

/// From several threads, one at a time.
using OnProgress = std::function<void(const Progress&)>;

}  // namespace lem::measure

namespace lem::schema {

template <>
struct enumeration<measure::Stage> {
    static constexpr std::string_view name = "Stage";
    static constexpr std::array values{
        Enumerator{measure::Stage::note, "note", "something to be told once; the run goes on"},
        Enumerator{measure::Stage::cooling, "cooling", "waits until the devices are cool"},
        Enumerator{measure::Stage::idle, "idle", "measures idle power"},
        Enumerator{measure::Stage::start, "start", "starts the engine, or reaches it"},
        Enumerator{measure::Stage::probe, "probe", "finds out what the server understands"},
        Enumerator{measure::Stage::warm_up, "warm_up", "load that is not measured"},
        Enumerator{measure::Stage::search, "search", "looks for the load within its limits"},
        Enumerator{measure::Stage::prefill, "prefill", "measures the energy of prompts"},
        Enumerator{measure::Stage::cycle, "cycle", "measures a cycle"},
        Enumerator{measure::Stage::cool_down, "cool_down", "waits between two cycles"},
        Enumerator{measure::Stage::done, "done", "the result is written"},
    };
};

template <>
struct description<measure::Progress> {
    using T = measure::Progress;
    static constexpr auto record = schema::record(
        "Progress", "Where an experiment is.", field("stage", &T::stage, {.doc = "What it does."}),
        field("cycle", &T::cycle,
              {.doc = "The cycle that is measured, or was last; 0 before the first.",
               .minimum = 0,
               .maximum = 1000}),
        field("cycles", &T::cycles,
              {.doc = "How many are planned.", .minimum = 0, .maximum = 1000}),
        field("elapsed_s", &T::elapsed_s,
              {.doc = "Since the start of the run.", .unit = "s", .minimum = 0}),
        field("remaining_s", &T::remaining_s,
              {.doc = "Expected until its end, by the protocol; starts of the engine are not known "
                      "before.",
               .unit = "s",
               .minimum = 0}),
        field("tokens_per_sec", &T::tokens_per_sec,
              {.doc = "Chunks with tokens a second, since the start of the stage.",
               .unit = "tokens/s",
               .minimum = 0,
               .omit_null = true}),
        field("watts", &T::watts,
              {.doc = "Mean power of the last second.", .unit = "W", .omit_null = true}),
        field("tokens_per_joule", &T::tokens_per_joule,
              {.doc = "Of the two above.", .unit = "tokens/J", .minimum = 0, .omit_null = true}),
        field("message", &T::message,
              {.doc = "Of a note, in a sentence or a few lines.",
               .length_max = 100'000,
               .omit_null = true}));
};

}  // namespace lem::schema
