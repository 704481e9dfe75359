#pragma once
/// The doubts that a run states about its own cycles: one table of flags, with the best grade that
/// each allows, and one of the reasons to doubt the energy of a window. Pure.
///
/// In a document both are lists of words, so that they can grow: an unknown word, written by a
/// newer or another program, leaves the document valid and is shown as it is. Its severity is
/// unknown, so it counts as the worst (unknown_flag_at_most). The program itself uses the
/// enumerations only.

#include "domain/result/quality.hpp"

#include <algorithm>
#include <array>

namespace lem::domain {

enum class CycleFlag {
    client_bound,
    token_count_unreliable,
    telemetry_gap,
    counter_mismatch,
    thermal,
    counter_disagrees,
    energy_invalid,
    idle_devices,
    unsteady,
    warm_up_unsteady,
    oversaturated,
    foreign_processes,
    more_tokens_than_asked,
    unread_content,
    answers_at_once,
    content_filter,
    lengths_off,
    partial,
    client_lag,
    clock_step,
    errors
};

struct FlagDefinition {
    CycleFlag flag;
    std::string_view name;  // on the wire
    Grade at_most;          // the best grade that it allows
    bool spoils_energy;     // the energy of the cycle is unusable
    std::string_view meaning;
};

/// Worst first. The grade for `errors` depends on their number (quality.cpp); this is the mildest.
inline constexpr std::array flag_definitions{
    FlagDefinition{
        CycleFlag::client_bound, "client_bound", Grade::unfit, false,
        "the load client could not keep its schedule, so latencies include the client's own delay"},
    FlagDefinition{CycleFlag::token_count_unreliable, "token_count_unreliable", Grade::unfit, false,
                   "the server gave no token counts for some requests"},
    FlagDefinition{CycleFlag::telemetry_gap, "telemetry_gap", Grade::unfit, true,
                   "power readings are missing for over 3 s"},
    FlagDefinition{CycleFlag::counter_mismatch, "counter_mismatch", Grade::unfit, true,
                   "energy counter and integrated power differ by more than 10 %"},
    FlagDefinition{CycleFlag::thermal, "thermal", Grade::unfit, false,
                   "a device was thermally throttled for over 1 % of the window"},
    FlagDefinition{CycleFlag::counter_disagrees, "counter_disagrees", Grade::indicative, false,
                   "energy counter and integrated power differ by 5 to 10 %"},
    FlagDefinition{CycleFlag::energy_invalid, "energy_invalid", Grade::indicative, false,
                   "the energy source gave a reason to doubt the window"},
    FlagDefinition{
        CycleFlag::idle_devices, "idle_devices", Grade::indicative, false,
        "some of the measured devices did not compute; their idle power is in the energy"},
    FlagDefinition{CycleFlag::unsteady, "unsteady", Grade::indicative, false,
                   "throughput or power varied or drifted by over 5 % within the window"},
    FlagDefinition{CycleFlag::warm_up_unsteady, "warm_up_unsteady", Grade::indicative, false,
                   "the warm-up ended at its limit without a steady state"},
    FlagDefinition{CycleFlag::oversaturated, "oversaturated", Grade::indicative, false,
                   "requests queued up: the server could not keep up with the rate"},
    FlagDefinition{CycleFlag::foreign_processes, "foreign_processes", Grade::indicative, false,
                   "other processes used a device during the window"},
    FlagDefinition{CycleFlag::more_tokens_than_asked, "more_tokens_than_asked", Grade::indicative,
                   false, "the server sent more tokens than requested"},
    FlagDefinition{CycleFlag::unread_content, "unread_content", Grade::indicative, false,
                   "the server streamed tokens in a field that the client does not know, so "
                   "latencies leave them out"},
    FlagDefinition{CycleFlag::answers_at_once, "answers_at_once", Grade::indicative, false,
                   "over 5 % of the answers arrived at once or in a few bursts: a proxy or the "
                   "server held tokens back, so latencies per token are not the engine's"},
    FlagDefinition{CycleFlag::content_filter, "content_filter", Grade::indicative, false,
                   "a content filter of the server cut answers short"},
    FlagDefinition{CycleFlag::lengths_off, "lengths_off", Grade::indicative, false,
                   "over 5 % of the requests had other lengths than planned"},
    FlagDefinition{CycleFlag::partial, "partial", Grade::indicative, false,
                   "the cycle ended early"},
    FlagDefinition{CycleFlag::client_lag, "client_lag", Grade::standard, false,
                   "the load client sent requests over 10 ms late (p99)"},
    FlagDefinition{
        CycleFlag::clock_step, "clock_step", Grade::standard, false,
        "the machine's clock was set during the cycle; durations are right, dates may be wrong"},
    FlagDefinition{CycleFlag::errors, "errors", Grade::standard, false, "requests failed"},
};

/// For a word that is not in the table.
inline constexpr Grade unknown_flag_at_most = Grade::unfit;
inline constexpr std::string_view unknown_flag_meaning =
    "a flag that this version of lem does not know";

/// Why the energy of a window is in doubt.
enum class EnergyReason {
    telemetry_gap,
    not_bracketed,
    counter_reset,
    counter_stopped,
    device_missing,
    device_without_energy,
    too_few_samples,
    clock_step
};

struct EnergyReasonDefinition {
    EnergyReason reason;
    std::string_view name;  // on the wire
    CycleFlag flag;         // that it sets on the cycle
    std::string_view meaning;
};

inline constexpr std::array energy_reason_definitions{
    EnergyReasonDefinition{EnergyReason::telemetry_gap, "telemetry_gap", CycleFlag::telemetry_gap,
                           "two readings are more than 3 s apart"},
    EnergyReasonDefinition{EnergyReason::not_bracketed, "not_bracketed", CycleFlag::energy_invalid,
                           "no reading was taken on one side of the window"},
    EnergyReasonDefinition{EnergyReason::counter_reset, "counter_reset", CycleFlag::energy_invalid,
                           "a device's counter went backwards"},
    EnergyReasonDefinition{EnergyReason::counter_stopped, "counter_stopped",
                           CycleFlag::energy_invalid, "a device's counter did not advance"},
    EnergyReasonDefinition{EnergyReason::device_missing, "device_missing",
                           CycleFlag::energy_invalid, "a device gave no complete readings"},
    EnergyReasonDefinition{EnergyReason::device_without_energy, "device_without_energy",
                           CycleFlag::energy_invalid,
                           "a device reported 0 J over the window, beside others with energy"},
    EnergyReasonDefinition{EnergyReason::too_few_samples, "too_few_samples",
                           CycleFlag::energy_invalid,
                           "less than three quarters of the samples were taken"},
    EnergyReasonDefinition{EnergyReason::clock_step, "clock_step", CycleFlag::energy_invalid,
                           "the clock that aligns a wall meter's record was set"},
};

constexpr const FlagDefinition& definition_of(CycleFlag flag) {
    return *std::ranges::find(flag_definitions, flag, &FlagDefinition::flag);
}
constexpr const EnergyReasonDefinition& definition_of(EnergyReason reason) {
    return *std::ranges::find(energy_reason_definitions, reason, &EnergyReasonDefinition::reason);
}

/// The words of a document.
using Words = std::vector<std::string>;

template <class Word>
bool holds(const Words& words, Word word) {
    return std::ranges::find(words, definition_of(word).name) != words.end();
}
/// Adds the word unless it is there.
template <class Word>
void add_word(Words& words, Word word) {
    if (!holds(words, word)) words.emplace_back(definition_of(word).name);
}
template <class... Word>
Words words_of(Word... word) {
    return {std::string(definition_of(word).name)...};
}

/// True if any cycle of the result has it.
bool any_cycle_has(const Result& result, CycleFlag flag);

/// The reason to doubt the energy of a run that it states itself, with the first cycle that has it
/// ("cycle 1 has telemetry_gap"); nullopt if the energy, if any, is usable.
std::optional<std::string> energy_objection(const Result& result);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::CycleFlag> {
    static constexpr std::string_view name = "CycleFlag";
    static constexpr auto values = [] {
        std::array<Enumerator<domain::CycleFlag>, domain::flag_definitions.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = {domain::flag_definitions[i].flag, domain::flag_definitions[i].name,
                      domain::flag_definitions[i].meaning};
        return all;
    }();
};

template <>
struct enumeration<domain::EnergyReason> {
    static constexpr std::string_view name = "EnergyReason";
    static constexpr auto values = [] {
        std::array<Enumerator<domain::EnergyReason>, domain::energy_reason_definitions.size()>
            all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = {domain::energy_reason_definitions[i].reason,
                      domain::energy_reason_definitions[i].name,
                      domain::energy_reason_definitions[i].meaning};
        return all;
    }();
};

}  // namespace lem::schema
