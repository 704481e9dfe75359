#pragma once
/// Plausibility checks: one pure function each, in one list. They compare what a document says with
/// arithmetic (and, later, with physics and statistics); nothing is trusted because it was sent.
/// Numbers and tolerances: docs/method.md. Thread-safe; no I/O.

#include "domain/result/result.hpp"

#include <span>

namespace lem::domain {

/// What a check may look at.
struct CheckInput {
    const Result& result;
    std::int64_t received_at_ms = 0;
    /// Per-request records of the bundle; empty when only the document was sent.
    std::span<const RequestRecord> requests = {};
};

using CheckFunction = Check (*)(const CheckInput&);

/// Every check, in the order in which verdicts are shown.
std::span<const CheckFunction> all_checks();

std::vector<Check> run_checks(const CheckInput& input);

/// Can a result with these verdicts be accepted?
bool acceptable(const std::vector<Check>& checks);
int count(const std::vector<Check>& checks, CheckOutcome outcome);

}  // namespace lem::domain
