#pragma once
/// What results show of hardware, beside what its maker states. Pure; does not throw.

#include "domain/board/leaderboard.hpp"
#include "domain/catalogue/known_names.hpp"
#include "domain/explorer/quantiles.hpp"

#include <span>

namespace lem::domain {

/// Hardware by its shown name: some devices of one kind, or several kinds.
struct NamedHardware {
    std::string device;  // the name of one of them; empty: several kinds
    int count = 1;
    const HardwareProfile* profile = nullptr;  // null: not in the catalogue
};

/// Reads "4 x NVIDIA H100 PCIe 80GB", as device_set_of writes it.
NamedHardware named_hardware(std::string_view shown, const Catalogue& catalogue);

/// Published figures of all devices together.
struct NominalFigures {
    std::optional<double> memory_gb;
    std::optional<double> bandwidth_gb_per_s;
    std::optional<double> tdp_watts;
};
NominalFigures nominal_figures(const NamedHardware& hardware);

enum class ObservedKind { mean_power, memory_bandwidth, arithmetic, peak_memory };

/// A quantity of all devices together, in the unit of its kind.
struct ObservedQuantity {
    ObservedKind kind = ObservedKind::mean_power;
    std::optional<EnergyScope> energy_scope;  // of power
    std::optional<std::string> precision;     // of arithmetic
    std::string unit;
    std::optional<double> nominal;
    Quantiles observed;
};

/// Mean power of results, as a histogram from 0.
struct PowerHistogram {
    EnergyScope energy_scope = EnergyScope::none;
    std::optional<double> limit_watts;  // of the maker, if it limits what the energy covers
    double bin_watts = 0;
    std::vector<std::int64_t> bins;
    Quantiles watts;
};

/// Those that some results give, in the order of their kinds.
std::vector<ObservedQuantity> observed_quantities(std::span<const LeaderboardRow> rows,
                                                  const NamedHardware& hardware,
                                                  const Catalogue& catalogue);
/// Of each energy scope, that of the most results first.
std::vector<PowerHistogram> power_histograms(std::span<const LeaderboardRow> rows,
                                             const NamedHardware& hardware);

/// Bytes of weights that the memory delivered in a second at least: those of one decoding step,
/// divided by its time. nullopt if the step's weights or time do not follow from the row: more
/// than one request of a mixture of experts, a prompt's throughput, an unknown load, or so few
/// weights that caches may hold them.
std::optional<double> inferred_bandwidth_gb_per_s(const LeaderboardRow& row,
                                                  const Catalogue& catalogue);

/// Whether it routes each token to some experts; nullopt if neither its architecture nor its size
/// tells.
std::optional<bool> has_experts(const ModelFacts& facts);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::ObservedKind> {
    static constexpr std::string_view name = "ObservedKind";
    static constexpr std::array values{
        Enumerator{domain::ObservedKind::mean_power, "mean_power",
                   "energy of the steady window, divided by its length", "Mean power"},
        Enumerator{domain::ObservedKind::memory_bandwidth, "memory_bandwidth",
                   "weights read in a decoding step, divided by its time; a lower bound, without "
                   "the cache of keys and values",
                   "Memory bandwidth used"},
        Enumerator{domain::ObservedKind::arithmetic, "arithmetic",
                   "FLOPs that the model needs, divided by the time", "Arithmetic"},
        Enumerator{domain::ObservedKind::peak_memory, "peak_memory", "the most memory in use",
                   "Peak memory"},
    };
};

template <>
struct description<domain::NominalFigures> {
    using T = domain::NominalFigures;
    static constexpr auto record = schema::record(
        "NominalFigures", "Published figures of all devices together; null when not known.",
        field("memory_gb", &T::memory_gb, {.doc = "Memory.", .unit = "GB"}),
        field("bandwidth_gb_per_s", &T::bandwidth_gb_per_s,
              {.doc = "Of the memory.", .unit = "GB/s"}),
        field("tdp_watts", &T::tdp_watts,
              {.doc = "Of the boards, modules or processors at most.", .unit = "W"}));
};

template <>
struct description<domain::ObservedQuantity> {
    using T = domain::ObservedQuantity;
    static constexpr auto record = schema::record(
        "ObservedQuantity", "A quantity that results show, beside what the maker states.",
        field("kind", &T::kind, {.doc = "What it is."}),
        field("energy_scope", &T::energy_scope,
              {.doc = "What the power covers.", .omit_null = true}),
        field("precision", &T::precision,
              {.doc = "Of the weights, for arithmetic.", .omit_null = true}),
        field("unit", &T::unit, {.doc = "Of all figures."}),
        field("nominal", &T::nominal,
              {.doc = "By the maker, for all devices together; null when not known."}),
        field("observed", &T::observed, {.doc = "Of the results."}));
};

template <>
struct description<domain::PowerHistogram> {
    using T = domain::PowerHistogram;
    static constexpr auto record = schema::record(
        "PowerHistogram", "How many results have which mean power.",
        field("energy_scope", &T::energy_scope, {.doc = "What the power covers."}),
        field("limit_watts", &T::limit_watts,
              {.doc = "By the maker, for all devices together; null when it is not known, or when "
                      "the power covers more than it limits.",
               .unit = "W"}),
        field("bin_watts", &T::bin_watts, {.doc = "Width of a bin.", .unit = "W"}),
        field("bins", &T::bins,
              {.doc = "Results in each bin; the first starts at 0.", .items_max = 60}),
        field("watts", &T::watts, {.doc = "The spread.", .unit = "W"}));
};

}  // namespace lem::schema
