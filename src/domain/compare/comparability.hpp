#pragma once
/// Whether two results may be compared, with every reason against it. The leaderboard asks here
/// which energy has no place beside measured energy; it ranks each energy scope by itself. Pure;
/// does not throw.

#include "domain/result/result.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace lem::domain {

/// Power sensors of boards of one kind differ by up to this share (arXiv 2312.02741).
inline constexpr double sensor_gain = 0.05;

/// Which metrics a reason concerns.
enum class Concern { all, energy };

enum class RefusalCode {
    other_definitions,
    token_counts_unreliable,
    no_cycle,
    other_prefix_cache,
    other_lengths,
    no_energy,
    energy_not_measured,
    energy_unfit,
    other_energy_scope
};

struct RefusalDefinition {
    RefusalCode code;
    std::string_view name;  // on the wire
    Concern concerns;
    std::string_view meaning;
};

/// Every reason to refuse a comparison, in the order in which they are checked.
inline constexpr std::array refusal_definitions{
    RefusalDefinition{RefusalCode::other_definitions, "other_definitions", Concern::all,
                      "the metrics follow different definitions"},
    RefusalDefinition{RefusalCode::token_counts_unreliable, "token_counts_unreliable", Concern::all,
                      "the server gave no token counts for some requests"},
    RefusalDefinition{RefusalCode::no_cycle, "no_cycle", Concern::all, "no cycle was measured"},
    RefusalDefinition{RefusalCode::other_prefix_cache, "other_prefix_cache", Concern::all,
                      "only one of the two used a prefix cache"},
    RefusalDefinition{RefusalCode::other_lengths, "other_lengths", Concern::all,
                      "prompts or answers differ in length"},
    RefusalDefinition{RefusalCode::no_energy, "no_energy", Concern::energy,
                      "energy was not measured"},
    RefusalDefinition{RefusalCode::energy_not_measured, "energy_not_measured", Concern::energy,
                      "the energy is modelled, or replayed from a trace"},
    RefusalDefinition{RefusalCode::energy_unfit, "energy_unfit", Concern::energy,
                      "a flag or a reason makes the energy of the run unusable"},
    RefusalDefinition{RefusalCode::other_energy_scope, "other_energy_scope", Concern::energy,
                      "the energies cover different parts of the machines"},
};

constexpr const RefusalDefinition& definition_of(RefusalCode code) {
    return *std::ranges::find(refusal_definitions, code, &RefusalDefinition::code);
}

struct Refusal {
    RefusalCode code = RefusalCode::other_definitions;
    std::string reason;
    Concern concerns = definition_of(code).concerns;
};

/// The facts of a result that decide it.
struct Comparability {
    std::string name;  // for the reasons
    std::string model;
    std::string metric_definitions_version;
    bool any_cycle = true;
    bool token_counts_reliable = true;
    std::optional<bool> prefix_cache = {};     // nullopt: not stated
    std::optional<double> input_tokens = {};   // of a request; nullopt: not stated
    std::optional<double> output_tokens = {};  // the same
    bool lengths_counted = false;              // from the requests, not as they were set
    EnergyScope energy_scope = EnergyScope::none;
    EnergyMethod energy_method = EnergyMethod::none;
    std::optional<std::string> energy_objection = {};  // why the energy is not usable
};

/// As its document states them; lengths are those of the configuration or of the first cycle.
Comparability comparability_of(std::string name, const Result& result);

/// Every reason against comparing the two, in the order of the table; empty: they may be compared.
std::vector<Refusal> refusals(const Comparability& a, const Comparability& b);

/// Why results that are listed together may not be comparable with one another, whatever their
/// energy: of each kind one reason. `name` is not used.
std::vector<Refusal> mixture(std::span<const Comparability> results);

/// Why a result with energy of this method has no place beside others by energy; nullopt if it has.
std::optional<RefusalCode> objection_to(EnergyMethod method);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Concern> {
    static constexpr std::string_view name = "Concern";
    static constexpr std::array values{
        Enumerator{domain::Concern::all, "all", "every metric"},
        Enumerator{domain::Concern::energy, "energy", "energy metrics"},
    };
};

template <>
struct enumeration<domain::RefusalCode> {
    static constexpr std::string_view name = "RefusalCode";
    static constexpr auto values = [] {
        std::array<Enumerator<domain::RefusalCode>, domain::refusal_definitions.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = {domain::refusal_definitions[i].code, domain::refusal_definitions[i].name,
                      domain::refusal_definitions[i].meaning};
        return all;
    }();
};

template <>
struct description<domain::Refusal> {
    using T = domain::Refusal;
    static constexpr auto record =
        schema::record("Refusal", "What must not be compared.",
                       field("concerns", &T::concerns, {.doc = "Which metrics."}),
                       field("code", &T::code, {.doc = "Why."}),
                       field("reason", &T::reason, {.doc = "Why, in a sentence."}));
};

}  // namespace lem::schema
