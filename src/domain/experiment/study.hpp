#pragma once
/// A study: one experiment measured at many points of a grid. Its own settings, the points of the
/// grid, and the order in which they run. Pure; does not throw. study_plan.hpp decides which points
/// can be measured.

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

/// One point of the grid, which may turn out to be impossible: dotted paths of the experiment and
/// their values.
struct Overlay {
    std::vector<std::pair<std::string, schema::json>> values;
    /// "load.streams=4 workload.output_tokens=16"; "base" without values.
    std::string label() const;
};

inline constexpr std::size_t study_points_max = 10'000;

/// `sweep`: a list of scalars is an axis, a list of objects is a group whose values change together
/// ({} is the base; lists inside are a grid of their own). Axes and groups are crossed in their
/// order in the file. `points` are added after the grid. Violations point into the study's file.
tl::expected<std::vector<Overlay>, Violations> expand(const schema::json& sweep,
                                                      const schema::json& points);

/// An engine whose name may begin a path, and the section of the document for the rest of the path:
/// "vllm.settings.max_sequences" is engine.settings.max_sequences of vllm.
struct EngineScope {
    std::string_view engine;
    std::string_view section;
};
/// The scope of a path; null for a path that holds for every engine.
const EngineScope* scope_of(std::string_view path, std::span<const EngineScope> scopes);
/// The overlay for points of `engine`, without the paths of other engines.
Overlay for_engine(const Overlay& overlay, std::string_view engine,
                   std::span<const EngineScope> scopes);

/// The experiment's document with the overlay's values. A violation when a path leads through a
/// value that is not an object.
tl::expected<schema::json, Violations> apply_overlay(schema::json experiment,
                                                     const Overlay& overlay);

/// One measurement of the study: a point, and the number of its repeat, from 1.
struct Turn {
    std::size_t point = 0;
    int repeat = 1;
    auto operator<=>(const Turn&) const = default;
};
/// sequential: A A B B; interleave: A B A B; reverse: interleave from the last point; shuffle:
/// each round in its own order, by the seed; latin_square: each round starts one point later, so
/// that no point is always the first.
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
                   "each round starts one point later"},
    };
};

template <>
struct description<domain::Study> {
    using T = domain::Study;
    static constexpr auto record = schema::record(
        "Study", "An experiment measured at many points.",
        field("study", &T::study,
              {.doc = "Its name. A file with this field is a study.",
               .length_max = 200,
               .format = TextFormat::name}),
        field("base", &T::base,
              {.doc = "Experiment file that every point starts from. Relative paths in it count "
                      "from its folder."}),
        field("order", &T::order, {.doc = "Order in which the points run.", .defaulted = true}),
        field("seed", &T::seed,
              {.doc = "Seed of the shuffled order.",
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
        field(
            "wall_clock_limit_s", &T::wall_clock_limit_s,
            {.doc = "No point starts after this time.", .unit = "s", .minimum = 1, .maximum = 1e7}),
        field("failures_in_a_row_max", &T::failures_in_a_row_max,
              {.doc = "The study stops after this many failed points in a row.",
               .minimum = 1,
               .maximum = 1000,
               .defaulted = true}));
};

}  // namespace lem::schema
