#pragma once
/// A study: one experiment measured at many points of a grid. This is what its file says besides
/// the experiment and the grid, and the pure part of planning: which points there are, which of
/// them are the same or impossible, and in which order they run. Does not throw.

#include "domain/experiment/experiment.hpp"
#include "schema/json.hpp"

#include <span>

namespace lem::domain {

enum class StudyOrder { sequential, interleave, shuffle, reverse, latin_square };

struct Study {
    std::string study;
    std::optional<std::string> base;
    StudyOrder order = StudyOrder::interleave;
    std::int64_t seed = 1;
    int repeats = 1;
    double gap_s = 0;
    std::optional<double> wall_clock_limit_s;
    int failures_in_a_row_max = 3;
};

/// One point before it is known whether it can be measured: dotted paths of the experiment and the
/// values that they take.
struct Overlay {
    std::vector<std::pair<std::string, schema::json>> values;
    /// "load.streams=4 workload.output_tokens=16"; "base" without values.
    std::string label() const;
};

inline constexpr std::size_t study_points_max = 10'000;

/// `sweep`: a list of scalars is an axis, a list of objects a group whose values change together
/// ({} is the base; lists inside are a grid of their own); axes and groups are crossed in the order
/// in which they stand. `points` are added after the grid. Violations point into the study's file.
tl::expected<std::vector<Overlay>, Violations> expand(const schema::json& sweep,
                                                      const schema::json& points);

/// A name that keys may begin with, and where what follows it stands in an experiment's document.
struct EngineScope {
    std::string_view engine;
    std::string_view section;
};
/// Of "vllm.settings.max_sequences" that of vllm; null for a key of every engine.
const EngineScope* scope_of(std::string_view path, std::span<const EngineScope> scopes);
/// An overlay as it holds for points of `engine`: without what is for others.
Overlay for_engine(const Overlay& overlay, std::string_view engine,
                   std::span<const EngineScope> scopes);

/// The experiment's document with an overlay's values put into it. A violation when a path leads
/// through something that is not an object.
tl::expected<schema::json, Violations> apply(schema::json experiment, const Overlay& overlay);

/// What is to be run: which point, and its how-manieth repeat.
struct Turn {
    std::size_t point = 0;
    int repeat = 1;
    auto operator<=>(const Turn&) const = default;
};
/// sequential: A A B B; interleave: A B A B; reverse: interleave from the last point on; shuffle:
/// each round in an order of its own by the seed; latin_square: each round begins one point later,
/// so that no point always comes first.
std::vector<Turn> turns(std::size_t points, int repeats, StudyOrder order, std::int64_t seed);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::StudyOrder> {
    static constexpr std::string_view name = "StudyOrder";
    static constexpr std::array values{
        Enumerator{domain::StudyOrder::sequential, "sequential", "all repeats of a point together"},
        Enumerator{domain::StudyOrder::interleave, "interleave", "round after round"},
        Enumerator{domain::StudyOrder::shuffle, "shuffle", "each round in a random order"},
        Enumerator{domain::StudyOrder::reverse, "reverse", "round after round, last point first"},
        Enumerator{domain::StudyOrder::latin_square, "latin_square",
                   "each round begins one point later"},
    };
};

template <>
struct description<domain::Study> {
    using T = domain::Study;
    static constexpr auto record = schema::record(
        "Study", "An experiment measured at many points.",
        field("study", &T::study,
              {.doc = "Its name; the field that makes a file a study.",
               .length_max = 200,
               .format = TextFormat::name}),
        field("base", &T::base,
              {.doc = "Experiment file that every point starts from; its own relative paths count "
                      "from its folder."}),
        field("order", &T::order, {.doc = "In which order points run.", .defaulted = true}),
        field("seed", &T::seed,
              {.doc = "Of the shuffled order.",
               .minimum = 0,
               .maximum = 9007199254740991,
               .defaulted = true}),
        field("repeats", &T::repeats,
              {.doc = "How often each point is measured.",
               .minimum = 1,
               .maximum = 100,
               .defaulted = true}),
        field("gap_s", &T::gap_s,
              {.doc = "Pause between points.",
               .unit = "s",
               .minimum = 0,
               .maximum = 86400,
               .defaulted = true}),
        field("wall_clock_limit_s", &T::wall_clock_limit_s,
              {.doc = "No point is begun after this time.",
               .unit = "s",
               .minimum = 1,
               .maximum = 1e7}),
        field("failures_in_a_row_max", &T::failures_in_a_row_max,
              {.doc = "The study stops after so many failed points in a row.",
               .minimum = 1,
               .maximum = 1000,
               .defaulted = true}));
};

}  // namespace lem::schema
