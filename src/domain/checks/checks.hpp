#pragma once
/// Plausibility checks: one table of definitions, one pure function each. They compare a document
/// with itself, with arithmetic and with what devices of its kind can do. A power limit that it
/// states takes the place of the maker's, because owners set it. Every tolerance is in its
/// definition. Thread-safe; no I/O.

#include "domain/catalogue/known_names.hpp"
#include "domain/checks/peers.hpp"
#include "domain/checks/request_totals.hpp"
#include "domain/checks/trace_totals.hpp"

#include <array>

namespace lem::domain {

/// The input of a check.
struct CheckInput {
    const Result& result;
    std::int64_t received_at_ms = 0;
    /// Totals of the bundle's requests; null when only the document was sent.
    const RequestTotals* requests = nullptr;
    /// For facts of devices and models that the document lacks.
    const KnownNames* names = &built_in_names();
    /// Totals of the bundle's power trace; null when only the document was sent.
    const TraceTotals* trace = nullptr;
    /// Of other results; null where nobody knows them.
    const Peers* peers = nullptr;
    /// What the result is compared by; null if it is not.
    const PeerFacts* peer_facts = nullptr;
};

enum class CheckFamily { arithmetic, energy, capacity, statistics };

/// What a check needs to look at.
enum class CheckEvidence { document, requests, trace, other_results };

/// A named limit: how far values may differ, or a value that must not be exceeded.
struct Tolerance {
    std::string_view name;
    double value = 0;
    std::string_view unit = {};  // "" is a share
};

struct CheckDefinition {
    using Function = Check (*)(const CheckInput& input, const CheckDefinition& definition);

    std::string_view code;
    CheckFamily family;
    std::string_view title;  // what must hold
    CheckOutcome severity;   // the worst outcome of a failure
    std::array<Tolerance, 6> tolerances;
    CheckEvidence needs;
    Function function;
    std::string_view reference;  // where the limits come from

    /// The value of a tolerance. An unknown name is a bug.
    double tolerance(std::string_view name) const;
};

/// Every check, in the order in which verdicts are shown.
std::span<const CheckDefinition> all_checks();

/// Null when there is no check of this code.
const CheckDefinition* find_check(std::string_view code);

std::vector<Check> run_checks(const CheckInput& input);

/// True if a result with these verdicts can be accepted.
bool acceptable(const std::vector<Check>& checks);
int count(const std::vector<Check>& checks, CheckOutcome outcome);

}  // namespace lem::domain
