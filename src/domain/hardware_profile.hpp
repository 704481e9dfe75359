#pragma once
/// Published figures of devices: the scale for utilisation, plausibility and filters. Limits that a
/// driver reports take precedence over them. The entries are data: catalogue/hardware.json and the
/// operator's own files (domain/catalogue). Pure.

#include "schema/record.hpp"

namespace lem::domain {

/// Source of an entry's figures.
enum class FactStatus { datasheet, looked_up, uncertain };

/// Dense TFLOP/s, never with sparsity; nullopt if the device has no such unit or the figure is not
/// known. Fused multiply-add counts as two.
struct PeakTflops {
    std::optional<double> bf16;
    std::optional<double> fp16;  // with the faster accumulation if there are two
    std::optional<double> fp8;   // the same
    std::optional<double> int8;  // 10^12 operations a second
    std::optional<double> fp4;
};

struct HardwareProfile {
    std::string id;
    std::string name;  // as it is shown
    std::vector<std::string> driver_names;
    std::vector<std::string> aliases;
    std::vector<std::string> shared_names;  // other entries have them too: the memory decides
    std::optional<double> memory_gb;        // as the maker states it; many makers count 2^30 bytes
    std::vector<double> memory_options_gb;  // smaller sizes with the same figures
    bool unified_memory = false;            // drivers report a part of it, or none
    std::optional<double> bandwidth_gb_per_s;
    std::optional<double> tdp_watts;  // of the board, module or processor at most
    PeakTflops peak_tflops;
    std::string source;
    FactStatus status = FactStatus::datasheet;
};

/// The entry of lem's own catalogue with this name (Catalogue::find_profile); null if there is none
/// or several.
const HardwareProfile* find_profile(std::string_view name,
                                    std::optional<double> memory_mb = std::nullopt);
const HardwareProfile* profile_by_id(std::string_view id);

/// Peak FLOP/s for weights of this precision: native if the device supports it, else 16-bit; GGUF's
/// blocks as 8-bit integers. nullopt for 32-bit weights, for which the catalogue has no peak, and
/// for unknown precisions.
std::optional<double> peak_flops(const HardwareProfile& profile, std::string_view precision);

}  // namespace lem::domain

namespace lem::schema {

/// Options of fields that entries of the catalogue have in common.
namespace of_entry {

constexpr FieldOptions names(std::string_view doc, TextFormat format) {
    return {.doc = doc,
            .length_max = 200,
            .items_max = 100,
            .format = format,
            .filled = true,
            .defaulted = true};
}
/// A positive number that is left out if it is not known.
constexpr FieldOptions figure(std::string_view doc, std::string_view unit, double maximum) {
    return {.doc = doc, .unit = unit, .minimum = 0.001, .maximum = maximum, .omit_null = true};
}
inline constexpr FieldOptions source{.doc = "Where the figures are from.",
                                     .length_max = 300,
                                     .format = TextFormat::name,
                                     .filled = true};
inline constexpr FieldOptions status{.doc = "How sure they are."};

}  // namespace of_entry

template <>
struct enumeration<domain::FactStatus> {
    static constexpr std::string_view name = "FactStatus";
    static constexpr std::array values{
        Enumerator{domain::FactStatus::datasheet, "datasheet",
                   "the maker's data sheet or the model's own files"},
        Enumerator{domain::FactStatus::looked_up, "looked_up",
                   "a page of the maker or a secondary source"},
        Enumerator{domain::FactStatus::uncertain, "uncertain", "sources conflict"},
    };
};

template <>
struct description<domain::PeakTflops> {
    using T = domain::PeakTflops;
    static constexpr FieldOptions tflops =
        of_entry::figure("Dense; absent if not known.", "TFLOP/s", 1e6);
    static constexpr auto record = schema::record(
        "PeakTflops", "Peak rates without sparsity, by precision.", field("bf16", &T::bf16, tflops),
        field("fp16", &T::fp16, tflops), field("fp8", &T::fp8, tflops),
        field("int8", &T::int8, tflops), field("fp4", &T::fp4, tflops));
};

template <>
struct description<domain::HardwareProfile> {
    using T = domain::HardwareProfile;
    static constexpr auto record = schema::record(
        "HardwareProfile", "Published figures of a device.",
        field("id", &T::id,
              {.doc = "For example h100-sxm.",
               .length_max = 60,
               .format = TextFormat::identifier,
               .filled = true}),
        field("name", &T::name,
              {.doc = "As it is shown.",
               .length_max = 200,
               .format = TextFormat::name,
               .filled = true}),
        field("driver_names", &T::driver_names,
              of_entry::names("As drivers report it, if not by the name.", TextFormat::name)),
        field("aliases", &T::aliases, of_entry::names("Further names.", TextFormat::name)),
        field("shared_names", &T::shared_names,
              of_entry::names("Names that other entries have too; the device's memory decides.",
                              TextFormat::name)),
        field("memory_gb", &T::memory_gb, of_entry::figure("As the maker states it.", "GB", 1e6)),
        field("memory_options_gb", &T::memory_options_gb,
              {.doc = "Smaller sizes with the same figures.",
               .unit = "GB",
               .minimum = 0.001,
               .maximum = 1e6,
               .items_max = 20,
               .defaulted = true}),
        field("unified_memory", &T::unified_memory,
              {.doc = "Shared with the processor; drivers report a part of it, or none.",
               .defaulted = true}),
        field("bandwidth_gb_per_s", &T::bandwidth_gb_per_s,
              of_entry::figure("Of the memory.", "GB/s", 1e6)),
        field(
            "tdp_watts", &T::tdp_watts,
            of_entry::figure("Of the board, module or processor at most, by its maker.", "W", 1e6)),
        field("peak_tflops", &T::peak_tflops,
              {.doc = "Peak rates; absent ones are not known.", .defaulted = true}),
        field("source", &T::source, of_entry::source),
        field("status", &T::status, of_entry::status));
};

}  // namespace lem::schema
