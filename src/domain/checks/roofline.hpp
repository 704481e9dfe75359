#pragma once
/// What the devices of a result can do at most and what a token needs at least, for the checks that
/// compare the two. Pure, thread-safe.

#include "domain/checks/verdict.hpp"
#include "domain/hardware_profile.hpp"

namespace lem::domain::roofline {

/// GPUs of one kind, together.
struct Gpus {
    const HardwareProfile* profile = nullptr;
    int count = 0;
};

/// nullopt without a GPU, with GPUs of several kinds, and with one that is not known.
std::optional<Gpus> gpus_of(const CheckInput& input);

/// Weights that a token uses; nullopt if not known, as for a mixture of experts that does not say.
std::optional<double> active_weights(const ModelRecord& model);

/// Bytes that every decoding step reads at least: those of the active weights. nullopt if they are
/// so few that they may stay in the caches of the chips.
std::optional<double> bytes_of_a_step(const Result& result, int gpus);

/// Seconds in which the GPUs read the weights once.
std::optional<double> step_s(const CheckInput& input);

/// Requests that one step can serve: those being decoded, or else those in flight.
std::optional<double> requests_of_a_step(const Cycle& cycle);

/// The stated value that is most against its limit, in one unit, and where.
struct NearestLimit {
    double stated = 0, limit = 0;
    std::string where;  // empty: none was seen

    double share() const { return stated / limit; }
    void see(double stated_value, double limit_value, const Cycle& cycle);
};

/// More than "warned above" times the limit fails, with the definition's severity above "rejected
/// above". `limit` says what the limit is: "that the memory's bandwidth allows".
Check judge_limit(const CheckDefinition& definition, const NearestLimit& nearest,
                  std::string_view unit, std::string_view limit, std::string_view otherwise);

inline constexpr std::string_view needs_bandwidth =
    "Needs GPUs of one kind whose bandwidth is known, and the size of the model.";
inline constexpr std::string_view or_speculative =
    "; only speculative decoding, which the document would have to state, explains some of it";

}  // namespace lem::domain::roofline
