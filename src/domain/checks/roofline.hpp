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

/// The largest share of a bound, and where.
struct Largest {
    double share = 0;
    std::string where;

    void see(double value, const Cycle& cycle);
};

/// A share above "warned above" fails, with the definition's severity above "rejected above".
Check judge(const CheckDefinition& definition, const Largest& largest, const std::string& of,
            std::string_view otherwise);

inline constexpr std::string_view needs_bandwidth =
    "Needs GPUs of one kind whose bandwidth is known, and the size of the model.";
inline constexpr std::string_view or_speculative =
    "; only speculative decoding, which the document would have to state, explains some of it";

}  // namespace lem::domain::roofline
